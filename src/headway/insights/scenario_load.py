"""Who has too much to do now, and in a scenario: of those whose work it changes, on the same draws."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Q

from ..access import visible
from ..models import Item, TeamMember
from ..queries.base import Look
from ..queries.clock import today
from ..queries.load import WEEKS, Book, Carrier, open_work
from ..queries.rows import Person
from ..rules.load import Piece as Laid
from ..rules.load import Weeks
from ..rules.scenarios import What
from . import capacity
from .effort import Open, beliefs, remaining
from .load_rows import logged_on, spent_lately
from .scenario_rows import Line

SHARE: Final = 0.01
"""By how much a chance must move to be told."""
_COLUMNS: Final = ("id", "kind", "owner_id", "due", "effort")


@dataclass(frozen=True, slots=True)
class Burden:
    """How likely somebody is over-committed in the worst of the weeks ahead, and which week that is."""

    chance: float
    week: date


@dataclass(frozen=True, slots=True)
class BurdenRow:
    """Somebody whose burden changes: now, and in each scenario."""

    person: Person
    now: Burden
    then: tuple[Burden, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """A piece of open work as it counts: whose it is, due when, and its estimate."""

    id: int
    kind: str
    owner: int | None
    due: date | None
    effort: int | None


class Burdens:
    """What is read once for all scenarios: the people whose work they change, and all that these have to do."""

    def __init__(self, look: Look, scenarios: Sequence[Sequence[Line]], zone: ZoneInfo) -> None:
        lines = [line for rows in scenarios for line in rows]
        touched = {line["item_id"] for line in lines}
        people = {line["member_id"] for line in lines} | {line["item__owner_id"] for line in lines}
        self.carriers = _carriers(look, people - {None})
        ids = [one.id for one, _ in self.carriers]
        rows = open_work(look.actor).filter(Q(owner__in=ids) | Q(pk__in=touched)) if ids else Item.objects.none()
        self.tasks = [_Task(*row) for row in rows.order_by("id").values_list(*_COLUMNS)]
        self.logged = logged_on(one.id for one in self.tasks)
        self.believed = beliefs(spent_lately(look, zone)) if self.tasks else {}
        self.book = Book(look, team=None, weeks=WEEKS, pieces=[Laid(t.id, None, t.due, t.effort) for t in self.tasks])
        self.weeks = Weeks(today(look, zone), WEEKS)

    def rows(self, scenarios: Sequence[Sequence[Line]]) -> tuple[BurdenRow, ...]:
        """Those whose chance moves in any of the scenarios, who has the most in one of them first."""
        now = self._burdens(self.tasks)
        then = [self._burdens([_after(one, rows) for one in self.tasks if not _ends(one, rows)]) for rows in scenarios]
        told = [
            BurdenRow(one.person, now[one.id], tuple(each[one.id] for each in then))
            for one, _ in self.carriers
            if any(abs(each[one.id].chance - now[one.id].chance) >= SHARE for each in then)
        ]
        return tuple(sorted(told, key=lambda row: (-max(one.chance for one in row.then), row.person.name)))

    def _burdens(self, tasks: Sequence[_Task]) -> Mapping[int, Burden]:
        dated = [one for one in tasks if one.due and self.weeks.of(one.due) < self.weeks.count]
        work = [Open(one.id, one.kind, one.effort, self.logged.get(one.id, 0)) for one in dated]
        minutes = remaining(work, self.believed)
        return {one.id: self._burden(one, team, dated, minutes) for one, team in self.carriers}

    def _burden(self, one: Carrier, team: int | None, tasks: Sequence[_Task], minutes: np.ndarray) -> Burden:
        mine = [at for at, task in enumerate(tasks) if task.owner == one.id]
        duties = tuple(_duty(tasks[at], self.weeks) for at in mine)
        chances = capacity.Person(one.id, duties, minutes[mine], self._hours(one, team)).chances
        at = int(np.argmax(chances))
        return Burden(round(chances[at], 4), self.weeks.starts[at])

    def _hours(self, one: Carrier, team: int | None) -> tuple[float, ...]:
        days = self.book.days(one, team=team)
        return tuple(days.available(monday, monday + timedelta(days=6)) for monday in self.weeks.starts)


def _duty(task: _Task, weeks: Weeks) -> capacity.Duty:
    week = weeks.of(task.due) if task.due else 0
    return capacity.Duty(task.id, week, loss=0.0, begun=False, may_give=False, may_defer=False)


def _carriers(look: Look, ids: Iterable[int]) -> list[tuple[Carrier, int | None]]:
    """These members with the first of their teams that has a calendar of its own. Two statements."""
    wanted = list(ids)
    seats = TeamMember.objects.filter(member__in=wanted, team__calendar__isnull=False).order_by("-team_id")
    teams = dict(seats.values_list("member_id", "team_id"))
    rows = visible.members(look.actor).filter(pk__in=wanted, active=True).order_by("id")
    columns = ("id", "email", "name", "hours_per_week", "calendar_id")
    return [
        (Carrier(pk, Person(email, name), False, float(hours), calendar), teams.get(pk))
        for pk, email, name, hours, calendar in rows.values_list(*columns)
    ]


def _ends(task: _Task, lines: Iterable[Line]) -> bool:
    return any(line["item_id"] == task.id and line["what"] == What.END for line in lines)


def _after(task: _Task, lines: Iterable[Line]) -> _Task:
    """The same work as it is in a scenario."""
    for line in lines:
        if line["item_id"] != task.id:
            continue
        if line["what"] == What.DUE:
            task = replace(task, due=line["day"])
        elif line["what"] == What.EFFORT:
            task = replace(task, effort=line["number"])
        elif line["what"] == What.OWNER:
            task = replace(task, owner=line["member_id"])
    return task
