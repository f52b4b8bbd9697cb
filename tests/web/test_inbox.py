"""The inbox: in words, read one by one or all at once, one's own alone; and the number in the navigation."""

from typing import Any

import pytest

from headway.commands.comments import AddComment
from headway.commands.items import CreateItem
from headway.commands.notifications import notify
from headway.models import Event, Notification


@pytest.fixture
def told(world: Any) -> Any:
    """The member owns an item on which the owner has commented; the inboxes are written."""
    key = world.do(CreateItem(kind="task", title="Call them", team="PAY", owner=world.email("member")))["key"]
    world.do(AddComment(key=key, body="<b>Soon</b>, please"))
    notify(world.workspace, list(Event.objects.filter(workspace=world.workspace).order_by("seq")))
    return world


def _page(client: Any, address: str = "/inbox") -> str:
    return str(client.get(address).content.decode())


def test_lines_are_in_words(told: Any, visit: Any) -> None:
    page = _page(visit("member"))
    assert "Olga Owner" in page
    assert "said:" in page
    assert "Soon" in page
    assert "<b>Soon" not in page
    assert 'title="Unread" >2<' in page
    assert visit("member").get("/inbox/unread").content == b"2"


def test_a_line_is_read_and_stays_until_only_the_unread_are_asked_for(told: Any, visit: Any) -> None:
    client = visit("member")
    first = Notification.objects.filter(member__email=told.email("member")).order_by("id").first()
    assert first is not None
    client.post("/act/notification.read", {"id": first.pk, "read": "on", "next": "/inbox"})
    assert f'id="line-{first.pk}"' in _page(client)
    assert f'id="line-{first.pk}"' not in _page(client, "/inbox?show=unread")
    client.post("/act/notification.read", {"id": first.pk, "read": "off", "next": "/inbox"})
    assert f'id="line-{first.pk}"' in _page(client, "/inbox?show=unread")


def test_all_are_read_at_once(told: Any, visit: Any) -> None:
    client = visit("member")
    client.post("/act/notification.read_all", {"next": "/inbox"})
    assert "All read" in _page(client, "/inbox?show=unread")
    assert client.get("/inbox/unread").content == b"0"


def test_nobody_reads_anothers(told: Any, visit: Any) -> None:
    assert "Call them" not in _page(visit("outsider"))
    assert "Nothing has reached you yet" in _page(visit("guest"))
