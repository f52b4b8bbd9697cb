"""Snapshot and engine together: equal to doing the item and computing again; and what cannot be told says why."""

import dataclasses
import random
from datetime import date, timedelta

import numpy as np
import pytest

from headway.engine.simulate import Plan
from headway.insights import outlook
from headway.insights.pace import Pace, Range
from headway.insights.rows import Aim, Finished, Piece, Rows, Tie
from headway.insights.snapshot import built
from headway.rules.words import RelationType

DAY = date(2026, 3, 11)


def piece(pk, **given):
    plain = {
        **{"key": f"T-{pk}", "kind": "task", "category": "ready", "parent": None, "team": 1, "effort": None},
        **{"milestone": False, "age": 3.0, "begun": None, "wait": 0, "hours": 40.0, "priority": 2, "due": None},
    }
    return Piece(id=pk, **{**plain, **given})


def aim(pk, **given):
    plain = {
        "key": f"G-{pk}",
        "category": "doing",
        "parent": None,
        "due": DAY + timedelta(days=30),
        "by_results": False,
    }
    return Aim(id=pk, **{**plain, "metrics": 0, "whole": False, "proofs": (), **given})


def tie(type_, source, target, dependency="FS", lag=0):
    return Tie(str(type_), source, target, dependency, lag)


def history(count=40):
    draw = random.Random(5)
    day = DAY.toordinal()
    return tuple(
        Finished("task", 1, None, lead := draw.lognormvariate(2, 0.6), lead / 2, day - draw.randrange(90))
        for _ in range(count)
    )


def rows(pieces, aims, ties, finished=None):
    return Rows(DAY, tuple(pieces), history() if finished is None else finished, tuple(aims), tuple(ties))


def told(given):
    snapshot = outlook.prepared(given)
    return outlook.found(snapshot, known=len(given.finished))


def a_world(seed):
    """Projects with tasks, some under others and some that wait for others, and two goals, one above the other."""
    draw = random.Random(seed)
    projects = [piece(pk, kind="project", key=f"P-{pk}") for pk in (1, 2)]
    work = []
    for pk in range(3, 14):
        above = draw.choice([1, 2, None, *(one.id for one in work)])
        work.append(
            piece(
                pk,
                parent=above,
                kind=draw.choice(["task", "task", "issue"]),
                begun=draw.choice([None, None, 2.0]),
                wait=draw.choice([0, 0, 5]),
            )
        )
    ties = [tie(RelationType.CONTRIBUTES_TO, 1, 100), tie(RelationType.CONTRIBUTES_TO, 2, 101)]
    ties += [tie(RelationType.CONTRIBUTES_TO, 5, 100)]
    for _ in range(8):
        later, earlier = sorted(draw.sample(range(1, 14), 2), reverse=True)
        kind = draw.choice([RelationType.DEPENDS_ON, RelationType.BLOCKS, RelationType.AFFECTS])
        pair = (later, earlier) if kind == RelationType.DEPENDS_ON else (earlier, later)
        ties.append(tie(kind, *pair, lag=draw.choice([0, 480])))
    return rows([*projects, *work], [aim(100), aim(101, parent=100)], ties)


def without(given, pk):
    """The same rows once an item is done."""
    pieces = [dataclasses.replace(o, parent=None if o.parent == pk else o.parent) for o in given.pieces if o.id != pk]
    ties = [one for one in given.ties if pk not in (one.source, one.target)]
    return dataclasses.replace(given, pieces=tuple(pieces), ties=tuple(ties))


def finishes(snapshot, goal):
    plan = Plan.of(
        count=len(snapshot.owner),
        links=snapshot.links,
        goals=[([snapshot.exits[goal]], snapshot.due(snapshot.aims[goal]))],
    )
    batches = plan.simulate(**snapshot.drawn, runs=outlook.RUNS)
    target = plan.targets[0]
    return np.concatenate([target.finish(batch.finish[target.rows]) for batch in batches]), target.due


