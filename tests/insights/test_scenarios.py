"""A scenario tells what an edit would do: equal to making it, on the same draws, from what one reader sees."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway import commands
from headway.commands.scenario_lines import AddInScenario, ChangeInScenario, CutInScenario, EndInScenario
from headway.insights import outlook, overrides, whatif
from headway.insights.asking import ListOutlook
from headway.insights.overrides import Change
from headway.insights.rows import read
from headway.insights.scenario_rows import Lines
from headway.insights.scenarios import ShowScenario, ShowScenarioOutlook
from headway.models import Item
from headway.queries import kept
from headway.queries.base import Look
from headway.queries.clock import zone_of
from headway.rules.errors import Problem
from headway.rules.scenarios import What
from tests.insights import test_outlook as drawn
from tests.queries.world import NOW

LATER = NOW + timedelta(days=40)  # 20 April
DAY = LATER.date()


@pytest.fixture(autouse=True)
def forget():
    kept._kept.clear()


@pytest.fixture
def plan(world):
    """Two goals, a dated project of five tasks in a row and an issue, after a dozen finished tasks."""
    for title, due in (("Grow", "2026-05-20"), ("Shine", "2026-06-10")):
        key = world.item("goal", title, due=due)
        world.move(key, "Agreed")
        world.move(key, "Active")
    shop = world.item("project", "Shop", team="PAY", due="2026-05-15")
    world.move(shop, "Approved")
    world.relate(shop, "contributes-to", "G-1")
    for n in range(12):
        key = world.item("task", f"Done {n}", team="PAY", effort=120 * (n % 4 + 1))
        world.move(key, "In progress", now=NOW + timedelta(days=n))
        world.move(key, "Done", now=NOW + timedelta(days=n + 2 + n % 3))
    for n in range(5):
        given = {"owner": "bob@x.org", "effort": 480, "due": f"2026-04-{21 + n}"}
        world.item("task", f"Step {n}", team="PAY", parent=shop, now=NOW + timedelta(days=30), **given)
    for n in range(4):
        world.relate(world.keys[f"Step {n + 1}"], "depends-on", world.keys[f"Step {n}"])
    world.item("issue", "Broken", team="PAY", now=NOW + timedelta(days=30))
    world.relate(world.keys["Broken"], "blocks", world.keys["Step 3"])
    world.relate(world.keys["Step 4"], "contributes-to", "G-2")
    result = world.do(commands.key_results.AddKeyResult(goal="G-2", title="Steps", type="work"))
    world.do(commands.proofs.LinkWork(id=result["id"], item=world.keys["Step 4"]))
    return world


def begin(world, title="Plan", **given):
    return world.do(commands.scenarios.CreateScenario(title=title, **given), now=LATER)["id"]


def weigh(world, pk, *beside, as_=None):
    return world.ask(ShowScenarioOutlook(id=pk, beside=list(beside)), as_=as_, now=LATER)


def rows_of(world, as_=None):
    look = Look(actor=world.actor(as_) if as_ else world.owner, now=LATER)
    return read(look, zone_of(look))


def read_again(rows, runs=None):
    return whatif.reading(outlook.prepared(rows), known=len(rows.finished), runs=runs)


def test_a_scenario_that_changes_nothing_moves_nothing(plan):
    found = weigh(plan, begin(plan))
    assert [row.item.key for row in found.rows] == ["G-1", "G-2", plan.keys["Shop"]]
    for row in found.rows:
        assert row.then[0].forecast == row.now
        assert (row.then[0].days, row.then[0].gain, row.then[0].moved) == (0, 0.0, False)
    assert found.snapshots == (found.basis.snapshot,)
    assert found.people == ()


@pytest.mark.parametrize("seed", range(6))
def test_no_change_is_none_and_the_same_is_the_same_to_the_byte(seed):
    rows = drawn.a_world(seed)
    assert overrides.overridden(rows, ()) == rows
    changes = some(random.Random(seed), rows)
    one, other = (read_again(overrides.overridden(rows, changes)) for _ in range(2))
    assert repr(one) == repr(other)
    stranger = Change(what=What.END, item=999, word="dropped")
    assert overrides.overridden(rows, [stranger]) == rows


def some(draw, rows):
    """Changes of any sort on any of these items."""
    return [draw.choice(_any(piece.id, rows.day, draw)) for piece in draw.sample(rows.pieces, 5)]


def _any(pk, day, draw):
    return [
        Change(what=What.DUE, item=pk, day=day + timedelta(days=draw.randrange(40))),
        Change(what=What.START, item=pk, day=day + timedelta(days=draw.randrange(40))),
        Change(what=What.EFFORT, item=pk, number=draw.choice([None, 60, 9600])),
        Change(what=What.OWNER, item=pk, hours=draw.choice([10.0, 40.0])),
        Change(what=What.PRIORITY, item=pk, number=draw.randrange(5)),
        Change(what=What.END, item=pk, word="dropped"),
        Change(what=What.ADD, item=100, goal=True, number=3, minutes=480, word="More"),
    ]


def test_what_the_outlook_says_now_is_what_a_scenario_starts_from(plan):
    now = {row.item.key: row.now for row in weigh(plan, begin(plan)).rows}
    for one in plan.ask(ListOutlook(), now=LATER).goals:
        told = now[one.goal]
        assert (told.probability, told.p50, told.p85) == (one.probability, one.p50, one.p85)


CHANGES = {
    "dates": [("change", "Step 0", {"start": "2026-05-04", "due": "2026-05-06"}), ("change", "Step 4", {"due": None})],
    "goal": [("change", "Grow", {"due": "2026-08-01"}), ("change", "Shop", {"due": "2026-07-01"})],
    "effort": [("change", "Step 1", {"effort": 9600}), ("change", "Step 2", {"effort": None})],
    "people": [
        ("change", "Step 1", {"owner": "cy@x.org", "priority": "urgent"}),
        ("change", "Step 3", {"owner": None}),
    ],
    "dropped": [("end", "Step 1", {"ending": "dropped"}), ("end", "Broken", {"ending": "dropped"})],
    "done": [("end", "Step 0", {"ending": "done"}), ("end", "Step 2", {"ending": "done"})],
    "whole": [("end", f"Step {n}", {"ending": "dropped"}) for n in range(5)] + [("end", "Shop", {"ending": "dropped"})],
    "aim": [("end", "Shine", {"ending": "dropped"})],
    "cuts": [("cut", "Step 2", "depends-on", "Step 1"), ("cut", "Broken", "blocks", "Step 3")],
    "contribution": [("cut", "Step 4", "contributes-to", "Shine")],
    "all": [
        ("change", "Step 1", {"effort": 4800, "start": "2026-05-01", "due": "2026-05-08", "owner": "ada@x.org"}),
        ("cut", "Shop", "contributes-to", "Grow"),
        ("end", "Step 0", {"ending": "done"}),
        ("change", "Grow", {"due": "2026-04-30"}),
    ],
}


def write(world, pk, lines):
    for what, title, *rest in lines:
        key = world.keys[title]
        if what == "cut":
            command = CutInScenario(id=pk, source=key, type=rest[0], target=world.keys[rest[1]])
        else:
            command = {"change": ChangeInScenario, "end": EndInScenario}[what](id=pk, key=key, **rest[0])
        world.do(command, now=LATER)


def apply(world, pk):
    return world.do(commands.scenario_apply.ApplyScenario(id=pk), now=LATER)


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_a_scenario_says_what_the_outlook_says_after_the_edit(plan, name):
    pk, other = begin(plan), begin(plan, "Nothing")
    write(plan, pk, CHANGES[name])
    before = rows_of(plan)
    said = weigh(plan, pk)
    apply(plan, pk)
    after = weigh(plan, other)
    assert said.snapshots[0] == after.basis.snapshot
    assert before != rows_of(plan)
    then = {row.item.key: row.then[0].forecast for row in said.rows if row.then[0].forecast}
    assert then == {row.item.key: row.now for row in after.rows}
    now = {one.goal: one for one in plan.ask(ListOutlook(), now=LATER).goals}
    assert {key: told.p85 for key, told in then.items() if key in now} == {key: one.p85 for key, one in now.items()}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_can_be_written_is_what_comes_of_applying_it(plan, seed):
    draw = random.Random(seed)
    pk, other = begin(plan), begin(plan, "Nothing")
    lines = [line for name in sorted(CHANGES) for line in CHANGES[name]]
    for line in draw.sample(lines, 9):
        with suppress(Problem):
            write(plan, pk, [line])
    said = weigh(plan, pk)
    apply(plan, pk)
    after = weigh(plan, other)
    assert said.snapshots[0] == after.basis.snapshot != said.basis.snapshot
    then = {row.item.key: row.then[0].forecast for row in said.rows if row.then[0].forecast}
    assert then == {row.item.key: row.now for row in after.rows}


def test_new_scope_is_what_it_will_be_once_it_is_there(plan):
    pk = begin(plan)
    for key, count in ((plan.keys["Shop"], 3), ("G-2", 2)):
        plan.do(AddInScenario(id=pk, key=key, count=count, effort=960, title="More"), now=LATER)
    look = Look(actor=plan.owner, now=LATER)
    said = overrides.overridden(rows_of(plan), Lines(look, [pk]).changes(pk))
    told = weigh(plan, pk)
    made = apply(plan, pk)["made"]
    assert len(made) == 5
    assert titles(plan, made) == ["More 1", "More 2", "More 3", "More 1", "More 2"]
    ids = [one.id for one in said.pieces if one.id >= overrides.FIRST]
    real = dict(zip(ids, (Item.objects.get(key=key).pk for key in made), strict=True))
    assert named(said, real, dict(zip(real.values(), made, strict=True))) == rows_of(plan)
    later = {row.item.key: row.then[0].days for row in told.rows}
    assert later[plan.keys["Shop"]] > 0
    assert later["G-1"] > 0


def titles(world, keys):
    return [Item.objects.get(key=key).title for key in keys]


def named(rows, ids, keys):
    """The rows with the ids and keys that new work was given."""
    pieces = [replace(o, id=ids[o.id], key=keys[ids[o.id]]) if o.id in ids else o for o in rows.pieces]
    ties = [replace(one, source=ids.get(one.source, one.source)) for one in rows.ties]
    return replace(rows, pieces=tuple(pieces), ties=tuple(ties))


def test_scenarios_stand_side_by_side(plan):
    fewer, more = begin(plan, "Fewer"), begin(plan, "More")
    write(plan, fewer, CHANGES["whole"][1:3])
    plan.do(AddInScenario(id=more, key=plan.keys["Shop"], count=4), now=LATER)
    found = weigh(plan, fewer, more)
    assert [one.title for one in found.scenarios] == ["Fewer", "More"]
    grow = next(row for row in found.rows if row.item.key == "G-1")
    assert grow.then[0].days < 0 < grow.then[1].days
    assert grow.then[0].gain > 0 > grow.then[1].gain
    alone = weigh(plan, more)
    assert next(row for row in alone.rows if row.item.key == "G-1").then[0] == grow.then[1]


def test_it_tells_who_becomes_over_committed(plan):
    pk = begin(plan)
    write(plan, pk, [("change", f"Step {n}", {"owner": "cy@x.org", "effort": 2400}) for n in range(5)])
    people = {row.person.name: row for row in weigh(plan, pk).people}
    assert people["Cy"].now.chance == 0.0
    assert people["Cy"].then[0].chance > 0.9
    assert people["Bob"].then[0].chance == 0.0
    apply(plan, pk)
    back = begin(plan, "Back")
    write(plan, back, [("change", f"Step {n}", {"owner": "bob@x.org"}) for n in range(5)])
    assert {row.person.name: row.now for row in weigh(plan, back).people}["Cy"] == people["Cy"].then[0]


@pytest.mark.parametrize("seed", range(3))
def test_what_a_reader_does_not_see_of_a_shared_scenario_leaves_no_trace(plan, seed):
    draw = random.Random(seed)
    pk = begin(plan, shared=True)
    write(plan, pk, CHANGES["all"])
    hidden = [plan.item("task", f"Hidden {n}", team="SEC", effort=960, now=LATER) for n in range(4)]
    plan.relate(hidden[0], "blocks", plan.keys["Step 0"])
    before = everything(plan, pk)
    for key in hidden[1:]:
        change = draw.choice([{"effort": 60}, {"due": "2026-05-01", "owner": "bob@x.org"}, {"priority": "low"}])
        plan.do(ChangeInScenario(id=pk, key=key, **change), now=LATER + timedelta(hours=1))
    plan.do(CutInScenario(id=pk, source=hidden[0], type="blocks", target=plan.keys["Step 0"]), now=LATER)
    secret = plan.item("project", "Secret", team="SEC", now=LATER)
    plan.do(AddInScenario(id=pk, key=secret, count=20, effort=9600), now=LATER)
    assert everything(plan, pk) == before
    assert len(plan.ask(ShowScenario(id=pk), now=LATER).lines) > len(before[0].lines) + 3


def everything(world, pk):
    queries = (ShowScenario(id=pk), ShowScenarioOutlook(id=pk))
    return [world.ask(query, as_="bob", now=LATER) for query in queries]


def test_what_it_asks_does_not_grow_with_it(plan):
    pk, other = begin(plan), begin(plan, "Other")
    write(plan, pk, CHANGES["all"])
    plan.do(commands.items.ChangeItem(key=plan.keys["Step 1"], title="Changed since"), now=LATER)
    few = [asked(plan, query) for query in (ShowScenario(id=pk), ShowScenarioOutlook(id=pk))]
    for n in range(12):
        key = plan.item("task", f"New {n}", team="PAY", parent=plan.keys["Shop"], now=LATER)
        plan.do(ChangeInScenario(id=pk, key=key, effort=60, due="2026-05-01", owner="cy@x.org"), now=LATER)
        plan.do(ChangeInScenario(id=other, key=key, effort=90), now=LATER)
        plan.do(commands.items.ChangeItem(key=key, title=f"Newer {n}"), now=LATER)
    assert [asked(plan, query) for query in (ShowScenario(id=pk), ShowScenarioOutlook(id=pk))] == few
    assert max(few) < 36
    assert asked(plan, ShowScenarioOutlook(id=pk, beside=[other])) <= few[1] + 1


def asked(world, query):
    kept._kept.clear()
    with CaptureQueriesContext(connection) as caught:
        world.ask(query, now=LATER)
    return len(caught)


def test_nonsense_is_weighed_honestly(plan):
    pk = begin(plan)
    write(plan, pk, [("change", "Step 0", {"effort": 60_000_000}), ("change", "Shop", {"due": "1970-01-01"})])
    rows = {row.item.key: row.then[0] for row in weigh(plan, pk).rows}
    assert "ten years" in rows["G-1"].forecast.because
    assert rows["G-1"].forecast.probability is None
    past = begin(plan, "Past")
    write(plan, past, [("change", "Grow", {"due": "1970-01-01"}), ("change", "Shine", {"due": "2999-12-31"})])
    rows = {row.item.key: row.then[0].forecast for row in weigh(plan, past).rows}
    assert rows["G-1"].probability == 0.0
    assert rows["G-2"].probability == 1.0
    assert rows["G-1"].due == date(1970, 1, 1)
