"""The append-only log: one sequence per workspace, without gaps, in the order of commit."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from ..models import Event, Workspace
from .types import Happening


def append(
    happenings: Iterable[Happening],
    *,
    workspace: Workspace,
    act: UUID,
    via: str,
    now: datetime,
) -> int:
    """Append in one statement and return the last sequence number.

    The caller holds the workspace's row lock; a happening's own `happened` time wins over `now`.
    """
    rows = [
        Event(
            workspace=workspace,
            seq=workspace.seq + offset,
            type=one.type,
            subject=one.subject,
            item_id=one.item,
            actor_id=one.actor,
            act=act,
            via=via,
            changes=dict(one.changes),
            version=one.version,
            happened_at=one.happened or now,
            recorded_at=now,
        )
        for offset, one in enumerate(happenings, start=1)
    ]
    if rows:
        Event.objects.bulk_create(rows, batch_size=2000)
        workspace.seq += len(rows)
        Workspace.objects.filter(pk=workspace.pk).update(seq=workspace.seq)
    return workspace.seq
