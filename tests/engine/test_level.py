from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.engine.critical_path import read_network
from headway.engine.level import answer
from headway.engine.requests import BadRequest


def request(tasks: dict[str, tuple[float, float]], *links: tuple[str, str], capacity: float = 2, **more: Any) -> dict:
    return {
        "tasks": [{"id": name, "duration": d, "demand": {"R": r}} for name, (d, r) in tasks.items()],
        "links": [{"from": a, "to": b} for a, b in links],
        "capacity": {"R": capacity},
        **more,
    }


def breaks(question: dict[str, Any], start: dict[str, float]) -> list[str]:
    """What is wrong with a plan, by definition: links, then use at the beginning of every task."""
    network = read_network(question)
    at = [start[name] for name in network.names]
    wrong = [f"{link}" for link in network.links if at[link.target] < at[link.source] + link.gap - 1e-9]
    for task, name in zip(question["tasks"], network.names, strict=True):
        running = [t for t in question["tasks"] if start[t["id"]] <= start[name] < start[t["id"]] + t["duration"]]
        for resource, limit in question["capacity"].items():
            if task["duration"] and sum(t["demand"].get(resource, 0) for t in running) > limit:
                wrong.append(f"{resource} at {start[name]}")
    return wrong


def test_two_at_a_time() -> None:
    result = answer(request({"a": (3, 1), "b": (3, 1), "c": (3, 1), "d": (3, 1)}))
    assert (result["finish"], result["lower_bound"], result["proven"]) == (6, 6, True)


def test_without_resources_it_is_the_critical_path() -> None:
    result = answer(
        {"tasks": [{"id": "a", "duration": 2}, {"id": "b", "duration": 3}], "links": [{"from": "a", "to": "b"}]}
    )
    assert result == {"start": {"a": 0, "b": 2}, "finish": 5, "lower_bound": 5, "proven": True}


def test_nothing_to_do() -> None:
    assert answer({"tasks": []}) == {"start": {}, "finish": 0, "lower_bound": 0, "proven": True}


def test_fractions_are_exact() -> None:
    result = answer(request({"a": (0.5, 0.1), "b": (0.25, 0.2), "c": (0.1, 0.25)}, capacity=0.3))
    assert result["finish"] == 0.6
    assert result["proven"]


def test_the_same_question_gets_the_same_answer() -> None:
    question = request({f"t{n}": (1 + n % 4, 1 + n % 3) for n in range(14)}, ("t0", "t5"), ("t3", "t9"), capacity=4)
    assert answer(question) == answer(question)


def test_no_time_still_gives_a_plan() -> None:
    question = request({f"t{n}": (2 + n % 5, 1 + n % 2) for n in range(12)}, capacity=3, seconds=0)
    result = answer(question)
    assert breaks(question, result["start"]) == []
    assert result["lower_bound"] <= result["finish"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (request({"a": (1, 3)}), "task 'a' asks for 3 of 'R', which has 2"),
        (request({"a": (1, 1)}, ("a", "a")), "a -> a is a cycle"),
        ({"tasks": [{"id": "a", "duration": 1, "demand": {"X": 1}}]}, "'X' has no capacity"),
        (request({"a": (1, 1)}, seconds="soon"), "seconds"),
        (request({"a": (1, 1)}, seed=-1), "seed"),
        (request({"a": (1, -1)}), "use 0 or more"),
    ],
)
def test_what_is_wrong_is_named(question: dict[str, Any], names: str) -> None:
    with pytest.raises(BadRequest, match=names):
        answer(question)


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    size = draw(st.integers(1, 5))
    pairs = draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=4))
    kinds, lags, small = st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-1, 2), st.integers(0, 2)
    return {
        "tasks": [
            {"id": str(n), "duration": draw(st.integers(0, 3)), "demand": {"R": draw(small), "S": draw(small)}}
            for n in range(size)
        ],
        "links": [{"from": str(a), "to": str(b), "type": draw(kinds), "lag": draw(lags)} for a, b in pairs if a < b],
        "capacity": {"R": 2, "S": 3},
    }


def shortest(question: dict[str, Any], horizon: int) -> int | None:
    """Try every plan that ends before `horizon`."""
    names = [task["id"] for task in question["tasks"]]
    plans = product(*(range(horizon - task["duration"]) for task in question["tasks"]))
    ends = (
        max(s + t["duration"] for s, t in zip(starts, question["tasks"], strict=True))
        for starts in plans
        if not breaks(question, dict(zip(names, starts, strict=True)))
    )
    return min(ends, default=None)


@settings(max_examples=20, deadline=None)
@given(problems())
def test_no_plan_is_shorter(question: dict[str, Any]) -> None:
    result = answer(question)
    assert breaks(question, result["start"]) == []
    assert result["proven"]
    assert result["lower_bound"] == result["finish"]
    if result["finish"] <= 6:
        assert shortest(question, result["finish"]) is None
