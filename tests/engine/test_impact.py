"""The answer to "what does each task cost each goal?": exactness, invariance, errors."""

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.engine.impact import answer


def graph(rng: random.Random, *, tasks: int, same: bool = False) -> dict:
    """A random question with lags of both signs, idle tasks, fixed and zero durations, and several goals."""

    def task(i: int) -> dict:
        if same:
            return {"id": f"t{i}", "low": 2, "high": 9}
        pick = rng.random()
        if pick < 0.2:
            return {"id": f"t{i}", "duration": rng.choice([0, 1, 2.5])}
        if pick < 0.3:
            return {"id": f"t{i}", "low": 0, "high": 0}
        low = round(rng.uniform(0.1, 5), 3)
        return {"id": f"t{i}", "low": low, "high": round(low * rng.uniform(1, 6), 3)}

    names = [f"t{i}" for i in range(tasks)]
    order = rng.sample(range(tasks), tasks)
    links = [
        {"from": names[order[a]], "to": names[order[b]], "lag": rng.choice([0, 0, 0, 1.5, -2, -20])}
        for a in range(tasks)
        for b in range(a + 1, tasks)
        if rng.random() < 2 / tasks
    ]
    goals = [
        {"id": f"g{k}", "needs": rng.sample(names, rng.randint(1, min(3, tasks))), "due": round(rng.uniform(0, 30), 2)}
        for k in range(2)
    ]
    return {"id": "q", "runs": 60, "seed": 5, "tasks": [task(i) for i in range(tasks)], "links": links, "goals": goals}


def figures(found: dict) -> dict:
    assert "error" not in found, found
    return {(r["task"], r["goal"]): (r["gain"], r["days"]) for r in found["impact"]}


def renamed(question: dict, name: dict[str, str], rng: random.Random) -> dict:
    """The same question, shuffled, with other ids."""
    tasks = [{**t, "id": name[t["id"]]} for t in question["tasks"]]
    links = [{**x, "from": name[x["from"]], "to": name[x["to"]]} for x in question["links"]]
    goals = [{**g, "needs": [name[n] for n in g["needs"]]} for g in question["goals"]]
    for part in (tasks, links, *(g["needs"] for g in goals)):
        rng.shuffle(part)
    return {**question, "tasks": tasks, "links": links, "goals": goals}


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.integers(1, 12))
def test_gain_is_what_asking_again_without_the_task_gives(seed: int, tasks: int) -> None:
    rng = random.Random(seed)
    question = graph(rng, tasks=tasks)
    for i, task in enumerate(question["tasks"]):  # no two alike, so that all others keep their draws
        if "low" in task and task["high"]:
            task["high"] += i / 1000
    found = answer(question)
    before = {g["id"]: g for g in found["goals"]}
    for (name, goal), (gain, _) in figures(found).items():
        changed = [{"id": name, "duration": 0} if t["id"] == name else t for t in question["tasks"]]
        again = {g["id"]: g for g in answer({**question, "tasks": changed})["goals"]}
        assert again[goal]["probability"] - before[goal]["probability"] == pytest.approx(gain, abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.integers(1, 14), st.booleans())
def test_neither_order_nor_names_matter(seed: int, tasks: int, same: bool) -> None:
    rng = random.Random(seed)
    question = graph(rng, tasks=tasks, same=same)
    names = [t["id"] for t in question["tasks"]]
    assert json.dumps(answer(renamed(question, dict(zip(names, names, strict=True)), rng))) == json.dumps(
        answer(question)
    )
    name = dict(zip(names, (f"x{i}" for i in rng.sample(range(100), len(names))), strict=True))
    there, here = answer(renamed(question, name, rng)), answer(question)
    assert there["goals"] == here["goals"]
    for goal in question["goals"]:
        mine, other = ([(r["gain"], r["days"]) for r in a["impact"] if r["goal"] == goal["id"]] for a in (here, there))
        np.testing.assert_allclose(other, mine, atol=1e-9)


def test_alike_trees_keep_their_figures_when_renamed() -> None:
    """Four interchangeable leaves under two interchangeable joints: a tie broken by name would pair other leaves."""
    task = {"low": 2, "high": 9}
    links = [("a", "c"), ("b", "c"), ("d", "f"), ("e", "f"), ("c", "g"), ("f", "g")]
    seen = set()
    for order in ("abcdefg", "dbcaefg", "badcgfe", "gfedcba", "eacdbfg"):
        name = dict(zip("abcdefg", order, strict=True))
        found = answer(
            {
                "tasks": [{"id": name[t], **task} for t in "abcdefg"],
                "links": [{"from": name[u], "to": name[v]} for u, v in links],
                "goals": [{"id": "G", "needs": [name["g"]], "due": 16}],
            }
        )
        seen.add(json.dumps([found["goals"], [(r["gain"], r["days"]) for r in found["impact"]]]))
    assert len(seen) == 1


def test_a_worked_example() -> None:
    found = answer(
        {
            "id": 7,
            "tasks": [
                {"id": "a", "duration": 3},
                {"id": "b", "duration": 5},
                {"id": "c", "duration": 2},
                {"id": "z", "duration": 9},
            ],
            "links": [{"from": "a", "to": "c", "lag": 1}, {"from": "b", "to": "c"}],
            "goals": [{"id": "G", "needs": ["c"], "due": 6}, {"id": "none", "needs": [], "due": 0}],
        }
    )
    assert found == {
        "id": 7,
        "goals": [
            {"id": "G", "probability": 0.0, "p50": 7.0, "p85": 7.0},
            {"id": "none", "probability": 1.0, "p50": 0.0, "p85": 0.0},
        ],
        "impact": [
            {"task": "c", "goal": "G", "gain": 1.0, "days": 2.0},
            {"task": "b", "goal": "G", "gain": 1.0, "days": 1.0},
            {"task": "a", "goal": "G", "gain": 0.0, "days": 0.0},
        ],
    }


