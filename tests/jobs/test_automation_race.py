"""Two workers at one log: every event is answered once, and none is missed."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from headway.commands.automation import CreateRule
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.workspaces import create_user, create_workspace
from headway.events.followers import Following, advance
from headway.jobs.automation import answer
from headway.models import AutomationRun, Comment, Follower, Workspace
from headway.queries.verify import verify
from tests.world import START, World

EVENTS = 12


@pytest.fixture
def world(transactional_db: None) -> World:
    owner = create_user(email="owner@acme.example", name="Olga", password=None, now=START)
    return World(create_workspace(name="acme", now=START, owner=owner))


def _at_once(count: int, work: Any) -> None:
    """Run it in so many threads that start together; what one raises is raised here."""
    start, problems = threading.Barrier(count), []

    def one() -> None:
        try:
            start.wait(timeout=20)
            work()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not problems, problems


def test_two_workers_answer_every_event_once(world: World) -> None:
    act = {"command": "comment.add", "arguments": {"body": "Noted"}}
    world.do(CreateRule(rule_name="Note", on=["item.changed"], fields=["title"], acts=[act]))
    key = world.do(CreateItem(kind="task", title="Pay"))["key"]
    for number in range(EVENTS):
        world.do(ChangeItem(key=key, title=f"Pay {number}"))
    now = world.now + timedelta(minutes=1)

    def handle(workspace: Workspace, events: Sequence[Any]) -> None:
        answer(workspace, events, now=now)

    def work() -> None:
        advance(Following("rules", handle, batch=2), workspace=Workspace.objects.get())

    _at_once(2, work)
    work()
    assert Comment.objects.count() == EVENTS
    assert AutomationRun.objects.filter(outcome="done").count() == EVENTS
    assert Follower.objects.get(name="rules").cursor == Workspace.objects.get().seq
    assert verify(Workspace.objects.get()) == []


def test_even_without_a_cursor_between_them_they_answer_once(world: World) -> None:
    act = {"command": "comment.add", "arguments": {"body": "Noted"}}
    world.do(CreateRule(rule_name="Note", on=["item.created"], acts=[act]))
    for number in range(EVENTS):
        world.do(CreateItem(kind="task", title=f"Pay {number}"))
    events = list(Workspace.objects.get().events.order_by("seq"))
    _at_once(2, lambda: answer(Workspace.objects.get(), events, now=world.now))
    assert (Comment.objects.count(), AutomationRun.objects.count()) == (EVENTS, EVENTS)
