import gzip
import io
import random
from datetime import UTC, date, datetime

import pytest

from headway.importers.figures import figure
from headway.importers.records import Bad, Record
from headway.importers.table import read
from headway.rules.errors import Invalid
from headway.rules.words import Category, Kind, TimeboxRole


def rows(text: str, encoding: str = "utf-8", **options: object) -> list[Record | Bad]:
    return list(read(io.BytesIO(text.encode(encoding)), **options))  # type: ignore[arg-type]


def only(text: str, encoding: str = "utf-8", **options: object) -> Record:
    (found,) = rows(text, encoding, **options)
    assert isinstance(found, Record), found
    return found


def test_columns_are_found_by_their_usual_names() -> None:
    found = only(
        "ID,Summary,Type,Status,Assignee,Priority,Created,Due date,Tags,Estimate,Sprint,Story points,Parent,Shoe size\n"
        '4,Pay,Bug,In Progress,"Ann Lee <ann@example.org>",High,2024-01-01,2024-02-01,"a; b",1d 2h,S1,5,#3,43\n',
        project="Pay desk",
    )
    assert (found.key, found.ref, found.parent_key) == ("PAYDESK-4", "PAYDESK-4", "PAYDESK-3")
    assert (found.title, found.kind, found.state.category, found.priority) == ("Pay", Kind.ISSUE, Category.DOING, 1)
    assert (found.owner_ref, found.people[0].name) == ("ann@example.org", "Ann Lee")
    assert (found.created, found.due) == (datetime(2024, 1, 1, tzinfo=UTC), date(2024, 2, 1))
    assert (found.labels, found.estimate_minutes, found.points) == (("a", "b"), 600, 5.0)
    assert [(role, box.name) for role, box in found.timeboxes] == [(TimeboxRole.SPRINT, "S1")]
    assert found.extra == {"Shoe size": "43"}


OKRS = """ID,Type,Title,Owner,Parent,Status,Start value,Target value,Current value,Unit
1,Objective,Delight customers,Ann,,On track,,,,
2,Key Result,Would recommend us,Bob,1,At risk,30,50,41,points
3,Team goal,Fewer calls,Bob,1,Not started,"1.200,5",1k,-,
4,Task,Call ten,Ann,2,Done,1,2,3,calls
"""


def test_goals_of_other_tools_come_with_their_figures() -> None:
    top, result, team, task = (one for one in rows(OKRS) if isinstance(one, Record))
    assert [one.kind for one in (top, result, team, task)] == [Kind.GOAL, Kind.GOAL, Kind.GOAL, Kind.TASK]
    assert [one.parent_key for one in (result, team, task)] == [top.key, top.key, result.key]
    (figures,) = result.measures
    assert (figures.start, figures.target, figures.current, figures.unit, figures.owner_ref) == (
        30,
        50,
        41,
        "points",
        "bob",
    )
    assert [(one.start, one.target, one.current) for one in team.measures] == [(1200.5, 1000, 1200.5)]
    assert (top.measures, task.measures) == ((), ())
    assert task.extra == {"Start value": "1", "Target value": "2", "Current value": "3", "Unit": "calls"}


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("30", 30, ""),
        ("4.5 %", 4.5, "%"),
        ("1,200", 1200, ""),
        ("1,5", 1.5, ""),
        ("1.200,50", 1200.5, ""),
        ("€3M", 3_000_000, "€"),
        ("12k users", 12_000, "users"),
        ("\u22127 kg", -7, "kg"),
        ("~~5~~", 5, ""),
        ("done", 1, ""),
    ],
)
def test_figures(text: str, amount: float, unit: str) -> None:
    found = figure(text)
    assert found is not None
    assert (found.amount, found.unit) == (amount, unit)


@pytest.mark.parametrize("text", ["", "soon", "3/4", "2026-01-01", "1.2.3", "- 5 to 6", "%"])
def test_what_is_no_figure(text: str) -> None:
    assert figure(text) is None


