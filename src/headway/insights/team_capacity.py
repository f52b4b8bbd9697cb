"""How likely the members of a team are over-committed, week by week, and what would help: read for one reader."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np

from ..access import visible
from ..queries.base import Look, Query
from ..queries.clock import today, zone_of
from ..queries.kept import kept
from ..queries.load import WEEKS, Carrier
from ..queries.rows import Person, Ref
from ..queries.team_load import WeekCount, carriers, team_id
from ..queries.types import TeamKey
from ..rules.words import OPEN, RelationType, Role
from . import capacity
from .effort import Belief, Open, beliefs, remaining
from .findings import last_findings
from .load_rows import LoadRows, Staff, Work, minutes_of, spent_lately, work_due
from .memory import Memory, Same


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
    """What is told of each member, of what was read; `held` is the work for which other work waits."""

    def __init__(self, given: LoadRows, weights: Mapping[int, float], held: Container[int]) -> None:
        self.given, self.weights, self.held = given, weights, held
        self.members, self.weeks = given.staff.members, given.staff.weeks
        self.numbers = {one.key: one.id for one in given.work.values()}

    def helpers(self, one: Carrier) -> list[Carrier]:
        """Who may be given his work."""
        return [other for other in self.members if other.id != one.id]

    def people(self, memory: Memory) -> dict[int, capacity.Person]:
        """Member -> his duties and his hours; who has the same to do as before is the very same person."""
        finished = self.given.finished
        believed = memory.of(("believed", Same(finished)), lambda: tuple(beliefs(finished).items()))
        work: dict[int, list[Work]] = defaultdict(list)
        for one in self.given.work.values():
            work[one.owner].append(one)
        return {one.id: self._person(one.id, work[one.id], believed, memory) for one in self.members}

    def _person(self, pk: int, work: Sequence[Work], believed: "Beliefs", memory: Memory) -> capacity.Person:
        """A member; while he has the very same work, and as much hangs on it, he is known. So are then its draws."""
        hours, ids = self.given.staff.hours[pk], [one.id for one in work]
        matters = [self.weights.get(one, 0.0) for one in ids], [one in self.held for one in ids]

        def person() -> capacity.Person:
            wanted = _Wanted(pk, tuple(map(self._duty, work)), tuple(map(_open, work)), hours, believed)
            return memory.of(wanted, lambda: wanted.drawn(memory))

        return memory.like(("person", pk), work, person, also=(*matters, hours, self.weeks.starts, believed))

    def _duty(self, one: Work) -> capacity.Duty:
        return capacity.Duty(
            id=one.id,
            week=self.weeks.of(one.due),
            loss=self.weights.get(one.id, 0.0),
            begun=one.begun is not None,
            may_give=not one.private,
            may_defer=one.id not in self.held,
        )

    def told_of(
        self, one: Carrier, people: Mapping[int, capacity.Person], at: int | None, memory: Memory
    ) -> PersonCapacity:
        """What is told of a member, with what would help in a week."""
        weeks = self._chances(people[one.id])
        if at is None:
            return PersonCapacity(one.person, weeks, None, None)
        him, others = people[one.id], tuple(people[other.id] for other in self.helpers(one))
        found = memory.of(("cure", him, others, at), lambda: (capacity.cure(him, others, at),))[0]
        return PersonCapacity(one.person, weeks, weeks[at], self._remedy(found) if found else None)

    def _chances(self, one: capacity.Person) -> tuple[WeekChance, ...]:
        has = one.until.round().astype(int).tolist()
        told = zip(self.weeks.starts, one.chances, has, *one.quantiles, strict=True)
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
        one = self.given.work[pk]
        return RemedyItem(Ref(one.key, one.kind, one.title, one.category), one.version)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """All that makes a person."""

    id: int
    duties: tuple[capacity.Duty, ...]
    work: tuple[Open, ...]
    hours: tuple[float, ...]
    believed: "Beliefs"

    def drawn(self, memory: Memory) -> capacity.Person:
        """The person; the same work takes as long as before."""
        made = partial(remaining, self.work, dict(self.believed), book=memory.book)
        return capacity.Person(self.id, self.duties, memory.of((self.work, self.believed), made), self.hours)


Beliefs = tuple[tuple[tuple[str, bool], Belief], ...]
"""What is believed of how long work takes, as a key."""


def _open(one: Work) -> Open:
    return Open(one.id, one.kind, one.effort, one.logged)


class _Team(Reading):
    """The members of one team."""

    def __init__(self, look: Look, team: int, count: int) -> None:
        known, members = last_findings(look), carriers(look, team)
        zone = zone_of(look)
        seats = {one.id: team for one in members}
        staff = Staff(today(look, zone), count, members, minutes_of(look, members, seats, count))
        work = work_due(look, until=staff.weeks.end, owner_id__in=[one.id for one in members])
        given = LoadRows(staff, {one.id: one for one in work}, spent_lately(look, zone))
        super().__init__(given, known[0].weights if known else {}, _waited_for(look, given.work))

    def told(self) -> TeamCapacity:
        """All of it, those first who are over-committed most likely."""
        memory = Memory()
        people = self.people(memory)
        told = [self.told_of(one, people, capacity.worst(people[one.id]), memory) for one in self.members]
        told.sort(key=lambda one: -max((week.chance for week in one.weeks), default=0.0))
        learned = sum(bool(one.effort and one.logged) for one in self.given.finished)
        return TeamCapacity(tuple(told), self._chances(_together(list(people.values()), self.weeks.count)), learned)


def _together(people: list[capacity.Person], weeks: int) -> capacity.Person:
    """The team as one: all that its members have to do, and all their hours."""
    minutes = [one.minutes for one in people]
    hours = tuple(sum(one.hours[at] for one in people) for at in range(weeks))
    duties = tuple(duty for one in people for duty in one.duties)
    return capacity.Person(0, duties, np.concatenate(minutes) if minutes else np.zeros((0, 1)), hours)


def _waited_for(look: Look, items: Iterable[int]) -> set[int]:
    """Those of these items for which other open work waits. One statement."""
    given = set(items)
    rows = visible.relations(look.actor).filter(source__category__in=OPEN, target__category__in=OPEN)
    ties = rows.filter(type__in=(RelationType.BLOCKS, RelationType.DEPENDS_ON))
    return given & {_earlier(*row) for row in ties.values_list("type", "source_id", "target_id")}


def _earlier(type_: str, source: int, target: int) -> int:
    return source if type_ == RelationType.BLOCKS else target
