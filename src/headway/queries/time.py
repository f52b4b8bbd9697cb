"""Time: the clock that runs, the entries on an item, and the sheet of a week."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from ..access import policy, visible
from ..models import Timer, WorkLog
from ..rules.errors import Invalid, NotFound
from ..tongue import say
from .base import Look, Query
from .rows import Known, Person, Ref, refs
from .types import Day, ItemKey, MemberRef

MOST: Final = 1000
"""Entries that one answer holds."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A running clock; `item` is None where its member may not see the item any more."""

    item: Ref | None
    started: datetime
    minutes: int
    note: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """The reader's running clock, if one runs."""

    running: Clock | None


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An entry of time; `day` is the day where its member is; `mine` where the reader may correct it."""

    id: int
    item: str
    member: Person | None
    minutes: int
    at: datetime
    day: date
    note: str
    mine: bool


@dataclass(frozen=True, slots=True)
class SheetLine:
    """The minutes that went into one item, on each day of the week and together."""

    item: Ref
    days: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A member's week from Monday `first`: minutes by item and day, the sums of days, all of it, and the entries."""

    member: Person
    first: date
    days: tuple[date, ...]
    lines: tuple[SheetLine, ...]
    sums: tuple[int, ...]
    total: int
    entries: tuple[WorkRow, ...]
    running: Clock | None


class ShowClock(Query):
    """Show the reader's running clock."""

    name = "timer.show"
    route = "/timer"

    def answer(self, look: Look) -> Clocks:
        """Two statements at most."""
        return Clocks(running=clock(look))


def clock(look: Look) -> Clock | None:
    """Return the reader's running clock, or None."""
    row = Timer.objects.filter(member_id=look.actor.me).values_list("item_id", "started_at", "note").first()
    if row is None:
        return None
    item, started, note = row
    passed = max(0, int((look.now - started).total_seconds() // 60))
    return Clock(refs(look, [item]).get(item), started, passed, note)


class ListWork(Query):
    """List the time that went into an item, the latest first; at most the last thousand entries."""

    name = "work.list"
    route = "/items/{key}/work"

    key: ItemKey

    def answer(self, look: Look) -> tuple[WorkRow, ...]:
        """Three statements at most."""
        item = visible.items(look.actor).filter(key=self.key.upper()).values_list("id", flat=True).first()
        if item is None:
            raise NotFound(say("there is no item %(key)s here", key=repr(self.key)), field="key")
        rows = WorkLog.objects.filter(item_id=item, deleted_at=None).order_by("-at", "-id")[:MOST]
        return _entries(look, rows)


_COLUMNS: Final = (
    *("id", "item__key", "minutes", "at", "note", "member__user__time_zone", "member__workspace__time_zone"),
    *("member_id", "member__email", "member__name", "item_id"),
)


def _entries(look: Look, rows: QuerySet[WorkLog]) -> tuple[WorkRow, ...]:
    known = Known(look)
    return tuple(_entry(look, known, row) for row in rows.values_list(*_COLUMNS))


def _entry(look: Look, known: Known, row: Sequence[Any]) -> WorkRow:
    pk, key, minutes, at, note, own, common, *who, _ = row
    day = at.astimezone(zone_of(own, common)).date()
    mine = policy.may_edit_comment(look.actor, author_id=who[0])
    return WorkRow(pk, key, known.person(*who), minutes, at, day, note, mine)


def zone_of(own: str | None, common: str | None) -> ZoneInfo:
    """The zone of a member's days: his own, or the workspace's unless he has set another."""
    return ZoneInfo(common or "UTC" if own in (None, "UTC") else own or "UTC")


class ShowWeek(Query):
    """Show the time that a member put into items in a week, by item and day: the week that `day` lies in."""

    name = "time.week"
    route = "/time"

    day: Day | None = None
    member: MemberRef = "me"

    def answer(self, look: Look) -> Sheet:
        """Entries on items that the reader sees, cut into days where the member is. At most five statements."""
        row = self._member(look)
        zone = zone_of(row["user__time_zone"], row["workspace__time_zone"])
        day = self.day or look.now.astimezone(zone).date()
        first = day - timedelta(days=day.weekday())
        begin, end = (_begins(first + timedelta(days=n), zone) for n in (0, 7))
        rows = visible.work_logs(look.actor).filter(member_id=row["id"], at__gte=begin, at__lt=end)
        entries = _entries(look, rows.order_by("at", "id")[:MOST])
        mine = row["id"] == look.actor.member_id
        return _sheet(look, Person(row["email"], row["name"]), first, entries, running=clock(look) if mine else None)

    def _member(self, look: Look) -> dict[str, Any]:
        if look.actor.member_id is None and self.member == "me":
            raise Invalid(say("state whose week: a member's e-mail address"), field="member")
        rows = visible.members(look.actor)
        rows = rows.filter(pk=look.actor.me) if self.member == "me" else rows.filter(email__iexact=self.member)
        columns = ("id", "email", "name", "user__time_zone", "workspace__time_zone")
        found: dict[str, Any] | None = rows.values(*columns).first()
        if found is None:
            raise NotFound(say("there is no member %(member)s", member=repr(self.member)), field="member")
        return found


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)


def _sheet(look: Look, member: Person, first: date, entries: Iterable[WorkRow], *, running: Clock | None) -> Sheet:
    entries = tuple(entries)
    by_item: dict[str, list[int]] = defaultdict(lambda: [0] * 7)
    for one in entries:
        by_item[one.item][(one.day - first).days] += one.minutes
    named = _named(look, by_item)
    lines = tuple(SheetLine(named[key], tuple(days), sum(days)) for key, days in by_item.items() if key in named)
    sums = tuple(sum(line.days[n] for line in lines) for n in range(7))
    return Sheet(
        member=member,
        first=first,
        days=tuple(first + timedelta(days=n) for n in range(7)),
        lines=tuple(sorted(lines, key=lambda line: (-line.total, line.item.key))),
        sums=sums,
        total=sum(sums),
        entries=entries,
        running=running,
    )


def _named(look: Look, keys: Iterable[str]) -> dict[str, Ref]:
    rows = visible.items(look.actor).filter(key__in=list(keys))
    return {row[0]: Ref(*row) for row in rows.values_list("key", "kind", "title", "category")}
