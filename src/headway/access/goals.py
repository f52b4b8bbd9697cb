"""What an actor sees of goals beside the goals themselves: periods, key results, check-ins."""

from django.db.models import QuerySet

from ..models import CheckIn, KeyResult, Period
from . import visible
from .actor import Actor


def periods(actor: Actor) -> QuerySet[Period]:
    """The periods of the workspace."""
    return Period.objects.filter(workspace_id=actor.workspace_id)


def key_results(actor: Actor) -> QuerySet[KeyResult]:
    """Key results of goals that the actor sees."""
    return KeyResult.objects.filter(visible.through(actor, "goal__"), deleted_at=None)


def check_ins(actor: Actor) -> QuerySet[CheckIn]:
    """Check-ins on goals that the actor sees."""
    return CheckIn.objects.filter(visible.through(actor, "goal__"), deleted_at=None)
