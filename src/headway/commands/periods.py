"""The periods for which goals are set: quarters, years and stretches of one's own."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from pydantic import Field

from ..access import goals
from ..events.types import ItemChanged, PeriodAdded, PeriodChanged, PeriodRemoved
from ..models import Item, Period
from ..rules.errors import Invalid, NotFound, Refused
from ..rules.words import PeriodKind, Role
from ..tongue import say
from .answers import PeriodsTold, PeriodTold
from .base import Answer, Command
from .types import Day, Id, PeriodName
from .unit import Unit, born, changed, gone


class AddPeriod(Command):
    """Add a period for which goals are set, under a name of its own."""

    name = "period.add"
    route = ("POST", "/periods")
    answers = PeriodTold

    title: PeriodName
    start: Day
    end: Day

    def act(self, unit: Unit) -> Answer:
        """Add it; one of that name must not be there."""
        _refuse_taken(unit, self.title)
        _in_order(self.start, self.end)
        row = _added(unit, PeriodKind.CUSTOM, self.title, self.start, self.end)
        return {"id": row.pk, "title": row.name}


class FillPeriods(Command):
    """Add the year and its four quarters, as far as they are not there; a fiscal year begins with its first month."""

    name = "period.fill"
    route = ("POST", "/periods/fill")
    answers = PeriodsTold

    year: int = Field(ge=1900, le=2998)
    first_month: int = Field(default=1, ge=1, le=12, description="the month in which the year begins, 1 to 12")

    def act(self, unit: Unit) -> Answer:
        """Add what is missing, by name."""
        known = {row.name.casefold() for row in goals.periods(unit.actor)}
        made = [
            _added(unit, kind, title, start, end).name
            for kind, title, start, end in _stretches(self.year, self.first_month)
            if title.casefold() not in known
        ]
        return {"titles": made}


def _stretches(year: int, first: int) -> Iterator[tuple[PeriodKind, str, date, date]]:
    """The year and its quarters, as (kind, name, first day, last day)."""
    title = str(year) if first == 1 else f"FY{year}"
    edges = [_month(year, first + 3 * quarter) for quarter in range(5)]
    yield PeriodKind.YEAR, title, edges[0], edges[4] - timedelta(days=1)
    for quarter in range(4):
        yield PeriodKind.QUARTER, f"{title} Q{quarter + 1}", edges[quarter], edges[quarter + 1] - timedelta(days=1)


def _month(year: int, month: int) -> date:
    """The first day of a month, counted on beyond the year's end."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


class ChangePeriod(Command):
    """Change a period's name or dates; the goals that stand in it move with it."""

    name = "period.update"
    route = ("PATCH", "/periods/{id}")
    answers = PeriodTold
    least = Role.ADMIN

    id: Id
    title: PeriodName | None = None
    start: Day | None = None
    end: Day | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated, here and in its goals."""
        row = _period(unit, self.id)
        stated = (("name", self.title), ("start", self.start), ("end", self.end))
        values: dict[str, Any] = {name: value for name, value in stated if value is not None}
        if values.get("name", row.name).casefold() != row.name.casefold():
            _refuse_taken(unit, values["name"])
        changes = changed(row, values)
        _in_order(row.start, row.end)
        if changes:
            row.save()
            unit.record(PeriodChanged, subject=row, changes=changes)
            _move_goals(unit, row)
        return {"id": row.pk, "title": row.name}


class RemovePeriod(Command):
    """Remove a period in which no goal stands."""

    name = "period.remove"
    route = ("DELETE", "/periods/{id}")
    answers = PeriodTold
    least = Role.ADMIN

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Remove the row; the log remembers it."""
        row = _period(unit, self.id)
        standing = row.goals.count()
        if standing:
            raise Refused(
                say(
                    "%(standing)s goals stand in %(name)s, ended and deleted ones included",
                    standing=standing,
                    name=row.name,
                ),
                field="id",
            )
        unit.record(PeriodRemoved, subject=row, changes=gone(row))
        answer = {"id": row.pk, "title": row.name}
        row.delete()
        return answer


def in_period(values: dict[str, Any], unit: Unit) -> dict[str, Any]:
    """Return what a goal's stated fields come to: one in a period has its dates, one with dates of its own has none."""
    dates = {name: values[name] for name in ("period_start", "period_end") if name in values}
    if values.get("period") is None:
        return {**values, "period": None} if dates else values
    row = find_period(unit, values["period"])
    own = {"period_start": row.start, "period_end": row.end}
    for name, value in dates.items():
        if value != own[name]:
            raise Invalid(
                say("a goal in %(name)s has its dates; leave %(what)s out, or the period", name=row.name, what=name),
                field=name,
            )
    return {**values, "period": row, **own}


def find_period(unit: Unit, name: str, *, field: str = "period") -> Period:
    """Find a period by its name. Raises NotFound naming those that there are."""
    row = goals.periods(unit.actor).filter(name__iexact=name).first()
    if row is None:
        known = ", ".join(goals.periods(unit.actor).order_by("-start").values_list("name", flat=True)[:8])
        raise NotFound(
            say("there is no period %(name)s; there are: %(known)s", name=repr(name), known=known or say("none yet")),
            field=field,
        )
    return row


def _period(unit: Unit, pk: int) -> Period:
    row = goals.periods(unit.actor).filter(pk=pk).first()
    if row is None:
        raise NotFound(say("there is no period %(pk)s", pk=pk), field="id")
    return row


def _refuse_taken(unit: Unit, title: str) -> None:
    if goals.periods(unit.actor).filter(name__iexact=title).exists():
        raise Refused(say("there is a period %(title)s already", title=repr(title)), field="title")


def _in_order(start: date, end: date) -> None:
    if end < start:
        raise Invalid(say("end (%(end)s) lies before start (%(start)s)", end=end, start=start), field="end")


def _added(unit: Unit, kind: PeriodKind, title: str, start: date, end: date) -> Period:
    values = {"kind": kind.value, "name": title, "start": start, "end": end}
    row = Period.objects.create(workspace=unit.workspace, **values)
    unit.record(PeriodAdded, subject=row, changes=born(values))
    return row


def _move_goals(unit: Unit, period: Period) -> None:
    """Give the goals of a period its dates, those in the bin included: nothing may contradict them."""
    for item in Item.objects.filter(goal__period=period).select_related("goal", "state").order_by("pk"):
        changes = changed(item.goal, {"period_start": period.start, "period_end": period.end})
        if changes:
            item.goal.save()
            unit.touch(item, {}, type_=ItemChanged, **changes)
