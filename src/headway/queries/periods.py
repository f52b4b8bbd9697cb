"""The periods for which goals are set."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from ..access import goals, visible
from ..models import Goal
from .base import Look, Query
from .clock import today


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period, its first and last day included; `current` where today lies in it; `goals` is how many stand in it."""

    id: int
    kind: str
    name: str
    start: date
    end: date
    current: bool
    goals: int


class ListPeriods(Query):
    """List the periods, the latest first."""

    name = "period.list"
    route = "/periods"

    def answer(self, look: Look) -> tuple[PeriodRow, ...]:
        """Count the goals in each that the reader sees."""
        day = today(look)
        seen = Goal.objects.filter(item__in=visible.items(look.actor), period__isnull=False)
        counts = dict(seen.values_list("period_id").annotate(count=Count("*")))
        rows = goals.periods(look.actor).order_by("-start", "-end", "id")
        return tuple(
            PeriodRow(pk, kind, name, start, end, start <= day <= end, counts.get(pk, 0))
            for pk, kind, name, start, end in rows.values_list("id", "kind", "name", "start", "end")
        )
