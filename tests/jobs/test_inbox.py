from datetime import timedelta
from typing import Any

import pytest

from headway.commands.comments import AddComment, DeleteComment, EditComment, WatchItem
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.members import ChangeMember
from headway.commands.moves import MoveItem
from headway.commands.notifications import ReadAllNotifications, ReadNotification, _names, notify
from headway.events.followers import advance
from headway.jobs.followers import FOLLOWERS, Loop
from headway.models import Event, Notification
from headway.rules.errors import NotFound


def told(world: Any) -> set[tuple[str, str, str]]:
    """Let the inbox catch up; return who was told of what, and why."""
    advance(FOLLOWERS[0], workspace=world.workspace)
    rows = Notification.objects.values_list("member__email", "event__type", "reason")
    return {(email.split("@")[0], type_, reason) for email, type_, reason in rows}


def task(world: Any, **fields: Any) -> str:
    return str(world.do(CreateItem(kind="task", title="Pay", **fields))["key"])


def test_who_is_given_an_item_is_told(world: Any) -> None:
    key = task(world, owner=world.email("member"))
    assert told(world) == {("member", "item.created", "assigned")}
    world.do(ChangeItem(key=key, owner=world.email("admin")))
    assert ("admin", "item.changed", "assigned") in told(world)


def test_nobody_is_told_of_his_own_acts(world: Any) -> None:
    key = task(world, owner=world.email("owner"))
    world.do(AddComment(key=key, body=f"I say, @{world.email('owner')}"))
    world.do(MoveItem(key=key, state="doing"))
    assert told(world) == set()


def test_comments_reach_owner_reporter_and_followers_once(world: Any) -> None:
    key = task(world, owner=world.email("member"))
    world.do(WatchItem(key=key, member=world.email("member")))
    world.do(WatchItem(key=key, member=world.email("guest")))
    world.do(AddComment(key=key, body="Done soon"), by="admin")
    found = told(world)
    assert {one for one in found if one[1] == "comment.added"} == {
        ("owner", "comment.added", "commented"),
        ("member", "comment.added", "commented"),
        ("guest", "comment.added", "commented"),
    }


def test_a_move_reaches_those_who_follow(world: Any) -> None:
    key = task(world)
    world.do(WatchItem(key=key, member=world.email("outsider")))
    world.do(MoveItem(key=key, state="doing"), by="admin")
    assert {one for one in told(world) if one[1] == "item.moved"} == {
        ("outsider", "item.moved", "moved"),
        ("owner", "item.moved", "moved"),
    }


def test_a_mention_by_address_or_name_wins_over_other_reasons(world: Any) -> None:
    key = task(world, owner=world.email("member"))
    world.do(AddComment(key=key, body=f"@{world.email('member')} and @Outsider Person, look"), by="admin")
    found = {one for one in told(world) if one[2] == "mentioned"}
    assert {who for who, *_ in found} == {"member", "outsider"}


@pytest.mark.parametrize(
    ("body", "hit"),
    [
        ("@ann@acme.com!", True),
        ("see @Ann Arbor, please", True),
        ("(@ANN@ACME.COM)", True),
        ("@ann@acme.com.", True),
        ("@ann@acme.company", False),
        ("@ann@acme.com.au", False),
        ("joann@ann@acme.com", False),
        ("@Ann Arborist", False),
        ("ann@acme.com", False),
    ],
)
def test_what_is_a_mention(body: str, hit: bool) -> None:
    assert _names(body, ["ann@acme.com", "Ann Arbor"]) is hit


def test_an_edit_tells_only_those_newly_mentioned(world: Any) -> None:
    key = task(world)
    made = world.do(AddComment(key=key, body=f"@{world.email('member')}"), by="admin")
    told(world)
    edited = f"@{world.email('member')} @{world.email('outsider')}"
    world.do(EditComment(id=made["id"], body=edited), by="admin")
    assert {one for one in told(world) if one[1] == "comment.edited"} == {("outsider", "comment.edited", "mentioned")}


def test_what_one_may_not_see_is_not_told(world: Any) -> None:
    key = task(world, team="SEC")
    names = " ".join(f"@{world.email(who)}" for who in ("outsider", "guest", "admin"))
    world.do(AddComment(key=key, body=names))
    assert told(world) == {("admin", "comment.added", "mentioned")}


def test_who_has_left_is_not_told(world: Any) -> None:
    key = task(world, owner=world.email("member"))
    world.do(ChangeMember(member=world.email("member"), active=False))
    world.do(AddComment(key=key, body="gone?"), by="admin")
    assert not [one for one in told(world) if one[0] == "member"]


def test_a_withdrawn_comment_is_no_news(world: Any) -> None:
    key = task(world)
    made = world.do(AddComment(key=key, body=f"@{world.email('member')}"), by="admin")
    world.do(DeleteComment(id=made["id"]), by="admin")
    assert told(world) == set()


def test_history_and_imports_are_no_news(world: Any) -> None:
    task(world, owner=world.email("member"))
    events = list(Event.objects.filter(workspace=world.workspace))
    for one in events:
        one.recorded_at = one.happened_at + timedelta(days=2)
    assert notify(world.workspace, events) == 0
    for one in events:
        one.recorded_at, one.via = one.happened_at, "import"
    assert notify(world.workspace, events) == 0


def test_telling_again_adds_nothing(world: Any) -> None:
    task(world, owner=world.email("member"))
    events = list(Event.objects.filter(workspace=world.workspace))
    assert notify(world.workspace, events) == 1
    assert notify(world.workspace, events) == 0


def test_lines_are_read_by_their_member_alone(world: Any) -> None:
    task(world, owner=world.email("member"))
    told(world)
    line = Notification.objects.get()
    with pytest.raises(NotFound):
        world.do(ReadNotification(id=line.pk), by="admin")
    assert world.do(ReadNotification(id=line.pk), by="member") == {"id": line.pk, "read": True}
    assert Notification.objects.get().read_at == world.now
    world.do(ReadNotification(id=line.pk, read=False), by="member")
    assert world.do(ReadAllNotifications(), by="admin") == {"read": 0}
    assert world.do(ReadAllNotifications(), by="member") == {"read": 1}


def test_a_failing_follower_pauses_and_spares_the_others(world: Any) -> None:
    from headway.events.followers import Following

    now = [0.0]
    seen: list[int] = []
    tried: list[int] = []

    def broken(*_: Any) -> None:
        tried.append(1)
        raise ValueError("cannot")

    followers = [Following("broken", broken), Following("sound", lambda _, events: seen.extend(e.seq for e in events))]
    loop = Loop(followers, clock=lambda: now[0])
    loop.once()
    loop.once()
    assert len(tried) == 1
    assert seen == list(range(1, world.workspace.__class__.objects.get().seq + 1))
    now[0] = 1.5
    loop.once()
    assert len(tried) == 2
