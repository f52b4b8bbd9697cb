from typing import Any

from headway.importers.jira import record
from headway.importers.records import Change, Record
from headway.rules.words import Category

from .jira_fixture import BOB, CREATED, entry, issue, item, status, with_history


def read(value: dict[str, Any]) -> Record:
    found = record(value)
    assert isinstance(found, Record), found
    return found


def brief(found: Record) -> list[tuple[str, str | None, str | None]]:
    return [(change.field, change.old, change.new) for change in found.changes]


def test_changes_come_in_headways_words_and_in_order() -> None:
    found = read(
        with_history(
            issue(),
            entry(5, item("summary", "a", "b"), item("priority", "Major", "Blocker", old="3", new="1")),
            entry(2, item("assignee", None, "Bob", new="bob"), item("labels", "x y", "y z")),
            entry(7, item("duedate", None, "2024-03-01 00:00:00.0", new="2024-03-01"), item("Key", "OLD-1", "PAY-1")),
            entry(8, item("Fix Version", "1.0", None, old="11"), item("Sprint", "A", "A, B", old="1", new="1, 2")),
            entry(
                9, item("issuetype", "Task", "Bug"), item("Parent", None, "PAY-9", new="777"), item("Rank", "1", "2")
            ),
        )
    )
    assert brief(found) == [
        ("owner", None, "bob"),
        ("label", "x", None),
        ("label", None, "z"),
        ("title", "a", "b"),
        ("priority", "2", "0"),
        ("due", None, "2024-03-01"),
        ("key", "OLD-1", "PAY-1"),
        ("timebox", "version:11", None),
        ("timebox", None, "sprint:2"),
        ("kind", "task", "issue"),
        ("parent", None, "PAY-9"),
        ("other:Rank", "1", "2"),
    ]
    assert [person.ref for person in found.people if not person.described] == ["bob"]


def test_somebody_described_elsewhere_is_described() -> None:
    found = read(with_history(issue(assignee=BOB), entry(2, item("assignee", None, "Bob", new="bob"))))
    assert all(person.described for person in found.people)


def moves(found: Record) -> list[Change]:
    return [change for change in found.changes if change.field == "state"]


def test_each_stay_in_a_done_state_takes_the_resolution_that_it_ended_with() -> None:
    found = read(
        with_history(
            issue(status=status("Closed", "done"), resolution={"name": "Fixed"}, resolutiondate="2024-01-08T12:00:00Z"),
            entry(2, item("status", "Open", "Closed"), item("resolution", None, "Fixed")),
            entry(3, item("resolution", "Fixed", "Won't Fix")),
            entry(5, item("resolution", "Won't Fix", None), item("status", "Closed", "Reopened")),
            entry(6, item("status", "Reopened", "In Progress")),
            entry(8, item("status", "In Progress", "Closed"), item("resolution", None, "Fixed")),
        )
    )
    assert [(change.old, change.new) for change in moves(found)] == [
        ("open", "closed/dropped"),
        ("closed/dropped", "reopened"),
        ("reopened", "in progress"),
        ("in progress", "closed"),
    ]
    assert {state.ref: state.category for state in found.states} == {
        "open": Category.BACKLOG,
        "closed/dropped": Category.DROPPED,
        "reopened": Category.BACKLOG,
        "in progress": Category.DOING,
        "closed": Category.DONE,
    }
    assert moves(found)[-1].new == found.state.ref
    assert found.started == moves(found)[2].at
    assert found.remarks == ()


def test_a_resolution_changed_after_closing_is_no_transition_but_counts() -> None:
    found = read(
        with_history(
            issue(
                status=status("Closed", "done"), resolution={"name": "Duplicate"}, resolutiondate="2024-01-02T12:00:00Z"
            ),
            entry(2, item("status", "Open", "Closed"), item("resolution", None, "Fixed")),
            entry(4, item("resolution", "Fixed", "Duplicate")),
        )
    )
    assert [change.new for change in moves(found)] == ["closed/dropped"]
    assert found.state.ref == "closed/dropped"


def test_a_history_that_does_not_lead_to_the_state_of_today_is_remarked() -> None:
    found = read(with_history(issue(), entry(2, item("status", "Open", "In Progress"))))
    assert found.remarks[0].field == "changelog"
    assert "'In Progress'" in found.remarks[0].message


def test_overlapping_pages_and_values_of_apps() -> None:
    app = {"id": "1", "created": CREATED, "items": [{"fieldId": "x_1", "from": ["a"], "to": {"b": 1}}]}
    found = read({**issue(), "changelog": {"histories": [app, app]}})
    assert brief(found) == [("other:x_1", '["a"]', '{"b":1}')]


def test_a_partial_changelog_is_remarked() -> None:
    found = read({**issue(), "changelog": {"total": 9, "histories": [entry(2, item("summary", "a", "b"))]}})
    assert [remark.message for remark in found.remarks] == ["the file holds 1 of 9"]
