"""The work as it stood on a day of late, read from the events of what is open now or was touched since.

All else was closed then as it is now. So it costs by what is open, not by how long the history is.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q

from ..access import visible
from ..access.actor import Actor
from ..models import Event, Item
from ..models.ids import those
from ..queries.clock import start_of
from ..rules.words import OPEN, Category
from .past import Past, gathered
from .rows import HISTORY, WORK, Finished, Rows, in_days

_FINISHED: Final = ("closed_at", "id", "kind", "team_id", "effort", "created_at", "started_at")


class Lately(Past):
    """One day of the past. Of items, those alone that `actor` sees now."""

    def __init__(self, actor: Actor, zone: ZoneInfo, day: date) -> None:
        self.actor, self.day, self.since = actor, day, start_of(day, zone)
        self.stirred = self._stirred()
        self.counted = dict(Item.objects.filter(id__in=those(self.stirred)).values_list("id", "parts_total"))
        super().__init__(actor, zone)

    def rows(self) -> Rows:
        """Return the work as it stood when the day began."""
        return self.at(self.day)

    def _stirred(self) -> frozenset[int]:
        """The items that are open, or that anything has happened to since."""
        here = self.actor.workspace_id
        since = Event.objects.filter(workspace_id=here, happened_at__gte=self.since, item__isnull=False)
        still = Item.objects.filter(workspace_id=here, category__in=OPEN).values_list("id", flat=True)
        return frozenset(since.order_by().values_list("item_id", flat=True)) | frozenset(still)

    def _log(self, actor: Actor) -> list[Event]:
        """What happened to these until the day began, and to members."""
        rows = Event.objects.filter(workspace_id=actor.workspace_id, happened_at__lt=self.since)
        told = Q(item__in=those(self.stirred)) | Q(item=None, type__startswith="member.")
        return gathered(rows.filter(told))

    def elsewhere(self) -> Sequence[tuple[datetime, int, Finished]]:
        """What was finished before, and left alone."""
        done = visible.items(self.actor).filter(kind__in=WORK, category=Category.DONE, closed_at__lt=self.since)
        plain = done.filter(parts_total__lte=1, task__operation=None).exclude(task__milestone=True)
        rows: Any = plain.order_by("-closed_at", "-id").values_list(*_FINISHED)[: HISTORY + len(self.stirred)]
        return [(row[0], row[1], self._one(*row)) for row in rows if row[1] not in self.stirred]

    def _one(self, closed: datetime, _pk: int, kind: str, team: int | None, effort: int | None, *rest: Any) -> Finished:
        created, started = rest
        cycle = in_days(started, closed) if started else None
        on = closed.astimezone(self.zone).date().toordinal()
        return Finished(kind, team or 0, effort, in_days(created, closed), cycle, on)

    def parts(self, pk: int, counted: Callable[[int], int]) -> int:
        """As it is now: what was closed long ago beneath it is not among the events."""
        return self.counted.get(pk, 0)
