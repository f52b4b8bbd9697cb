"""What the teams have before them: open work by state, what is late, what is stuck, and who carries it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import add
from typing import Any, Final

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from ..access import visible
from ..access.actor import Actor
from ..access.calendars import Calendars
from ..access.seen import Seen
from ..models import Item, Relation, Team, TeamMember
from ..models.ids import among, listed
from ..models.prepared import Prepared
from ..rules.errors import NotFound
from ..rules.words import OPEN, Category, Dependency, Kind, RelationType
from ..tongue import say
from .base import Look, Query
from .bearing import Facts, kept_since, since
from .clock import today
from .conditions import in_leave
from .kept import kept
from .types import TeamKey

_STATES: Final = tuple(category.value for category in OPEN)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A member of a team and what he carries of the team's open work; `minutes` sums the estimates there are.

    `hours_this_week` are what of his hours a week this one has, by his calendar (else the team's) and his leave.
    """

    email: str
    name: str
    lead: bool
    open: int
    doing: int
    overdue: int
    minutes: int
    hours_per_week: float
    hours_this_week: float


@dataclass(frozen=True, slots=True)
class StateCount:
    """How much open work is in a category."""

    category: str
    count: int


@dataclass(frozen=True, slots=True)
class TeamWork:
    """A team's open work that the reader may see, counted; and who is in the team.

    `in_leave` is what nobody has begun and whose owner is on leave on all of its days.
    """

    key: str
    name: str
    private: bool
    open: int
    states: tuple[StateCount, ...]
    overdue: int
    blocked: int
    unassigned: int
    in_leave: int
    members: tuple[Carrier, ...]


class ShowTeamWork(Query):
    """Count each team's open work, by state and by who carries it; of one team where its key is given."""

    name = "team.work"
    route = "/team-work"

    team: TeamKey | None = None

    def answer(self, look: Look) -> tuple[TeamWork, ...]:
        """Kept until something happens: a statement for each of teams, seats, open work, stuck work, and leave.

        Raises NotFound.
        """
        day = today(look)
        return kept(look, f"{self.name} {self.team}", day, lambda: self._answer(look, day))

    def _answer(self, look: Look, day: date) -> tuple[TeamWork, ...]:
        found = _shown.tuples(look.actor, *((self.team,) if self.team else ()))
        if self.team and not found:
            raise NotFound(say("there is no team %(key)s; teams are named by key", key=repr(self.team)), field="team")
        ids = [pk for pk, *_ in found]
        work = _Work(look, ids if self.team else [], day)
        carriers = _carriers(look, ids, work, day)
        return tuple(work.of(pk, key, name, private, carriers[pk]) for pk, key, name, private in found)


class _Work:
    """Team id -> its counts, each read at once, of one team or all; `carried` is what each member carries of each."""

    def __init__(self, look: Look, only: Sequence[int], day: date) -> None:
        self.states: dict[tuple[int, str], int] = defaultdict(int)
        self.overdue: dict[int, int] = defaultdict(int)
        self.unassigned: dict[int, int] = defaultdict(int)
        self.carried: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * 4)
        for category, team, owner, count, late, minutes in self._open(look, only, day):
            self.states[team, category] += count
            self.overdue[team] += late
            if owner is None:
                self.unassigned[team] += count
                continue
            added = (count, count if category == Category.DOING else 0, late, minutes or 0)
            self.carried[team, owner] = [*map(add, self.carried[team, owner], added)]
        self.blocked: dict[int | None, int] = dict(_blocked.tuples(look.actor, *only))
        self.in_leave: dict[int | None, int] = dict(_away.tuples(look.actor, *only))

    @staticmethod
    def _open(look: Look, only: Sequence[int], day: date) -> Sequence[tuple[Any, ...]]:
        """(category, team, owner, count, overdue, minutes) of open work; read again once it may have changed."""
        mark = since(look, Facts.PLANS, team=only[0] if only else None)
        read = lambda: [row[1:] for row in _open.tuples(look.actor, day, *only)]  # noqa: E731 - as short as it is plain.
        return kept_since(look, mark, f"open work of {[*only]}", day, read)

    def of(self, pk: int, key: str, name: str, private: bool, members: tuple[Carrier, ...]) -> TeamWork:
        states = tuple(StateCount(one, self.states[pk, one]) for one in _STATES)
        return TeamWork(
            key=key,
            name=name,
            private=private,
            open=sum(one.count for one in states),
            states=states,
            overdue=self.overdue[pk],
            blocked=self.blocked.get(pk, 0),
            unassigned=self.unassigned[pk],
            in_leave=self.in_leave.get(pk, 0),
            members=members,
        )