@pytest.mark.parametrize("seed", range(12))
def test_an_effect_is_what_doing_the_item_does(seed):
    given = a_world(seed)
    snapshot = outlook.prepared(given)
    found = outlook.found(snapshot, known=len(given.finished))
    effects = {(one.item, one.goal): one for one in found.effects}
    compared = 0
    for goal in (100, 101):
        if found.goals[goal].probability is None:
            continue
        before, due = finishes(snapshot, goal)
        assert found.goals[goal].probability == pytest.approx((before <= due + 1e-9).mean(), abs=1e-4)
        for one in given.pieces:
            if one.kind == "project" or one.id in snapshot.inner:
                continue
            # The same pace: that one less stands in line is not what the engine is asked.
            after, _ = finishes(built(without(given, one.id), snapshot.pace), goal)
            effect = effects.get((one.id, goal))
            assert (effect.days if effect else 0.0) == pytest.approx((before - after).mean(), abs=1e-3), one.key
            gain = (after <= due + 1e-9).mean() - (before <= due + 1e-9).mean()
            assert (effect.gain if effect else 0.0) == pytest.approx(gain, abs=1e-3), one.key
            compared += effect is not None
    assert compared or any("waits for itself" in one.because for one in found.goals.values())


def test_the_order_of_the_rows_of_work_makes_no_difference_to_what_is_found():
    given = a_world(3)
    turned = dataclasses.replace(given, ties=tuple(reversed(given.ties)))
    assert told(given).goals == told(turned).goals
    assert {(e.item, e.goal, e.gain, e.days) for e in told(given).effects} == {
        (e.item, e.goal, e.gain, e.days) for e in told(turned).effects
    }


def test_the_same_rows_give_the_same_snapshot_and_others_another():
    assert outlook.prepared(a_world(1)).digest == outlook.prepared(a_world(1)).digest
    assert outlook.prepared(a_world(1)).digest != outlook.prepared(a_world(2)).digest
    assert told(a_world(1)) == told(a_world(1))


LINKED = tie(RelationType.CONTRIBUTES_TO, 1, 100)
HUGE = 2_147_483_647


@pytest.mark.parametrize(
    ("given", "because"),
    [
        (rows([], [aim(100)], []), "no open work serves it"),
        (rows([], [aim(100, metrics=2)], []), "measured key results alone"),
        (rows([piece(1, kind="operation")], [aim(100)], [LINKED]), "operations alone"),
        (rows([piece(1)], [aim(100)], [LINKED], ()), "no work has been finished so far"),
        (rows([piece(1)], [aim(100)], [LINKED], history(1)), "only one piece of work has"),
        (rows([piece(1)], [aim(100)], [LINKED], history(9)), "only 9 pieces of work have"),
        (rows([piece(1)], [aim(100, category="backlog")], [LINKED]), "draft"),
        (rows([piece(1)], [aim(100, category="waiting")], [LINKED]), "on hold"),
        (rows([piece(1, effort=HUGE)], [aim(100)], [LINKED]), "the estimate of T-1"),
        (
            rows([piece(1), piece(2)], [aim(100)], [LINKED, tie("depends-on", 1, 2), tie("depends-on", 2, 1)]),
            "waits for itself: T-",
        ),
    ],
)
def test_what_cannot_be_told_says_why(given, because):
    one = told(given).goals[100]
    assert because in one.because
    assert (one.probability, one.p50, one.p85) == (None, None, None)
    assert told(given).effects == ()


def test_a_cycle_elsewhere_silences_nobody_else():
    ties = [LINKED, tie("contributes-to", 2, 101), tie("depends-on", 2, 3), tie("depends-on", 3, 2)]
    goals = told(rows([piece(1), piece(2), piece(3)], [aim(100), aim(101)], ties)).goals
    assert goals[100].probability is not None
    assert "T-2 → T-3 → T-2" in goals[101].because


def test_without_a_date_there_are_days_but_no_probability():
    one = told(rows([piece(1)], [aim(100, due=None)], [LINKED])).goals[100]
    assert one.probability is None
    assert one.p50 >= DAY
    assert one.p85 >= one.p50
    assert "no date" in one.because


def test_a_date_that_has_passed_is_not_met_by_open_work():
    assert told(rows([piece(1)], [aim(100, due=DAY - timedelta(days=400))], [LINKED])).goals[100].probability == 0.0


