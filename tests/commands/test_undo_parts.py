"""Undoing acts on parts of items, on schedules and on one's own things, never loses what came after."""

from collections import Counter
from datetime import timedelta

import pytest

from headway.commands import catalogue
from headway.commands.undo import UndoAct
from headway.models import ChecklistEntry, Event, Item, KeyResult, Phase, Proof, SavedView, Task, Timer, WorkLog
from headway.queries.acts import LatestAct
from headway.queries.verify import verify
from headway.rules.errors import Forbidden, NotFound, Refused
from tests.queries.world import NOW, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    made = build()
    made.item("project", "P", team="PAY", owner="bob@x.org")
    made.item("task", "a", parent="PAY-1", team="PAY")
    made.item("goal", "G")
    made.item("operation", "O", team="PAY")
    return made


def act(world, name, *, by=None, at=NOW, **arguments):
    """Do it, and return its answer and the number of its last event."""
    answer = world.do(catalogue()[name](**arguments), actor=world.actor(by) if by else None, now=at)
    return answer, Event.objects.filter(workspace=world.workspace).latest("seq").seq


def undo(world, seq, *, by=None, at=NOW):
    world.do(UndoAct(seq=seq), actor=world.actor(by) if by else None, now=at)
    assert verify(world.workspace) == []


def test_a_step_that_comes_back_is_the_same_step(world):
    step, added = act(world, "checklist.add", key="PAY-2", text="Look")
    act(world, "checklist.tick", id=step["id"], by="bob")
    before = ChecklistEntry.objects.values().get()
    with pytest.raises(Refused, match="Look: somebody has changed done at since"):
        undo(world, added)
    _, removed = act(world, "checklist.remove", id=step["id"])
    undo(world, removed)
    assert ChecklistEntry.objects.values().get() == before


def test_what_others_have_built_on_stays(world):
    phase, seq = act(world, "phase.add", project="PAY-1", phase_name="One")
    act(world, "item.update", key="PAY-2", phase=phase["id"], by="bob")
    with pytest.raises(Refused, match="One: others have built on it since"):
        undo(world, seq)
    assert Task.objects.get(item__key="PAY-2").phase_id == phase["id"]


def test_a_phase_comes_back_with_its_tasks_or_not_beside_a_namesake(world):
    phase, _ = act(world, "phase.add", project="PAY-1", phase_name="One", gate="All green")
    act(world, "item.update", key="PAY-2", phase=phase["id"])
    _, seq = act(world, "phase.remove", id=phase["id"])
    act(world, "phase.add", project="PAY-1", phase_name="One")
    with pytest.raises(Refused, match="it no longer fits"):
        undo(world, seq)
    act(world, "phase.update", id=Phase.objects.get().pk, phase_name="Two")
    undo(world, seq)
    assert Task.objects.get(item__key="PAY-2").phase.gate == "All green"


def test_a_relation_by_which_work_proves_a_key_result_stays(world):
    result = act(world, "key_result.add", goal="G-1", title="Met", type="milestone")[0]
    _, related = act(world, "relation.add", source="PAY-2", type="contributes-to", target="G-1")
    _, linked = act(world, "key_result.link", id=result["id"], item="PAY-2")
    with pytest.raises(Refused, match="PAY-2 proves the key result 'Met' by now"):
        undo(world, related)
    undo(world, linked)
    undo(world, related)
    assert not Proof.objects.exists()


def test_a_check_in_takes_its_value_with_it(world):
    result = act(world, "key_result.add", goal="G-1", title="More")[0]
    _, seq = act(world, "check_in.add", goal="G-1", key_result=result["id"], value=40)
    undo(world, seq)
    assert KeyResult.objects.get().current == 0
    _, seq = act(world, "check_in.add", goal="G-1", key_result=result["id"], value=40)
    act(world, "check_in.add", goal="G-1", key_result=result["id"], value=60, by="bob")
    with pytest.raises(Refused, match="More: somebody has changed current since"):
        undo(world, seq)


def test_a_clock_that_was_stopped_runs_on_and_its_time_is_not_booked(world):
    act(world, "timer.start", key="PAY-2", note="Deep in it")
    _, seq = act(world, "timer.stop", at=NOW + timedelta(minutes=30))
    undo(world, seq, at=NOW + timedelta(minutes=31))
    assert Timer.objects.get().note == "Deep in it"
    assert not WorkLog.objects.filter(deleted_at=None).exists()
    _, seq = act(world, "timer.stop", at=NOW + timedelta(minutes=40))
    act(world, "timer.start", key="PAY-1", at=NOW + timedelta(minutes=41))
    with pytest.raises(Refused, match="it no longer fits"):
        undo(world, seq, at=NOW + timedelta(minutes=42))


def test_a_member_undoes_what_stands_on_no_item_and_nobody_else_does(world):
    view, seq = act(world, "view.save", view_name="Mine", address="/board", by="bob")
    assert world.ask(LatestAct(), as_="bob").seq == seq
    with pytest.raises(NotFound):
        undo(world, seq, by="cy")
    undo(world, seq, by="bob")
    assert not SavedView.objects.exists()
    undo(world, seq + 1, by="bob")
    assert SavedView.objects.get().pk == view["id"]


def test_money_is_undone_by_those_who_may_act_on_it_now(world):
    _, seq = act(
        world, "cost.add", project="PAY-1", heading="Tools", amount=5, currency="EUR", date=NOW.date(), by="bob"
    )
    act(world, "item.update", key="PAY-1", owner="me")
    with pytest.raises(Forbidden, match="money is for the owner and the sponsor of PAY-1"):
        undo(world, seq, by="bob")
    undo(world, seq)


