"""Followers: named readers of the log, each with a saved cursor, so that none loses work when a process is killed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from ..models import Event, Follower, Workspace
from ..models.database import writing

BATCH = 500


@dataclass(frozen=True, slots=True)
class Following:
    """A follower: its name, what it does with a batch of events of one workspace, in order, and how many those are.

    Who writes much about an event takes few at a time, for nobody else writes meanwhile.
    """

    name: str
    handle: Callable[[Workspace, Sequence[Event]], None]
    batch: int = BATCH


def _always() -> bool:
    return True


def advance(following: Following, *, workspace: Workspace, going: Callable[[], bool] = _always) -> int:
    """Handle everything new and return how many events that was; stop between two batches when not `going` any more.

    A batch's effects and the cursor commit together: whatever is killed in between is done again from the start.
    """
    total = 0
    while going() and (count := _batch(following, workspace=workspace)):
        total += count
    return total


def _batch(following: Following, *, workspace: Workspace) -> int:
    with writing(), transaction.atomic():
        Follower.objects.get_or_create(workspace=workspace, name=following.name)
        row = Follower.objects.select_for_update().get(workspace=workspace, name=following.name)
        new = list(Event.objects.filter(workspace=workspace, seq__gt=row.cursor).order_by("seq")[: following.batch])
        if new:
            following.handle(workspace, new)
            row.cursor = new[-1].seq
            row.save(update_fields=["cursor"])
        return len(new)
