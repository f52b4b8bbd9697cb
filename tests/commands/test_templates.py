"""A template is made of a project, and projects of the template: whole, shifted, by role, and quickly."""

import itertools
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.commands import run_many
from headway.commands.deliverables import AddDeliverable
from headway.commands.items import CreateItem
from headway.commands.phases import AddPhase
from headway.commands.relations import AddRelation
from headway.commands.stakeholders import AddStakeholder
from headway.commands.template_use import UseTemplate
from headway.commands.templates import ChangeTemplate, CreateTemplate, RemoveTemplate
from headway.models import Deliverable, Event, Item, Phase, Relation, Template, Workspace
from headway.queries.base import ask
from headway.queries.templates import ListTemplates, ShowTemplate
from headway.queries.verify import verify
from headway.rules.errors import Forbidden, NotFound, Refused
from tests.commands.sequences import broken_invariants
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def key(world: World) -> str:
    """A project of two phases from Monday 2 March, with tasks that wait for each other and a milestone."""
    fields = {
        "owner": world.email("member"),
        "sponsor": world.email("admin"),
        "start": "2026-03-02",
        "due": "2026-03-20",
    }
    key = str(world.do(CreateItem(kind="project", title="Move house", description="All of it", **fields))["key"])
    world.do(AddStakeholder(project=key, member=world.email("outsider"), role="Architect"))
    pack, carry = (
        world.do(AddPhase(project=key, phase_name=name, start=start, due=due, gate=f"{name} is done"))["id"]
        for name, start, due in (("Pack", "2026-03-02", "2026-03-06"), ("Carry", "2026-03-09", "2026-03-20"))
    )
    world.do(AddDeliverable(project=key, title="The keys", due="2026-03-20", owner=world.email("outsider")))

    def task(title: str, **more: Any) -> str:
        return str(world.do(CreateItem(kind="task", title=title, **({"parent": key} | more)))["key"])

    boxes = task("Get boxes", phase=pack, effort=120, due="2026-03-04", owner=world.email("outsider"), labels=["buy"])
    task("Tape them", parent=boxes, effort=30, priority="high")
    van = task("Hire a van", phase=carry, effort=60, start="2026-03-09", due="2026-03-10", owner=world.email("member"))
    there = task("We are there", phase=carry, milestone=True, due="2026-03-20")
    world.do(AddRelation(source=van, type="depends-on", target=boxes, lag=480))
    world.do(AddRelation(source=there, type="depends-on", target=van, dependency="FF"))
    task("A surprise", private=True)
    world.do(CreateItem(kind="issue", title="The lift is broken", parent=key, severity="major"))
    return key


def test_a_project_is_made_again_from_another_start_by_other_people(world: World, key: str) -> None:
    template = world.do(CreateTemplate(project=key, template_name="Moving", people=[]))["id"]
    row = ask(ShowTemplate(id=template), actor=world.actor("member"), now=world.now).row
    assert (row.items, row.phases, row.roles) == (5, 2, ("Architect", "Manager"))
    before = world.now
    told = world.do(
        UseTemplate(
            id=template,
            title="Move the office",
            start="2026-04-04",  # a Saturday
            team="PAY",
            owner="me",
            sponsor=world.email("admin"),
            people=[f"Architect={world.email('outsider')}"],
        ),
        by="member",
    )
    assert (told["category"], told["items"], told["phases"], told["relations"]) == ("backlog", 5, 2, 2)
    made = Item.objects.get(key=told["key"])
    assert (made.title, made.description, made.start, made.due) == (
        *("Move the office", "All of it"),
        *(date(2026, 4, 6), date(2026, 4, 24)),
    )
    assert made.project.sponsor.name == "Admin Person"
    items = {item.title: item for item in Item.objects.filter(created_at__gt=before).exclude(pk=made.pk)}
    boxes, tape, van = items["Get boxes"], items["Tape them"], items["Hire a van"]
    assert (boxes.due, van.start, van.due) == (date(2026, 4, 8), date(2026, 4, 13), date(2026, 4, 14))
    assert (boxes.owner.name, van.owner.name, tape.owner) == ("Outsider Person", "Member Person", None)
    assert (tape.parent, tape.priority, boxes.task.phase.name) == (boxes, 1, "Pack")
    assert [one.label.name for one in boxes.item_labels.all()] == ["buy"]
    assert items["We are there"].task.milestone
    assert items["The lift is broken"].issue.severity == 1
    assert all(item.key.startswith("PAY-") for item in items.values())
    assert [(row.name, row.due) for row in Phase.objects.filter(project=made).order_by("position")] == [
        ("Pack", date(2026, 4, 10)),
        ("Carry", date(2026, 4, 24)),
    ]
    assert Deliverable.objects.get(project=made).due == date(2026, 4, 24)
    ties = Relation.objects.filter(source__in=[item.pk for item in items.values()]).order_by("id")
    assert [(tie.source.title, tie.target.title, tie.dependency, tie.lag) for tie in ties] == [
        ("Hire a van", "Get boxes", "FS", 480),
        ("We are there", "Hire a van", "FF", 0),
    ]
    assert (made.work_total, made.work_done) == (30 + 60 + 240, 0)
    assert verify(world.workspace) == []
    assert broken_invariants(world.workspace) == []


