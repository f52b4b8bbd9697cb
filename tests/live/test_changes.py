"""Who is told what of a stretch of the log."""

from typing import Any

import pytest

from headway.commands.bin import DeleteItem
from headway.commands.comments import WatchItem
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.labels import RenameLabel
from headway.commands.relations import AddRelation
from headway.models import Event, Workspace
from headway.queries import changes

WHO = ("owner", "admin", "member", "outsider", "guest")


def told(world: Any, after: int) -> dict[str, tuple[str, ...] | None]:
    """The keys that each is told of what happened after an event; None for nothing at all."""
    found = changes.stretch(workspace_id=world.workspace.pk, after=after, upto=seq(world))
    actors = {who: world.actor(who) for who in WHO}
    answers = changes.for_readers(found, actors=actors.values())
    return {who: (one.keys if (one := answers[actor]) else None) for who, actor in actors.items()}


def seq(world: Any) -> int:
    return int(Workspace.objects.get(pk=world.workspace.pk).seq)


def test_everybody_hears_of_what_everybody_may_see_but_guests_of_their_teams_alone(world: Any) -> None:
    before = seq(world)
    world.do(CreateItem(kind="task", title="Open"))
    assert told(world, before) == {**dict.fromkeys(WHO, ("T-1",)), "guest": None}
    before = seq(world)
    world.do(CreateItem(kind="task", title="In the team", team="PAY"))
    assert told(world, before) == dict.fromkeys(WHO, ("PAY-1",))


def test_private_work_reaches_those_involved_and_admins(world: Any) -> None:
    before = seq(world)
    world.do(CreateItem(kind="task", title="Secret", team="SEC", owner=world.email("outsider")))
    world.do(CreateItem(kind="task", title="Private", private=True))
    world.do(WatchItem(key="T-1", member=world.email("guest")))
    assert told(world, before) == {
        "owner": ("SEC-1", "T-1"),
        "admin": ("SEC-1", "T-1"),
        "member": None,
        "outsider": ("SEC-1",),
        "guest": ("T-1",),
    }


def test_what_went_into_the_bin_is_told_to_those_who_saw_it(world: Any) -> None:
    world.do(CreateItem(kind="task", title="Open"))
    before = seq(world)
    world.do(DeleteItem(key="T-1"))
    assert told(world, before)["member"] == ("T-1",)
    assert told(world, before)["guest"] is None


def test_other_ends_are_named_where_they_may_be_seen(world: Any) -> None:
    world.do(CreateItem(kind="task", title="Open"))
    world.do(CreateItem(kind="task", title="Secret", team="SEC"))
    before = seq(world)
    world.do(AddRelation(source="T-1", type="relates-to", target="SEC-1"))
    assert told(world, before)["admin"] == ("SEC-1", "T-1")
    assert told(world, before)["member"] == ("T-1",)


def test_what_concerns_no_item_is_for_admins(world: Any) -> None:
    world.do(CreateItem(kind="task", title="Open", labels=["a"]))
    before = seq(world)
    world.do(RenameLabel(label="a", to="b"))
    assert told(world, before) == {who: (() if who in ("owner", "admin") else None) for who in WHO}


def test_the_number_told_is_that_of_the_last_event_seen(world: Any) -> None:
    before = seq(world)
    world.do(CreateItem(kind="task", title="Open"))
    seen = seq(world)
    world.do(CreateItem(kind="task", title="Secret", team="SEC"))
    member = world.actor("member")
    found = changes.stretch(workspace_id=world.workspace.pk, after=before, upto=seq(world))
    change = changes.for_readers(found, actors=[member])[member]
    assert change == changes.Change(seq=seen, keys=("T-1",), nouns=("item",))


def test_many_items_are_not_named_one_by_one(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MANY", 2)
    before = seq(world)
    for _ in range(3):
        world.do(CreateItem(kind="task", title="Open"))
    member = world.actor("member")
    [change] = changes.missed(actor=member, after=before, upto=seq(world))
    assert (change.many, change.keys, change.seq) == (True, (), seq(world))


def test_who_was_away_for_long_is_told_so_and_gets_the_rest(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "STEP", 2)
    before = seq(world)
    for _ in range(15):
        world.do(CreateItem(kind="task", title="Open"))
    found = changes.missed(actor=world.actor("member"), after=before, upto=seq(world))
    assert [one.many for one in found] == [True, *[False] * 5]
    assert [key for one in found for key in one.keys] == [f"T-{n}" for n in range(6, 16)]
    assert changes.missed(actor=world.actor("guest"), after=before, upto=seq(world)) == []


def test_the_statements_do_not_grow_with_readers(world: Any, django_assert_num_queries: Any) -> None:
    before = seq(world)
    world.do(CreateItem(kind="task", title="Open"))
    world.do(ChangeItem(key="T-1", title="Still open"))
    actors = [world.actor("member") for _ in range(2)] + [world.actor("outsider"), world.actor("owner")]
    found = changes.stretch(workspace_id=world.workspace.pk, after=before, upto=seq(world))
    assert Event.objects.filter(seq__gt=before).count() == 2
    with django_assert_num_queries(1):  # who sees the item: one look for all members; owners need none
        changes.for_readers(found, actors=actors)
