"""The log cannot be rewritten, and followers lose nothing."""

import pytest
from django.db import DatabaseError, transaction

from headway.commands.items import CreateItem
from headway.events.followers import Following, advance
from headway.models import Event, Follower
from tests.world import make_world


@pytest.mark.django_db
def test_the_database_refuses_to_change_an_event() -> None:
    make_world()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(type="nothing.happened")
    assert not Event.objects.filter(type="nothing.happened").exists()


@pytest.mark.django_db
def test_a_follower_reads_each_event_once_and_in_order() -> None:
    world, heard = make_world(), list[int]()
    following = Following("test", lambda workspace, events: heard.extend(event.seq for event in events))
    advance(following, workspace=world.workspace)
    world.do(CreateItem(kind="task", title="Listen"))
    assert advance(following, workspace=world.workspace) == 1
    world.workspace.refresh_from_db()
    assert heard == list(range(1, world.workspace.seq + 1))


@pytest.mark.django_db
def test_a_follower_that_fails_begins_the_batch_again() -> None:
    world = make_world()

    def fail(workspace: object, events: object) -> None:
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        advance(Following("test", fail), workspace=world.workspace)
    assert not Follower.objects.filter(name="test", cursor__gt=0).exists()
