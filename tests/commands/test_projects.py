"""A project's life: proposed, approved, divided into phases, handed over, completed; its gates hold."""

from typing import Any

import pytest

from headway.commands import catalogue
from headway.commands.decisions import ApproveProject, CompleteProject, DeclineProject
from headway.commands.deliverables import AcceptDeliverable, AddDeliverable, ChangeDeliverable, ReturnDeliverable
from headway.commands.items import ChangeItem, ConvertItem, CreateItem
from headway.commands.moves import MoveItem
from headway.commands.phases import AddPhase, ChangePhase, PassPhase, RemovePhase, ReopenPhase
from headway.commands.stakeholders import AddStakeholder, ChangeStakeholder, RemoveStakeholder
from headway.models import Decision, Item, Phase
from headway.queries.base import ask
from headway.queries.projects import ProjectPage, ShowProject
from headway.queries.verify import verify
from headway.rules.errors import Forbidden, Invalid, NotFound, Refused
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def project(world: World, **fields: Any) -> str:
    """A proposal of the member's, with the outsider as its sponsor."""
    fields = {"title": "New provider", "owner": world.email("member"), "sponsor": world.email("outsider")} | fields
    return str(world.do(CreateItem(kind="project", **fields), by="member")["key"])


def task(world: World, parent: str, title: str = "Write", **fields: Any) -> str:
    return str(world.do(CreateItem(kind="task", title=title, parent=parent, **fields))["key"])


def page(world: World, key: str, by: str = "owner") -> ProjectPage:
    answer = ask(ShowProject(key=key), actor=world.actor(by), now=world.now)
    assert isinstance(answer, ProjectPage)
    return answer


def verdicts(world: World, key: str) -> list[tuple[str, str]]:
    return [(one.verdict, one.comment) for one in page(world, key).decisions]


def test_a_proposal_is_approved_by_its_sponsor_and_that_is_written_down(world: World) -> None:
    key = project(world)
    for who in ("member", "guest"):
        with pytest.raises(Forbidden):
            world.do(ApproveProject(key=key), by=who)
    told = world.do(ApproveProject(key=key, comment="Go"), by="outsider")
    assert (told["category"], told["verdict"]) == ("ready", "approved")
    assert verdicts(world, key) == [("approved", "Go")]
    assert verify(world.workspace) == []


def test_dragging_a_proposal_to_approved_is_the_same_act(world: World) -> None:
    key = project(world)
    with pytest.raises(Forbidden) as refusal:
        world.do(MoveItem(key=key, state="Approved"), by="member")
    assert refusal.value.field == "state"
    world.do(MoveItem(key=key, state="Approved"), by="admin")
    assert verdicts(world, key) == [("approved", "")]


def test_nobody_approves_what_he_made_himself_the_sponsor_of(world: World) -> None:
    with pytest.raises(Forbidden) as refusal:
        project(world, sponsor="me")
    assert refusal.value.field == "sponsor"
    key = project(world)
    with pytest.raises(Forbidden):
        world.do(ChangeItem(key=key, sponsor="me"), by="member")
    with pytest.raises(Forbidden):
        world.do(CreateItem(kind="project", title="Begun", state="Active"), by="member")
    begun = world.do(CreateItem(kind="project", title="Begun", state="Active"), by="admin")["key"]
    assert verdicts(world, str(begun)) == [("approved", "")]


def test_a_declined_proposal_may_be_proposed_again(world: World) -> None:
    key = project(world)
    assert world.do(DeclineProject(key=key, comment="Too dear"), by="outsider")["category"] == "dropped"
    assert Item.objects.get(key=key).resolution == "Declined"
    world.do(MoveItem(key=key, state="Proposed"), by="member")
    with pytest.raises(Forbidden):
        world.do(MoveItem(key=key, state="Approved"), by="member")
    world.do(ApproveProject(key=key), by="outsider")
    with pytest.raises(Refused):
        world.do(DeclineProject(key=key, comment="After all"), by="outsider")
    assert [verdict for verdict, _ in verdicts(world, key)] == ["approved", "declined"]
    assert verify(world.workspace) == []


