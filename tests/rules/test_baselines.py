"""Two plans compared: what came, went and moved, and that the other way about is the same turned round."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from headway.rules.baselines import compare

DAY = st.none() | st.integers(0, 60).map(lambda n: (date(2026, 1, 1) + timedelta(days=n)).isoformat())
ITEM = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Plan", "Build"]),
        "kind": st.just("task"),
        "start": DAY,
        "due": DAY,
        "effort": st.none() | st.integers(0, 600),
        "category": st.sampled_from(["backlog", "doing", "done", "dropped"]),
        "phase": st.none() | st.sampled_from(["Design", "Build"]),
        "milestone": st.booleans(),
    }
)
PLAN = st.dictionaries(st.integers(1, 8).map(lambda n: f"T-{n}"), ITEM, max_size=8).map(
    lambda items: [{"key": key, **item} for key, item in items.items()]
)


def item(key: str, **facts: Any) -> dict[str, Any]:
    usual = {"title": key, "kind": "task", "start": None, "due": None, "effort": None, "category": "backlog"}
    return {"key": key, **usual, "phase": None, "milestone": False, **facts}


def test_what_came_went_and_moved() -> None:
    first = [item("T-1", due="2026-03-02", effort=60), item("T-2"), item("T-3", due="2026-03-05")]
    second = [item("T-1", due="2026-03-09", effort=90), item("T-3", due="2026-03-05"), item("T-4", effort=30)]
    found = compare(first, second)
    assert [one.key for one in found.added] == ["T-4"]
    assert [one.key for one in found.removed] == ["T-2"]
    assert [(one.key, one.due_days, one.effort_change) for one in found.moved] == [("T-1", 7, 30)]
    assert (found.same, found.effort) == (1, (60, 120))
    assert found.end_days == 4


def test_a_date_that_was_not_there_before_moves_by_no_days() -> None:
    found = compare([item("T-1")], [item("T-1", due="2026-03-02")])
    assert (found.moved[0].due, found.moved[0].due_days) == ((None, date(2026, 3, 2)), None)


@given(PLAN)
def test_nothing_differs_from_itself(plan: list[dict[str, Any]]) -> None:
    found = compare(plan, plan)
    assert (found.added, found.removed, found.moved, found.same) == ((), (), (), len(plan))


@given(PLAN, PLAN)
def test_the_other_way_about_is_the_same_turned_round(
    first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    there, back = compare(first, second), compare(second, first)
    assert {one.key for one in there.added} == {one.key for one in back.removed}
    assert {one.key for one in there.removed} == {one.key for one in back.added}
    assert (there.same, there.effort, there.end) == (back.same, back.effort[::-1], back.end[::-1])
    assert (there.end_days is None) is (back.end_days is None)
    assert (there.end_days or 0) == -(back.end_days or 0)
    returned = {one.key: one for one in back.moved}
    assert {one.key for one in there.moved} == set(returned)
    for one in there.moved:
        other = returned[one.key]
        for name in ("start_days", "due_days", "effort_change"):
            mine, its = getattr(one, name), getattr(other, name)
            assert (mine, its) == (None, None) or mine == -its
        for name in ("start", "due", "effort", "category", "phase"):
            assert getattr(one, name) == getattr(other, name)[::-1]
