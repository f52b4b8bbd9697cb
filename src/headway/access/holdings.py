"""What waits for a member, wherever that is: what would have to be handed on if he left."""

from django.db.models import Q, QuerySet

from ..models import AutomationRule, Deliverable, EscalationLevel, Item, KeyResult, Member, RotaSeat, Schedule
from ..rules.words import OPEN

_LIVING = {"deleted_at": None, "category__in": list(OPEN)}


def _of_living(prefix: str) -> Q:
    return Q(**{f"{prefix}__{name}": value for name, value in _LIVING.items()})


def work(member: Member) -> QuerySet[Item]:
    """The open items that he owns, and the open projects that he sponsors."""
    return Item.objects.filter(Q(owner=member) | Q(project__sponsor=member), **_LIVING)


def key_results(member: Member) -> QuerySet[KeyResult]:
    """The key results that he owns, of open goals."""
    return KeyResult.objects.filter(_of_living("goal"), owner=member, deleted_at=None)


def deliverables(member: Member) -> QuerySet[Deliverable]:
    """What he is to deliver, and nobody has accepted yet, of open projects."""
    return Deliverable.objects.filter(_of_living("project"), owner=member, accepted_at=None)


def schedules(member: Member) -> QuerySet[Schedule]:
    """The schedules at whose occurrences he takes turns."""
    return Schedule.objects.filter(_of_living("operation"), turns__member=member, deleted_at=None)


def seats(member: Member) -> QuerySet[RotaSeat]:
    """His places in the rotas of teams."""
    return RotaSeat.objects.filter(member=member)


def levels(member: Member) -> QuerySet[EscalationLevel]:
    """The levels of escalation paths that tell him by name."""
    return EscalationLevel.objects.filter(member=member, deleted_at=None)


def rules(member: Member) -> QuerySet[AutomationRule]:
    """The automation rules that act in his name."""
    return AutomationRule.objects.filter(member=member, deleted_at=None)
