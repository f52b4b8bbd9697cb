"""The feed: what happened, by day, and within a day by what it happened to."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import path

from ...queries.feed import Feed, ListEvents
from ...queries.rows import Ref
from ...queries.telling import EventRow
from ..explore.filters import address
from ..page import Visit, screen

STEP: Final = 60
QUIET: Final = ("watcher.added", "watcher.removed")
"""Who follows what is told in an item's history; most of it comes of comments, which are told here."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What happened to one item, one thing after another, with nothing else between."""

    item: Ref | None
    events: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and what happened on it, the latest first."""

    date: date
    stretches: tuple[Stretch, ...]


def days(rows: tuple[EventRow, ...], zone: ZoneInfo) -> list[Day]:
    """Return the events, the latest first, by day in `zone` and by item."""
    told = (row for row in rows if row.type not in QUIET)
    by_day = groupby(told, key=lambda row: row.at.astimezone(zone).date())
    return [Day(day, _stretches(events)) for day, events in ((day, tuple(events)) for day, events in by_day)]


def _stretches(events: tuple[EventRow, ...]) -> tuple[Stretch, ...]:
    by_item = groupby(events, key=lambda row: row.item)
    return tuple(Stretch(item, tuple(rows)) for item, rows in by_item)


@screen
def feed(visit: Visit) -> HttpResponse:
    """Show a page of what happened, as far as the visitor may see it; what was noticed by itself only if asked for."""
    cursor = visit.request.GET.get("cursor") or None
    noticed = "noticed" in visit.request.GET
    found: Feed = visit.ask(ListEvents(limit=STEP, cursor=cursor, noticed=noticed, quiet=True))
    stays = {"noticed": "1"} if noticed else {}
    more = address("/feed", **stays, cursor=found.next) if found.next else ""
    about: dict[str, Any] = {"more": more, "older": bool(cursor), "noticed": noticed}
    return visit.page("feed/feed.html", days=days(found.rows, visit.local), **about)


urlpatterns = [path("feed", feed)]
