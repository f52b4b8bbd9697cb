from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.engine.critical_path import answer
from headway.engine.requests import BadRequest


def plan(durations: dict[str, float], *links: tuple[Any, ...]) -> dict[str, Any]:
    keys = ("from", "to", "type", "lag")
    return answer(
        {
            "tasks": [{"id": name, "duration": duration} for name, duration in durations.items()],
            "links": [dict(zip(keys, link, strict=False)) for link in links],
        }
    )


def row(result: dict[str, Any], name: str) -> list[Any]:
    task = next(task for task in result["tasks"] if task["id"] == name)
    return list(task.values())[1:]


def test_a_textbook_network() -> None:
    result = plan({"a": 3, "b": 2, "c": 4, "d": 1}, ("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"))
    assert result["finish"] == 8
    assert row(result, "a") == [0, 3, 0, 3, 0, 0, True]
    assert row(result, "b") == [3, 5, 5, 7, 2, 2, False]
    assert row(result, "d") == [7, 8, 7, 8, 0, 0, True]


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [("FS", 0, 5), ("FS", 2, 7), ("FS", -1, 4), ("SS", 2, 2), ("FF", 0, 2), ("FF", 4, 6), ("SF", 6, 3), ("SF", 1, 0)],
)
def test_every_kind_of_link(kind: str, lag: float, start: float) -> None:
    result = plan({"a": 5, "b": 3}, ("a", "b", kind, lag))
    assert row(result, "b")[0] == start


def test_free_slack_is_what_delays_no_successor() -> None:
    result = plan({"a": 1, "b": 1, "c": 5, "d": 1}, ("a", "b"), ("b", "d"), ("c", "d"))
    assert row(result, "a")[4:6] == [3, 0]
    assert row(result, "b")[4:6] == [3, 3]


def test_rounding_leaves_no_slack() -> None:
    result = plan({"a": 0.1, "b": 0.2, "c": 0.3}, ("a", "b"), ("b", "c"))
    assert all(task["critical"] and task["total_slack"] == 0 for task in result["tasks"])


def test_nothing_and_one() -> None:
    assert plan({}) == {"finish": 0, "tasks": []}
    assert row(plan({"a": 2}), "a") == [0, 2, 0, 2, 0, 0, True]


def test_a_cycle_is_named() -> None:
    with pytest.raises(BadRequest, match=r"b -> c -> b|c -> b -> c"):
        plan({"a": 1, "b": 1, "c": 1, "d": 1}, ("a", "b"), ("b", "c"), ("c", "b"), ("c", "d"))
    with pytest.raises(BadRequest, match="a -> a"):
        plan({"a": 1}, ("a", "a"))


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        ({}, "tasks is missing"),
        ({"tasks": 3}, "tasks: 3 is not a list"),
        ({"tasks": [3]}, r"tasks\[0\]"),
        ({"tasks": [{"id": "a"}]}, "task 'a'.duration is missing"),
        ({"tasks": [{"id": "a", "duration": -1}]}, "use 0 or more"),
        ({"tasks": [{"id": "a", "duration": float("nan")}]}, "finite"),
        ({"tasks": [{"id": "a", "duration": 1}, {"id": "a", "duration": 1}]}, "occurs twice"),
        ({"tasks": [{"id": "a", "duration": 1}], "links": [{"from": "a", "to": "z"}]}, r"links\[0\].to: 'z'"),
        ({"tasks": [{"id": "a", "duration": 1}], "links": [{"from": "a", "to": "a", "type": "XX"}]}, "use one of FS"),
        (
            {"tasks": [{"id": n, "duration": 1e308} for n in "ab"], "links": [{"from": "a", "to": "b"}]},
            "add up to more",
        ),
    ],
)
def test_what_is_wrong_is_named(request_: dict[str, Any], names: str) -> None:
    with pytest.raises(BadRequest, match=names):
        answer(request_)


@st.composite
def networks(draw: st.DrawFn) -> dict[str, Any]:
    size = draw(st.integers(1, 9))
    pairs = draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=15))
    kinds, lags = st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-3, 5)
    return {
        "tasks": [{"id": str(n), "duration": draw(st.integers(0, 9))} for n in range(size)],
        "links": [{"from": str(a), "to": str(b), "type": draw(kinds), "lag": draw(lags)} for a, b in pairs if a < b],
    }


def holds(link: dict[str, Any], one: dict[str, Any], other: dict[str, Any], when: str) -> bool:
    end = {"S": f"{when}_start", "F": f"{when}_finish"}
    return other[end[link["type"][1]]] >= one[end[link["type"][0]]] + link["lag"]


@given(networks())
def test_early_and_late_dates_keep_every_link_and_the_end(request_: dict[str, Any]) -> None:
    result = answer(request_)
    tasks = {task["id"]: task for task in result["tasks"]}
    for when in ("early", "late"):
        assert all(holds(link, tasks[link["from"]], tasks[link["to"]], when) for link in request_["links"])
        assert max(task[f"{when}_finish"] for task in tasks.values()) == result["finish"]
    assert all(0 <= task["free_slack"] <= task["total_slack"] for task in tasks.values())


@given(networks(), st.data())
def test_a_task_may_slip_by_its_slack_and_no_further(request_: dict[str, Any], data: st.DataObject) -> None:
    result = answer(request_)
    task = data.draw(st.sampled_from(result["tasks"]))
    finish = result["finish"]
    for slip, later in ((task["total_slack"], 0), (task["total_slack"] + 1, 1)):
        held = {"id": "wait", "duration": task["early_start"] + slip}
        link = {"from": "wait", "to": task["id"], "type": "FS"}
        again = answer({"tasks": [*request_["tasks"], held], "links": [*request_["links"], link]})
        assert again["finish"] == finish + later