def test_a_label_that_was_removed_is_on_its_items_again(world):
    act(world, "item.update", key="PAY-2", labels=["red", "blue"])
    _, seq = act(world, "label.remove", label="red")
    undo(world, seq)
    labels = Item.objects.get(key="PAY-2").item_labels.values_list("label__name", flat=True)
    assert sorted(labels) == ["blue", "red"]


def occurrences(world):
    """Instance -> how many tasks stand for it."""
    rows = Task.objects.filter(schedule__isnull=False, item__deleted_at=None)
    return Counter(rows.values_list("instance", flat=True))


@pytest.mark.parametrize(
    "change",
    [
        {"ahead_days": 20},
        {"rule": "FREQ=WEEKLY;BYDAY=FR"},
        {"time": "15:00", "effort": 30, "title": "Other"},
        {"applies_to": "following", "instance": "2026-03-13T12:00", "rule": "FREQ=WEEKLY;BYDAY=MO"},
        {"assignees": ["bob@x.org", "cy@x.org"]},
    ],
)
def test_a_schedule_makes_each_occurrence_once_after_its_change_was_undone(world, change):
    made = act(world, "schedule.add", operation="PAY-3", rule="FREQ=DAILY", time="12:00", ahead_days=5)[0]
    before = occurrences(world)
    assert len(before) == 6
    _, seq = act(world, "schedule.update", id=made["id"], **{"applies_to": "all", **change})
    assert Event.objects.get(seq=seq, workspace=world.workspace).happened_at == NOW
    undo(world, seq)
    assert occurrences(world) == before
    assert Task.objects.filter(item__deleted_at=None, item__title="O").count() == 6
    for day in range(1, 15):
        world.do(catalogue()["schedule.run"](), now=NOW + timedelta(days=day))
    assert verify(world.workspace) == []
    assert set(occurrences(world).values()) == {1}
    assert sorted(occurrences(world)) == [f"2026-03-{day:02}T12:00:00" for day in range(11, 31)]


def test_a_withdrawn_schedule_goes_on(world):
    made = act(world, "schedule.add", operation="PAY-3", rule="FREQ=DAILY", time="12:00", ahead_days=5)[0]
    before = occurrences(world)
    _, seq = act(world, "schedule.remove", id=made["id"])
    assert not occurrences(world)
    undo(world, seq)
    assert occurrences(world) == before
    world.do(catalogue()["schedule.run"](), now=NOW + timedelta(days=1))
    assert len(occurrences(world)) == 7


def test_a_state_that_is_called_like_another_category_is_not_taken_for_it(world):
    act(world, "state.add", kind="issue", state="ready", category="waiting")
    act(world, "item.move", key="PAY-2", state="ready")
    act(world, "item.update", key="PAY-2", parent=None)
    act(world, "item.convert", key="PAY-2", kind="issue")
    item = Item.objects.select_related("state").get(key="PAY-2")
    assert (item.category, item.state.category) == ("ready", "ready")


def test_an_occurrence_with_work_beneath_it_is_not_withdrawn(world):
    made = act(world, "schedule.add", operation="PAY-3", rule="FREQ=DAILY", ahead_days=2)[0]
    key = Item.objects.filter(task__schedule__isnull=False).order_by("-pk")[0].key
    child = world.item("task", "beneath", parent=key)
    act(world, "schedule.remove", id=made["id"])
    assert Item.objects.get(key=child).parent.deleted_at is None
    assert len(occurrences(world)) == 1


def test_an_occurrence_that_is_withdrawn_weighs_no_more_in_what_it_stands_beneath(world):
    made = act(world, "schedule.add", operation="PAY-3", rule="FREQ=DAILY", ahead_days=0)[0]
    key = Item.objects.get(task__schedule__isnull=False).key
    act(world, "item.update", key=key, parent="PAY-1")
    assert Item.objects.get(key="PAY-1").parts_total == 2
    act(world, "schedule.remove", id=made["id"])
    assert Item.objects.get(key="PAY-1").parts_total == 1


def test_what_got_work_beneath_it_does_not_go_back_into_the_bin(world):
    act(world, "item.delete", key="PAY-2")
    _, seq = act(world, "item.restore", key="PAY-2")
    world.item("task", "beneath", parent="PAY-2", by=world.actor("bob"))
    with pytest.raises(Refused, match="beneath PAY-2 stands other work by now"):
        undo(world, seq)


def test_an_occurrence_counts_as_a_part_of_what_it_stands_beneath(world):
    act(world, "schedule.add", operation="PAY-3", rule="FREQ=DAILY", ahead_days=0)
    assert Item.objects.get(task__schedule__isnull=False).parts_total == 1


def test_what_only_one_kind_has_neither_hinders_another_nor_comes_back_to_it(world):
    far = {"rule": "FREQ=YEARLY", "start": "2030-01-01", "ahead_days": 0}
    schedule, _ = act(world, "schedule.add", operation="PAY-3", **far)
    with pytest.raises(Refused, match="this operation has schedules; remove them first"):
        act(world, "item.convert", key="PAY-3", kind="goal")
    _, without_schedule = act(world, "schedule.remove", id=schedule["id"])
    result, _ = act(world, "key_result.add", goal="G-1", title="Visits", target=5)
    _, without_result = act(world, "key_result.remove", id=result["id"])
    for key, kind, seq in (("PAY-3", "goal", without_schedule), ("G-1", "operation", without_result)):
        act(world, "item.convert", key=key, kind=kind)
        with pytest.raises(Refused, match=f"{key} is an? {kind} now, which has none"):
            undo(world, seq)
    assert verify(world.workspace) == []
