"""Statements that all who see alike share find for each what he sees, and for nobody more."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from headway.access import visible
from headway.access.seen import Seen
from headway.commands.members import AddMember
from headway.commands.teams import CreateTeam
from headway.models import Item, Team
from headway.rules.errors import NotFound
from headway.rules.words import Kind

pytestmark = pytest.mark.django_db

WHO = ("ada", "bob", "dan", "cy", "gus", "eve")


@pytest.fixture
def crowd(world: Any) -> Any:
    """Dan sees as much as Bob does, Eve is a guest of no team; everybody has something private of his own."""
    for name, role in (("dan", "member"), ("eve", "guest")):
        world.do(AddMember(email=f"{name}@x.org", member_name=name.title(), role=role))
    for who in WHO:
        world.item(Kind.TASK, f"{who}'s own", owner=f"{who}@x.org", private=True)
    for team in ("PAY", "SEC", None):
        world.item(Kind.TASK, f"of {team}", team=team)
    return world


def test_each_finds_what_he_sees_whoever_asked_before(crowd: Any) -> None:
    seen: Seen[Item] = Seen(lambda actor: visible.items(actor).order_by("id").values_list("id", "title"))
    actors = [crowd.actor(who) for who in WHO]
    wanted = [[tuple(row) for row in visible.items(one).order_by("id").values_list("id", "title")] for one in actors]
    assert len({tuple(rows) for rows in wanted}) == len(WHO)
    for _ in range(2):
        assert [[tuple(row) for row in seen.tuples(one)] for one in actors] == wanted
        assert [seen.count(one) for one in actors] == [len(rows) for rows in wanted]


def test_those_who_see_alike_share_their_sql(crowd: Any) -> None:
    built = []

    def build(actor: Any) -> Any:
        built.append(actor.role)
        return visible.items(actor).values_list("id")

    seen: Seen[Item] = Seen(build)
    for who in ("bob", "dan", "bob"):
        seen.tuples(crowd.actor(who))
    assert built == ["member"]


def test_what_comes_to_be_hidden_is_hidden_at_once(crowd: Any) -> None:
    seen: Seen[Item] = Seen(lambda actor, key: visible.items(actor).filter(key=key).values("title", "state__name"))
    crowd.do(CreateTeam(key="OPN", team_name="Open"))
    key = crowd.item(Kind.TASK, "of OPN", team="OPN")
    assert seen.dicts(crowd.actor("bob"), key) == [{"title": "of OPN", "state__name": "Backlog"}]
    Team.objects.filter(key="OPN").update(private=True)
    assert seen.dicts(crowd.actor("bob"), key) == []
    assert len(seen.dicts(crowd.actor("ada"), key)) == 1


def test_who_can_see_nothing_is_told_nothing_without_a_statement(crowd: Any) -> None:
    eve = crowd.actor("eve")
    teams: Seen[Any] = Seen(lambda actor: visible.teams(actor))
    with CaptureQueriesContext(connection) as sent:
        assert teams.first(eve) is None
        assert (teams.tuples(eve), teams.dicts(eve), teams.count(eve)) == ([], [], 0)
    assert len(sent) == 0
    first = teams.first(crowd.actor("ada"))
    assert first is not None
    assert first.key in ("PAY", "SEC")


def test_sums_and_json_come_as_django_reads_them(crowd: Any) -> None:
    item = Item.objects.get(key=crowd.keys["of PAY"])
    item.custom = {"size": 3}
    item.save()
    for rows in (
        Item.objects.order_by("id").values_list("id", "custom", "created_at", "private"),
        Item.objects.values("team_id").annotate(n=Count("id")).order_by("team_id").values_list("team_id", "n"),
    ):
        seen: Seen[Item] = Seen(lambda actor, rows=rows: rows)
        assert [tuple(row) for row in seen.tuples(crowd.owner)] == [tuple(row) for row in rows]


def test_a_team_that_a_guest_of_none_names_is_not_found(crowd: Any) -> None:
    with pytest.raises(NotFound, match="no team 'PAY'"):
        crowd.item(Kind.ISSUE, "Mine", team="PAY", by=crowd.actor("eve"))
