"""Rows say what is blocked, to those who know of what blocks it; as `is:blocked` finds it."""

from typing import Any

import pytest

from headway.commands.items import CreateItem
from headway.commands.moves import MoveItem
from headway.commands.relations import AddRelation
from headway.queries.base import ask
from headway.queries.items import ListItems
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world()


def make(world: World, title: str, kind: str = "task", **more: Any) -> str:
    key: str = world.do(CreateItem(kind=kind, title=title, **more))["key"]
    return key


def blocked(world: World, by: str = "owner") -> set[str]:
    rows = ask(ListItems(), actor=world.actor(by), now=world.now).rows
    marked = {one.key for one in rows if one.blocked}
    assert marked == {one.key for one in ask(ListItems(q="is:blocked"), actor=world.actor(by), now=world.now).rows}
    return marked


def test_what_is_open_blocks(world: World) -> None:
    issue, task, later, done = make(world, "Fails", "issue"), make(world, "A"), make(world, "B"), make(world, "C")
    world.do(AddRelation(source=issue, type="blocks", target=task))
    world.do(AddRelation(source=later, type="depends-on", target=task))
    world.do(AddRelation(source=make(world, "D"), type="depends-on", target=task, dependency="SS"))
    world.do(AddRelation(source=task, type="blocks", target=done))
    world.do(MoveItem(key=done, state="done"))
    assert blocked(world) == {task, later}
    world.do(MoveItem(key=issue, state="done"))
    assert blocked(world) == {later}


def test_what_is_hidden_is_not_told_by_a_mark(world: World) -> None:
    secret, task = make(world, "Breach", "issue", team="SEC"), make(world, "A", team="PAY")
    world.do(AddRelation(source=secret, type="blocks", target=task))
    assert (blocked(world), blocked(world, "outsider"), blocked(world, "guest")) == ({task}, set(), set())
