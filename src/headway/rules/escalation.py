"""When an issue has met what an escalation path watches for, and since when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .words import OPEN, Category, EscalationTrigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An issue as escalation paths look at it.

    `since` is when it came in or was last opened again; `answered` when somebody of the house first said something
    after that, `snoozed_until` when it comes back into triage. `dues` are the moments at which promises of its service
    level that are not yet kept are broken, or were; a clock that stands still has none.
    """

    category: str
    severity: int | None
    since: datetime
    answered: datetime | None = None
    snoozed_until: datetime | None = None
    dues: Sequence[datetime] = ()


def in_scope(issue: Watched, *, severity: int | None, laid_out: datetime) -> bool:
    """Whether a path watches an issue: bad enough, and come in since the path was laid out.

    Where nobody has said how badly an issue hurts, only a path for all of them watches it.
    """
    bad_enough = severity is None or (issue.severity is not None and issue.severity <= severity)
    return bad_enough and issue.since >= laid_out


def runs_since(issue: Watched, *, trigger: EscalationTrigger, now: datetime) -> datetime | None:
    """Return since when the time to a path's levels runs, None while it does not.

    For `breached` that is when the service level was broken. `breaching` counts towards that moment: see `remains`.
    """
    if issue.category not in OPEN:
        return None
    match trigger:
        case EscalationTrigger.UNACCEPTED:
            asleep = issue.snoozed_until is not None and issue.snoozed_until > now
            return issue.since if issue.category == Category.BACKLOG and not asleep else None
        case EscalationTrigger.UNANSWERED:
            return issue.since if issue.answered is None else None
        case EscalationTrigger.UNRESOLVED:
            return issue.since
        case EscalationTrigger.BREACHED:
            return min((due for due in issue.dues if due <= now), default=None)
    return None


def remains(issue: Watched, *, now: datetime) -> datetime | None:
    """Return the moment that a `breaching` path counts towards, None where none is ahead."""
    return min((due for due in issue.dues if due > now and issue.category in OPEN), default=None)
