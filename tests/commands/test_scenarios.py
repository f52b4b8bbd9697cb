"""Scenarios are written, shared, taken up again and applied as one act; a refusal leaves nothing half done."""

import pytest

from headway.commands import catalogue, run
from headway.commands.undo import UndoAct
from headway.models import Event, Item, Relation, Scenario, ScenarioLine
from headway.queries.verify import stored_state, verify
from headway.rules.errors import Forbidden, Invalid, NotFound, Problem, Refused, Stale
from headway.rules.scenarios import LINES
from tests.world import make_world


@pytest.fixture
def world(db):
    """A goal, a project of three tasks that serves it, of which the second waits for the first."""
    world = make_world()
    make(world, "goal", "Grow", due="2026-06-01")
    make(world, "project", "Shop")
    for n in range(3):
        make(world, "task", f"Step {n}", parent="P-1", due=f"2026-04-0{n + 1}")
    act(world, "relation.add", source="P-1", type="contributes-to", target="G-1")
    act(world, "relation.add", source="T-2", type="depends-on", target="T-1")
    return world


def act(world, name, by="owner", **arguments):
    return world.do(catalogue()[name](**arguments), by=by)


def make(world, kind, title, **fields):
    return act(world, "item.create", kind=kind, title=title, **fields)["key"]


def begin(world, title="Plan", by="owner", **given):
    return act(world, "scenario.create", by=by, title=title, **given)["id"]


def full(world):
    """A scenario with a change of every sort."""
    pk = begin(world)
    act(world, "scenario.change", id=pk, key="T-1", due="2026-04-20", start="2026-04-10", effort=960, priority="high")
    act(world, "scenario.change", id=pk, key="T-2", owner=world.email("member"))
    act(world, "scenario.change", id=pk, key="G-1", due="2026-07-01")
    act(world, "scenario.end", id=pk, key="T-3", ending="dropped")
    act(world, "scenario.cut", id=pk, source="T-2", type="depends-on", target="T-1")
    act(world, "scenario.add", id=pk, key="P-1", count=2, effort=480, title="More")
    act(world, "scenario.add", id=pk, key="G-1", title="Else")
    return pk


def test_writing_one_changes_nothing_and_leaves_no_event(world):
    before, events = stored_state(world.workspace), Event.objects.count()
    pk = full(world)
    act(world, "scenario.update", id=pk, title="Other", shared=True)
    act(world, "scenario.discard", id=pk)
    assert (stored_state(world.workspace), Event.objects.count()) == (before, events)
    assert not ScenarioLine.objects.exists()


def test_it_is_applied_as_one_act_and_undone_as_one(world):
    before = stored_state(world.workspace)
    pk, events = full(world), Event.objects.count()
    told = act(world, "scenario.apply", id=pk)
    assert (told["keys"], told["made"]) == (["G-1", "P-1", "T-1", "T-2", "T-3"], ["T-4", "T-5", "T-6"])
    task = Item.objects.get(key="T-1")
    assert (str(task.start), str(task.due), task.effort, task.priority) == ("2026-04-10", "2026-04-20", 960, 1)
    assert Item.objects.get(key="T-2").owner.email == world.email("member")
    assert Item.objects.get(key="T-3").category == "dropped"
    assert [(o.title, o.effort) for o in Item.objects.filter(key__in=("T-4", "T-5"))] == [
        ("More 1", 480),
        ("More 2", 480),
    ]
    assert not Relation.objects.filter(type="depends-on").exists()
    assert Relation.objects.filter(type="contributes-to", source__key="T-6", target__key="G-1").exists()
    new = Event.objects.filter(seq__gt=events)
    assert new.values("act").distinct().count() == 1
    seq = new.earliest("seq").seq
    assert Scenario.objects.get(pk=pk).applied_at is not None
    run(UndoAct(seq=seq), actor=world.actor(), now=world.now)
    assert without_ids(stored_state(world.workspace)) == without_ids(before)
    assert verify(world.workspace) == []
    assert Scenario.objects.get(pk=pk).applied_at is None, "what was undone has not been applied"
    again = act(world, "scenario.apply", id=pk)
    assert (again["keys"], len(again["made"])) == (told["keys"], 3), "it is as it was before, and can be applied again"


