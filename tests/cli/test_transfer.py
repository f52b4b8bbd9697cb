"""`headway import` for tables, GitLab and Trello: the choices that are left to whoever imports, and what is refused."""

import gzip
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest

from headway.cli import start
from headway.models import Event, Item, Workspace
from tests.importers.jira_fixture import issue
from tests.importers.test_gitlab import HEAD
from tests.importers.test_shared_data import path as shared
from tests.importers.workbench import bring, headway, lines, world

PLAN = "Summary,Nr,Wann,Wer\nOrder the parts,1,03/04/2024,Ann Lee <ann@example.org>\nSend them,2,,\n"
WORDS = ("--map", "title=Summary", "--map", "key=Nr", "--map", "due=Wann", "--map", "owner=Wer")


@pytest.fixture(autouse=True)
def ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "database", lambda: None)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.csv"
    path.write_text(PLAN)
    return path


@pytest.mark.parametrize(("order", "due"), [("dmy", "2024-04-03"), ("mdy", "2024-03-04")])
def test_a_table_comes_in_by_its_mapping(plan: Path, order: str, due: str) -> None:
    done = bring(plan, *WORDS, "--dates", order, "--project", "Move house", format="csv")
    assert (done.code, done.json["items"], done.json["people"]) == (0, 2, 1)
    found = world()["items"]
    assert found.keys() == {"MOVEHOUSE-1", "MOVEHOUSE-2"}
    first = found["MOVEHOUSE-1"]
    assert (first["title"], str(first["due"]), first["people"][0]) == ("Order the parts", due, "ann@example.org")


def test_a_table_without_dates_is_the_same_when_read_later(plan: Path) -> None:
    bring(plan, *WORDS, "--dates", "dmy", format="csv")
    was, events = world(), Event.objects.count()
    done = bring(plan, *WORDS, "--dates", "dmy", format="csv")
    assert (done.json["unchanged"], Event.objects.count(), world()) == (2, events, was)
    plan.write_text(PLAN.replace("Send them", "Send all"))
    assert bring(plan, *WORDS, "--dates", "dmy", format="csv").json["updated"] == 1
    assert world()["items"]["IMPORTED-2"]["created_at"] == was["items"]["IMPORTED-2"]["created_at"]


def test_a_dry_run_of_a_table_tells_its_columns(plan: Path) -> None:
    told = headway("import", "csv", str(plan), *WORDS, "--dates", "dmy", "--dry-run", "--json").json
    assert told["columns"] == {"title": "Summary", "key": "Nr", "due": "Wann", "owner": "Wer"}
    assert Workspace.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--map", "title=Subject"), "there is no column 'Subject'; there are Summary, Nr, Wann, Wer"),
        (("--map", "colour=Nr"), "mapping.colour: is no field"),
        (("--map", "title"), "write FIELD=COLUMN"),
        (("--kind", "Task=project"), "a csv file takes no kinds"),
        (("--dates", "ymd"), "'ymd' is not one of"),
        (("--source", "x" * 41), "at most 40"),
    ],
)
def test_a_wrong_choice_is_refused_and_nothing_made(plan: Path, more: tuple[str, ...], said: str) -> None:
    for dry in ((), ("--dry-run",)):
        done = headway("import", "csv", str(plan), "--workspace", "acme", *more, *dry, "--json")
        assert done.code == 2
        assert said in done.json["message"]
    assert Workspace.objects.count() == 0


def test_choices_belong_to_their_format(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", [issue()])
    assert bring(path, "--map", "title=x").json["field"] == "mapping"
    assert bring(path, "--project", "x").json["field"] == "project"
    assert bring(path, "--kind", "Task").code == 2
    assert "leaves nothing to choose" in bring(path, "--project", "x", format="headway").json["message"]


def test_a_workspace_is_needed(tmp_path: Path) -> None:
    done = headway("import", "jira", str(lines(tmp_path / "a.jsonl", [issue()])))
    assert (done.code, done.out) == (2, "")
    assert "--workspace NAME" in done.err


def test_gzipped_files_and_standard_input_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(orjson.dumps(issue()))
    (tmp_path / "a.gz").write_bytes(packed)
    assert bring(tmp_path / "a.gz").json["created"] == 1
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(packed)))
    assert bring(Path("-")).json["unchanged"] == 1
    (tmp_path / "cut.gz").write_bytes(packed[:-20])
    assert bring(tmp_path / "cut.gz").code == 2


def test_a_confidential_gitlab_issue_is_private(tmp_path: Path) -> None:
    names = HEAD.split(",")
    values = {
        **{"Issue ID": "1", "URL": "https://gitlab.example/a/shop/-/issues/1", "Title": "Quiet", "State": "Open"},
        **{"Created At (UTC)": "2024-01-01 10:00:00", "Confidential": "Yes"},
    }
    rows = [values, {**values, "Issue ID": "2", "Confidential": "No", "URL": values["URL"][:-1] + "2"}]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([HEAD, *(",".join(row.get(name, "") for name in names) for row in rows)]))
    assert bring(path, format="gitlab").json["created"] == 2
    assert dict(Item.objects.values_list("key", "private")) == {"SHOP-1": True, "SHOP-2": False}
    path.write_text(path.read_text().replace(",No,", ",Yes,"))
    assert bring(path, format="gitlab").json["updated"] == 1
    assert Item.objects.get(key="SHOP-2").private


@pytest.mark.parametrize(
    ("format", "name", "items"), [("gitlab", "gitlab_issues.csv", 4), ("trello", "trello_board.json", 3)]
)
def test_the_other_tools_come_in_and_stay(format: str, name: str, items: int) -> None:
    path = shared("importers", name)
    done = bring(path, format=format)
    assert (done.code, done.json["items"], done.json["created"], done.json["skipped"]) == (0, items, items, 0)
    was, events = world(), Event.objects.count()
    assert bring(path, format=format).json == done.json | {"created": 0, "unchanged": items}
    assert (world(), Event.objects.count()) == (was, events)
    assert headway("import", format, str(path), "--dry-run", "--json").json["counts"]["items"] == items


@pytest.mark.parametrize("format", ["gitlab", "trello", "csv"])
def test_files_of_another_format_are_refused(tmp_path: Path, format: str) -> None:
    for text in ("", "\x00\x01\x02", "a;b\n", '{"a": 1}', "[]"):
        (tmp_path / "a").write_text(text)
        done = bring(tmp_path / "a", format=format)
        assert (done.code, done.json["field"]) == (2, "file")
    assert Workspace.objects.count() == 0
