"""My work: what I do next, what I wait for, and what others do for me."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, Max, QuerySet, Window

from ..access import visible
from ..access.actor import Actor
from ..access.calendars import Calendars
from ..access.seen import Seen
from ..events.types import ItemMoved
from ..models import Event, Item, Relation
from ..models.ids import among, listed
from ..models.prepared import Prepared
from ..rules.words import OPEN, Category, Dependency, RelationType
from .base import Look, Query
from .clock import today
from .kept import while_quiet
from .rows import ItemRow, item_rows

SHOWN: Final = 25
READ: Final = 1000


@dataclass(frozen=True, slots=True)
class Section:
    """The first rows of a part of one's work, and how many there are."""

    rows: tuple[ItemRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something of mine that waits: for which items, if any is named, and since when."""

    row: ItemRow
    waits_for: tuple[ItemRow, ...]
    since: datetime | None


@dataclass(frozen=True, slots=True)
class MyWork:
    """One's open work, each item in one part alone: waiting, else now, else overdue, else due this week, else next.

    `asked` is what one reported and others own; `week_minutes` the effort of what is now, overdue or due this week,
    `hours_this_week` what of the hours a week this one has, by one's calendar and leave.
    """

    now: Section
    overdue: Section
    due_this_week: Section
    next: Section
    waiting: tuple[Waiting, ...]
    waiting_count: int
    asked: Section
    week_minutes: int
    hours_per_week: float
    hours_this_week: float


@dataclass(frozen=True, slots=True)
class _Mine:
    id: int
    category: str
    due: date | None
    effort: int | None


class ShowMyWork(Query):
    """Show one's own open work: what is next and why, what waits for whom, what others do on one's request."""

    name = "work.mine"
    route = "/my-work"

    def answer(self, look: Look) -> MyWork:
        """Read it, or take what was read last if nothing has happened since."""
        day = today(look)
        return while_quiet(look, self.name, day, lambda: self._read(look, day))

    def _read(self, look: Look, day: date) -> MyWork:
        """Read what is mine once, part it here, and read the rows that are shown all at once."""
        mine = _mine(look)
        holders = _holders(look, [one.id for one in mine])
        parts = _parted(mine, day=day, waiting=set(holders))
        hours = _hours(look)
        monday = day - timedelta(days=day.weekday())
        calendars = Calendars(look.actor.workspace_id, since=monday)
        asked = _asked.tuples(look.actor)
        asked_ids = [pk for pk, _ in asked]
        shown = {name: [one.id for one in part[:SHOWN]] for name, part in parts.items()}
        others = [other for pk in shown["waiting"] for other, _ in holders.get(pk, ())]
        rows = item_rows(look, [*(pk for ids in shown.values() for pk in ids), *asked_ids, *others])
        since = last_moved(shown["waiting"])

        def section(name: str) -> Section:
            return Section(tuple(rows[pk] for pk in shown[name]), len(parts[name]))

        return MyWork(
            now=section("now"),
            overdue=section("overdue"),
            due_this_week=section("week"),
            next=section("next"),
            waiting=tuple(_waiting(pk, rows, holders, since) for pk in shown["waiting"]),
            waiting_count=len(parts["waiting"]),
            asked=Section(tuple(rows[pk] for pk in asked_ids), asked[0][1] if asked else 0),
            week_minutes=sum(one.effort or 0 for name in ("now", "overdue", "week") for one in parts[name]),
            hours_per_week=hours,
            hours_this_week=calendars.week(member=look.actor.me, hours=hours, first=monday),
        )


_FIRST: Final = ("priority", F("due").asc(nulls_last=True), "id")


def _asked_rows(actor: Actor) -> QuerySet[Item, Any]:
    """The first, and with each how many there are in all."""
    rows = visible.items(actor).filter(reporter_id=actor.me, category__in=OPEN).exclude(owner_id=actor.me)
    return rows.annotate(all=Window(Count("*"))).order_by(*_FIRST).values_list("id", "all")[:SHOWN]


def _blocking_rows(actor: Actor, ids: str) -> QuerySet[Relation, Any]:
    rows = visible.relations(actor).filter(type=RelationType.BLOCKS, target_id__in=among(ids))
    return rows.filter(source__category__in=OPEN).values_list("target_id", "source_id", "created_at")


def _needed_rows(actor: Actor, ids: str) -> QuerySet[Relation, Any]:
    rows = visible.relations(actor).filter(type=RelationType.DEPENDS_ON, dependency=Dependency.FS)
    rows = rows.filter(source_id__in=among(ids), target__category__in=OPEN)
    return rows.values_list("source_id", "target_id", "created_at")


_owned: Final = Seen(
    lambda actor: (
        visible.items(actor)
        .filter(owner_id=actor.me, category__in=OPEN)
        .order_by(*_FIRST)
        .values_list("id", "category", "due", "effort")[:READ]
    )
)
_asked: Final = Seen(_asked_rows)
_blocking, _needed = Seen(_blocking_rows), Seen(_needed_rows)
_mine_a_week: Final = Seen(lambda actor: visible.members(actor).filter(pk=actor.me).values_list("hours_per_week"))
_moved: Final = Prepared(
    lambda ids: (
        Event.objects.filter(item_id__in=among(ids), type=ItemMoved.type)
        .values_list("item_id")
        .annotate(at=Max("happened_at"))
    )
)


def _mine(look: Look) -> list[_Mine]:
    return [_Mine(*row) for row in _owned.tuples(look.actor)]


def _hours(look: Look) -> float:
    found = _mine_a_week.tuples(look.actor)
    return float(found[0][0] or 0) if found else 0.0


def _holders(look: Look, ids: list[int]) -> dict[int, list[tuple[int, datetime]]]:
    """What open items each of these waits for, and since when."""
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    told = listed(ids)
    for ties in (_blocking, _needed) if ids else ():
        for pk, other, since in ties.tuples(look.actor, told):
            found[pk].append((other, since))
    return found


def _parted(mine: Iterable[_Mine], *, day: date, waiting: set[int]) -> dict[str, list[_Mine]]:
    end_of_week = day + timedelta(days=6 - day.weekday())
    parts: dict[str, list[_Mine]] = {name: [] for name in ("now", "overdue", "week", "next", "waiting")}
    for one in mine:
        parts[_part(one, day, end_of_week, waits=one.id in waiting)].append(one)
    for name in ("overdue", "week"):
        parts[name].sort(key=lambda one: one.due or date.max)
    return parts


def _part(one: _Mine, day: date, end_of_week: date, *, waits: bool) -> str:
    if waits or one.category == Category.WAITING:
        return "waiting"
    if one.category == Category.DOING:
        return "now"
    if one.due is not None and one.due <= end_of_week:
        return "overdue" if one.due < day else "week"
    return "next"


def last_moved(ids: Sequence[int]) -> dict[int, datetime]:
    """When each of these last went into another state."""
    return dict(_moved.tuples(listed(ids))) if ids else {}


def _waiting(
    pk: int,
    rows: Mapping[int, ItemRow],
    holders: Mapping[int, list[tuple[int, datetime]]],
    since: Mapping[int, datetime],
) -> Waiting:
    row = rows[pk]
    held = holders.get(pk, [])
    moved = since.get(pk) if row.category == Category.WAITING else None
    times = [at for _, at in held] + ([moved] if moved else [])
    return Waiting(row, tuple(rows[other] for other, _ in held if other in rows), min(times, default=None))