def without_ids(state):
    """What stands: relations come back as other rows, and what was made lies in the bin."""
    rows = {key: row for key, row in state.items() if "deleted_at" not in row and key[0] != "relation"}
    ties = [(r["type"], r["source"], r["target"]) for key, r in state.items() if key[0] == "relation"]
    living = {key[1] for key in rows if key[0] == "item"}
    return rows, sorted(tie for tie in ties if {tie[1], tie[2]} <= living)


def test_a_second_change_of_the_same_takes_the_place_of_the_first(world):
    pk = begin(world)
    for due in ("2026-05-01", "2026-05-02", None):
        act(world, "scenario.change", id=pk, key="T-1", due=due)
    for ending in ("done", "dropped"):
        act(world, "scenario.end", id=pk, key="T-1", ending=ending)
    first = act(world, "scenario.add", id=pk, key="P-1", count=2)["lines"][0]
    act(world, "scenario.add", id=pk, key="P-1", count=3, line=first)
    act(world, "scenario.add", id=pk, key="P-1", count=1)
    lines = ScenarioLine.objects.filter(scenario=pk).order_by("position")
    told = [(line.what, line.day, line.word, line.number) for line in lines]
    assert told == [
        ("due", None, "", None),
        ("end", None, "dropped", None),
        *(("add", None, "New work", n) for n in (3, 1)),
    ]
    act(world, "scenario.remove", id=pk, line=lines[0].pk)
    assert ScenarioLine.objects.count() == 3


def test_whoever_changed_an_item_first_is_told_of_and_nothing_is_done(world):
    pk = full(world)
    act(world, "item.update", by="member", key="T-2", due="2026-04-30")
    before, events = stored_state(world.workspace), Event.objects.count()
    with pytest.raises(Stale, match=r"changed since the scenario was written: T-2$") as caught:
        act(world, "scenario.apply", id=pk)
    (change,) = caught.value.detail["changed"]
    assert (change["key"], change["by"], list(change["changes"])) == ("T-2", "Member Person", ["due"])
    assert (stored_state(world.workspace), Event.objects.count()) == (before, events)
    act(world, "scenario.refresh", id=pk)
    act(world, "scenario.apply", id=pk)
    assert str(Item.objects.get(key="T-2").due) == "2026-04-30"


def test_what_is_refused_half_way_leaves_nothing(world):
    pk = begin(world)
    act(world, "scenario.change", id=pk, key="T-1", effort=60)
    act(world, "scenario.end", id=pk, key="T-3", ending="done")
    make(world, "task", "Beneath", parent="T-3")
    before = stored_state(world.workspace)
    with pytest.raises(Refused, match="T-3: still open underneath: T-4") as caught:
        act(world, "scenario.apply", id=pk)
    assert (caught.value.field, caught.value.detail["key"]) == ("id", "T-3")
    assert stored_state(world.workspace) == before
    assert Scenario.objects.get().applied_at is None


def test_what_ended_or_went_away_has_to_be_taken_out_first(world):
    pk = full(world)
    act(world, "item.move", key="T-1", state="done")
    act(world, "relation.remove", source="T-2", type="depends-on", target="T-1")
    act(world, "item.delete", key="T-3")
    with pytest.raises(Refused, match="take the scenario up again"):
        act(world, "scenario.apply", id=pk)
    act(world, "scenario.refresh", id=pk)
    assert sorted(ScenarioLine.objects.values_list("what", "item__key")) == [
        *(("add", "G-1"), ("add", "P-1"), ("due", "G-1"), ("owner", "T-2")),
    ]
    act(world, "scenario.apply", id=pk)


def test_once_applied_it_stays_until_it_is_taken_up_again(world):
    pk = begin(world)
    act(world, "scenario.change", id=pk, key="T-1", effort=60)
    act(world, "scenario.apply", id=pk)
    for name, more in (("apply", {}), ("change", {"key": "T-1", "effort": 1}), ("end", {"key": "T-2"})):
        with pytest.raises(Refused, match="has been applied"):
            act(world, f"scenario.{name}", id=pk, **more)
    act(world, "scenario.refresh", id=pk)
    act(world, "scenario.change", id=pk, key="T-1", effort=120)
    act(world, "scenario.apply", id=pk)
    assert Item.objects.get(key="T-1").effort == 120


