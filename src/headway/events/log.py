"""The append-only log: one sequence per workspace, without gaps, in the order of commit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from ..models import Event, Workspace
from ..models.prepared import insert, update
from .types import Happening

BATCH: Final = 2000
"""Events of a statement; each has twelve values, and 32,766 are the most that SQLite takes."""


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
        for start in range(0, len(rows), BATCH):
            insert(*rows[start : start + BATCH])
        workspace.seq += len(rows)
        update(workspace, "seq")
    return workspace.seq
