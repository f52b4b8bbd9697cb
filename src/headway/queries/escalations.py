"""Escalation paths and what they did; rotas; and what teams ask of their issues."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Escalation, EscalationLevel, EscalationTold, IssueRule, RotaSeat
from ..models.ids import among, listed
from ..models.prepared import Prepared
from ..rules.errors import NotFound
from ..rules.rota import Seat, turn_order
from ..rules.words import OPEN
from ..tongue import say
from .base import Look, Query
from .rows import NOBODY, SEVERITIES, Known, Person, Ref, TeamRef
from .team_load import team_id
from .types import Limit, TeamKey


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level of an escalation path: after how many minutes it tells whom; `left` where that member has left.

    Then it tells the admins instead.
    """

    id: int
    after: int
    who: str
    member: Person | None
    left: bool


@dataclass(frozen=True, slots=True)
class PathRow:
    """An escalation path; without a team it watches all, without a severity every issue."""

    id: int
    name: str
    team: TeamRef | None
    trigger: str
    severity: str | None
    working: bool
    active: bool
    levels: tuple[LevelRow, ...]


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """That an issue reached a level of a path, and who was told; `over` where it has been opened again since."""

    id: int
    item: Ref
    path: str
    level: int
    trigger: str
    at: datetime
    told: tuple[Person, ...]
    over: bool


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A member's place in a team's rota; `next` where it is his turn."""

    team: TeamRef
    member: Person
    turns: int
    last: datetime | None
    next: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What a team asks of its issues; without a team what holds for all others."""

    team: TeamRef | None
    cause_required: bool
    rotate: bool


class ListEscalationPaths(Query):
    """List the escalation paths with their levels."""

    name = "escalation_path.list"
    route = "/escalation-paths"

    def answer(self, look: Look) -> tuple[PathRow, ...]:
        """Those of all and of teams that the reader knows of. Two statements."""
        paths = list(visible.escalation_paths(look.actor).select_related("team").order_by("name", "id"))
        known, levels = Known(look), defaultdict(list)
        rows = EscalationLevel.objects.filter(escalation_path__in=paths, deleted_at=None).select_related("member")
        for row in rows.order_by("after", "id"):
            who = known.person(row.member.pk, row.member.email, row.member.name) if row.member else None
            left = row.member is not None and not row.member.active
            levels[row.escalation_path_id].append(LevelRow(row.pk, row.after, row.who, who, left))
        return tuple(
            PathRow(
                id=row.pk,
                name=row.name,
                team=known.team(row.team_id, row.team.key, row.team.name) if row.team else None,
                trigger=row.trigger,
                severity=SEVERITIES[row.severity] if row.severity is not None else None,
                working=row.working,
                active=row.active,
                levels=tuple(levels[row.pk]),
            )
            for row in paths
        )


class ListEscalations(Query):
    """List issues that were escalated, the latest first: the open ones alone, unless all are asked for."""

    name = "escalation.list"
    route = "/escalations"

    team: TeamKey | None = None
    all: bool = False
    limit: Limit = 50

    def answer(self, look: Look) -> tuple[EscalationRow, ...]:
        """Those of issues that the reader sees."""
        team = (team_id(look, self.team),) if self.team else ()
        return escalation_rows(look, _listed.rows(look.actor, *team, of=(self.all, self.limit)))


def _listed_rows(actor: Actor, ended: bool, limit: int, *team: int) -> QuerySet[Escalation]:
    items = visible.items(actor) if ended else visible.items(actor).filter(category__in=OPEN)
    items = items.filter(team_id__in=team) if team else items
    return latest(Escalation.objects.filter(workspace_id=actor.workspace_id, item__in=items))[:limit]


_listed: Final = Seen(_listed_rows)


def latest(rows: QuerySet[Escalation]) -> QuerySet[Escalation]:
    """Return escalations with all that their rows tell, the latest first."""
    return rows.order_by("-created_at", "-id").select_related("item__issue", "escalation_level__escalation_path")


def escalation_rows(look: Look, found: Sequence[Escalation]) -> tuple[EscalationRow, ...]:
    """Return escalations of visible items, read as by `latest`, as rows. One statement, and one for a guest."""
    told = _told(look, [row.pk for row in found])
    return tuple(
        EscalationRow(
            id=row.pk,
            item=Ref(row.item.key, row.item.kind, row.item.title, row.item.category),
            path=row.escalation_level.escalation_path.name,
            level=row.escalation_level.position + 1,
            trigger=row.escalation_level.escalation_path.trigger,
            at=row.created_at,
            told=tuple(told[row.pk]),
            over=_cycle(row) > row.cycle,
        )
        for row in found
    )


def _cycle(row: Escalation) -> int:
    issue: Any = getattr(row.item, "issue", None)
    return issue.reopened if issue is not None else row.cycle


_PERSON: Final = ("member_id", "member__email", "member__name")


_told_of: Final = Prepared(
    lambda ids: (
        EscalationTold.objects.filter(escalation_id__in=among(ids))
        .order_by("member__name", "id")
        .values_list("escalation_id", *_PERSON)
    )
)


def _told(look: Look, ids: Sequence[int]) -> defaultdict[int, list[Person]]:
    known = Known(look)
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for escalation, member, email, name in _told_of.tuples(listed(ids)) if ids else ():
        person = known.person(member, email, name)
        if person is not None:
            found[escalation].append(person)
    return found


class ListRota(Query):
    """List who takes turns in the teams' rotas, and whose turn it is."""

    name = "rota.list"
    route = "/rota"

    team: TeamKey | None = None

    def answer(self, look: Look) -> tuple[SeatRow, ...]:
        """Of teams that the reader knows of, those first who come next."""
        teams = visible.teams(look.actor)
        teams = teams.filter(key=self.team) if self.team else teams
        if self.team and not teams.exists():
            raise NotFound(say("there is no team %(key)s; teams are named by key", key=repr(self.team)), field="team")
        seats = RotaSeat.objects.filter(team__in=teams, member__active=True).select_related("team", "member")
        found = sorted(seats, key=lambda seat: (seat.team.key, *turn_order(_seat(seat))))
        known, firsts = Known(look), {seat.team_id: seat.pk for seat in reversed(found)}
        return tuple(
            SeatRow(
                team=TeamRef(seat.team.key, seat.team.name),
                member=known.person(seat.member_id, seat.member.email, seat.member.name) or NOBODY,
                turns=seat.turns,
                last=seat.last_turn_at,
                next=firsts[seat.team_id] == seat.pk,
            )
            for seat in found
        )


def _seat(row: RotaSeat) -> Seat:
    return Seat(member=row.member_id, turns=row.turns, last=row.last_turn_at)


class ListIssueRules(Query):
    """List what teams ask of their issues."""

    name = "issue_rule.list"
    route = "/issue-rules"

    def answer(self, look: Look) -> tuple[RuleRow, ...]:
        """The workspace's own rule first."""
        rows = IssueRule.objects.filter(workspace_id=look.actor.workspace_id).select_related("team")
        seen = rows.filter(Q(team=None) | Q(team__in=visible.teams(look.actor))).order_by("team__key")
        known = [(row, TeamRef(row.team.key, row.team.name) if row.team else None) for row in seen]
        told = [RuleRow(team, row.cause_required, row.rotate) for row, team in known]
        return tuple(sorted(told, key=lambda one: (one.team is not None, one.team.key if one.team else "")))