@pytest.mark.parametrize(
    ("name", "arguments", "field", "problem"),
    [
        ("change", {"key": "T-1"}, "due", Invalid),
        ("change", {"key": "T-1", "priority": None}, "priority", Invalid),
        ("change", {"key": "T-1", "start": "2026-05-01"}, "due", Invalid),
        ("change", {"key": "T-9", "effort": 5}, "key", NotFound),
        ("change", {"key": "T-1", "owner": "nobody@x.org"}, "owner", NotFound),
        ("end", {"key": "P-1", "ending": "done"}, "state", Problem),
        ("cut", {"source": "T-1", "type": "blocks", "target": "T-2"}, "target", NotFound),
        ("cut", {"source": "T-1", "type": "relates-to", "target": "T-2"}, "type", Invalid),
        ("add", {"key": "T-1"}, "key", Invalid),
        ("add", {"key": "P-1", "line": 12345}, "line", NotFound),
        ("remove", {"line": 12345}, "line", NotFound),
        ("apply", {}, "id", Refused),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_written(world, name, arguments, field, problem):
    pk = begin(world)
    with pytest.raises(problem) as caught:
        act(world, f"scenario.{name}", id=pk, **arguments)
    assert caught.value.field == field
    assert not ScenarioLine.objects.exists()


def test_there_is_a_most_of_everything(world):
    pk = begin(world)
    row = Item.objects.get(key="T-1")
    ScenarioLine.objects.bulk_create(
        ScenarioLine(scenario_id=pk, position=n, what="add", item=row, word="x", number=1, version=1)
        for n in range(LINES)
    )
    with pytest.raises(Refused, match="at most 60 changes"):
        act(world, "scenario.change", id=pk, key="T-1", effort=5)
    with pytest.raises(Refused, match="at most 200 pieces; 60 are in it"):
        act(world, "scenario.add", id=pk, key="P-1", count=150)


def test_it_belongs_to_its_maker(world):
    pk = begin(world, by="member")
    with pytest.raises(NotFound):
        act(world, "scenario.update", id=pk, title="Mine")
    act(world, "scenario.update", by="member", id=pk, shared=True)
    act(world, "scenario.change", by="member", id=pk, key="T-1", effort=60)
    with pytest.raises(Forbidden, match="copy it"):
        act(world, "scenario.apply", by="outsider", id=pk)
    copy = begin(world, by="outsider", title="Own", like=pk)
    act(world, "scenario.apply", by="outsider", id=copy)
    assert Item.objects.get(key="T-1").effort == 60
    act(world, "scenario.discard", by="admin", id=pk)
    with pytest.raises(Forbidden):
        begin(world, by="guest")


def test_its_name_is_its_own(world):
    begin(world)
    begin(world, by="member")
    with pytest.raises(Refused, match="already") as caught:
        begin(world)
    assert caught.value.field == "title"


def test_a_copy_takes_over_only_what_its_maker_sees(world):
    secret = make(world, "task", "Secret", team="SEC")
    pk = begin(world, shared=True)
    act(world, "scenario.change", id=pk, key=secret, effort=60)
    act(world, "scenario.change", id=pk, key="T-1", effort=60)
    copy = begin(world, by="outsider", title="Own", like=pk)
    assert [line.item.key for line in ScenarioLine.objects.filter(scenario=copy)] == ["T-1"]


def test_what_its_maker_no_longer_sees_keeps_it_from_being_applied_and_is_not_named(world):
    pk = begin(world, by="outsider")
    act(world, "scenario.change", by="outsider", id=pk, key="T-1", effort=60)
    act(world, "item.update", key="T-1", private=True)
    with pytest.raises(Refused) as caught:
        act(world, "scenario.apply", by="outsider", id=pk)
    assert "T-1" not in str(caught.value.as_dict())
    act(world, "scenario.refresh", by="outsider", id=pk)
    assert not ScenarioLine.objects.exists()
