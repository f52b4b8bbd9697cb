"""What over-commitment is seen by: who has how many hours, what he has to do by when, and how long work took."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Sum

from ..access import visible
from ..models import TeamMember, WorkLog
from ..queries.base import Look
from ..queries.clock import start_of, today
from ..queries.load import WEEKS, WORK, Book, Carrier, open_work
from ..queries.rows import Person
from ..rules.load import Days, Weeks
from ..rules.words import Category
from .effort import Spent

SPENT: Final = 2000
"""Finished pieces of work from which it is learned how long work takes, the latest."""
SPENDING: Final = ("id", "kind", "effort")
"""The columns that `spent` takes."""
_SEAT: Final = ("member_id", "member__email", "member__name", "lead", "member__hours_per_week", "member__calendar_id")
_WORK: Final = (
    *("id", "key", "kind", "title", "category", "version", "owner_id", "due", "effort", "started_at", "private"),
)


@dataclass(frozen=True, slots=True)
class Work:
    """Open work without parts that somebody owns and that is due, and the minutes that were logged on it."""

    id: int
    key: str
    kind: str
    title: str
    category: str
    version: int
    owner: int
    due: date
    effort: int | None
    begun: datetime | None
    private: bool
    logged: int


@dataclass(frozen=True, slots=True)
class Staff:
    """Members, and the minutes that each has in each of so many weeks from the one of `day` on.

    Where they are those of the whole house: the teams of each, the one whose days are his, and the keys of teams.
    """

    day: date
    count: int
    members: tuple[Carrier, ...]
    hours: Mapping[int, tuple[float, ...]]
    seats: Mapping[int, Set[int]] = field(default_factory=dict)
    first: Mapping[int, int] = field(default_factory=dict)
    keys: Mapping[int, str] = field(default_factory=dict)

    @property
    def weeks(self) -> Weeks:
        """The weeks that are looked at."""
        return Weeks(self.day, self.count)


@dataclass(frozen=True, slots=True)
class LoadRows:
    """Members, all that is due of them by id, and what finished work took."""

    staff: Staff
    work: Mapping[int, Work]
    finished: tuple[Spent, ...]


def load_rows(look: Look, day: date, zone: ZoneInfo) -> LoadRows:
    """Read it for the house."""
    staff = house_staff(look, day)
    work = {one.id: one for one in work_due(look, until=staff.weeks.end)}
    return LoadRows(staff, work, spent_lately(look, zone))


def house_staff(look: Look, day: date) -> Staff:
    """Return all members who have a seat in a team; their days are those of the first."""
    known = visible.members(look.actor).filter(active=True).values("id")
    rows = TeamMember.objects.filter(team__in=visible.teams(look.actor), member__in=known)
    seats: dict[int, set[int]] = defaultdict(set)
    keys: dict[int, str] = {}
    first: dict[int, int] = {}
    found: dict[int, Carrier] = {}
    columns = ("team_id", "team__key", *_SEAT)
    for team, key, pk, email, name, lead, hours, calendar in rows.order_by("-lead", "team_id").values_list(*columns):
        seats[pk].add(team)
        keys[team] = key
        first.setdefault(pk, team)
        found.setdefault(pk, Carrier(pk, Person(email, name), lead, float(hours), calendar))
    members = tuple(found[pk] for pk in sorted(found))
    return Staff(day, WEEKS, members, minutes_of(look, members, first, WEEKS), dict(seats), first, keys)


def minutes_of(
    look: Look, members: Sequence[Carrier], teams: Mapping[int, int], count: int
) -> dict[int, tuple[float, ...]]:
    """Return member -> the minutes that he has in each of the weeks ahead, by his own calendar or that of his team."""
    book = Book(look, team=None, weeks=count, pieces=())
    return {one.id: _in_weeks(book.days(one, team=teams.get(one.id)), book.weeks) for one in members}


def _in_weeks(days: Days, weeks: Weeks) -> tuple[float, ...]:
    return tuple(days.available(monday, monday + timedelta(days=6)) for monday in weeks.starts)


def work_due(look: Look, *, until: date, **given: Any) -> list[Work]:
    """Return open work without parts that the reader sees, due by a day and somebody's, by id. Two statements."""
    due = open_work(look.actor).filter(owner_id__isnull=False, due__lte=until, **given)
    rows: list[Any] = list(due.order_by("id").values_list(*_WORK))
    logged = logged_on(row[0] for row in rows)
    return [Work(*(*row, logged.get(row[0], 0))) for row in rows]


def spendings(look: Look, before: datetime) -> Any:
    """Return work without parts that the reader sees and that was finished before a moment, the latest first."""
    done = visible.items(look.actor).filter(kind__in=WORK, category=Category.DONE, parts_total__lte=1)
    done = done.filter(closed_at__lt=before)
    return done.exclude(task__milestone=True).order_by("-closed_at", "-id")


def spent_lately(look: Look, zone: ZoneInfo) -> tuple[Spent, ...]:
    """What was finished lately, until today, with what was logged on it. Two statements."""
    before = start_of(today(look, zone), zone)
    return tuple(spent(list(spendings(look, before).values_list(*SPENDING)[:SPENT])))


def spent(rows: Sequence[Any]) -> list[Spent]:
    """Return what rows of SPENDING teach. One statement."""
    logged = logged_on(row[0] for row in rows)
    return [Spent(kind, effort, logged.get(pk)) for pk, kind, effort in rows]


def logged_on(items: Iterable[int]) -> dict[int, int]:
    """Item -> minutes logged on it. One statement."""
    rows = WorkLog.objects.filter(item__in=list(items), deleted_at=None).order_by()
    return dict(rows.values_list("item_id").annotate(total=Sum("minutes")))
