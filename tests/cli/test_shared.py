"""Own fields, checklists, the clock and files from the command line."""

from pathlib import Path
from typing import Any

import pytest

from headway.cli import start
from headway.models import Attachment, Item, WorkLog
from tests.importers.workbench import headway
from tests.world import make_world


@pytest.fixture(autouse=True)
def ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "database", lambda: None)
    make_world()


def ok(*words: str) -> Any:
    done = headway(*words, "--json")
    assert done.code == 0, done.err + done.out
    return done.json


def test_own_fields_are_defined_set_and_asked_for() -> None:
    ok("field", "add", "Cost", "money", "--currency", "EUR", "--kind", "task")
    ok("field", "add", "Tags", "choices", "--option", "Red", "--option", "Blue")
    key = ok("item", "create", "task", "One", "--field", "cost=12.50", "--field", "tags=Red", "--field", "tags=Blue")[
        "key"
    ]
    assert Item.objects.get(key=key).custom == {"cost": {"amount": 1250, "currency": "EUR"}, "tags": [1, 2]}
    assert [row["key"] for row in ok("item", "list", "field.cost:>12 field.tags:red")["rows"]] == [key]
    ok("item", "update", key, "--field", "cost=")
    assert Item.objects.get(key=key).custom == {"tags": [1, 2]}
    wrong = headway("item", "update", key, "--field", "cost=lots", "--json")
    assert (wrong.code, wrong.json["field"]) == (2, "fields.cost")
    assert headway("item", "update", key, "--field", "cost", "--json").code == 2
    assert [one["key"] for one in ok("field", "list", "--kind", "goal")] == ["tags"]


def test_a_checklist_and_the_clock() -> None:
    key = ok("item", "create", "task", "One")["key"]
    step = str(ok("checklist", "add", key, "Ask legal")["id"])
    assert ok("checklist", "tick", step)["done"] is True
    assert ok("checklist", "tick", step, "--no-done")["done"] is False
    assert ok("timer", "start", key)["key"] == key
    assert ok("timer", "show")["running"]["item"]["key"] == key
    assert ok("timer", "stop")["minutes"] == 0
    ok("work", "log", key, "90", "--day", "2026-03-02")
    assert WorkLog.objects.get().minutes == 90
    assert ok("time", "week", "--day", "2026-03-03")["sums"][0] == 90


def test_files_are_attached(tmp_path: Path) -> None:
    key = ok("item", "create", "task", "One")["key"]
    (tmp_path / "a.txt").write_bytes(b"words")
    told = ok("attach", key, str(tmp_path / "a.txt"))
    assert (told["file_name"], told["type"], told["size"]) == ("a.txt", "text/plain", 5)
    assert Attachment.objects.get().declared == "text/plain"
    (tmp_path / "b.png").write_bytes(b"<script>")
    assert headway("attach", key, str(tmp_path / "b.png"), "--json").json["field"] == "file_name"
