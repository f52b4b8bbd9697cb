# Headway: `make run` for a living demo, `make help` for the rest. Needs Python >= 3.11 and make, nothing else.
.DEFAULT_GOAL := help
.PHONY: help setup dev run test test-sqlite test-postgres test-whole check format bench pictures messages lock

export PORT ?= 8000
export HEADWAY_HOME ?= $(CURDIR)/var
export PIP_DISABLE_PIP_VERSION_CHECK := 1

BIN := .venv/bin
PIP := $(BIN)/python -m pip --require-virtualenv install --quiet
# Arguments for pytest, as in: make test-sqlite ARGS="tests/commands -x"
ARGS ?=

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: .venv/stamp-project ## Prepare .venv, in which the command `headway` lies

dev: setup .venv/stamp-dev

.venv/stamp-venv:
	@sh tools/make_venv.sh .venv
	@touch $@

.venv/stamp-runtime: requirements.txt .venv/stamp-venv
	@echo "Installing what Headway needs (once, a minute or two) ..."
	@$(PIP) --require-hashes -r requirements.txt
	@touch $@

.venv/stamp-project: pyproject.toml .venv/stamp-runtime
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/stamp-dev: requirements-dev.txt .venv/stamp-runtime
	@echo "Installing what the checks and tests need ..."
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

run: setup ## Build the demo organisation if there is no data yet, and serve it on http://127.0.0.1:PORT
	@$(BIN)/headway demo --if-empty
	@exec $(BIN)/headway serve

# Side by side: PostgreSQL's run is told once both have ended.
test: dev ## Run every test on both databases, with a real browser
	@mkdir -p build; $(MAKE) --no-print-directory test-postgres > build/test-postgres.log 2>&1 & other=$$!; \
	$(MAKE) --no-print-directory test-sqlite; one=$$?; wait $$other; two=$$?; \
	cat build/test-postgres.log; exit $$((one + two))

test-sqlite: dev ## Run the tests on SQLite (ARGS="tests/commands -x" narrows it)
	$(BIN)/python -m pytest --database sqlite $(ARGS)

# What is pure cannot reach a database (the layer check sees to that), so one run of it is enough.
test-postgres: dev ## Run the tests on PostgreSQL, in a server started for them
	$(BIN)/python -m pytest --database postgres --ignore tests/engine --ignore tests/rules $(ARGS)

test-whole: dev ## Run every test on both databases, also those in which no database has a part (three quarters of an hour)
	$(BIN)/python -m pytest --database sqlite $(ARGS)
	$(BIN)/python -m pytest --database postgres --whole $(ARGS)

check: dev ## Format, lint, types, layers, templates, settings, migrations, locks, languages, styles, addresses
	@$(BIN)/python tools/check.py

format: dev ## Put the code into its form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: dev ## Run the benchmarks and print their figures
	@set -e; for name in screens pages api timeline serving importers imports impact insights what_if summaries level duplicates forecast_backtest; do \
		test ! -f bench/$$name.py || { echo "== bench/$$name.py"; $(BIN)/python bench/$$name.py; }; done

pictures: dev ## Take the documentation's pictures anew, from a demo built for them
	@$(BIN)/python tools/pictures.py $(ARGS)

messages: dev ## Bring the catalogues of translations up to date
	@$(BIN)/python tools/messages.py

lock: ## Pin every requirement anew, with hashes
	@sh tools/lock.sh $(ARGS)