def _of(rows: QuerySet[Item], team: Sequence[int]) -> QuerySet[Item]:
    return rows.filter(team_id__in=team) if team else rows


def _open_rows(actor: Actor, day: date, *team: int) -> QuerySet[Item, Any]:
    """(kind, category, team, owner, count, overdue, minutes), as an index is sorted that has all of it."""
    rows = _of(visible.items(actor).filter(kind__in=list(Kind), category__in=OPEN), team).order_by()
    sums = {"n": Count("*"), "late": Count("id", filter=Q(due__lt=day)), "minutes": Sum("effort")}
    return rows.values_list("kind", "category", "team_id", "owner_id").annotate(**sums)


def _away_rows(actor: Actor, *team: int) -> QuerySet[Item, Any]:
    """(team, how much of its work lies in leave)."""
    rows = _of(visible.items(actor).filter(in_leave(), kind__in=list(Kind)), team).order_by()
    return rows.values_list("team_id").annotate(n=Count("*"))


def _blocked_rows(actor: Actor, *team: int) -> QuerySet[Relation, Any]:
    """(team, how much of its open work waits for something open)."""
    rows = visible.relations(actor).filter(source__category__in=OPEN, target__category__in=OPEN)
    blocks = Q(type=RelationType.BLOCKS)
    depends = Q(type=RelationType.DEPENDS_ON, dependency=Dependency.FS)
    if team:
        blocks, depends = blocks & Q(target__team_id__in=team), depends & Q(source__team_id__in=team)
    which, held = (
        Case(When(type=RelationType.BLOCKS, then=F(f"target{of}")), default=F(f"source{of}"))
        for of in ("__team_id", "_id")
    )
    counted = rows.filter(blocks | depends).order_by().values_list(which)
    return counted.annotate(n=Count(held, distinct=True))


def _shown_rows(actor: Actor, *key: str) -> QuerySet[Team, Any]:
    teams = visible.teams(actor).order_by("key")
    return (teams.filter(key__in=key) if key else teams).values_list("id", "key", "name", "private")


def _seat_rows(teams: str) -> QuerySet[TeamMember, Any]:
    """Active members of some teams, leads first."""
    seats = TeamMember.objects.filter(team_id__in=among(teams), member__active=True)
    columns = ("team_id", "member_id", "member__email", "member__name", "lead", "member__hours_per_week")
    return seats.order_by("-lead", "member__name", "id").values_list(*columns)


_open, _away, _blocked, _shown = Seen(_open_rows), Seen(_away_rows), Seen(_blocked_rows), Seen(_shown_rows)
_seats: Final = Prepared(_seat_rows)


def _carriers(look: Look, teams: list[int], work: _Work, day: date) -> dict[int, tuple[Carrier, ...]]:
    """Team id -> its members, leads first, with what they carry for it."""
    monday = day - timedelta(days=day.weekday())
    calendars = Calendars(look.actor.workspace_id, since=monday)
    found: dict[int, list[Carrier]] = defaultdict(list)
    for team, pk, email, name, lead, hours in _seats.tuples(listed(teams)):
        open_, doing, overdue, minutes = work.carried[team, pk]
        this = calendars.week(member=pk, team=team, hours=float(hours), first=monday)
        found[team].append(Carrier(email, name, lead, open_, doing, overdue, minutes, float(hours), this))
    return defaultdict(tuple, {team: tuple(people) for team, people in found.items()})
