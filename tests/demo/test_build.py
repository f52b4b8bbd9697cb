"""The demo organisation is what it promises: the same again from the same seed, told truly by its log, and telling."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from headway.access.actor import Actor, actor_for
from headway.demo.build import Built
from headway.demo.people import GUEST, PERSONAS, email
from headway.models import Event, Item, Member, Notification, Relation, Team
from headway.queries.base import ask
from headway.queries.items import CountItems
from headway.queries.my_work import ShowMyWork
from headway.queries.verify import verify
from headway.rules.words import RelationType

NOW = datetime(2026, 9, 16, 14, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def story(built: Built) -> list[Any]:
    """The events by what they say, with an item by its key: row ids differ from one build to the next."""
    rows = Event.objects.filter(workspace=built.workspace).order_by("seq").select_related("item", "actor")
    words = ("title", "body", "minutes", "priority", "due", "current", "weight", "name", "email")
    return [
        (
            *(one.type, one.happened_at, one.recorded_at, one.version, one.item and one.item.key),
            *(one.actor and one.actor.email, [one.changes.get(word) for word in words], sorted(one.changes)),
        )
        for one in rows
    ]


def actor(built: Built, name: str) -> Actor:
    return actor_for(member=Member.objects.get(workspace=built.workspace, email=email(name)), via="web")


def test_the_log_tells_the_truth_and_nothing_of_the_future(built: Built) -> None:
    assert verify(built.workspace) == []
    assert not Event.objects.filter(happened_at__gt=NOW).exists()
    assert not Item.objects.filter(updated_at__gt=NOW).exists()


def test_there_is_all_that_an_organisation_has(built: Built) -> None:
    figures = built.figures
    assert (figures["goals"], figures["projects"], figures["operations"], figures["people"]) == (19, 16, 14, 61)
    assert Team.objects.filter(workspace=built.workspace, private=True).count() == 1
    assert Item.objects.filter(workspace=built.workspace, private=True).count() == 4
    types = Relation.objects.filter(workspace=built.workspace).values_list("type", flat=True)
    assert {RelationType(one) for one in types} == set(RelationType) - {RelationType.RELATES_TO}
    assert Item.objects.filter(workspace=built.workspace, task__milestone=True).count() == 52


def test_the_goal_that_nobody_works_on(built: Built) -> None:
    goals = Item.objects.filter(workspace=built.workspace, kind="goal", children=None)
    idle = goals.exclude(incoming__type=RelationType.CONTRIBUTES_TO)
    assert [one.title for one in idle] == ["Halve the customers lost in their first 90 days"]
    result = idle[0].key_results.get()
    assert result.current == result.start


def test_the_supplier_whose_date_slips_holds_work_up(built: Built) -> None:
    supplier = Item.objects.get(workspace=built.workspace, title__startswith="Kestrel Clearing certifies")
    dues = Event.objects.filter(item=supplier, type="item.changed", changes__has_key="due").order_by("happened_at")
    assert len(dues) == 3
    assert all(one.changes["due"][1] > one.changes["due"][0] for one in dues)
    held = Item.objects.filter(incoming__type=RelationType.BLOCKS, incoming__source=supplier)
    assert held.exists()
    assert not held.filter(category="done").exists()


def test_the_issue_that_nobody_owns_blocks_the_top_objective(built: Built) -> None:
    cause = Item.objects.get(workspace=built.workspace, title__startswith="Ledger books a reversal twice")
    assert cause.owner is None
    assert cause.category == "ready"
    assert Relation.objects.filter(type=RelationType.DUPLICATES, target=cause).count() == 4
    held = Relation.objects.filter(type=RelationType.BLOCKS, source=cause).values_list("target__parent__title")
    assert set(held) == {("Instant payouts",)}


@pytest.mark.parametrize("persona", [one.name for one in PERSONAS])
def test_everybody_who_walks_in_has_work_on_the_desk(built: Built, persona: str) -> None:
    work = ask(ShowMyWork(), actor=actor(built, persona), now=NOW)
    assert work.now.count
    assert work.overdue.count + work.due_this_week.count
    unread = Notification.objects.filter(member__email=email(persona), read_at=None).count()
    assert unread < 10


def test_people_see_what_they_may(built: Built) -> None:
    guest, lead, owner = (
        ask(CountItems(), actor=actor(built, who), now=NOW).count for who in (GUEST, "Ingrid Solheim", "Katarina Voss")
    )
    assert 4 < guest < 20
    assert guest < lead < owner


def test_the_personas_are_listed_for_the_sign_in_page(built: Built, home: Path) -> None:
    rows = json.loads((home / "demo.json").read_text(encoding="utf-8"))
    assert [row["name"] for row in rows] == [one.name for one in PERSONAS]
    assert all(set(row) == {"email", "name", "role", "label"} for row in rows)


@pytest.mark.one_database
def test_the_same_seed_and_day_tell_the_same_story(built: Built, make: Callable[..., Built]) -> None:
    again, other = make("Two", seed=7), make("Three", seed=8)
    # The first event is the workspace's own, with its name.
    assert story(built)[1:] == story(again)[1:]
    assert story(built)[1:] != story(other)[1:]