def test_jiras_own_tables() -> None:
    found = only(
        "Summary,Issue key,Issue id,Labels,Labels,Sprint,Sprint,Created,Original estimate,Custom field (Story Points)\n"
        "x,PAY-1,77,a,,,S 2,01/Mar/23 10:00 PM,7200,3.0\n"
    )
    assert (found.key, found.labels, found.points, found.estimate_minutes) == ("PAY-1", ("a",), 3.0, 120)
    assert [box.name for _, box in found.timeboxes] == ["S 2"]
    assert found.created == datetime(2023, 3, 1, 22, tzinfo=UTC)
    several = only("Summary,Issue key,Labels,Labels,Comment,Comment\nx,PAY-1,a,b,one,two\n")
    assert (several.labels, several.extra) == (("a", "b"), {"Comment": "one; two"})


def test_a_mapping_comes_first() -> None:
    found = only("Title,Name,When\nx,y,2024-01-01\n", mapping={"title": "Name", "created": "When"})
    assert (found.title, found.extra) == ("y", {"Title": "x"})


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("title;state\nCaf\u00e9;Done\n", "utf-8"),
        ("title;state\nCaf\u00e9;Done\n", "utf-8-sig"),
        ("title\tstate\nCaf\u00e9\tDone\n", "utf-16"),
        ("title|state\r\nCaf\u00e9|Done\r\n", "cp1252"),
    ],
)
def test_separators_and_encodings(text: str, encoding: str) -> None:
    found = only(text, encoding)
    assert (found.title, found.state.category) == ("Caf\u00e9", Category.DONE)


def test_missing_dates_are_taken_from_what_is_near_and_remarked() -> None:
    now = datetime(2024, 5, 1, tzinfo=UTC)
    assert only("title\nx\n", now=now).created == now
    found = only("title,closed\nx,2024-01-05\n", now=now)
    assert found.created == found.closed == datetime(2024, 1, 5, tzinfo=UTC)
    assert found.remarks[0].field == "created"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("x,,03/04/2024,,,", "Created: '03/04/2024' could be day first or month first"),
        (",Done,,,,", "Title: is missing"),
        ("x,,,high noon,,", "Priority: expected one of urgent, high"),
        ("x,,,,much,", "Estimate: expected a number from 0 on, found 'much'"),
        ("x,,,,-1,", "Estimate: expected a number from 0 on, found '-1'"),
        ("x,,2024-02-02,,,2024-01-01", "Closed: 2024-01-01 lies before Created 2024-02-02"),
        ("x,,,,,,surplus", "row: has 7 cells, but there are 6 columns"),
    ],
)
def test_bad_rows_name_the_column(row: str, problem: str) -> None:
    found = rows(f"Title,State,Created,Priority,Estimate,Closed\nfine,,,,,\n{row}\n")
    assert isinstance(found[0], Record)
    assert isinstance(found[1], Bad)
    assert found[1].line == 3
    assert found[1].problem.startswith(problem)


def test_lines_are_counted_through_quoted_line_breaks() -> None:
    found = rows('title,priority\n"a\nb",\n\nc,odd\n')
    assert [each.line for each in found] == [2, 5]


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        ({"colour": "Name"}, "mapping.colour: is no field; expected one of title, key"),
        ({"title": "Nome"}, "mapping.title: there is no column 'Nome'; there are Betreff, Name2"),
        ({}, "mapping.title: say which column is the title; there are Betreff, Name2"),
    ],
)
def test_a_wrong_mapping_is_one_clear_problem(mapping: dict[str, str], problem: str) -> None:
    (found,) = rows("Betreff,Name2\nx,y\n", mapping=mapping)
    assert isinstance(found, Bad)
    assert found.problem.startswith(problem)


def test_an_empty_file_says_that_there_is_no_title() -> None:
    (found,) = rows("")
    assert isinstance(found, Bad)


@pytest.mark.parametrize("end", [0.5, 0.9])
def test_a_damaged_file_is_refused_in_a_sentence(end: float) -> None:
    whole = gzip.compress(bytes(random.Random(1).choices(b"title,state\n", k=20_000)))
    with pytest.raises(Invalid, match="breaks off or is damaged"):
        list(read(io.BytesIO(whole[: int(len(whole) * end)])))