def test_quantiles_are_those_of_the_lognormal() -> None:
    ask = {"runs": 4000, "tasks": [{"id": "a", "low": 2, "high": 9}]}
    goals = [{"id": str(due), "needs": ["a"], "due": due} for due in (2, 18**0.5, 9)]
    found = answer({**ask, "goals": goals})["goals"]
    assert [g["probability"] for g in found] == pytest.approx([0.1, 0.5, 0.9], abs=1 / 4000)
    assert found[0]["p50"] == pytest.approx(18**0.5, rel=1e-3)


def test_seed_decides_the_runs() -> None:
    question = graph(random.Random(3), tasks=12)
    assert json.dumps(answer(question)) == json.dumps(answer(question))
    assert answer(question)["goals"] != answer({**question, "seed": 6})["goals"]


def test_a_sum_of_floats_is_in_time() -> None:
    tasks = [{"id": "a", "duration": 0.1}, {"id": "b", "duration": 0.2}]
    found = answer(
        {"tasks": tasks, "links": [{"from": "a", "to": "b"}], "goals": [{"id": "G", "needs": ["b"], "due": 0.3}]}
    )
    assert found["goals"][0]["probability"] == 1


GOOD = {
    "id": "q",
    "tasks": [{"id": "a", "duration": 1}, {"id": "b", "low": 1, "high": 2}],
    "links": [{"from": "a", "to": "b"}],
    "goals": [{"id": "G", "needs": ["b"], "due": 3}],
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"links": [{"from": "a", "to": "b"}, {"from": "b", "to": "a"}]}, "cycle, but a -> b -> a"),
        ({"links": [{"from": "a", "to": "a"}]}, "cycle, but a -> a"),
        ({"links": [{"from": "a", "to": "c"}]}, "links[0].to: must be the id of a task"),
        ({"links": [{"from": "a", "to": "b", "lag": "1"}]}, "links[0].lag"),
        ({"links": [{"from": "a", "to": "b", "type": "SS"}]}, "links[0].type"),
        ({"goals": [{"id": "G", "needs": ["c"], "due": 3}]}, "goals[0].needs[0]"),
        ({"goals": [{"id": "G", "needs": "b", "due": 3}]}, "goals[0].needs"),
        ({"goals": [{"id": "G", "needs": ["b"]}]}, "goals[0].due"),
        ({"goals": [{"id": "G", "needs": ["b"], "due": 3}] * 2}, "goals[1].id"),
        ({"goals": None}, "goals: must be a list"),
        ({"tasks": [{"id": "a", "duration": -1}]}, "tasks[0].duration"),
        ({"tasks": [{"id": "a", "low": 3, "high": 2}]}, "tasks[0].low: must be at most high"),
        ({"tasks": [{"id": "a", "low": 0, "high": 2}]}, "tasks[0].low: must be above 0"),
        ({"tasks": [{"id": "a", "low": 1e-300, "high": 2}]}, "tasks[0].low: must be at least a billionth of high"),
        ({"tasks": [{"id": "a", "low": 1, "high": float("nan")}]}, "tasks[0].high"),
        ({"tasks": [{"id": "a", "low": 1, "high": float("inf")}]}, "tasks[0].high"),
        ({"tasks": [{"id": "a", "low": 1}]}, "tasks[0].high"),
        ({"tasks": [{"id": "a"}]}, "tasks[0]: must have either duration"),
        ({"tasks": [{"id": "a", "low": 1, "high": 2, "duration": 1}]}, "tasks[0]: must have either duration"),
        ({"tasks": [{"id": "a", "duration": 1}, {"id": "a", "duration": 1}]}, "tasks[1].id"),
        ({"tasks": ["a"]}, "tasks[0]: must be an object"),
        ({"runs": 0}, "runs: must be a whole number"),
        ({"runs": True}, "runs: must be a whole number"),
        ({"seed": 1.5}, "seed: must be a whole number"),
    ],
)
def test_an_error_names_the_field(change: dict, says: str) -> None:
    assert "error" not in answer(GOOD)
    found = answer({**GOOD, **change})
    assert found["id"] == "q"
    assert says in found["error"]


def test_more_draws_than_memory_holds_are_refused() -> None:
    tasks = [{"id": i, "low": 1, "high": 2} for i in range(1001)]
    goal = {"id": "G", "needs": list(range(1001)), "due": 3}
    found = answer({"runs": 100_000, "tasks": tasks, "goals": [goal]})
    assert found["error"] == "runs: must be at most 99,900 for the 1,001 tasks that goals depend on, not 100,000"


def test_tasks_alike_but_for_their_goals_keep_their_draws_when_one_is_done() -> None:
    tasks = [{"id": t, "low": 2, "high": 9} for t in "abc"]
    tasks[2]["high"] = 5
    goals = [{"id": "G", "needs": ["a"], "due": 6}, {"id": "H", "needs": ["b", "c"], "due": 6}]
    question = {"runs": 200, "tasks": tasks, "goals": goals}
    before = answer(question)
    for done in "abc":
        changed = [{"id": t["id"], "duration": 0} if t["id"] == done else t for t in tasks]
        again = answer({**question, "tasks": changed})
        for old, new in zip(before["goals"], again["goals"], strict=True):
            gain = figures(before).get((done, old["id"]), (0.0, 0.0))[0]
            assert new["probability"] - old["probability"] == pytest.approx(gain, abs=1e-9)


def test_what_is_no_object_is_refused() -> None:
    assert "must be an object" in answer([1])["error"]  # type: ignore[arg-type]
