"""What a query finds, by days: for timelines and calendars over all work."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, Final

from django.db.models import QuerySet
from pydantic import Field

from ..access.dependencies import ties
from ..models import Item
from ..rules.errors import Invalid
from ..tongue import say
from .base import Look, Query
from .clock import today
from .compile import compiled
from .rows import ItemRow, item_rows
from .types import Day, Q

MOST: Final = 500
LONGEST: Final = 62
_BACK: Final = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Wait:
    """That `later` waits for `earlier`, by their keys; `lag` in working minutes."""

    earlier: str
    later: str
    type: str
    dependency: str
    lag: int


@dataclass(frozen=True, slots=True)
class Days:
    """Items in the order of their due dates, those due from `first` on, and what waits for what among them.

    `count` tells how many of what was asked for have a due date in the stretch that was asked for, `more` by the day
    how many are not told because only so many `each` day were asked for.
    """

    rows: tuple[ItemRow, ...]
    waits: tuple[Wait, ...]
    count: int
    today: date
    first: date | None
    more: Mapping[date, int] = field(default_factory=dict)


class ListDays(Query):
    """List by their due dates the items that a query asks for, and what waits for what among them.

    `first` and `last` bound the due dates. Where there are more than fit and no bound is stated, those are told that
    are due from four weeks ago on.
    """

    name = "item.days"
    route = "/items/days"

    q: Q = ""
    first: Day | None = None
    last: Day | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 200
    each: Annotated[int, Field(ge=1, le=20)] | None = Field(
        default=None, description="at most so many a day, instead of `limit` in all; first and last have to be stated"
    )

    def answer(self, look: Look) -> Days:
        """Read the rows by the index of due dates, and what ties them."""
        dated = compiled(self.q, look).items.exclude(due=None)
        dated = dated.filter(due__gte=self.first) if self.first else dated
        dated = dated.filter(due__lte=self.last) if self.last else dated
        return self._a_day(look, dated) if self.each else self._in_all(look, dated)

    def _in_all(self, look: Look, dated: QuerySet[Item]) -> Days:
        now, count, first = today(look), dated.count(), self.first
        if count > self.limit and not (self.first or self.last):
            first = now - _BACK
            dated = dated.filter(due__gte=first)
        ids = list(dated.order_by("due", "id").values_list("id", flat=True)[: self.limit])
        return Days(*_told(look, ids), count, now, first)

    def _a_day(self, look: Look, dated: QuerySet[Item]) -> Days:
        if not (self.first and self.last and (self.last - self.first).days < LONGEST):
            raise Invalid(
                say("so many a day are told of at most %(most)s days: state first and last", most=LONGEST), field="each"
            )
        days: dict[date, list[int]] = defaultdict(list)
        for pk, due in dated.order_by("due", "id").values_list("id", "due"):
            days[due or self.first].append(pk)
        ids = [pk for found in days.values() for pk in found[: self.each]]
        more = {day: len(found) - (self.each or 0) for day, found in days.items() if len(found) > (self.each or 0)}
        return Days(*_told(look, ids), sum(map(len, days.values())), today(look), self.first, more)


def _told(look: Look, ids: Sequence[int]) -> tuple[tuple[ItemRow, ...], tuple[Wait, ...]]:
    rows = item_rows(look, ids)
    keys = {pk: row.key for pk, row in rows.items()}
    return tuple(rows.values()), tuple(
        Wait(keys[one.earlier], keys[one.later], one.type, one.bond.dependency.value, one.bond.lag) for one in ties(ids)
    )