def test_people_may_be_named_roles_and_unknown_roles_stay_open(world: World, key: str) -> None:
    people = [f"Carrier={world.email('outsider')}"]
    template = world.do(CreateTemplate(project=key, template_name="Moving", people=people))["id"]
    assert Template.objects.get(pk=template).shape["roles"] == ["Carrier", "Manager"]
    told = world.do(UseTemplate(id=template, title="Again", start="2026-04-06", people=["Stranger=me"]))
    made = Item.objects.get(key=told["key"])
    assert made.owner is None
    assert not Item.objects.filter(parent=made).exclude(owner=None).exists()
    with pytest.raises(NotFound) as refusal:
        world.do(UseTemplate(id=template, title="Again", start="2026-04-06", people=["Carrier=nobody@x.org"]))
    assert refusal.value.field == "people"


def test_it_is_made_whole_or_not_at_all(world: World, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    template = world.do(CreateTemplate(project=key, template_name="Moving"))["id"]
    before = Item.objects.count(), Event.objects.count()
    monkeypatch.setattr("headway.commands.template_use.Relation.objects.bulk_create", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        world.do(UseTemplate(id=template, title="Again", start="2026-04-06"))
    assert (Item.objects.count(), Event.objects.count()) == before


def test_a_template_of_a_private_team_is_the_teams(world: World) -> None:
    key = str(world.do(CreateItem(kind="project", title="Hush", team="SEC"))["key"])
    template = world.do(CreateTemplate(project=key, template_name="Hush"))["id"]
    world.do(
        CreateTemplate(project=str(world.do(CreateItem(kind="project", title="Loud"))["key"]), template_name="Hush")
    )
    assert [row.name for row in ask(ListTemplates(), actor=world.actor("member"), now=world.now)] == ["Hush"]
    for act in (UseTemplate(id=template, title="Again", start="2026-04-06"), RemoveTemplate(id=template)):
        with pytest.raises(NotFound):
            world.do(act, by="member")
    with pytest.raises(Refused):
        world.do(CreateTemplate(project=key, template_name="Hush"))
    world.do(ChangeTemplate(id=template, template_name="Quiet", description="How we do it"))
    world.do(RemoveTemplate(id=template))
    assert verify(world.workspace) == []


def test_nobody_makes_himself_the_sponsor_by_a_template(world: World, key: str) -> None:
    template = world.do(CreateTemplate(project=key, template_name="Moving"))["id"]
    with pytest.raises(Forbidden):
        world.do(UseTemplate(id=template, title="Again", start="2026-04-06", sponsor="me"), by="member")


def test_five_hundred_tasks_cost_hardly_more_statements_than_fifty(world: World) -> None:
    counts = [_statements_of_using(world, size) for size in (50, 500)]
    assert counts[1] - counts[0] < 60, f"{counts}: a few statements a batch, none a task"
    assert verify(world.workspace) == []


def _statements_of_using(world: World, size: int) -> int:
    key = str(world.do(CreateItem(kind="project", title=f"Of {size}"))["key"])
    many = [CreateItem(kind="task", title=f"Task {n}", parent=key, due="2026-03-05", effort=60) for n in range(size)]
    told = run_many(many, actor=world.actor(), now=world.now)
    keys = [answer["key"] for answer in told if isinstance(answer, dict)]
    waits = [AddRelation(source=b, type="depends-on", target=a) for a, b in itertools.pairwise(keys)]
    run_many(waits, actor=world.actor(), now=world.now)
    template = world.do(CreateTemplate(project=key, template_name=f"Of {size}"))["id"]
    with CaptureQueriesContext(connection) as caught:
        told_ = world.do(UseTemplate(id=template, title="Again", start="2026-04-06"))
    assert told_["items"] == size
    assert told_["relations"] == size - 1
    assert Workspace.objects.get(pk=world.workspace.pk).seq == Event.objects.filter(workspace=world.workspace).count()
    return len(caught)
