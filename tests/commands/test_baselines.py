"""A project's plan is put on record, and compared with another record or with how it stands."""

import pytest

from headway.commands.baselines import RemoveBaseline, TakeBaseline
from headway.commands.bin import DeleteItem
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.moves import MoveItem
from headway.commands.phases import AddPhase
from headway.models import Baseline
from headway.queries.base import ask
from headway.queries.baselines import CompareBaselines
from headway.queries.feed import ListItemEvents
from headway.queries.verify import verify
from headway.rules.errors import Invalid, NotFound, Refused
from tests.world import make_world

pytestmark = pytest.mark.django_db


def test_what_became_of_the_plan() -> None:
    world = make_world()
    key = str(world.do(CreateItem(kind="project", title="New provider", due="2026-06-01"))["key"])
    phase = world.do(AddPhase(project=key, phase_name="Design"))["id"]
    tasks = [
        str(world.do(CreateItem(kind="task", title=title, parent=key, effort=60, due="2026-03-20"))["key"])
        for title in ("Draw", "Choose", "Write")
    ]
    first = world.do(TakeBaseline(project=key, baseline_name="As promised"), by="member")["id"]
    with pytest.raises(Refused):
        world.do(TakeBaseline(project=key, baseline_name="As promised"))
    world.do(ChangeItem(key=tasks[0], due="2026-03-27", effort=90, phase=phase))
    world.do(DeleteItem(key=tasks[1]))
    world.do(MoveItem(key=tasks[2], state="Done"))
    new = str(world.do(CreateItem(kind="task", title="Test", parent=key, effort=30))["key"])
    now = ask(CompareBaselines(id=first), actor=world.actor("member"), now=world.now)
    found = now.differences
    assert (now.first, now.second) == ("As promised", None)
    assert [one.key for one in found.added] == [new]
    assert [(one.key, one.title) for one in found.removed] == [(tasks[1], "Choose")]
    moved = {one.key: one for one in found.moved}
    assert (moved[tasks[0]].due_days, moved[tasks[0]].effort_change) == (7, 30)
    assert moved[tasks[0]].phase == (None, "Design")
    assert moved[tasks[2]].category == ("backlog", "done")
    assert (found.effort, found.end_days) == ((180, 180), 0)
    second = world.do(TakeBaseline(project=key, baseline_name="As it came"))["id"]
    recorded = ask(CompareBaselines(id=first, other=second), actor=world.actor("member"), now=world.now)
    assert recorded.differences == found
    assert verify(world.workspace) == []
    other = str(world.do(CreateItem(kind="project", title="Another"))["key"])
    elsewhere = world.do(TakeBaseline(project=other, baseline_name="First"))["id"]
    with pytest.raises(Invalid):
        ask(CompareBaselines(id=first, other=elsewhere), actor=world.actor(), now=world.now)
    world.do(RemoveBaseline(id=first))
    with pytest.raises(NotFound):
        ask(CompareBaselines(id=first), actor=world.actor(), now=world.now)
    assert verify(world.workspace) == []


def test_a_baseline_tells_nobody_what_he_does_not_see() -> None:
    world = make_world()
    key = str(world.do(CreateItem(kind="project", title="New provider", team="PAY"))["key"])
    secret = str(world.do(CreateItem(kind="task", title="A secret", parent=key, private=True))["key"])
    first = world.do(TakeBaseline(project=key, baseline_name="As promised"))["id"]
    world.do(ChangeItem(key=secret, effort=60))
    world.do(DeleteItem(key=secret))
    assert len(Baseline.objects.get(pk=first).plan) == 2
    seen = ask(CompareBaselines(id=first), actor=world.actor("member"), now=world.now).differences
    assert (seen.added, seen.removed, seen.moved, seen.same) == ((), (), (), 1)
    whole = ask(CompareBaselines(id=first), actor=world.actor(), now=world.now).differences
    assert [one.title for one in whole.removed] == ["A secret"]
    told = ask(ListItemEvents(key=key, limit=200), actor=world.actor("member"), now=world.now)
    assert "secret" not in repr(told)
    assert "As promised" in repr(told)
