import io
from datetime import UTC, date, datetime

from headway.importers.gitlab import read
from headway.importers.records import Bad, Record
from headway.rules.words import Category, Kind

HEAD = (
    "Issue ID,URL,Title,State,Description,Author,Author Username,Assignee,Assignee Username,Confidential,Locked,"
    "Due Date,Created At (UTC),Updated At (UTC),Closed At (UTC),Milestone,Weight,Labels,Time Estimate,Time Spent,"
    "Epic ID,Epic Title"
)
FULL = (
    '7,https://git.example.org/team/pay-desk/-/issues/7,Fix it,Closed,"two\nlines",Ann,ann,"Bob, Cy","bob, cy",Yes,No,'
    "2024-03-01,2024-01-01 10:00:00,2024-01-03 10:00:00,2024-01-02 10:00:00,v2,3,"
    '"bug,Big one",3600,1800,9,Big'
)


def rows(*lines: str) -> list[Record | Bad]:
    return list(read(io.BytesIO("\n".join((HEAD, *lines)).encode())))


def test_a_full_row() -> None:
    (found,) = rows(FULL)
    assert isinstance(found, Record)
    assert (found.key, found.project_key, found.project_name, found.ref) == (
        "PAYDESK-7",
        "PAYDESK",
        "pay-desk",
        "team/pay-desk#7",
    )
    assert (found.kind, found.state.category, found.description) == (Kind.ISSUE, Category.DONE, "two\nlines")
    assert (found.reporter_ref, found.owner_ref, found.extra["Assignees"]) == ("ann", "bob", ["bob", "cy"])
    assert found.closed == datetime(2024, 1, 2, 10, tzinfo=UTC)
    assert (found.due, found.estimate_minutes, found.spent_minutes, found.points) == (date(2024, 3, 1), 60, 30, 3.0)
    assert (found.labels, [box.name for _, box in found.timeboxes]) == (("bug", "Big one"), ["v2"])
    assert found.private is True
    assert found.extra["Epic Title"] == "Big"
    assert [person.name for person in found.people] == ["Ann", "Bob", "Cy"]


def test_bad_rows_are_named_by_line() -> None:
    good = "8,http://g/a/b/issues/8,T,Open,,A,a,,,No,No,,2024-01-01 10:00:00,,,,,,0,0,,"
    found = rows(
        FULL,
        good.replace("Open", "Ajar"),
        good.replace("2024-01-01 10:00:00", "gone"),
        good.replace("8,", "x,", 1),
        good,
    )
    problems = [(each.line, each.problem) for each in found if isinstance(each, Bad)]
    assert [line for line, _ in problems] == [4, 5, 6]
    assert problems[0][1] == "State: expected Open or Closed, found 'Ajar'"
    assert problems[1][1].startswith("Created At (UTC): expected a date")
    assert problems[2][1].startswith("Issue ID: expected a whole number")
    assert isinstance(found[-1], Record)
    assert found[-1].estimate_minutes is None


def test_another_table_is_refused_as_a_whole() -> None:
    (found,) = read(io.BytesIO(b"a,b\n1,2\n"))
    assert isinstance(found, Bad)
    assert found.problem.startswith("columns: Issue ID, Title, State, Created At (UTC) missing")