def test_a_task_becomes_a_proposal_whatever_its_state(world: World) -> None:
    for by, category in (("member", "backlog"), ("admin", "doing")):
        key = world.do(CreateItem(kind="task", title="Grow", state="In progress"), by="member")["key"]
        world.do(ConvertItem(key=str(key), kind="project"), by=by)
        assert Item.objects.get(key=key).category == category
    assert verify(world.workspace) == []


def test_completing_asks_for_deliverables_and_gates_or_says_what_is_left(world: World) -> None:
    key = project(world)
    world.do(ApproveProject(key=key), by="outsider")
    world.do(MoveItem(key=key, state="Active"), by="member")
    manual = world.do(AddDeliverable(project=key, title="The manual"), by="member")["id"]
    gate = world.do(AddPhase(project=key, phase_name="Build", gate="All tests pass"), by="member")["id"]
    with pytest.raises(Refused) as refusal:
        world.do(MoveItem(key=key, state="Completed"), by="member")
    assert refusal.value.detail == {"deliverables": ["The manual"], "gates": ["Build"]}
    with pytest.raises(Refused):
        world.do(CompleteProject(key=key), by="member")
    world.do(AcceptDeliverable(id=manual, note="Read it"), by="outsider")
    with pytest.raises(Refused):
        world.do(CompleteProject(key=key), by="member")
    world.do(CompleteProject(key=key, left="The gate: tests go on in operations"), by="member")
    assert verdicts(world, key)[0] == ("completed", "The gate: tests go on in operations")
    world.do(MoveItem(key=key, state="Active"), by="member")
    world.do(PassPhase(id=gate), by="member")
    world.do(MoveItem(key=key, state="Completed"), by="member")
    assert [verdict for verdict, _ in verdicts(world, key)] == ["completed", "completed", "approved"]
    assert verify(world.workspace) == []


def test_open_work_keeps_a_project_from_being_completed_whatever_is_said(world: World) -> None:
    key = project(world)
    world.do(ApproveProject(key=key), by="admin")
    world.do(MoveItem(key=key, state="Active"))
    task(world, key)
    with pytest.raises(Refused, match="still open"):
        world.do(CompleteProject(key=key, left="One task"))
    assert verdicts(world, key) == [("approved", "")], "a refusal leaves no decision behind"


def test_gates_and_acceptances_are_for_those_who_run_the_project(world: World) -> None:
    key = project(world)
    phase = world.do(AddPhase(project=key, phase_name="Design"))["id"]
    manual = world.do(AddDeliverable(project=key, title="The manual"))["id"]
    other = project(world, title="Another", owner=None, sponsor=None)
    strange = world.do(AddPhase(project=other, phase_name="Design"))["id"]
    with pytest.raises(Forbidden):
        world.do(PassPhase(id=strange), by="member")
    for act in (PassPhase(id=phase, note="Fine"), AcceptDeliverable(id=manual)):
        world.do(act, by="member")
        with pytest.raises(Refused):
            world.do(act, by="member")
    with pytest.raises(Refused):
        world.do(ChangeDeliverable(id=manual, title="Another manual"))
    for act in (ReopenPhase(id=phase), ReturnDeliverable(id=manual)):
        world.do(act, by="outsider")
        with pytest.raises(Refused):
            world.do(act, by="outsider")
    shown = page(world, key)
    assert (shown.phases[0].passed, shown.phases[0].note, shown.deliverables[0].accepted) == (None, "", None)
    assert verify(world.workspace) == []


def test_phases_stand_in_their_order_with_their_tasks(world: World) -> None:
    key = project(world)
    ids = [world.do(AddPhase(project=key, phase_name=name))["id"] for name in ("Design", "Build", "Use")]
    first = task(world, key, "Draw", phase=ids[0], effort=120)
    task(world, first, "Sketch", effort=60)
    task(world, key, "Ready", phase=ids[1], milestone=True, due="2026-05-01")
    task(world, key, "Think", effort=30)
    world.do(ChangePhase(id=ids[2], place=1, due="2026-06-01"))
    shown = page(world, key)
    assert [(phase.name, phase.place) for phase in shown.phases] == [("Use", 1), ("Design", 2), ("Build", 3)]
    design = shown.phases[1]
    assert [(line.title, line.depth) for line in design.lines] == [("Draw", 1), ("Sketch", 2)]
    assert (design.total, design.done) == (60, 0), "what is beneath a task of a phase is in it, too"
    assert [line.title for line in shown.loose] == ["Think"]
    assert [line.title for line in shown.milestones] == ["Ready"]
    with pytest.raises(Refused):
        world.do(AddPhase(project=key, phase_name="Design"))
    with pytest.raises(Invalid):
        world.do(ChangePhase(id=ids[2], start="2026-06-02"))
    assert verify(world.workspace) == []


