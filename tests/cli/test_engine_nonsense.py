"""Nonsense on the engine's command line: every line gets an answer in finite numbers, or an error that says why."""

import io
import random
from typing import Any

import orjson
import pytest

from headway.cli import engine as mouth

DAYS = ["1970-01-01", "9999-12-31", "0001-01-01", "2019-03-04", "2019-02-30", "", None, 7, "yesterday"]
AMOUNTS = [0, 1, -1, 0.0, 1e-9, 1e6, 6e7, 1e18, 1e308, -1e308, 2**63, "9", None, [], True]
FORECAST = {"as_of": "2019-03-04", "arrived": ["2018-01-09"] * 30, "finished": ["2018-06-15"] * 30, "remaining": 25}
IMPACT: dict[str, Any] = {
    "runs": 50,
    "seed": 1,
    "tasks": [{"id": "a", "low": 2, "high": 9}, {"id": "b", "duration": 3}],
    "links": [{"from": "a", "to": "b", "lag": 0}],
    "goals": [{"id": "g", "needs": ["b"], "due": 8}],
}


def ask(name: str, lines: list[Any]) -> list[dict[str, Any]]:
    target = io.BytesIO()
    mouth.run(name, source=[orjson.dumps(line) + b"\n" for line in lines], target=target)
    found: list[dict[str, Any]] = [orjson.loads(line) for line in target.getvalue().splitlines()]
    return found


def honest(name: str, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers, each of which is whole, or an error in words; what is not a number is written as null."""
    found = ask(name, [{"id": n, **line} for n, line in enumerate(lines)])
    assert [one["id"] for one in found] == list(range(len(lines)))
    for one, line in zip(found, lines, strict=True):
        if "error" in one:
            assert one["error"], line
            assert "Traceback" not in one["error"]
        else:
            assert all(value is not None for value in leaves(one)), (line, one)
    return found


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [value]


def test_forecasts_of_nonsense() -> None:
    lines: list[dict[str, Any]] = [{}, {**FORECAST, "arrived": [], "finished": []}]
    lines += [{**FORECAST, "as_of": day} for day in DAYS]
    lines += [{**FORECAST, "finished": [day] * 20} for day in DAYS]
    lines += [{**FORECAST, "arrived": [day]} for day in DAYS]
    lines += [{**FORECAST, "remaining": amount} for amount in AMOUNTS]
    found = honest("forecast", lines)
    assert "error" in found[0]


def test_impact_of_nonsense() -> None:
    lines: list[dict[str, Any]] = [{}, {**IMPACT, "tasks": [], "links": [], "goals": []}]
    for amount in AMOUNTS:
        lines += [
            {**IMPACT, "tasks": [{"id": "a", "duration": amount}, IMPACT["tasks"][1]]},
            {**IMPACT, "tasks": [{"id": "a", "low": 1, "high": amount}, IMPACT["tasks"][1]]},
            {**IMPACT, "links": [{"from": "a", "to": "b", "lag": amount}]},
            {**IMPACT, "goals": [{"id": "g", "needs": ["b"], "due": amount}]},
            {**IMPACT, "seed": amount},
        ]
    lines += [{**IMPACT, "links": [{"from": "a", "to": "b"}, {"from": "b", "to": "a"}]}]
    lines += [
        {**IMPACT, "links": [{"from": "a", "to": "a"}]},
        {**IMPACT, "goals": [{"id": "g", "needs": ["z"], "due": 1}]},
    ]
    found = honest("impact", lines)
    assert ["error" in one for one in found[-3:]] == [True, True, True]


def test_duplicates_of_nonsense() -> None:
    texts = ["", " ", "\u202e\u0000", "a" * 10_000, "支付 🐛 <b>", None, 5, []]
    lines = [{"created": day, "title": text, "text": text} for day in DAYS for text in texts[:4]]
    lines += [{"created": "2019-03-04", "title": text, "text": "x"} for text in texts]
    honest("duplicates", [*lines, {}])


@pytest.mark.parametrize("name", ["critical-path", "level"])
def test_plans_of_nonsense(name: str) -> None:
    tasks: list[dict[str, Any]] = [{"id": "a", "duration": 1, "demand": {"R": 1}}, {"id": "b", "duration": 2}]
    plain: dict[str, Any] = {"tasks": tasks, "links": [{"from": "a", "to": "b"}], "capacity": {"R": 1}, "seconds": 0.1}
    lines: list[dict[str, Any]] = [{**plain, "tasks": [], "links": []}]
    lines += [{**plain, "tasks": [{**tasks[0], "duration": amount}, tasks[1]]} for amount in AMOUNTS]
    lines += [{**plain, "links": [{"from": "a", "to": "b", "lag": amount}]} for amount in AMOUNTS]
    lines += [{**plain, "links": [{"from": "a", "to": "b"}, {"from": "b", "to": "a"}]}]
    found = honest(name, lines)
    assert "error" in found[-1]


def test_any_json_at_all() -> None:
    draw = random.Random(4)

    def junk(depth: int) -> Any:
        if depth == 0 or draw.random() < 0.3:
            return draw.choice([*DAYS, *AMOUNTS, "a", "id"])
        if draw.random() < 0.5:
            return [junk(depth - 1) for _ in range(draw.randint(0, 3))]
        names = ["tasks", "links", "goals", "id", "from", "to", "duration", "needs", "due", "finished", "title", "rule"]
        return {draw.choice(names): junk(depth - 1) for _ in range(draw.randint(0, 4))}

    for name in ("forecast", "impact", "duplicates", "critical-path", "level", "recurrence"):
        lines = [junk(4) for _ in range(60)]
        assert len(ask(name, lines)) == len(lines)
