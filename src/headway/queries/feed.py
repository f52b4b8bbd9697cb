"""What happened: in the workspace, to an item, and in one's inbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from pydantic import Field

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..events.types import FindingTold
from ..models import Event, Notification
from ..rules.errors import Invalid, NotFound
from ..tongue import say
from .base import Look, Query
from .items import Count
from .telling import COLUMNS, EventRow, tell
from .types import Cursor, ItemKey, Limit

_SALT: Final = "headway.feed"
_SET_UP: Final = Q(item=None, via="import") | Q(item=None, actor=None, type="state.added")
"""What comes by the hundred when a workspace is founded or filled, and is no news to anybody."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Events, the latest first, and the cursor of those before them; None at the beginning of time."""

    rows: tuple[EventRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A line in the inbox: an event, and why it is there."""

    id: int
    reason: str
    read: datetime | None
    event: EventRow


@dataclass(frozen=True, slots=True)
class Inbox:
    """Lines of the inbox, the latest first; `unread` counts all that wait to be read."""

    rows: tuple[InboxRow, ...]
    next: str | None
    unread: int


class ListEvents(Query):
    """List what happened in the workspace, the latest first. Owners and admins see everything."""

    name = "feed.list"
    route = "/events"

    noticed: bool = Field(default=True, description="whether what Headway noticed by itself comes along")
    limit: Limit = 50
    cursor: Cursor | None = None
    quiet: bool = Field(default=False, description="leave out the people, labels and states that imports bring")

    def answer(self, look: Look) -> Feed:
        """One page of the log."""
        rows = visible.events(look.actor)
        if self.quiet:
            rows = rows.exclude(_SET_UP)
        if not self.noticed:
            rows = rows.exclude(type=FindingTold.type)
        return feed_of(look, rows, limit=self.limit, cursor=self.cursor)


class ListItemEvents(Query):
    """List what happened to an item, the latest first."""

    name = "item.history"
    route = "/items/{key}/events"

    key: ItemKey
    limit: Limit = 50
    cursor: Cursor | None = None

    def answer(self, look: Look) -> Feed:
        """One page of the item's own log."""
        pk = visible.items(look.actor).filter(key=self.key.upper()).values_list("id", flat=True).first()
        if pk is None:
            raise NotFound(say("there is no item %(key)s here", key=repr(self.key)), field="key")
        return feed_of(look, visible.events(look.actor).filter(item_id=pk), limit=self.limit, cursor=self.cursor)


class ListInbox(Query):
    """List one's inbox, the latest first; only what is unread unless all is asked for."""

    name = "inbox.list"
    route = "/inbox"

    all: bool = False
    limit: Limit = 50
    cursor: Cursor | None = None

    def answer(self, look: Look) -> Inbox:
        """One page, and the count of what is unread."""
        mine = _inbox(look.actor)
        unread = mine.filter(read_at=None)
        rows = mine if self.all else unread
        if self.cursor:
            rows = rows.filter(id__lt=_read(self.cursor, 1)[0])
        columns = ("id", "reason", "read_at", *(f"event__{name}" for name in COLUMNS))
        found = list(rows.order_by("-id").values_list(*columns)[: self.limit + 1])
        shown = found[: self.limit]
        told = tell(look, [row[3:] for row in shown])
        return Inbox(
            rows=tuple(
                InboxRow(row[0], row[1], row[2], event) for row, event in zip(shown, told, strict=True) if event
            ),
            next=_write(shown[-1][:1]) if len(found) > self.limit else None,
            unread=unread.count(),
        )


class CountInbox(Query):
    """Count the lines of one's inbox that wait to be read."""

    name = "inbox.count"
    route = "/inbox/count"

    def answer(self, look: Look) -> Count:
        """One statement."""
        return Count(count=_unread.count(look.actor))


def _inbox(actor: Actor) -> "QuerySet[Notification]":
    """One's own lines, about events that one may still see."""
    rows = Notification.objects.filter(member_id=actor.me)
    return rows.filter(visible.event_rule(actor, "event__"))


_unread: Final = Seen(lambda actor: _inbox(actor).filter(read_at=None).values_list("id"))


def feed_of(look: Look, rows: "QuerySet[Event]", *, limit: int, cursor: str | None) -> Feed:
    """Return a page of these events in words, the latest first."""
    if cursor:
        at, seq = _read(cursor, 2)
        moment = datetime.fromisoformat(at)
        rows = rows.filter(Q(happened_at__lte=moment) & (Q(happened_at__lt=moment) | Q(seq__lt=seq)))
    found = list(rows.order_by("-happened_at", "-seq").values_list(*COLUMNS)[: limit + 1])
    shown = found[:limit]
    last = (shown[-1][COLUMNS.index("happened_at")].isoformat(), shown[-1][1]) if len(found) > limit else None
    return Feed(rows=tuple(row for row in tell(look, shown) if row), next=_write(last) if last else None)


def _write(place: Sequence[Any]) -> str:
    return Signer(salt=_SALT).sign_object(list(place))


def _read(cursor: str, length: int) -> list[Any]:
    try:
        place: list[Any] = Signer(salt=_SALT).unsign_object(cursor)
    except (BadSignature, ValueError, TypeError) as error:
        raise Invalid(say("this cursor was not given out here; leave it out to begin again"), field="cursor") from error
    if len(place) != length:
        raise Invalid(say("this cursor belongs to another list; leave it out to begin again"), field="cursor")
    return place
