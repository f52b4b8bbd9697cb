"""What only an issue has: how it stands in triage, what it hurts, its escalations, and what was learned from it."""

from dataclasses import dataclass
from datetime import datetime

from ..access import visible
from ..access.policy import at_least
from ..models import Escalation, RotaSeat
from ..rules.errors import NotFound
from ..rules.triage import standing
from ..rules.words import Category, Kind, Role, Urgency
from ..tongue import say
from .base import Look, Query
from .escalations import EscalationRow, escalation_rows, latest
from .rows import SEVERITIES, Ref
from .triage import Hurt
from .types import ItemKey


@dataclass(frozen=True, slots=True)
class IssuePart:
    """Of an issue's page what no other kind has.

    `contact` is what the person outside called himself who reported it; `answerable` whether he is told of answers.
    `rota`: it waits in triage, and its team has a rota.
    """

    key: str
    severity: str | None
    urgency: str | None
    tier: int
    why: str
    snoozed_until: datetime | None
    reopened: int
    reopened_at: datetime | None
    cause: str
    post_incident: str
    contact: str
    contact_email: str
    answerable: bool
    rota: bool
    hurts: tuple[Ref, ...]
    goals: tuple[Ref, ...]
    escalations: tuple[EscalationRow, ...]


class ShowIssue(Query):
    """Show what only an issue has: its place in triage, what it hurts up to the goals, escalations, lessons.

    Without `reach` what it hurts is left out, which saves the way up to the goals.
    """

    name = "issue.show"
    route = "/issues/{key}"

    key: ItemKey
    reach: bool = True

    def answer(self, look: Look) -> IssuePart:
        """Find it among what the reader sees. Raises NotFound for what is none."""
        rows = visible.items(look.actor).filter(key=self.key.upper(), kind=Kind.ISSUE)
        item = rows.select_related("issue", "report").first()
        if item is None:
            raise NotFound(say("there is no issue %(key)s here", key=repr(self.key)), field="key")
        issue, report, hurt = item.issue, getattr(item, "report", None), Hurt(look, [item.pk] if self.reach else [])
        hurts, goals = hurt.direct(item.pk), hurt.goals(item.pk)
        inside = at_least(look.actor, Role.MEMBER)
        outside = report if report and inside and item.reporter_id is None else None
        told = standing(severity=issue.severity, urgency=issue.urgency, goals=len(goals), items=len(hurts))
        return IssuePart(
            key=item.key,
            severity=SEVERITIES[issue.severity] if issue.severity is not None else None,
            urgency=list(Urgency)[issue.urgency].value if issue.urgency is not None else None,
            tier=told.tier,
            why=told.why,
            snoozed_until=issue.snoozed_until,
            reopened=issue.reopened,
            reopened_at=issue.reopened_at,
            cause=issue.cause,
            post_incident=issue.post_incident,
            contact=(outside.contact_name or say("Somebody outside")) if outside else "",
            contact_email=outside.contact_email if outside else "",
            answerable=report is not None,
            rota=item.category == Category.BACKLOG and RotaSeat.objects.filter(team_id=item.team_id or 0).exists(),
            hurts=hurts,
            goals=goals,
            escalations=escalation_rows(look, list(latest(Escalation.objects.filter(item=item)))),
        )
