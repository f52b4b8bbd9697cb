"""Roll-up of goals: named failures of others, and against a reference that counts leaf by leaf."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.goals import Aim, Piece, Result, Standing, standing
from headway.rules.rollup import Work, leaf_work, metric_progress

DOING, DONE, DROPPED = "doing", "done", "dropped"


def task(category: str = DOING, effort: int | None = 60, *, milestone: bool = False) -> Piece:
    return Piece(category, leaf_work(category=category, effort=effort, milestone=milestone))


def goal(*work: int, **facts: object) -> Aim:
    return Aim(DOING, work=[(item, 1.0) for item in work], **facts)  # type: ignore[arg-type]


def rolled(aims: dict[int, Aim], pieces: dict[int, Piece], parents: dict[int, int] | None = None) -> Standing:
    return standing(aims=aims, pieces=pieces, parents=parents or {})


def result(pk: int, type_: str = "metric", weight: float = 1.0, progress: float | None = None, *proofs: int) -> Result:
    return Result(pk, type_, weight, progress, [(item, 1.0) for item in proofs], bool(proofs))


def test_a_milestone_that_is_met_moves_a_goal_whose_metric_stands_still() -> None:
    """Leantime: the milestone at 100 %, the goal at 0 %."""
    aims = {1: goal(10, results=[result(1, progress=0.0)])}
    assert rolled(aims, {10: task(DOING, milestone=True)}).goals[1] == 0
    assert rolled(aims, {10: task(DONE, milestone=True)}).goals[1] == 0.5


def test_several_milestones_each_move_the_goal() -> None:
    pieces = {10: task(DONE, milestone=True), 11: task(DONE, milestone=True), 12: task(DOING, milestone=True)}
    assert rolled({1: goal(10, 11, 12)}, pieces).goals[1] == pytest.approx(2 / 3)
    found = rolled({1: goal(10, 11, 12, results=[result(5, "milestone", 1, None, 10, 11, 12)])}, pieces)
    assert (found.goals[1], found.results[5]) == (pytest.approx(2 / 3), pytest.approx(2 / 3))


def test_a_project_of_milestones_alone_is_as_far_as_its_milestones() -> None:
    assert rolled({1: goal(10)}, {10: Piece(DOING, Work(0, 0, 4, 3))}).goals[1] == 0.75


def test_a_goal_beneath_that_is_done_moves_the_one_above() -> None:
    """Others: the sub-goal done, its parent at 0 %, where the parent has a metric of its own."""
    aims = {1: goal(results=[result(1, progress=0.0)], beneath=[(2, 1.0)]), 2: Aim(DONE)}
    assert rolled(aims, {}).goals == {1: 0.5, 2: 1.0}


def test_key_results_alone_move_a_goal_that_says_so() -> None:
    facts = {"results": [result(1, progress=0.25)], "beneath": [(2, 1.0)], "progress_by": "key-results"}
    assert rolled({1: goal(10, **facts), 2: Aim(DONE)}, {10: task(DONE)}).goals[1] == 0.25
    assert rolled({1: goal(10, progress_by="key-results")}, {10: task(DONE)}).goals[1] == 1.0


def test_dropped_work_counts_for_nothing() -> None:
    """Others: what was dropped stays undone for ever, and the goal never reaches 100 %."""
    assert rolled({1: goal(10, 11)}, {10: task(DONE), 11: task(DROPPED)}).goals[1] == 1.0
    assert rolled({1: goal(11)}, {11: task(DROPPED)}).goals[1] is None
    dropped = result(5, "work", 1, None, 11)
    assert rolled({1: goal(results=[result(1, progress=1.0), dropped])}, {11: task(DROPPED)}).goals[1] == 1.0


def test_a_dropped_goal_does_not_hold_back_the_one_above() -> None:
    assert rolled({1: goal(10, beneath=[(2, 1.0)]), 2: Aim(DROPPED)}, {10: task(DONE)}).goals[1] == 1.0


def test_reopened_work_takes_its_share_back() -> None:
    assert [rolled({1: goal(10)}, {10: task(c)}).goals[1] for c in (DONE, DOING, DONE)] == [1.0, 0.0, 1.0]


def test_weights_need_not_sum_to_one() -> None:
    aims = {1: Aim(DOING, work=[(10, 3.0), (11, 7.0)])}
    assert rolled(aims, {10: task(DONE), 11: task()}).goals[1] == pytest.approx(0.3)
    results = [result(1, weight=20, progress=1.0), result(2, weight=60, progress=0.0)]
    assert rolled({1: goal(results=results)}, {}).goals[1] == 0.25


def test_key_results_of_the_usual_weight_count_alike() -> None:
    aims = {1: goal(results=[result(1, progress=1.0), result(2, progress=0.0), result(3, progress=0.5)])}
    assert rolled(aims, {}).goals[1] == 0.5


def test_work_without_effort_counts_by_its_weight_and_not_at_all_by_effort() -> None:
    pieces = {10: task(DONE, 0), 11: task(DOING, 60)}
    assert rolled({1: goal(10, 11)}, pieces).goals[1] == 0.5
    assert rolled({1: goal(results=[result(5, "work", 1, None, 10, 11)])}, pieces).results[5] == 0.0
    assert rolled({1: goal(results=[result(5, "work", 1, None, 10)])}, pieces).results[5] == 1.0


def test_work_reaching_a_goal_by_its_project_too_counts_once() -> None:
    pieces = {10: Piece(DOING, Work(120, 60, 2, 1)), 11: task(DONE)}
    assert rolled({1: goal(10, 11)}, pieces, {11: 10}).goals[1] == 0.5


def test_work_reaching_a_goal_by_the_goal_beneath_too_counts_once() -> None:
    aims = {1: goal(10, beneath=[(2, 1.0), (3, 1.0)]), 2: goal(10), 3: goal(11)}
    assert rolled(aims, {10: task(DONE), 11: task()}).goals == {1: 0.5, 2: 1.0, 3: 0.0}


def test_work_moves_a_goal_whose_goal_beneath_has_ended() -> None:
    aims = {1: goal(10, beneath=[(2, 1.0)]), 2: Aim(DONE, work=[(10, 1.0)])}
    assert [rolled(aims, {10: task(c)}).goals[1] for c in (DOING, DONE)] == [0.5, 1.0]


def test_work_linked_to_a_key_result_counts_there_and_not_beside_it() -> None:
    aims = {1: goal(10, 11, results=[result(5, "milestone", 3, None, 10)])}
    assert rolled(aims, {10: task(DONE), 11: task()}).goals[1] == 0.75


def test_a_key_result_over_all_work_goes_by_effort() -> None:
    aims = {1: goal(10, 11, results=[result(5, "work")])}
    found = rolled(aims, {10: task(DONE, 60), 11: task(DOING, 180)})
    assert (found.results[5], found.goals[1], found.work[1]) == (0.25, 0.25, 0.5)


def test_one_task_moves_each_goal_it_contributes_to_by_its_weight_there() -> None:
    aims = {1: Aim(DOING, work=[(10, 1.0), (11, 1.0)]), 2: Aim(DOING, work=[(10, 3.0), (11, 1.0)])}
    assert rolled(aims, {10: task(DONE), 11: task()}).goals == {1: 0.5, 2: 0.75}


def test_nothing_shows_a_goal_without_anything() -> None:
    assert rolled({1: goal(), 2: goal(beneath=[(1, 1.0)])}, {}).goals == {1: None, 2: 0.0}


def test_goals_in_a_circle_come_to_an_end() -> None:
    found = rolled({1: goal(beneath=[(2, 1.0)]), 2: goal(10, beneath=[(1, 1.0)])}, {10: task(DONE)}).goals
    assert set(found) == {1, 2}
    assert all(value is None or 0 <= value <= 1 for value in found.values())


@pytest.mark.parametrize(
    ("direction", "start", "target", "current", "right"),
    [
        *(("up", 0, 10, 4, 0.4), ("up", 0, 10, 12, 1.0), ("up", 5, 10, 0, 0.0), ("down", 10, 0, 4, 0.6)),
        *(("down", 10, 4, 12, 0.0), ("keep", 1, 3, 2, 1.0), ("keep", 1, 3, 3.1, 0.0), ("keep", 2, 2, 2, 1.0)),
    ],
)
def test_metrics(direction: str, start: float, target: float, current: float, right: float) -> None:
    assert metric_progress(direction=direction, start=start, target=target, current=current) == pytest.approx(right)


# A small organisation at random, and a reference that knows leaves alone.


@dataclass(frozen=True)
class Leaf:
    category: str
    effort: int


@dataclass(frozen=True)
class House:
    leaves: dict[int, Leaf]
    above: dict[int, int]
    dropped: frozenset[int]
    aims: dict[int, Aim]

    def pieces(self) -> dict[int, Piece]:
        own = {pk: leaf_work(category=x.category, effort=x.effort, milestone=False) for pk, x in self.leaves.items()}
        every = {*own, *self.above.values()}
        return {pk: Piece(self.category(pk), self._work(pk, own)) for pk in every}

    def category(self, pk: int) -> str:
        if pk in self.leaves:
            return self.leaves[pk].category
        return DROPPED if pk in self.dropped else DOING

    def _work(self, pk: int, own: dict[int, Work]) -> Work:
        found = Work()
        for leaf in self.under(pk):
            one = own[leaf]
            found = Work(*(a + b for a, b in zip(figures(found), figures(one), strict=True)))
        return found

    def under(self, pk: int) -> set[int]:
        """The leaves that count beneath this: those with no dropped work on the way."""
        if self.category(pk) == DROPPED:
            return set()
        if pk in self.leaves:
            return {pk}
        return {leaf for child, up in self.above.items() if up == pk for leaf in self.under(child)}

    def parents(self) -> dict[int, int]:
        return {child: up for child, up in self.above.items() if self.category(child) != DROPPED}


def figures(work: Work) -> tuple[int, int, int, int]:
    return work.total, work.done, work.parts, work.parts_done


PROJECTS, LEAVES, GOALS = range(100, 104), range(200, 208), range(1, 6)


@st.composite
def houses(draw: st.DrawFn) -> House:
    leaf = st.builds(Leaf, st.sampled_from([DOING, DOING, DONE, DROPPED]), st.sampled_from([0, 30, 60, 120]))
    leaves = {pk: draw(leaf) for pk in LEAVES}
    above = {pk: draw(st.sampled_from([None, *PROJECTS])) for pk in LEAVES}
    above |= {pk: draw(st.sampled_from([None, *range(100, pk)])) for pk in PROJECTS}
    tied = st.dictionaries(st.sampled_from([*PROJECTS, *LEAVES]), st.sampled_from([1.0, 2.0, 5.0]), max_size=5)
    aims = {}
    for pk in GOALS:
        metric = draw(st.sampled_from([None, 0.0, 0.4]))
        results = [] if metric is None else [Result(pk * 10, "metric", 1.0, metric)]
        beneath = draw(st.sets(st.sampled_from(range(pk + 1, 7)), max_size=2)) - {6}
        category = draw(st.sampled_from([DOING, DOING, DOING, DONE, DROPPED]))
        by = draw(st.sampled_from(["everything", "everything", "key-results"]))
        aims[pk] = Aim(category, by, results, list(draw(tied).items()), [(one, 1.0) for one in sorted(beneath)])
    dropped = draw(st.sets(st.sampled_from(PROJECTS), max_size=1))
    return House(leaves, {k: v for k, v in above.items() if v}, frozenset(dropped), aims)


def rolled_up(house: House) -> Standing:
    named = {item for aim in house.aims.values() for item, _ in aim.work}
    pieces = house.pieces()
    empty = {pk: Piece(house.category(pk), Work()) for pk in named - pieces.keys()}
    return standing(aims=house.aims, pieces=pieces | empty, parents=house.parents())


def reference(house: House) -> dict[int, float | None]:
    """The same by sets of leaves, goal by goal from the bottom up."""
    found: dict[int, float | None] = {}
    counted: dict[int, set[int]] = {}
    for pk in sorted(house.aims, reverse=True):
        aim = house.aims[pk]
        alone = aim.progress_by == "key-results" and bool(aim.results)
        below = [] if alone else [one for one, _ in aim.beneath]
        inside = set().union(*(counted[one] for one in below))
        work = [(item, weight) for item, weight in aim.work if not ({item, *ups(house, item)} & inside)]
        shares = list(part_shares(house, work, inside))
        parts = [(x.weight, x.progress or 0.0) for x in aim.results]
        if not alone:
            goals = [one for one in below if house.aims[one].category != DROPPED and one not in inside]
            parts += [(1.0, found[one] or 0.0) for one in goals]
            parts += [(1.0, mean(shares))] if shares else []
        found[pk] = 1.0 if aim.category == DONE else mean(parts) if parts else None
        own = set() if alone else {item for item, _ in aim.work if house.category(item) != DROPPED}
        counted[pk] = set() if aim.category in (DONE, DROPPED) else own | inside | set(below)
    return found


def ups(house: House, item: int) -> Iterator[int]:
    while house.category(item) != DROPPED and item in house.above:
        item = house.above[item]
        yield item


def part_shares(house: House, work: list[tuple[int, float]], inside: set[int]) -> Iterator[tuple[float, float]]:
    """(weight, share) of each piece over its own leaves: those that no piece within it claims."""
    claims = {item for item, _ in work} | {item for item in inside if item >= 100}
    for item, weight in work:
        if house.category(item) == DROPPED:
            continue
        inner = [other for other in claims if other != item and item in ups(house, other)]
        leaves = house.under(item) - set().union(*(house.under(other) for other in inner))
        if not leaves and [other for other in inner if house.category(other) != DROPPED]:
            continue
        total = sum(house.leaves[leaf].effort for leaf in leaves)
        weigh = (lambda leaf: house.leaves[leaf].effort) if total else (lambda leaf: 1)
        ready = sum(weigh(leaf) for leaf in leaves if house.leaves[leaf].category == DONE)
        yield weight, ready / (total or len(leaves)) if leaves else 0.0


def mean(parts: list[tuple[float, float]]) -> float:
    return sum(w * v for w, v in parts) / sum(w for w, _ in parts)


@given(houses())
def test_it_comes_to_what_counting_leaf_by_leaf_comes_to(house: House) -> None:
    found, right = rolled_up(house).goals, reference(house)
    assert {pk: pytest.approx(value) if value is not None else None for pk, value in right.items()} == found


@given(houses(), st.sampled_from(LEAVES))
def test_a_leaf_done_moves_up_what_it_reaches_and_nothing_else(house: House, leaf: int) -> None:
    undone = replace(house, leaves=house.leaves | {leaf: replace(house.leaves[leaf], category=DOING)})
    done = replace(house, leaves=house.leaves | {leaf: replace(house.leaves[leaf], category=DONE)})
    before, after = rolled_up(undone).goals, rolled_up(done).goals
    reach = {pk for pk, aim in undone.aims.items() if {item for item, _ in aim.work} & {leaf, *ups(undone, leaf)}}
    for pk in sorted(undone.aims, reverse=True):
        if reach & {below for below, _ in undone.aims[pk].beneath}:
            reach.add(pk)
    for pk in undone.aims:
        assert (after[pk] or 0.0) >= (before[pk] or 0.0) - 1e-12, "finished work never sets a goal back"
        if pk not in reach:
            assert after[pk] == before[pk], "what it does not reach stays"


@given(houses(), st.sampled_from(LEAVES))
def test_a_task_done_moves_every_goal_it_contributes_to(house: House, leaf: int) -> None:
    open_leaf = {leaf: Leaf(DOING, 60)}
    undone = replace(house, leaves=house.leaves | open_leaf)
    done = replace(house, leaves=house.leaves | {leaf: Leaf(DONE, 60)})
    before, after = rolled_up(undone).goals, rolled_up(done).goals
    for pk, aim in undone.aims.items():
        alone = aim.progress_by == "key-results" and bool(aim.results)
        if leaf in {item for item, _ in aim.work} and aim.category == DOING and not alone:
            assert after[pk] > before[pk]  # type: ignore[operator]
