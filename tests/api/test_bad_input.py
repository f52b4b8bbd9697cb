"""Bad input gets a clear error that names the field, and nothing is written."""

from collections.abc import Iterator
from typing import Any

import pytest

from headway.models import Item
from tests.api.calls import Api, problem
from tests.places import World, do, seq

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_written(world: World, owner: Api) -> Iterator[None]:
    before = seq(world.workspace), Item.objects.count()
    yield
    assert (seq(world.workspace), Item.objects.count()) == before


TASK = {"kind": "task", "title": "x"}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"kind": "task", "title": }', "line 1, column 27"),
        (b'{"kind": "task"', "line 1, column 16"),
        (b"", "required"),
        (b"\xff\xfe{}", "UTF-8"),
        (b'{"title": NaN, "kind": "task"}', "NaN"),
        (b'{"title": -Infinity}', "Infinity"),
        (b"[" * 100_000, "deep"),
        (b'{"title": ' + b"9" * 5000 + b"}", "4300"),
    ],
)
def test_malformed_json(raw: bytes, words: str, owner: Api) -> None:
    response = owner("POST", "/items", raw=raw)
    told = problem(response, 422 if raw == b"" else 400)
    assert words in told["detail"]


def test_a_key_that_stands_twice(owner: Api) -> None:
    told = problem(owner("POST", "/items", raw=b'{"kind": "task", "title": "a", "title": "b"}'), 400)
    assert told["field"] == "title"


@pytest.mark.parametrize("body", [[], "text", 3, None, True])
def test_a_body_that_is_no_object(body: Any, owner: Api) -> None:
    raw = None if body is not None else b"null"
    assert "a JSON object" in problem(owner("POST", "/items", body, raw=raw), 422)["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"title": 3}, "title"),
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"kind": "epic"}, "kind"),
        ({"due": "soon"}, "due"),
        ({"due": "20260301"}, "due"),
        ({"due": "0001-01-01"}, "due"),
        ({"start": "2026-03-02", "due": "2026-03-01"}, "due"),
        ({"effort": -1}, "effort"),
        ({"effort": "three"}, "effort"),
        ({"effort": 10**30}, "effort"),
        ({"points": "NaN"}, "points"),
        ({"points": True}, "points"),
        ({"effort": False}, "effort"),
        ({"due": 0}, "due"),
        ({"due": "1767225600"}, "due"),
        ({"labels": [f"label {number}" for number in range(201)]}, "labels"),
        ({"labels": "urgent"}, "labels"),
        ({"labels": [""]}, "labels"),
        ({"priority": "asap"}, "priority"),
        ({"severity": "major"}, "severity"),
        ({"state": "Nirvana"}, "state"),
        ({"description": "x" * 100_001}, "description"),
        ({"kind": "goal", "period_start": "2026-02-01", "period_end": "2026-01-01"}, "period_end"),
        ({"kind": "project", "budget": 10**20}, "budget"),
    ],
)
def test_a_field_is_named(change: dict[str, Any], field: str, owner: Api) -> None:
    told = problem(owner("POST", "/items", TASK | change), 422)
    assert told["field"] == field
    assert told["errors"][0]["field"].split(".")[0] == field


def test_all_wrong_fields_are_named(owner: Api) -> None:
    told = problem(owner("POST", "/items", {"title": "", "effort": "x"}), 422)
    assert {one["field"] for one in told["errors"]} == {"kind", "title", "effort"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"team": "NONE"}, "team"),
        ({"owner": "nobody@acme.test"}, "owner"),
        ({"owner": "stranger@acme.test"}, "owner"),
        ({"parent": "T-999"}, "parent"),
    ],
)
def test_what_does_not_exist_is_named(change: dict[str, Any], field: str, owner: Api) -> None:
    assert problem(owner("POST", "/items", TASK | change), 404)["field"] == field


def test_lone_surrogates_are_no_text(owner: Api) -> None:
    assert problem(owner("POST", "/items", raw=b'{"kind": "task", "title": "\\ud800"}'), 422)["field"] == "title"


def test_numbers_beyond_floating_point(owner: Api) -> None:
    raw = b'{"kind": "task", "title": "x", "points": 1e999}'
    assert problem(owner("POST", "/items", raw=raw), 422)["field"] == "points"


def test_bodies_that_are_too_large_or_of_another_type(owner: Api) -> None:
    told = problem(owner("POST", "/items", TASK | {"title": "x" * 10_000_000}), 413)
    assert told["limit"] == 1_000_000
    told = problem(owner("POST", "/items", raw=b"kind=task", content_type="application/x-www-form-urlencoded"), 415)
    assert told["field"] == "Content-Type"


def test_a_body_of_unstated_length(owner: Api) -> None:
    problem(owner("POST", "/items", raw=b"", Transfer_Encoding="chunked"), 411)


@pytest.mark.parametrize(
    "key", ["x", "PAY", "PAY-0", "PAY--1", "1-1", "%00", "%F0%9F%92%A9", "'; DROP TABLE", "A" * 3000, "..%2f"]
)
def test_keys_of_any_shape(key: str, owner: Api) -> None:
    response = owner("PATCH", f"/items/{key}", {"title": "x"})
    assert response.status_code in (404, 422)
    problem(response, response.status_code)


def test_parameters_of_the_query_string(owner: Api, world: World) -> None:
    assert problem(owner("GET", "/items?colour=red"), 422)["field"] == "colour"
    assert problem(owner("GET", "/items?limit=5&limit=6"), 422)["field"] == "limit"
    assert problem(owner("GET", "/items?limit=many"), 422)["field"] == "limit"
    assert problem(owner("POST", "/items?title=x", TASK), 422)["field"] == "title"
    assert problem(owner("DELETE", f"/items/{world.open.task}?force=1"), 422)["field"] == "force"


def test_cycles_are_refused_with_the_cycle(owner: Api, world: World) -> None:
    task, other = world.open.task, world.open.other
    told = problem(owner("POST", f"/items/{other}/relations", {"type": "depends-on", "target": task}), 409)
    assert told["field"] == "target"
    assert set(told["cycle"]) == {task, other}


def test_parents_make_no_cycle(owner: Api, world: World) -> None:
    goal, subgoal = world.open.goal, world.open.subgoal
    told = problem(owner("PATCH", f"/items/{goal}", {"parent": goal}), 409)
    assert told["field"] == "parent"
    problem(owner("POST", f"/items/{subgoal}/relations", {"type": "duplicates", "target": subgoal}), 422)


def test_an_empty_title_in_a_change(owner: Api, world: World) -> None:
    assert problem(owner("PATCH", f"/items/{world.open.task}", {"title": None}), 422)["field"] == "title"
    assert do(world.people["owner"], "item.update", key=world.open.task)["key"] == world.open.task
