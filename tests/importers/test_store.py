"""What a file holds is what the workspace has: imported by the command line, again, changed, and badly written."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from headway.cli import start
from headway.models import Comment, Event, ExternalRef, Item, Member, Relation, Team, WorkLog, Workspace
from tests.importers.jira_fixture import ANN, BOB, entry, issue, item, status, with_history
from tests.importers.test_shared_data import FILES, raw, status_lines, users
from tests.importers.test_shared_data import path as shared
from tests.importers.workbench import Run, bring, headway, lines, world

FIGURES = {"items", "relations", "comments", "people", "transitions", "created", "updated", "unchanged", "skipped"}


@pytest.fixture(autouse=True)
def ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "database", lambda: None)


def link(name: str, ref: str, **end: str) -> dict[str, Any]:
    """A link as seen from one of its ends: outwardIssue or inwardIssue."""
    outward, inward = {"Blocks": ("blocks", "is blocked by"), "Relates": ("relates to", "relates to")}[name]
    ends = {side: {"key": key} for side, key in end.items()}
    return {"id": ref, "type": {"name": name, "outward": outward, "inward": inward}, **ends}


def comment(ref: str, body: str, day: int = 5) -> dict[str, Any]:
    at = f"2024-01-{day:02}T09:00:00.000+0000"
    return {"id": ref, "author": ANN, "body": body, "created": at, "updated": at}


def said(*comments: dict[str, Any]) -> dict[str, Any]:
    return {"comments": list(comments), "total": len(comments)}


def paid() -> dict[str, Any]:
    """An issue with a bit of everything."""
    worked = {"id": "1", "author": ANN, "started": "2024-01-06T09:00:00.000+0000", "timeSpentSeconds": 3600}
    base = issue(
        "PAY-1",
        status=status("Done", "done"),
        assignee=BOB,
        priority={"name": "Critical", "id": "2"},
        labels=["billing"],
        components=[{"name": "Core"}],
        duedate="2024-03-01",
        fixVersions=[{"id": "7", "name": "1.0", "released": True, "releaseDate": "2024-02-02"}],
        comment=said(comment("1", "See [~ann].")),
        worklog={"worklogs": [worked], "total": 1},
        issuelinks=[link("Blocks", "90", outwardIssue="PAY-2")],
    )
    return with_history(
        base,
        entry(3, item("status", "Open", "In Progress", old="1", new="3")),
        entry(4, item("status", "In Progress", "Done", old="3", new="4"), item("summary", "Pay", "Pay the bill")),
    )


def two() -> list[dict[str, Any]]:
    return [paid(), issue("PAY-2", issuelinks=[link("Blocks", "90", inwardIssue="PAY-1")])]


def test_figures_are_those_of_the_file_and_of_the_workspace(tmp_path: Path) -> None:
    done = bring(lines(tmp_path / "a.jsonl", two()))
    assert (done.code, done.err) == (0, "")
    assert done.json.keys() == FIGURES
    expected = {"items": 2, "relations": 1, "comments": 1, "people": 2, "transitions": 2, "created": 2, "skipped": 0}
    assert done.json == expected | {"updated": 0, "unchanged": 0}
    assert (Item.objects.count(), Relation.objects.count(), Comment.objects.count()) == (2, 1, 1)
    assert Member.objects.filter(workspace__slug="acme").count() == 2


def test_an_item_is_what_the_file_says(tmp_path: Path) -> None:
    bring(lines(tmp_path / "a.jsonl", two()))
    found = world()["items"]["PAY-1"]
    assert (found["kind"], found["team"], found["state"], found["category"]) == ("task", "PAY", "Done", "done")
    assert (found["priority"], found["labels"], found["boxes"]) == (1, ["Core", "billing"], [("1.0", "fix")])
    assert found["people"] == ["bob@jira.invalid", "ann@example.org"]
    assert (found["started_at"].day, found["closed_at"].day, str(found["due"])) == (3, 4, "2024-03-01")
    assert [(minutes, at.day) for at, minutes, _ in found["work"]] == [(60, 6)]
    assert "@ann" in found["comments"][0][2] or "Ann" in found["comments"][0][2]


def test_history_keeps_the_times_of_the_file_and_the_order_of_the_feed(tmp_path: Path) -> None:
    bring(lines(tmp_path / "a.jsonl", two()))
    told = [(kind, at.day) for kind, _, _, _, at in world()["events"]["PAY-1"]]
    assert told[:4] == [("item.created", 1), ("item.moved", 3), ("item.moved", 4), ("item.changed", 4)]
    assert sorted(told[4:]) == [("comment.added", 5), ("relation.added", 1), ("work.logged", 6)]
    versions = list(Event.objects.filter(item__key="PAY-1", type__startswith="item.").values_list("version", flat=True))
    assert versions == sorted(versions) == list(range(1, len(versions) + 1))
    first = Event.objects.get(item__key="PAY-1", type="item.created")
    assert first.changes["title"] == [None, "Pay"]
    seqs = list(Event.objects.filter(workspace__slug="acme").order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))


def test_twice_is_once(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", two())
    first, was = bring(path).json, world()
    events, refs = Event.objects.count(), ExternalRef.objects.count()
    assert bring(path).json == first | {"created": 0, "unchanged": 2}
    assert (Event.objects.count(), ExternalRef.objects.count(), world()) == (events, refs, was)


def test_what_changed_at_the_source_is_brought_up_to_date(tmp_path: Path) -> None:
    bring(lines(tmp_path / "a.jsonl", two()))
    newer = paid()
    newer["fields"] |= {"summary": "Pay all bills", "status": status("Open", "new"), "assignee": None, "labels": []}
    newer["fields"] |= {"comment": said(comment("1", "See [~ann]."), comment("2", "Again", 8)), "fixVersions": []}
    newer["changelog"]["histories"].append(entry(9, item("status", "Done", "Open", old="4", new="1")))
    done = bring(lines(tmp_path / "b.jsonl", [newer, two()[1]])).json
    assert (done["created"], done["updated"], done["unchanged"]) == (0, 1, 1)
    assert (done["comments"], done["transitions"]) == (2, 3)
    found = world()["items"]["PAY-1"]
    assert (found["title"], found["state"], found["closed_at"], found["people"][0]) == (
        "Pay all bills",
        "Open",
        None,
        None,
    )
    assert (found["labels"], found["boxes"]) == (["Core"], [])
    assert [body for _, _, body in found["comments"]][1] == "Again"
    moves = Event.objects.filter(item__key="PAY-1", type="item.moved").order_by("seq")
    assert [move.happened_at.day for move in moves] == [3, 4, 9]


def test_bad_lines_are_told_by_number_and_skipped(tmp_path: Path) -> None:
    bad = issue("PAY-9", created="yesterday")
    done = bring(lines(tmp_path / "a.jsonl", [two()[0], "{not json", bad, two()[1]]))
    assert (done.code, done.json["items"], done.json["skipped"]) == (0, 2, 2)
    assert "line 2: " in done.err
    assert "line 3: PAY-9: skipped: fields.created" in done.err


@pytest.mark.parametrize(
    "changed",
    [
        {"project": {"key": "no key!", "name": "x"}},
        {"summary": "a\0b"},
        {"status": {"name": "\0", "statusCategory": {"key": "new"}}},
        {"reporter": {"name": "a\0b", "displayName": "a\0b"}},
        {"labels": ["\0"]},
        {"fixVersions": [{"id": "1", "name": "\0"}]},
        {"customfield_1": {"deep": "\0"}},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_no_strange_value_spoils_the_rest(tmp_path: Path, changed: dict[str, Any]) -> None:
    done = bring(lines(tmp_path / "a.jsonl", [issue("PAY-7", **changed), issue("PAY-8")]))
    assert done.code == 0
    assert done.json["items"] + done.json["skipped"] == 2
    assert Item.objects.filter(key="PAY-8").exists()
    if done.json["skipped"]:
        assert "line 1: PAY-7: skipped: " in done.err


def test_long_texts_are_cut(tmp_path: Path) -> None:
    long = issue("PAY-7", summary="t" * 2000, description="d" * 200_000, labels=["l" * 300])
    assert bring(lines(tmp_path / "a.jsonl", [long])).json["items"] == 1
    found = Item.objects.get(key="PAY-7")
    assert (len(found.title), len(found.description)) == (500, 100_000)
    told = headway("import", "jira", str(tmp_path / "a.jsonl"), "--dry-run", "--json").json["cut"]
    assert next(one["problem"] for one in told) == "title: 2000 characters, cut to 500"
    assert "line 1: PAY-7: label: 300 characters, cut to 100" in bring(tmp_path / "a.jsonl").err


def test_of_an_issue_told_twice_the_newest_counts(tmp_path: Path) -> None:
    old, new = issue("PAY-1", summary="Old"), issue("PAY-1", summary="New", updated="2024-03-01T10:00:00.000+0000")
    path = lines(tmp_path / "a.jsonl", [new, old])
    assert (bring(path).json["items"], Item.objects.get().title) == (1, "New")
    assert bring(path).json["unchanged"] == 1


def test_a_cycle_of_dependencies_is_softened_and_told(tmp_path: Path) -> None:
    ring = [issue(f"PAY-{n}", issuelinks=[link("Blocks", f"9{n}", outwardIssue=f"PAY-{n % 3 + 1}")]) for n in (1, 2, 3)]
    path = lines(tmp_path / "a.jsonl", ring)
    done = bring(path)
    assert done.json["relations"] == 3
    assert "kept as «relates to»" in done.err
    assert sorted(Relation.objects.values_list("type", flat=True)) == ["blocks", "blocks", "relates-to"]
    assert bring(path).json["relations"] == 3
    assert Relation.objects.count() == 3


def test_two_links_between_the_same_ends_count_as_the_file_counts_them(tmp_path: Path) -> None:
    both = [link("Relates", "90", outwardIssue="PAY-2"), link("Relates", "91", outwardIssue="PAY-2")]
    assert bring(lines(tmp_path / "a.jsonl", [issue("PAY-1", issuelinks=both), issue("PAY-2")])).json["relations"] == 2


def test_epics_are_projects_and_parents_that_do_not_fit_relate(tmp_path: Path) -> None:
    epic = issue("PAY-1", issuetype={"name": "Epic", "subtask": False})
    story = issue("PAY-2", parent={"key": "PAY-1"})
    sub = issue("PAY-3", issuetype={"name": "Sub-task", "subtask": True}, parent={"key": "PAY-2"})
    odd = issue("PAY-4", issuetype={"name": "Epic", "subtask": False}, parent={"key": "PAY-2"})
    path = lines(tmp_path / "a.jsonl", [sub, story, epic, odd])
    done = bring(path)
    found = world()["items"]
    assert [(found[f"PAY-{n}"]["kind"], found[f"PAY-{n}"]["parent"]) for n in (1, 2, 3, 4)] == [
        *(("project", None), ("task", "PAY-1"), ("task", "PAY-2"), ("project", None)),
    ]
    assert "PAY-4 under PAY-2" in done.err
    assert world()["relations"] == [("PAY-4", "relates-to", "PAY-2", "FS")]
    events = Event.objects.count()
    bring(path)
    assert Event.objects.count() == events


def test_a_kind_can_be_chosen(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", [issue("PAY-1")])
    assert bring(path, "--kind", "Task=project").code == 0
    assert Item.objects.get().kind == "project"
    assert "a kind is one of" in bring(path, "--kind", "Task=epic").out


def test_two_projects_are_two_teams_with_their_own_states(tmp_path: Path) -> None:
    bring(lines(tmp_path / "a.jsonl", [issue("PAY-1"), issue("WEB-2", status=status("Neu", "new"))]))
    found = world()["items"]
    places = [(found[key]["team"], found[key]["state"]) for key in ("PAY-1", "WEB-2")]
    assert places == [("PAY", "Open"), ("WEB", "Neu")]
    assert set(Team.objects.values_list("key", flat=True)) == {"PAY", "WEB"}


def test_links_out_of_a_file_stand_once_the_other_end_has_come(tmp_path: Path) -> None:
    first = lines(tmp_path / "a.jsonl", [issue("PAY-1", issuelinks=[link("Blocks", "90", outwardIssue="WEB-1")])])
    done = bring(first)
    assert (done.json["relations"], Relation.objects.count()) == (0, 0)
    assert "1 links and parents lead to items that are not here" in done.err
    bring(lines(tmp_path / "b.jsonl", [issue("WEB-2")]))
    other = {**issue("WEB-1"), "id": "555"}
    bring(lines(tmp_path / "c.jsonl", [other]))
    assert bring(first).json == done.json | {"relations": 1, "created": 0, "unchanged": 1}
    assert world()["relations"] == [("PAY-1", "blocks", "WEB-1", "FS")]


def test_a_taken_key_is_told_and_nothing_of_the_other_item_changes(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", two())
    bring(path)
    other = lines(tmp_path / "b.jsonl", [{**issue("PAY-1", summary="Another"), "id": "77"}, issue("PAY-3")])
    done = bring(other)
    assert (done.code, done.json["items"], done.json["skipped"]) == (0, 1, 1)
    assert "PAY-1" in done.err
    assert "taken" in done.err
    assert Item.objects.get(key="PAY-1").title == "Pay the bill"


def test_numbers_of_another_server_do_not_overwrite(tmp_path: Path) -> None:
    bring(lines(tmp_path / "a.jsonl", [issue("PAY-1")]))
    path = lines(tmp_path / "b.jsonl", [issue("WEB-1", summary="Elsewhere")])
    done = bring(path)
    assert (done.json["skipped"], Item.objects.get().title) == (1, "Pay the bill")
    assert "is PAY-1 here already" in done.err
    assert bring(path, "--source", "other").json["created"] == 1
    assert set(Item.objects.values_list("key", flat=True)) == {"PAY-1", "WEB-1"}


def test_two_sprints_of_one_name_stay_two(tmp_path: Path) -> None:
    boxes = [{"id": ref, "name": "1.0", "released": True, "releaseDate": f"2024-02-0{ref}"} for ref in ("1", "2")]
    path = lines(tmp_path / "a.jsonl", [issue(f"PAY-{n}", fixVersions=[box]) for n, box in enumerate(boxes, start=1)])
    bring(path)
    events = Event.objects.count()
    found = {key: one["boxes"] for key, one in world()["items"].items()}
    assert found == {"PAY-1": [("1.0", "fix")], "PAY-2": [("1.0 (2)", "fix")]}
    bring(path)
    assert Event.objects.count() == events


def test_two_issues_of_one_number_are_not_made_one(tmp_path: Path) -> None:
    done = bring(lines(tmp_path / "a.jsonl", [issue("PAY-1"), issue("WEB-1")]))
    assert (done.json["items"], done.json["skipped"]) == (1, 1)
    assert "line 2: WEB-1: skipped: id: 11 is that of PAY-1 too" in done.err


def test_an_issue_that_was_moved_at_its_source_is_the_same(tmp_path: Path) -> None:
    bring(lines(tmp_path / "a.jsonl", [issue("PAY-1"), issue("PAY-2")]))
    moved = with_history(issue("WEB-1", summary="Moved"), entry(9, item("Key", "PAY-1", "WEB-1")))
    linked = issue("PAY-2", issuelinks=[link("Blocks", "90", outwardIssue="WEB-1")])
    done = bring(lines(tmp_path / "b.jsonl", [moved, linked]))
    assert (done.json["updated"], done.json["relations"], done.err) == (2, 1, "")
    assert world()["items"]["PAY-1"]["title"] == "Moved"
    assert world()["relations"] == [("PAY-2", "blocks", "PAY-1", "FS")]


def test_a_dry_run_tells_what_maps_where_and_changes_nothing(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", [*two(), "{"])
    done = headway("import", "jira", str(path), "--dry-run", "--json")
    assert (done.code, Workspace.objects.count()) == (0, 0)
    told = done.json
    assert told["kinds"] == {"Task -> task": 2}
    assert told["states"] == {"Done -> done": 1, "Open -> backlog": 1}
    assert told["relations"] == {"blocks": 1}
    assert [bad["line"] for bad in told["skipped"]] == [3]
    assert "kinds:" in headway("import", "jira", str(path), "--dry-run").out


@pytest.mark.parametrize("text", ["", "\n\n", "no json", "[]", "{}", "null", '{"issues": 3}', '{"issues": [7]}'])
def test_a_file_without_issues_is_refused_and_makes_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(text)
    done: Run = bring(path)
    assert (done.code, done.json["field"], Workspace.objects.count()) == (2, "file", 0)
    assert "nothing here can be read as jira" in done.json["message"]


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.jsonl"):
        done = bring(path)
        assert (done.code, done.json["code"]) == (2, "usage")
        assert str(path) in done.json["message"]


def test_work_and_comments_are_not_told_twice_when_items_change(tmp_path: Path) -> None:
    bring(lines(tmp_path / "a.jsonl", two()))
    newer = paid()
    newer["fields"]["summary"] = "Pay now"
    bring(lines(tmp_path / "b.jsonl", [newer]))
    assert (WorkLog.objects.count(), Comment.objects.count()) == (1, 1)
    last = Event.objects.filter(item__key="PAY-1").latest("seq")
    assert last.happened_at == datetime(2024, 2, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("name", FILES)
def test_real_exports_come_in_whole(name: str) -> None:
    path, values = shared("jira", name), raw(name)
    keys = {value["key"] for value in values}
    seen = {
        one["id"]: {value["key"], (one.get("outwardIssue") or one.get("inwardIssue"))["key"]}
        for value in values
        for one in value["fields"]["issuelinks"]
    }
    done = bring(path).json
    assert (done["items"], done["created"], done["skipped"]) == (len(keys), len(keys), 0)
    assert done["relations"] == sum(ends <= keys for ends in seen.values())
    assert done["comments"] == sum(len(value["fields"]["comment"]["comments"]) for value in values)
    assert done["comments"] == Comment.objects.count()
    assert done["transitions"] == sum(map(status_lines, values))
    assert done["people"] == len({user for value in values for user in users(value)})
    events = Event.objects.count()
    assert bring(path).json == done | {"created": 0, "unchanged": len(keys)}
    assert Event.objects.count() == events