@pytest.mark.parametrize("effort", [0, 1, HUGE // 10_000])
@pytest.mark.parametrize("lag", [-HUGE, 0, HUGE])
def test_absurd_numbers_never_become_nan_or_a_crash(effort, lag):
    pieces = [piece(1, effort=effort, age=40_000.0), piece(2, begun=40_000.0, hours=0.01), piece(3, milestone=True)]
    ties = [LINKED, tie("depends-on", 1, 2, lag=lag), tie("depends-on", 1, 3, "SF", lag), tie("depends-on", 2, 3, "FF")]
    found = told(rows(pieces, [aim(100)], ties))
    one = found.goals[100]
    assert one.because or 0 <= one.probability <= 1
    for effect in found.effects:
        assert np.isfinite([effect.gain, effect.days, effect.critical]).all()


def test_a_whole_does_not_wait_for_its_own_part_and_a_part_that_blocks_it_is_no_cycle():
    pieces = [piece(1, kind="project"), piece(2, parent=1, kind="issue")]
    ties = [LINKED, tie("blocks", 2, 1), tie("affects", 2, 1), tie("affects", 1, 2)]
    assert told(rows(pieces, [aim(100)], ties)).goals[100].because == ""


def test_work_under_way_does_not_wait_for_what_the_work_above_it_waits_for():
    above = piece(1, kind="project", category="doing", begun=60.0, wait=90)
    ties = [tie("contributes-to", 2, 100), tie("depends-on", 1, 3)]
    due = DAY + timedelta(days=200)

    def at(**given):
        pieces = [above, piece(2, parent=1, **given), piece(3, wait=400)]
        return told(rows(pieces, [aim(100, due=due)], ties)).goals[100]

    assert at().p50 > DAY + timedelta(days=400)
    under_way = at(begun=2.0, category="doing", wait=90)
    assert under_way.p85 < DAY + timedelta(days=90)
    assert under_way.pieces == 1


def test_who_stands_later_in_line_begins_later():
    pieces = [piece(pk, priority=pk % 5) for pk in range(1, 31)]
    waits = outlook.prepared(rows(pieces, [], [])).pace.waits
    order = sorted(waits, key=lambda pk: (pk % 5, pk))
    middle = [waits[pk].low + waits[pk].high for pk in order]
    assert middle == sorted(middle)
    assert middle[0] == 0
    assert middle[-1] > 0


def test_a_fixed_pace_is_told_to_the_day():
    pace = Pace({1: Range(5.0, 5.0), 2: Range(3.0, 3.0)}, {})
    given = rows([piece(1), piece(2)], [aim(100, due=DAY + timedelta(days=6))], [LINKED, tie("depends-on", 1, 2)])
    found = outlook.found(built(given, pace), known=40)
    one = found.goals[100]
    assert (one.probability, one.p50, one.p85) == (0.0, DAY + timedelta(days=7), DAY + timedelta(days=7))
    assert {e.key: (e.gain, e.days, e.through) for e in found.effects} == {
        "T-1": (1.0, 8.0, ()),
        "T-2": (1.0, 3.0, ("T-1",)),
    }


def test_a_task_done_says_nothing_of_how_long_the_work_of_another_team_takes():
    draw, day = random.Random(9), DAY.toordinal()
    past = [
        Finished("task", team, None, lead := draw.lognormvariate(team, 0.8), lead / 2, day - draw.randrange(90))
        for team in (1, 2)
        for _ in range(800)
    ]
    pieces = [piece(pk, team=1 + pk % 2, begun=float(pk)) for pk in range(1, 9)]
    before = outlook.prepared(rows(pieces, [], [], past)).pace.takes
    after = outlook.prepared(rows(pieces, [], [], [*past, Finished("task", 1, None, 30.0, 15.0, day)])).pace.takes
    assert [after[pk] for pk in (1, 3, 5, 7)] == [before[pk] for pk in (1, 3, 5, 7)]
    many = [*past, *(Finished("task", 1, None, 30.0, 15.0, day) for _ in range(50))]
    much = outlook.prepared(rows(pieces, [], [], many)).pace.takes
    assert all(much[pk] != before[pk] for pk in (2, 4, 6, 8))