def test_a_task_is_in_a_phase_of_a_project_above_it_alone(world: World) -> None:
    here, there = project(world), project(world, title="Another")
    phase = world.do(AddPhase(project=here, phase_name="Design"))["id"]
    top = task(world, here, "Top")
    deep = task(world, top, "Deep", phase=phase)
    for key in (task(world, there), there):
        with pytest.raises(Invalid):
            world.do(ChangeItem(key=key, phase=phase))
    with pytest.raises(NotFound):
        world.do(ChangeItem(key=deep, phase=10**6))
    told = world.do(ChangeItem(key=top, parent=there, phase=None))
    assert told["version"] == Item.objects.get(key=top).version
    assert Item.objects.get(key=deep).task.phase is None, "it left the project, and so the phase"
    world.do(ChangeItem(key=top, parent=here))
    world.do(ChangeItem(key=deep, phase=phase))
    world.do(ChangeItem(key=deep, parent=here))
    assert Item.objects.get(key=deep).task.phase_id == phase
    with pytest.raises(Refused):
        world.do(ConvertItem(key=here, kind="task"))
    world.do(RemovePhase(id=phase))
    assert not Phase.objects.filter(pk=phase).exists()
    assert Item.objects.get(key=deep).task.phase is None
    assert verify(world.workspace) == []


def test_stakeholders_are_members_or_names_once_each(world: World) -> None:
    key = project(world)
    first = world.do(AddStakeholder(project=key, member=world.email("admin"), role="Architect"))["id"]
    second = world.do(AddStakeholder(project=key, outside="Dr. Strange", interest="Wants it cheap"))["id"]
    for again in ({"member": world.email("admin")}, {"outside": "Dr. Strange"}):
        with pytest.raises(Refused):
            world.do(AddStakeholder(project=key, **again))
    for wrong in ({}, {"member": "me", "outside": "Me"}):
        with pytest.raises(Invalid):
            world.do(AddStakeholder(project=key, **wrong))
    world.do(ChangeStakeholder(id=second, role="Customer", interest=None))
    rows = page(world, key).stakeholders
    assert [(row.member.name if row.member else row.outside, row.role, row.interest) for row in rows] == [
        ("Admin Person", "Architect", ""),
        ("Dr. Strange", "Customer", ""),
    ]
    world.do(RemoveStakeholder(id=first))
    assert len(page(world, key).stakeholders) == 1
    assert verify(world.workspace) == []


def test_parts_are_for_projects(world: World) -> None:
    goal = str(world.do(CreateItem(kind="goal", title="Grow"))["key"])
    for name, fields in (
        ("phase.add", {"phase_name": "Design"}),
        ("deliverable.add", {"title": "It"}),
        ("baseline.take", {"baseline_name": "First"}),
        ("cost.add", {"heading": "It", "amount": 1, "currency": "EUR", "date": "2026-03-02"}),
    ):
        with pytest.raises(Invalid) as refusal:
            world.do(catalogue()[name](project=goal, **fields))
        assert refusal.value.field == "project"
    assert not Decision.objects.exists()


def test_what_is_private_is_not_in_the_page_of_who_does_not_see_it(world: World) -> None:
    key = project(world, team="PAY")
    phase = world.do(AddPhase(project=key, phase_name="Design"))["id"]
    hidden = task(world, key, "Secret", phase=phase, private=True, effort=600, due="2026-01-01")
    task(world, hidden, "Beneath the secret")
    shown = page(world, key, by="outsider")
    assert shown.phases[0].lines == shown.loose == ()
    assert (shown.figures.total, shown.figures.open_count, shown.figures.late_count) == (0, 0, 0)
    assert page(world, key).figures.late_count == 1
    assert shown.figures.budget == ()
    assert page(world, key, by="guest").figures.budget is None
