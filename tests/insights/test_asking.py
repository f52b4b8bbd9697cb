"""What one reader is told of goals: from what he sees alone, and named by its basis."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.insights.asking import ListImpact, ListOutlook, ListTriageImpact, ShowImpact, ShowOutlook
from headway.queries import ask, kept
from headway.rules.errors import NotFound
from tests.queries.world import NOW

LATER = NOW + timedelta(days=40)


@pytest.fixture(autouse=True)
def forget():
    kept._kept.clear()


@pytest.fixture
def working(world):
    """A goal with a project of two tasks, one of which an issue blocks, after a dozen finished tasks."""
    world.item("goal", "Grow", due="2026-04-30")
    world.move("G-1", "Agreed")
    world.move("G-1", "Active")
    world.item("project", "Shop", team="PAY")
    world.relate(world.keys["Shop"], "contributes-to", "G-1")
    for n in range(12):
        key = world.item("task", f"Done {n}", team="PAY")
        world.move(key, "In progress", now=NOW + timedelta(days=n))
        world.move(key, "Done", now=NOW + timedelta(days=n + 2 + n % 3))
    for title in ("Build", "Sell"):
        world.item("task", title, team="PAY", parent=world.keys["Shop"], now=NOW + timedelta(days=30))
    world.item("issue", "Broken", team="PAY", severity="major", now=NOW + timedelta(days=30))
    world.relate(world.keys["Broken"], "blocks", world.keys["Build"])
    world.relate(world.keys["Sell"], "depends-on", world.keys["Build"])
    return world


def everything(world, who):
    queries = (ListOutlook(), ListImpact(limit=200), ListTriageImpact(), ShowOutlook(key="G-1"))
    return [world.ask(query, as_=who, now=LATER) for query in queries]


def test_an_issue_says_what_its_goal_gains_and_why(working):
    broken, build, sell = (working.keys[name] for name in ("Broken", "Build", "Sell"))
    found = working.ask(ListImpact(q="kind:issue"), now=LATER)
    assert [row.row.key for row in found.rows] == [broken]
    (reason,) = found.rows[0].reasons
    assert reason.sentence.startswith("Fixing it first makes G-1 reachable ")
    assert reason.evidence[0] == broken
    assert reason.evidence[-1] == "G-1"
    assert build in reason.evidence
    assert working.ask(ShowImpact(key=broken), now=LATER).reasons == (reason,)
    queue = working.ask(ListTriageImpact(), now=LATER)
    assert [(row.issue.row.key, row.reasons) for row in queue.rows] == [(broken, (reason,))]
    goal = working.ask(ShowOutlook(key="G-1"), now=LATER).outlook
    assert {one.item for one in goal.drivers} >= {broken, sell}
    assert goal.pieces == 3
    assert goal.probability is not None
    assert goal.p50 <= goal.p85


def test_what_is_named_like_no_goal_is_not_found(working):
    with pytest.raises(NotFound, match="G-99"):
        working.ask(ShowOutlook(key="G-99"), now=LATER)
    with pytest.raises(NotFound, match="goal"):
        working.ask(ShowOutlook(key=working.keys["Build"]), now=LATER)


def test_a_goal_that_has_ended_has_no_outlook(working):
    working.item("goal", "Old")
    working.move("G-2", "Abandoned")
    assert working.ask(ShowOutlook(key="G-2"), now=LATER).outlook is None


@pytest.mark.parametrize("seed", range(4))
def test_what_a_reader_does_not_see_changes_nothing_that_he_is_told(working, seed):
    draw = random.Random(seed)
    before = everything(working, "bob")
    sees = [working.keys[name] for name in ("Shop", "Build", "Sell", "Broken")]
    for n in range(draw.randrange(3, 8)):
        hidden = working.item("task", f"Hidden {n}", team="SEC", effort=draw.choice([None, 60, 9000]), now=LATER)
        tie = draw.choice(["blocks", "depends-on", "contributes-to"])
        ends = (hidden, "G-1") if tie == "contributes-to" else draw.choice([(hidden, s) for s in sees])
        working.relate(ends[0], tie, ends[1])
        if tie == "contributes-to" or draw.random() < 0.4:
            working.move(hidden, "Done", now=LATER)
    assert everything(working, "bob") == before
    assert everything(working, "ada")[0].basis.snapshot != before[0].basis.snapshot


def test_the_same_work_has_the_same_basis_whoever_asks_and_is_computed_once(working):
    first = working.ask(ListOutlook(), as_="bob", now=LATER)
    assert first.basis == working.ask(ListOutlook(), as_="ada", now=LATER).basis
    assert sum(key[0] == "found" for key in kept._kept) == 1


def test_what_is_kept_is_told_with_few_statements(working):
    working.ask(ListOutlook(), as_="bob", now=LATER)
    actor = working.actor("bob")
    with CaptureQueriesContext(connection) as caught:
        ask(ListOutlook(), actor=actor, now=LATER)
    assert len(caught) <= 2
