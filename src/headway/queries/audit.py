"""Who changed what in the house: its settings, people, tokens and rules, from the log."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from pydantic import Field

from ..access import visible
from ..events.types import TYPES
from ..models import (
    AutomationRule,
    Calendar,
    CalendarDay,
    CustomField,
    EscalationLevel,
    EscalationPath,
    Event,
    Form,
    IssueRule,
    Label,
    Member,
    Period,
    RotaSeat,
    ServiceLevel,
    State,
    Team,
    TeamMember,
    Timebox,
    Token,
    Workspace,
)
from ..rules.errors import NotFound
from ..rules.words import Role
from ..tongue import say
from .base import Look, Query
from .clock import start_of, zone_of
from .feed import feed_of
from .telling import EventRow
from .types import Cursor, Day, Limit, MemberRef


class Topic(StrEnum):
    """What an entry of the audit is about."""

    WORKSPACE = "workspace"
    MEMBERS = "members"
    TEAMS = "teams"
    LIFECYCLES = "lifecycles"
    FIELDS = "fields"
    PLANNING = "planning"
    CALENDARS = "calendars"
    SERVICE = "service"
    FORMS = "forms"
    TOKENS = "tokens"
    AUTOMATION = "automation"


NOUNS: Final[Mapping[Topic, tuple[str, ...]]] = {
    Topic.WORKSPACE: ("workspace",),
    Topic.MEMBERS: ("member",),
    Topic.TEAMS: ("team", "membership", "rota"),
    Topic.LIFECYCLES: ("state",),
    Topic.FIELDS: ("field", "label"),
    Topic.PLANNING: ("timebox", "period"),
    Topic.CALENDARS: ("calendar", "calendar_day"),
    Topic.SERVICE: ("service_level", "escalation_path", "escalation_level", "issue_rule"),
    Topic.FORMS: ("form",),
    Topic.TOKENS: ("token",),
    Topic.AUTOMATION: ("automation",),
}
"""Topic -> the first part of the types of its events; none of them stands on an item."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry: what happened, and the name of what it happened to, as far as that is known."""

    event: EventRow
    about: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Entries, the latest first, and the cursor of those before them; None at the beginning of time."""

    rows: tuple[AuditRow, ...]
    next: str | None


class ListAudit(Query):
    """List who changed what in settings, people, tokens and rules, the latest first."""

    name = "audit.list"
    route = "/audit"
    least = Role.ADMIN

    topic: Topic | None = None
    member: MemberRef | None = Field(default=None, description="by whom: an e-mail address")
    since: Day | None = None
    until: Day | None = None
    limit: Limit = 50
    cursor: Cursor | None = None

    def answer(self, look: Look) -> Audit:
        """One page of the log by the index of what stands on no item, and the names of what it is about."""
        nouns = NOUNS[self.topic] if self.topic else tuple(noun for one in NOUNS.values() for noun in one)
        types = [name for name, type_ in TYPES.items() if type_.noun in nouns]
        events = visible.events(look.actor).filter(item=None, type__in=types)
        feed = feed_of(look, self._narrowed(events, look), limit=self.limit, cursor=self.cursor)
        about = _about(look, [row.seq for row in feed.rows])
        return Audit(tuple(AuditRow(row, about.get(row.seq, "")) for row in feed.rows), feed.next)

    def _narrowed(self, events: "QuerySet[Event]", look: Look) -> "QuerySet[Event]":
        zone = zone_of(look)
        if self.since:
            events = events.filter(happened_at__gte=start_of(self.since, zone))
        if self.until:
            events = events.filter(happened_at__lt=start_of(self.until + timedelta(days=1), zone))
        if self.member is None:
            return events
        who = visible.members(look.actor).filter(email__iexact=self.member).values_list("id", flat=True).first()
        if who is None:
            raise NotFound(
                say("there is no member %(member)s; members are named by e-mail address", member=repr(self.member)),
                field="member",
            )
        return events.filter(actor_id=who)


def _about(look: Look, seqs: Iterable[int]) -> Mapping[int, str]:
    """Number of an event -> the name of its subject: what it is called now, else what the event itself says."""
    rows = Event.objects.filter(workspace_id=look.actor.workspace_id, seq__in=list(seqs))
    found = list(rows.values_list("seq", "type", "subject", "changes"))
    subjects: dict[str, set[int]] = defaultdict(set)
    for _, type_, subject, _ in found:
        subjects[type_.partition(".")[0]].add(subject)
    names = {noun: _named(noun, ids) for noun, ids in subjects.items()}
    return {
        seq: names[noun].get(subject) or _said(changes)
        for seq, type_, subject, changes in found
        for noun in [type_.partition(".")[0]]
    }


def _said(changes: Mapping[str, Any]) -> str:
    """What an event calls what is gone."""
    for name in ("name", "title", "key"):
        if said := next((str(one) for one in reversed(changes.get(name, ())) if one), ""):
            return said
    return ""


def _named(noun: str, ids: Iterable[int]) -> dict[int, str]:
    return dict(_SOURCES[noun]().filter(id__in=list(ids)).values_list("id", "called"))


def _pair(left: str, right: str) -> Concat:
    return Concat(F(left), Value(" · "), F(right))


Source = Callable[[], "QuerySet[Any]"]
_SOURCES: Final[Mapping[str, Source]] = {
    "workspace": lambda: Workspace.objects.annotate(called=F("name")),
    "member": lambda: Member.objects.annotate(called=F("name")),
    "team": lambda: Team.objects.annotate(called=F("name")),
    "membership": lambda: TeamMember.objects.annotate(called=_pair("member__name", "team__name")),
    "rota": lambda: RotaSeat.objects.annotate(called=_pair("member__name", "team__name")),
    "state": lambda: State.objects.annotate(called=F("name")),
    "field": lambda: CustomField.objects.annotate(called=F("name")),
    "label": lambda: Label.objects.annotate(called=F("name")),
    "timebox": lambda: Timebox.objects.annotate(called=F("name")),
    "period": lambda: Period.objects.annotate(called=F("name")),
    "calendar": lambda: Calendar.objects.annotate(called=F("name")),
    "calendar_day": lambda: CalendarDay.objects.annotate(called=F("calendar__name")),
    "service_level": lambda: ServiceLevel.objects.annotate(called=F("name")),
    "escalation_path": lambda: EscalationPath.objects.annotate(called=F("name")),
    "escalation_level": lambda: EscalationLevel.objects.annotate(called=F("escalation_path__name")),
    "issue_rule": lambda: IssueRule.objects.annotate(called=F("team__name")),
    "form": lambda: Form.objects.annotate(called=F("title")),
    "token": lambda: Token.objects.annotate(called=_pair("name", "member__name")),
    "automation": lambda: AutomationRule.objects.annotate(called=F("name")),
}
"""Noun -> its rows, with what each is `called`. The ids come from events that the reader sees."""
