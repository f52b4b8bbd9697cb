"""Findings interrupt those who can act on them: three a day and person at most, the most costly first."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Q, QuerySet

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
        chosen = _chosen(_speaking(locked, since=now - NEWS), today, ZoneInfo(workspace.time_zone))
        rows = Finding.objects.select_related("item").in_bulk([pk for pk, _ in chosen])
        count = sum(_tell(rows[pk], members, today, unit) for pk, members in chosen)
        close(unit)
    return count


def _speaking(workspace: Workspace, *, since: datetime) -> QuerySet[Finding]:
    rows = Finding.objects.filter(workspace=workspace, sight=Sight.OPEN, resolved_at=None, dismissed_at=None)
    return rows.filter(Q(item__isnull=False) | Q(member__isnull=False), spoke_at__gt=since)


def _chosen(speaking: QuerySet[Finding], today: date, zone: ZoneInfo) -> list[tuple[int, list[int]]]:
    """Whom each finding interrupts, within the budget of each; what cost goals the most comes first."""
    rows = list(speaking.order_by("-impact", "-strength", "id").values_list("id", "workspace_id", "spoke_at"))
    heard, concerned = _heard(speaking), _concerned(speaking)
    told_today = FindingTold.objects.filter(finding__workspace__in={row[1] for row in rows}, day=today)
    spent = Counter(told_today.values_list("member_id", flat=True))
    found = []
    for pk, _, spoke_at in rows:
        spoke = spoke_at.astimezone(zone).date()
        fresh = [who for who in concerned[pk] if heard.get((pk, who), date.min) < spoke and spent[who] < A_DAY]
        spent.update(fresh)
        if fresh:
            found.append((pk, fresh))
    return found


def _heard(speaking: QuerySet[Finding]) -> dict[tuple[int, int], date]:
    told = FindingTold.objects.filter(finding__in=speaking.values("id")).values_list("finding_id", "member_id")
    return {(finding, member): day for finding, member, day in told.annotate(last=Max("day"))}


def _concerned(speaking: QuerySet[Finding]) -> dict[int, list[int]]:
    """Finding -> the members who can act on it: active ones who are shown findings. Five statements."""
    here = Member.objects.filter(workspace__in=speaking.values("workspace"), active=True)
    active = set(here.exclude(role=Role.GUEST).values_list("id", flat=True))
    owners: dict[int, set[int]] = defaultdict(set)
    named = FindingItem.objects.filter(Q(part=Part.GOAL), finding__in=speaking.values("id"))
    for finding, owner in named.filter(item__owner__isnull=False).values_list("finding_id", "item__owner_id"):
        owners[finding].add(owner)
    leads: dict[int, set[int]] = defaultdict(set)
    for team, member in TeamMember.objects.filter(lead=True, member__in=active).values_list("team_id", "member_id"):
        leads[team].add(member)
    leading = _leading(speaking)
    found = {}
    for pk, member, item, owner, team in speaking.values_list(
        "id", "member_id", "item_id", "item__owner_id", "item__team_id"
    ):
        root = leading[member] if item is None else {owner} if owner else leads[team or 0]
        found[pk] = sorted({one for one in root | owners[pk] if one in active})
    return found


def _leading(speaking: QuerySet[Finding]) -> dict[int | None, set[int | None]]:
    """Member that a finding is of -> he, and the leads of his teams. Two statements."""
    found: dict[int | None, set[int | None]] = defaultdict(set)
    members = set(speaking.filter(member__isnull=False).values_list("member_id", flat=True))
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
