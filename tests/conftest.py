"""Chooses the database before Django's settings are read, and keeps every test away from the developer's own data."""

import os
import shutil
import tempfile
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings
from django.db import connections

from tests.postgres import PostgresServer

pytest_plugins = ["tests.serving"]

HOME = pytest.StashKey[Path]()
POSTGRES = pytest.StashKey[PostgresServer]()

hypothesis.settings.register_profile("headway", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("headway")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        default="sqlite",
        choices=("sqlite", "postgres"),
        help="run on SQLite (the default) or on a PostgreSQL server started for the run",
    )
    parser.addoption("--whole", action="store_true", help="on PostgreSQL, too, leave out nothing")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.help or config.option.version:
        return
    # Memory, where there is such a folder: commits need not wait for a disk.
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    config.stash[HOME] = Path(tempfile.mkdtemp(prefix="headway-tests-", dir=fast))
    for name in [name for name in os.environ if name.startswith("HEADWAY_")]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    os.environ["HEADWAY_HOME"] = str(config.stash[HOME])
    if config.getoption("--database") == "postgres" and not config.option.collectonly:
        config.stash[POSTGRES] = PostgresServer()
        os.environ["DATABASE_URL"] = config.stash[POSTGRES].url("headway")
    os.environ["DJANGO_SETTINGS_MODULE"] = "headway.config.settings"
    django.setup()
    # What a password's hash costs is what protects it, and nothing that a test needs.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def pytest_unconfigure(config: pytest.Config) -> None:
    if POSTGRES in config.stash:
        config.stash[POSTGRES].stop()
    if HOME in config.stash:
        shutil.rmtree(config.stash[HOME], ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the run on SQLite what no database has a part in, such as how pages look."""
    if config.getoption("--database") == "sqlite" or config.getoption("--whole"):
        return
    once = [one for one in items if one.get_closest_marker("one_database")]
    config.hook.pytest_deselected(items=once)
    items[:] = [one for one in items if not one.get_closest_marker("one_database")]


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('--database')}"


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> PostgresServer | None:
    """Return the PostgreSQL server of this run, or None when it runs on SQLite."""
    return request.config.stash.get(POSTGRES, None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Test SQLite as it is served, from a file: a database in memory has other locks."""
    if connections["default"].vendor == "sqlite":
        path = request.config.stash[HOME] / "tests.sqlite3"
        connections["default"].settings_dict["TEST"]["NAME"] = str(path)
