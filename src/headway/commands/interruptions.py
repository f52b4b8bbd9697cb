"""Findings interrupt those who can act on them: three a day and person at most, the most costly first."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Q

from ..access.actor import house
from ..events.types import FindingTold as FindingToldEvent
from ..models import Finding, FindingItem, FindingTold, Item, Member, TeamMember, Workspace
from ..models.database import writing
from ..rules.insight_words import Part, Sight
from ..rules.words import Role
from .run import close
from .unit import Unit, plain

A_DAY: Final = 3
"""Findings that a member is interrupted by in a day, at most."""
NEWS: Final = timedelta(days=2)
"""What spoke longer ago is no news, and waits on the list."""


def interrupt(workspace: Workspace, *, now: datetime) -> int:
    """Tell members of findings that spoke since they heard of them; return how many lines that makes.

    Told are who owns the work at its root, who owns the goals that it hurts, and where nobody owns the root the leads
    of its team; where the root is a member, he and the leads of his teams. Only of what every member sees; what others
    alone see stands on their list of risks.
    """
    today = now.astimezone(ZoneInfo(workspace.time_zone)).date()
    with writing(), transaction.atomic():
        locked = Workspace.objects.select_for_update().get(pk=workspace.pk)
        unit = Unit(workspace=locked, actor=house(workspace=locked), now=now)
        rows = list(_speaking(locked, since=now - NEWS))
        count = sum(_tell(row, members, today, unit) for row, members in _chosen(rows, locked, today))
        close(unit)
    return count


def _speaking(workspace: Workspace, *, since: datetime) -> Iterable[Finding]:
    rows = Finding.objects.filter(workspace=workspace, sight=Sight.OPEN, resolved_at=None, dismissed_at=None)
    return (
        rows.filter(Q(item__isnull=False) | Q(member__isnull=False), spoke_at__gt=since)
        .select_related("item")
        .order_by("-impact", "-strength", "id")
    )


def _chosen(rows: list[Finding], workspace: Workspace, today: date) -> list[tuple[Finding, list[int]]]:
    """Whom each finding interrupts, within the budget of each; what cost goals the most comes first."""
    heard = _heard(rows)
    told_today = FindingTold.objects.filter(finding__workspace=workspace, day=today).values_list("member_id", flat=True)
    spent: dict[int, int] = defaultdict(int)
    for member in told_today:
        spent[member] += 1
    found = []
    concerned = _concerned(rows)
    zone = ZoneInfo(workspace.time_zone)
    for row in rows:
        spoke = row.spoke_at.astimezone(zone).date()
        fresh = [pk for pk in concerned[row.pk] if heard.get((row.pk, pk), date.min) < spoke and spent[pk] < A_DAY]
        for pk in fresh:
            spent[pk] += 1
        if fresh:
            found.append((row, fresh))
    return found


def _heard(rows: list[Finding]) -> dict[tuple[int, int], date]:
    told = FindingTold.objects.filter(finding__in=[row.pk for row in rows]).values_list("finding_id", "member_id")
    return {(finding, member): day for finding, member, day in told.annotate(last=Max("day"))}


def _concerned(rows: list[Finding]) -> dict[int, list[int]]:
    """Finding -> the members who can act on it: active ones who are shown findings. Four statements."""
    here = Member.objects.filter(workspace__in={row.workspace_id for row in rows}, active=True)
    active = set(here.exclude(role=Role.GUEST).values_list("id", flat=True))
    owners: dict[int, set[int]] = defaultdict(set)
    named = FindingItem.objects.filter(Q(part=Part.GOAL), finding__in=[row.pk for row in rows])
    for finding, owner in named.filter(item__owner__isnull=False).values_list("finding_id", "item__owner_id"):
        owners[finding].add(owner)
    leads: dict[int, set[int]] = defaultdict(set)
    leading = _leading(rows)
    for team, member in TeamMember.objects.filter(lead=True, member__in=active).values_list("team_id", "member_id"):
        leads[team].add(member)
    found = {}
    for row in rows:
        item = row.item
        root = (
            leading[row.member_id] if item is None else {item.owner_id} if item.owner_id else leads[item.team_id or 0]
        )
        found[row.pk] = sorted({pk for pk in root | owners[row.pk] if pk in active})
    return found


def _leading(rows: list[Finding]) -> dict[int | None, set[int | None]]:
    """Member that a finding is of -> he, and the leads of his teams. One statement."""
    found: dict[int | None, set[int | None]] = defaultdict(set)
    members = {row.member_id for row in rows if row.member_id}
    seats = TeamMember.objects.filter(member__in=members, team__memberships__lead=True)
    for member, lead in seats.values_list("member_id", "team__memberships__member_id"):
        found[member].add(lead)
    return found | {member: found[member] | {member} for member in members}


def _shown(row: Finding) -> Item | None:
    """The work on whose page a finding of a member is told: the first that it rests on."""
    first = row.named.filter(part=Part.EVIDENCE).order_by("position").select_related("item").first()
    return first.item if first else None


def _tell(row: Finding, members: list[int], today: date, unit: Unit) -> int:
    before = FindingTold.objects.filter(finding=row).order_by("-day", "member_id").values_list("day", "member_id")
    told = list(before)
    last = told[0][0] if told else None
    same = [member for day, member in told if day == last]
    FindingTold.objects.bulk_create(FindingTold(finding=row, member_id=pk, day=today) for pk in members)
    now = sorted({*members, *(same if last == today else [])})
    changes = {"told_members": [same or None, now]}
    if last != today:
        changes["day"] = [plain(last) if last else None, plain(today)]
    unit.record(FindingToldEvent, subject=row, item=row.item or _shown(row), changes=changes)
    return len(members)
