"""What people carry, week by week, against their hours: read once for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from ..access import visible
from ..access.actor import Actor
from ..access.calendars import Calendars
from ..models import Item
from ..rules.calendars import Calendar
from ..rules.load import FARTHEST, Cell, Days, Load, Piece, Weeks, laid, load, minutes_a_week
from ..rules.words import OPEN, Kind
from .base import Look
from .clock import today
from .rows import Person

WORK: Final = (Kind.TASK.value, Kind.ISSUE.value)
WEEKS: Final = 8


@dataclass(frozen=True, slots=True)
class LoadCell:
    """The week that begins on `start`: minutes planned and minutes there are, None for work that nobody owns."""

    start: date
    planned: int
    available: int | None


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """What a person carries of all work; `person` is None for the team's work that nobody owns.

    `later` are minutes beyond the weeks, `undated` minutes of work without a due day, `unestimated` pieces of work
    without an estimate: these are in no week.
    """

    person: Person | None
    lead: bool
    cells: tuple[LoadCell, ...]
    later: int
    undated: int
    unestimated: int


@dataclass(frozen=True, slots=True)
class Carrier:
    """Whose load is asked for: a member, his hours a week, and his own calendar where he has one."""

    id: int
    person: Person
    lead: bool
    hours: float
    calendar: int | None


@dataclass(slots=True)
class Burden:
    """What somebody carries: pieces whose effort is known, and how many there are besides."""

    pieces: list[Piece] = field(default_factory=list)
    unestimated: int = 0


def open_work(actor: Actor) -> QuerySet[Item]:
    """Open tasks and issues without parts that the reader sees; milestones take no effort."""
    parts = visible.items(actor).filter(parent_id=OuterRef("pk"))
    rows = visible.items(actor).filter(kind__in=WORK, category__in=OPEN).exclude(Exists(parts))
    return rows.exclude(task__milestone=True).order_by()


def pieces_of(rows: QuerySet[Item]) -> dict[int | None, list[Piece]]:
    """Return owner -> pieces. One statement."""
    found: dict[int | None, list[Piece]] = defaultdict(list)
    for owner, pk, start, due, effort in rows.values_list("owner_id", "id", "start", "due", "effort"):
        found[owner].append(Piece(pk, start, due, effort))
    return found


def by_days(rows: QuerySet[Item]) -> QuerySet[Item, Any]:
    """Return (owner, start, due, minutes, how many without an estimate) as a load asks, for `laid_out`."""
    days = rows.values_list("owner_id", "start", "due")
    return days.annotate(m=Sum("effort"), u=Count("*") - Count("effort"))


def laid_out(rows: Iterable[Sequence[Any]]) -> dict[int | None, Burden]:
    """Return owner -> what he carries, of rows as `by_days` asks for: what lies on the same days is one piece."""
    found: dict[int | None, Burden] = defaultdict(Burden)
    for owner, start, due, effort, unknown in rows:
        one = found[owner]
        one.unestimated += unknown
        if effort is not None:
            one.pieces.append(Piece(0, start, due, effort))
    return found


class Book:
    """People's days from today on, laid out as far as their work goes."""

    def __init__(self, look: Look, *, team: int | None, weeks: int, pieces: Iterable[Piece]) -> None:
        self._calendars, self._team = Calendars(look.actor.workspace_id), team
        self.weeks = Weeks(today(look, self._calendars.zone), weeks)
        farthest = max((one.due for one in pieces if one.due), default=self.weeks.today)
        self._last = max(self.weeks.end, min(farthest, self.weeks.today + FARTHEST))
        self._laid: dict[int, list[int]] = {}

    def days(self, one: Carrier, *, team: int | None = None) -> Days:
        """A person's days: his hours a week, laid as his own calendar has them, else the team's or the workspace's."""
        calendar = self._calendars.of(calendar=one.calendar, team=team or self._team)
        scale = one.hours * 60 / (minutes_a_week(calendar) or 1)
        leave = self._calendars.leave(one.id)
        return Days(self._minutes(calendar), today=self.weeks.today, leave=leave, scale=scale)

    @cached_property
    def nobodys(self) -> Days:
        """The days of work that nobody owns: those of the team."""
        return Days(self._minutes(self._calendars.of(team=self._team)), today=self.weeks.today)

    def _minutes(self, calendar: Calendar) -> list[int]:
        if id(calendar) not in self._laid:
            self._laid[id(calendar)] = laid(calendar, today=self.weeks.today, last=self._last)
        return self._laid[id(calendar)]

    def load(self, one: Carrier, work: Mapping[int | None, Burden]) -> PersonLoad:
        """What a person carries."""
        own = work.get(one.id) or Burden()
        return self._told(load(own.pieces, self.days(one), self.weeks), own, one.person, lead=one.lead)

    def unowned(self, work: Burden) -> PersonLoad:
        """What nobody carries yet."""
        return self._told(load(work.pieces, self.nobodys, self.weeks, hours=False), work, None, lead=False)

    def _told(self, laid: Load, work: Burden, person: Person | None, *, lead: bool) -> PersonLoad:
        cells = tuple(_cell(*pair) for pair in zip(self.weeks.starts, laid.cells, strict=True))
        return PersonLoad(person, lead, cells, round(laid.later), laid.undated, work.unestimated)


def _cell(start: date, cell: Cell) -> LoadCell:
    return LoadCell(start, round(cell.planned), None if cell.available is None else round(cell.available))
