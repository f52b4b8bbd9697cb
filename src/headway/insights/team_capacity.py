"""How likely the members of a team are over-committed, week by week, and what would help: read for one reader."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from django.db.models import Sum

from ..access import visible
from ..models import WorkLog
from ..queries.base import Look, Query
from ..queries.clock import today
from ..queries.kept import kept
from ..queries.load import WEEKS, WORK, Book, Carrier, open_work
from ..queries.rows import Person, Ref
from ..queries.team_load import WeekCount, carriers, team_id
from ..queries.types import TeamKey
from ..rules.load import Piece as Laid
from ..rules.load import Weeks
from ..rules.words import OPEN, Category, RelationType, Role
from . import capacity
from .effort import Open, Spent, beliefs, remaining
from .findings import last_findings

HISTORY: Final = 2000
"""Finished pieces of work from which it is learned how long work takes, the latest."""
_COLUMNS: Final = (
    *(
        "id",
        "key",
        "kind",
        "title",
        "category",
        "version",
        "owner_id",
        "start",
        "due",
        "effort",
        "started_at",
        "private",
    ),
)


@dataclass(frozen=True, slots=True)
class WeekChance:
    """How likely what is due by the end of a week does not fit into the hours until then; minutes, half and 85 %."""

    start: date
    chance: float
    available: int
    p50: int
    p85: int


@dataclass(frozen=True, slots=True)
class RemedyItem:
    """Work that a remedy moves, and its version as it is now."""

    item: Ref
    version: int


@dataclass(frozen=True, slots=True)
class Remedy:
    """The cheapest act that helps: giving work to somebody (`to`), or putting it off until a day (`due`).

    `before` and `after` are the chances of the week, `other_before` and `other_after` the worst of who is given it.
    `waits` says whether a goal is known to wait for the work.
    """

    items: tuple[RemedyItem, ...]
    to: Person | None
    due: date | None
    before: float
    after: float
    other_before: float | None
    other_after: float | None
    waits: bool


@dataclass(frozen=True, slots=True)
class PersonCapacity:
    """How likely a member is over-committed; `worst` is the first week in which he likely is, `remedy` what helps."""

    person: Person
    weeks: tuple[WeekChance, ...]
    worst: WeekChance | None
    remedy: Remedy | None


@dataclass(frozen=True, slots=True)
class TeamCapacity:
    """The members of a team, those first who are over-committed most likely; and the team as one.

    `learned` finished pieces of work had time logged against an estimate.
    """

    people: tuple[PersonCapacity, ...]
    team: tuple[WeekChance, ...]
    learned: int


class ShowTeamCapacity(Query):
    """Show how likely members of a team have more that is due than hours, and the cheapest act that would help.

    Work takes what such work took by the time that was logged, not what was estimated; what has no due day counts in no
    week. Only of work that the reader sees.
    """

    name = "team.capacity"
    route = "/teams/{team}/capacity"
    least = Role.MEMBER

    team: TeamKey
    weeks: WeekCount = WEEKS

    def answer(self, look: Look) -> TeamCapacity:
        """The same statements for any number of items; kept until something happens. Raises NotFound."""
        pk = team_id(look, self.team)
        return kept(look, f"{self.name} {pk} {self.weeks}", today(look), lambda: _Team(look, pk, self.weeks).told())


class Reading:
    """What is read once, and told of each member."""

    def __init__(self, look: Look, members: Sequence[Carrier], count: int, weights: Mapping[int, float]) -> None:
        self.look, self.members, self.weights = look, members, weights
        rows = open_work(look).filter(owner_id__in=[one.id for one in members], due__isnull=False)
        columns = rows.order_by("id").values_list(*_COLUMNS)
        self.weeks = Weeks(today(look), count)
        self.rows = {row[0]: dict(zip(_COLUMNS, row, strict=True)) for row in columns if self._week(row[8]) < count}
        self.numbers = {row["key"]: pk for pk, row in self.rows.items()}
        self.finished = _finished(look)

    def book_of(self, one: Carrier) -> Book:
        """The days of a member."""
        raise NotImplementedError

    def helpers(self, one: Carrier) -> list[Carrier]:
        """Who may be given his work."""
        return [other for other in self.members if other.id != one.id]

    def _week(self, due: date) -> int:
        return self.weeks.of(due)

    def people(self) -> dict[int, capacity.Person]:
        """Member -> his duties and his hours."""
        logged = _logged(self.rows)
        work = [Open(pk, row["kind"], row["effort"], logged.get(pk, 0)) for pk, row in self.rows.items()]
        minutes = remaining(work, beliefs(self.finished))
        at: dict[int, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows.values()):
            at[row["owner_id"]].append(number)
        duties = self._duties()
        return {
            one.id: capacity.Person(one.id, tuple(duties[n] for n in at[one.id]), minutes[at[one.id]], self._hours(one))
            for one in self.members
        }

    def _duties(self) -> list[capacity.Duty]:
        held = _waited_for(self.look, self.rows)
        return [
            capacity.Duty(
                id=pk,
                week=self._week(row["due"]),
                loss=self.weights.get(pk, 0.0),
                begun=row["started_at"] is not None,
                may_give=not row["private"],
                may_defer=pk not in held,
            )
            for pk, row in self.rows.items()
        ]

    def _hours(self, one: Carrier) -> tuple[float, ...]:
        days = self.book_of(one).days(one)
        return tuple(days.available(monday, monday + timedelta(days=6)) for monday in self.weeks.starts)

    def told_of(self, one: Carrier, people: Mapping[int, capacity.Person], at: int | None) -> PersonCapacity:
        """What is told of a member, with what would help in a week."""
        weeks = self._chances(people[one.id])
        if at is None:
            return PersonCapacity(one.person, weeks, None, None)
        found = capacity.cure(people[one.id], [people[other.id] for other in self.helpers(one)], at)
        return PersonCapacity(one.person, weeks, weeks[at], self._remedy(found) if found else None)

    def _chances(self, one: capacity.Person) -> tuple[WeekChance, ...]:
        half, most = np.quantile(capacity.needed(one), [0.5, 0.85], axis=1).round().astype(int).tolist()
        has = capacity.until(one).round().astype(int).tolist()
        told = zip(self.weeks.starts, capacity.chances(one), has, half, most, strict=True)
        return tuple(WeekChance(*week) for week in told)

    def _remedy(self, found: capacity.Cure) -> Remedy:
        friday = self.weeks.starts[found.week] + timedelta(days=4) if found.week is not None else None
        return Remedy(
            items=tuple(self._moved(pk) for pk in found.items),
            to=next((one.person for one in self.members if one.id == found.to), None),
            due=friday,
            before=found.before,
            after=found.after,
            other_before=found.other[0] if found.other else None,
            other_after=found.other[1] if found.other else None,
            waits=found.to is None and found.loss > 0,
        )

    def _moved(self, pk: int) -> RemedyItem:
        row = self.rows[pk]
        return RemedyItem(Ref(row["key"], row["kind"], row["title"], row["category"]), row["version"])


class _Team(Reading):
    """The members of one team."""

    def __init__(self, look: Look, team: int, count: int) -> None:
        known = last_findings(look)
        super().__init__(look, carriers(look, team), count, known[0].weights if known else {})
        self.book = Book(look, team=team, weeks=count, pieces=[laid_of(row) for row in self.rows.values()])

    def book_of(self, one: Carrier) -> Book:
        """The days of the team."""
        return self.book

    def told(self) -> TeamCapacity:
        """All of it, those first who are over-committed most likely."""
        people = self.people()
        told = [self.told_of(one, people, capacity.worst(people[one.id])) for one in self.members]
        told.sort(key=lambda one: -max((week.chance for week in one.weeks), default=0.0))
        learned = sum(bool(one.effort and one.logged) for one in self.finished)
        return TeamCapacity(tuple(told), self._chances(_together(list(people.values()), self.weeks.count)), learned)


def laid_of(row: Mapping[str, Any]) -> Laid:
    """Work as it is laid on days."""
    return Laid(row["id"], row["start"], row["due"], row["effort"])


def _together(people: list[capacity.Person], weeks: int) -> capacity.Person:
    """The team as one: all that its members have to do, and all their hours."""
    minutes = [one.minutes for one in people]
    hours = tuple(sum(one.hours[at] for one in people) for at in range(weeks))
    duties = tuple(duty for one in people for duty in one.duties)
    return capacity.Person(0, duties, np.concatenate(minutes) if minutes else np.zeros((0, 1)), hours)


def _finished(look: Look) -> list[Spent]:
    """What was finished lately, with what was logged on it. One statement."""
    done = visible.items(look.actor).filter(kind__in=WORK, category=Category.DONE, parts_total__lte=1)
    latest = done.exclude(task__milestone=True).order_by("-closed_at", "-id").values_list("id", "kind", "effort")
    rows = list(latest[:HISTORY])
    logged = _logged(pk for pk, _, _ in rows)
    return [Spent(kind, effort, logged.get(pk)) for pk, kind, effort in rows]


def _logged(items: Iterable[int]) -> dict[int, int]:
    """Item -> minutes logged on it. One statement."""
    rows = WorkLog.objects.filter(item__in=list(items), deleted_at=None).order_by()
    return dict(rows.values_list("item_id").annotate(total=Sum("minutes")))


def _waited_for(look: Look, items: Iterable[int]) -> set[int]:
    """Those of these items for which other open work waits. One statement."""
    given = set(items)
    rows = visible.relations(look.actor).filter(source__category__in=OPEN, target__category__in=OPEN)
    ties = rows.filter(type__in=(RelationType.BLOCKS, RelationType.DEPENDS_ON))
    return given & {_earlier(*row) for row in ties.values_list("type", "source_id", "target_id")}


def _earlier(type_: str, source: int, target: int) -> int:
    return source if type_ == RelationType.BLOCKS else target
