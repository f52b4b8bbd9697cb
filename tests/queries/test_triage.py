"""The queue of triage in its order, and what an issue hurts on the way up to the goals."""

from typing import Any

import pytest

from headway.commands.bin import DeleteItem
from headway.commands.items import CreateItem
from headway.commands.relations import AddRelation
from headway.queries.base import ask
from headway.queries.issues import ShowIssue
from headway.queries.items import CountItems
from headway.queries.triage import ListTriage
from headway.rules.errors import NotFound
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world()


def make(world: World, kind: str, title: str, **more: Any) -> str:
    key: str = world.do(CreateItem(kind=kind, title=title, **more))["key"]
    return key


def tie(world: World, source: str, type_: str, target: str) -> None:
    world.do(AddRelation(source=source, type=type_, target=target))


def queue(world: World, by: str = "owner", **more: Any) -> list[str]:
    return [one.row.title for one in ask(ListTriage(**more), actor=world.actor(by), now=world.now).rows]


def test_what_hurts_most_comes_first(world: World) -> None:
    goal, task = make(world, "goal", "Trust"), make(world, "task", "Ship")
    tie(world, task, "contributes-to", goal)
    for title, more in (
        ("minor", {"severity": "minor", "urgency": "later"}),
        ("unsaid", {}),
        ("older", {"severity": "major"}),
        ("newer", {"severity": "major"}),
        ("worst", {"severity": "critical", "urgency": "immediate"}),
        ("hurts a goal", {"severity": "major"}),
        ("hurts an item", {"severity": "major"}),
    ):
        key = make(world, "issue", title, team="PAY", **more)
        if title == "hurts a goal":
            tie(world, key, "blocks", task)
        if title == "hurts an item":
            tie(world, key, "affects", make(world, "task", "Alone"))
    assert queue(world) == ["hurts a goal", "worst", "hurts an item", "older", "newer", "unsaid", "minor"]
    assert queue(world, team="PAY") == queue(world)
    assert queue(world, limit=2) == ["hurts a goal", "worst"]
    with pytest.raises(NotFound):
        queue(world, team="ZZZ")
    counted = ask(CountItems(q="is:triage -urgency:immediate"), actor=world.actor(), now=world.now)
    assert counted.count == 6


def test_what_an_issue_hurts_up_to_the_goals(world: World) -> None:
    top, goal = make(world, "goal", "Live"), make(world, "goal", "Trust", parent="G-1")
    project = make(world, "project", "Provider", team="PAY")
    task = make(world, "task", "Ship", team="PAY", parent=project)
    tie(world, project, "contributes-to", goal)
    own = make(world, "project", "Mending", team="PAY")
    key = make(world, "issue", "Fails", team="PAY", parent=own)
    tie(world, own, "contributes-to", make(world, "goal", "Not hurt"))
    tie(world, key, "blocks", task)
    part = ask(ShowIssue(key=key), actor=world.actor(), now=world.now)
    assert [one.key for one in part.hurts] == [task]
    assert [one.key for one in part.goals] == [top, goal]
    assert part.why == "severity unsaid, urgency unsaid, hurts 2 goals"


def test_nobody_learns_of_what_he_may_not_see(world: World) -> None:
    secret = make(world, "issue", "Breach", team="SEC", severity="critical")
    key = make(world, "issue", "Fails", team="PAY")
    hidden = make(world, "goal", "Hidden", team="SEC")
    tie(world, key, "affects", hidden)
    for who, seen in (("owner", ["Fails", "Breach"]), ("outsider", ["Fails"]), ("guest", ["Fails"])):
        assert sorted(queue(world, by=who)) == sorted(seen)
        rows = ask(ListTriage(), actor=world.actor(who), now=world.now).rows
        assert any("Hidden" in repr(one) for one in rows) is (who == "owner")
    with pytest.raises(NotFound):
        ask(ShowIssue(key=secret), actor=world.actor("outsider"), now=world.now)
    with pytest.raises(NotFound):
        ask(ShowIssue(key=hidden), actor=world.actor(), now=world.now)


def test_what_is_in_the_bin_waits_for_nobody(world: World) -> None:
    world.do(DeleteItem(key=make(world, "issue", "Fails")))
    assert queue(world) == []
