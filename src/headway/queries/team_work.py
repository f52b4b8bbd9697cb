"""What the teams have before them: open work by state, what is late, what is stuck, and who carries it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum

from ..access import visible
from ..access.calendars import Calendars
from ..models import Item, TeamMember
from ..rules.errors import NotFound
from ..rules.words import OPEN, Category
from ..tongue import say
from .base import Look, Query
from .clock import today
from .compile import compiled
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
        """Kept until something happens: a statement for each of teams, seats, states, late, stuck, and carried work.

        Raises NotFound.
        """
        return kept(look, f"{self.name} {self.team}", today(look), lambda: self._answer(look))

    def _answer(self, look: Look) -> tuple[TeamWork, ...]:
        teams = visible.teams(look.actor).order_by("key")
        teams = teams.filter(key=self.team) if self.team else teams
        found = list(teams.values_list("id", "key", "name", "private"))
        if self.team and not found:
            raise NotFound(say("there is no team %(key)s; teams are named by key", key=repr(self.team)), field="team")
        ids = [pk for pk, *_ in found]
        work = _Work(look, ids)
        carriers = _carriers(look, ids)
        return tuple(work.of(pk, key, name, private, carriers[pk]) for pk, key, name, private in found)


class _Work:
    """Team id -> its counts, each read at once for all teams."""

    def __init__(self, look: Look, teams: list[int]) -> None:
        self.states: dict[tuple[int, str], int] = {}
        open_ = visible.items(look.actor).filter(team_id__in=teams, category__in=OPEN).order_by()
        for team, category, count in open_.values_list("team_id", "category").annotate(n=Count("*")):
            self.states[team, category] = count
        self.overdue = _counted(compiled("is:overdue", look).items, teams)
        self.blocked = _counted(compiled("is:blocked", look).items, teams)
        self.in_leave = _counted(compiled("is:in-leave", look).items, teams)
        self.unassigned = _counted(compiled("state:open is:unassigned", look).items, teams)

    def of(self, pk: int, key: str, name: str, private: bool, members: tuple[Carrier, ...]) -> TeamWork:
        states = tuple(StateCount(one, self.states.get((pk, one), 0)) for one in _STATES)
        return TeamWork(
            key=key,
            name=name,
            private=private,
            open=sum(one.count for one in states),
            states=states,
            overdue=self.overdue.get(pk, 0),
            blocked=self.blocked.get(pk, 0),
            unassigned=self.unassigned.get(pk, 0),
            in_leave=self.in_leave.get(pk, 0),
            members=members,
        )


def _counted(items: QuerySet[Item], teams: list[int]) -> dict[int, int]:
    rows = items.filter(team_id__in=teams).order_by().values_list("team_id").annotate(n=Count("*"))
    return {pk: count for pk, count in rows if pk is not None}


def _carriers(look: Look, teams: list[int]) -> dict[int, tuple[Carrier, ...]]:
    """Team id -> its members, leads first, with what they carry for it."""
    late = compiled("is:overdue", look).items.values("id")
    mine = visible.items(look.actor).filter(team_id__in=teams, category__in=OPEN, owner__isnull=False).order_by()
    sums = mine.values_list("team_id", "owner_id").annotate(
        open=Count("*"),
        doing=Count("id", filter=Q(category=Category.DOING)),
        overdue=Count("id", filter=Q(id__in=late)),
        minutes=Sum("effort"),
    )
    carried = {(team, owner): rest for team, owner, *rest in sums}
    seats = TeamMember.objects.filter(team_id__in=teams, member__active=True)
    columns = ("team_id", "member_id", "member__email", "member__name", "lead", "member__hours_per_week")
    day = today(look)
    monday = day - timedelta(days=day.weekday())
    calendars = Calendars(look.actor.workspace_id, since=monday)
    found: dict[int, list[Carrier]] = defaultdict(list)
    for team, pk, email, name, lead, hours in seats.order_by("-lead", "member__name", "id").values_list(*columns):
        open_, doing, overdue, minutes = carried.get((team, pk), (0, 0, 0, 0))
        this = calendars.week(member=pk, team=team, hours=float(hours), first=monday)
        found[team].append(Carrier(email, name, lead, open_, doing, overdue, minutes or 0, float(hours), this))
    return defaultdict(tuple, {team: tuple(people) for team, people in found.items()})
