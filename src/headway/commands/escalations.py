"""Escalation paths are followed: each level tells its people once for each time that an issue is open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from ..access.calendars import Calendars
from ..events.types import EscalationFired
from ..models import (
    Comment,
    Escalation,
    EscalationLevel,
    EscalationPath,
    EscalationTold,
    Item,
    Member,
    ServiceClock,
    TeamMember,
    Workspace,
)
from ..rules.escalation import Watched, in_scope, remains, runs_since
from ..rules.words import OPEN, EscalationTrigger, EscalationWho, Kind, Role
from .answers import EscalatedTold
from .base import Answer, Command
from .unit import Unit, born


class RunEscalations(Command):
    """Follow the escalation paths now; a job does so every minute. Each level fires once, however often this runs."""

    name = "escalation.run"
    route = ("POST", "/escalations")
    answers = EscalatedTold
    least = Role.ADMIN

    def act(self, unit: Unit) -> Answer:
        """Find who has reached what, tell and write it down. The same statements, however many issues there are."""
        levels = list(_levels(unit.workspace))
        if not levels:
            return {"fired": 0}
        issues = _watched(unit, levels)
        done = set(_fired(issues))
        calendars = Calendars(unit.workspace.pk)
        reached = [
            (one, level)
            for level in levels
            for one in issues
            if (one.pk, level.pk, one.cycle) not in done and _reached(one, level, calendars=calendars, now=unit.now)
        ]
        _fire(reached, unit=unit)
        return {"fired": len(reached)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issue:
    pk: int
    version: int
    team: int | None
    owner: int | None
    cycle: int
    watched: Watched


def _levels(workspace: Workspace) -> Iterable[EscalationLevel]:
    rows = EscalationLevel.objects.filter(escalation_path__workspace=workspace, escalation_path__active=True)
    return rows.filter(deleted_at=None).select_related("escalation_path").order_by("escalation_path", "after", "id")


def _watched(unit: Unit, levels: Iterable[EscalationLevel]) -> list[_Issue]:
    """The open issues that came in since the oldest path was laid out. Two statements and those of the clocks."""
    first = min(level.escalation_path.created_at for level in levels)
    rows = Item.objects.filter(
        Q(created_at__gte=first) | Q(issue__reopened_at__gte=first),
        workspace=unit.workspace,
        kind=Kind.ISSUE,
        category__in=list(OPEN),
        deleted_at=None,
    )
    found = list(rows.select_related("issue", "clock").order_by("id"))
    answered = _answers(found)
    return [
        _Issue(
            pk=row.pk,
            version=row.version,
            team=row.team_id,
            owner=row.owner_id,
            cycle=row.issue.reopened,
            watched=Watched(
                category=row.category,
                severity=row.issue.severity,
                since=row.issue.reopened_at or row.created_at,
                answered=answered.get(row.pk),
                snoozed_until=row.issue.snoozed_until,
                dues=_dues(row),
            ),
        )
        for row in found
    ]


def _dues(item: Item) -> list[datetime]:
    """When the promises of its service level that are not yet kept are broken, or were."""
    clock: ServiceClock | None = getattr(item, "clock", None)
    if clock is None:
        return []
    pairs = ((clock.respond_due_at, clock.responded_at), (clock.resolve_due_at, clock.resolved_at))
    return [due for due, kept in pairs if due is not None and kept is None]


def _answers(items: Iterable[Item]) -> Mapping[int, datetime]:
    """Item -> when somebody other than its reporter first said something since it came in or was opened again."""
    since = {row.pk: (row.issue.reopened_at or row.created_at, row.reporter_id) for row in items}
    said = Comment.objects.filter(item__in=since, author__isnull=False, deleted_at=None)
    found: dict[int, datetime] = {}
    for item, author, at in said.order_by("created_at").values_list("item_id", "author_id", "created_at"):
        begun, reporter = since[item]
        if author != reporter and at >= begun:
            found.setdefault(item, at)
    return found


def _fired(issues: Iterable[_Issue]) -> Iterable[tuple[int, int, int]]:
    rows = Escalation.objects.filter(item__in=[one.pk for one in issues])
    return rows.values_list("item_id", "escalation_level_id", "cycle")


def _reached(one: _Issue, level: EscalationLevel, *, calendars: Calendars, now: datetime) -> bool:
    path, issue = level.escalation_path, one.watched
    if path.team_id not in (None, one.team):
        return False
    if not in_scope(issue, severity=path.severity, laid_out=path.created_at):
        return False
    after, trigger = timedelta(minutes=level.after), EscalationTrigger(path.trigger)
    counted = calendars.hours(today=now.date(), team=one.team, always=not path.working)
    if trigger is EscalationTrigger.BREACHING:
        end = remains(issue, now=now)
        return end is not None and counted.between(now, end) <= after
    start = runs_since(issue, trigger=trigger, now=now)
    return start is not None and counted.between(start, now) >= after


def _fire(reached: list[tuple[_Issue, EscalationLevel]], *, unit: Unit) -> None:
    """Write down each, and whom it tells: the database takes each level once for an issue and cycle."""
    people = _People(unit.workspace) if reached else None
    for one, level in reached:
        row = Escalation.objects.create(
            workspace=unit.workspace, item_id=one.pk, escalation_level=level, cycle=one.cycle, created_at=unit.now
        )
        told = people.of(one, level) if people else []
        EscalationTold.objects.bulk_create([EscalationTold(escalation=row, member_id=pk) for pk in told])
        facts = {"item": one.pk, "escalation_level": level.pk, "cycle": one.cycle or None, "created_at": unit.now}
        item = Item(pk=one.pk, version=one.version)
        unit.record(EscalationFired, subject=row, item=item, changes=born({**facts, "told_members": told}))


class _People:
    """Whom a level tells. Where there is nobody of that sort, the admins: an escalation is never lost."""

    def __init__(self, workspace: Workspace) -> None:
        active = Member.objects.filter(workspace=workspace, active=True)
        self.active = set(active.values_list("id", flat=True))
        self.admins = sorted(active.filter(role__in=[Role.OWNER, Role.ADMIN]).values_list("id", flat=True))
        self.leads: dict[int, list[int]] = defaultdict(list)
        seats = TeamMember.objects.filter(team__workspace=workspace, lead=True)
        for team, member in seats.order_by("member_id").values_list("team_id", "member_id"):
            self.leads[team].append(member)

    def of(self, one: _Issue, level: EscalationLevel) -> list[int]:
        wanted: dict[str, list[int | None]] = {
            EscalationWho.ASSIGNEE: [one.owner],
            EscalationWho.LEAD: [*self.leads.get(one.team or 0, [])],
            EscalationWho.ADMINS: [*self.admins],
            EscalationWho.MEMBER: [level.member_id],
        }
        return [pk for pk in wanted[level.who] if pk in self.active] or self.admins


def watched_workspaces() -> list[Workspace]:
    """The workspaces that have an escalation path in use."""
    paths = EscalationPath.objects.filter(active=True, levels__deleted_at=None).values("workspace_id")
    return list(Workspace.objects.filter(pk__in=paths).order_by("pk"))
