"""The lists that forms choose from: members, teams, states, labels, sprints and releases."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import State, TeamMember
from ..rules.errors import NotFound
from ..rules.words import Kind
from ..tongue import say
from .base import Look, Query
from .rows import Known, TeamRef
from .types import TeamKey


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member, the keys of the teams that he is in, and the calendar that he has of his own."""

    email: str
    name: str
    role: str
    active: bool
    signs_in: bool
    hours_per_week: float
    teams: tuple[str, ...]
    calendar: str | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of a team."""

    email: str
    name: str
    lead: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team, who is in it, and the calendar that it has of its own."""

    key: str
    name: str
    private: bool
    members: tuple[Seat, ...]
    calendar: str | None


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state; `team` is None for the workspace's own."""

    id: int
    kind: str
    name: str
    category: str
    position: int
    team: str | None


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label."""

    name: str


@dataclass(frozen=True, slots=True)
class TimeboxRow:
    """A sprint or release."""

    id: int
    kind: str
    name: str
    team: TeamRef | None
    start: date | None
    end: date | None
    done: bool


class ListMembers(Query):
    """List the members by name; those who have left only when asked for."""

    name = "member.list"
    route = "/members"

    left: bool = False

    def answer(self, look: Look) -> tuple[MemberRow, ...]:
        """Two statements."""
        rows = visible.members(look.actor)
        rows = rows if self.left else rows.filter(active=True)
        seats = TeamMember.objects.filter(team__in=visible.teams(look.actor)).order_by("team__key")
        teams: dict[int, list[str]] = defaultdict(list)
        for pk, key in seats.values_list("member_id", "team__key"):
            teams[pk].append(key)
        columns = ("id", "email", "name", "role", "active", "user_id", "hours_per_week", "calendar__name")
        return tuple(
            MemberRow(email, name, role, active, user is not None, float(hours), tuple(teams[pk]), calendar)
            for pk, email, name, role, active, user, hours, calendar in rows.order_by("name", "id").values_list(
                *columns
            )
        )


class ListTeams(Query):
    """List the teams by key, with who is in them."""

    name = "team.list"
    route = "/teams"

    def answer(self, look: Look) -> tuple[TeamRow, ...]:
        """Two statements."""
        seats: dict[int, list[Seat]] = defaultdict(list)
        for team, email, name, lead in _seats.tuples(look.actor):
            seats[team].append(Seat(email, name, lead))
        return tuple(
            TeamRow(key, name, private, tuple(seats[pk]), calendar)
            for pk, key, name, private, calendar in _teams.tuples(look.actor)
        )


def _seat_rows(actor: Actor) -> QuerySet[TeamMember, Any]:
    rows = TeamMember.objects.filter(team__in=visible.teams(actor), member__active=True)
    rows = rows.order_by("-lead", "member__name", "id")
    return rows.values_list("team_id", "member__email", "member__name", "lead")


_seats: Final = Seen(_seat_rows)
_teams: Final = Seen(
    lambda actor: visible.teams(actor).order_by("key").values_list("id", "key", "name", "private", "calendar__name")
)


class ListStates(Query):
    """List lifecycle states in order: all that the reader may know of, or those that a kind has in a team."""

    name = "state.list"
    route = "/states"

    kind: Kind | None = None
    team: TeamKey | None = None

    def answer(self, look: Look) -> tuple[StateRow, ...]:
        """One statement, two with a team; a team without states of its own uses the workspace's."""
        if self.team and not visible.teams(look.actor).filter(key=self.team).exists():
            raise NotFound(say("there is no team %(key)s; teams are named by key", key=repr(self.team)), field="team")
        rows = State.objects.filter(workspace_id=look.actor.workspace_id)
        rows = rows.filter(Q(team=None) | Q(team__in=visible.teams(look.actor)))
        rows = rows.filter(kind=self.kind) if self.kind else rows
        rows = rows.filter(Q(team=None) | Q(team__key=self.team)) if self.team else rows
        columns = ("id", "kind", "name", "category", "position", "team__key")
        found = [StateRow(*row) for row in rows.order_by("kind", "team__key", "position", "id").values_list(*columns)]
        return tuple(_in_team(found)) if self.team else tuple(found)


def _in_team(rows: Iterable[StateRow]) -> Iterable[StateRow]:
    rows = list(rows)
    own = {row.kind for row in rows if row.team is not None}
    return (row for row in rows if (row.team is not None) == (row.kind in own))


class ListLabels(Query):
    """List the labels by name."""

    name = "label.list"
    route = "/labels"

    def answer(self, look: Look) -> tuple[LabelRow, ...]:
        """One statement."""
        return tuple(
            LabelRow(name) for name in visible.labels(look.actor).order_by("name").values_list("name", flat=True)
        )


class ListTimeboxes(Query):
    """List sprints and releases: what runs and comes first, then what is done."""

    name = "timebox.list"
    route = "/timeboxes"

    def answer(self, look: Look) -> tuple[TimeboxRow, ...]:
        """One statement."""
        known = Known(look)
        rows = visible.timeboxes(look.actor).order_by("done", "start", "name", "id")
        columns = ("id", "kind", "name", "team_id", "team__key", "team__name", "start", "end", "done")
        return tuple(
            TimeboxRow(pk, kind, name, known.team(team, key, team_name), start, end, done)
            for pk, kind, name, team, key, team_name, start, end, done in rows.values_list(*columns)
        )
