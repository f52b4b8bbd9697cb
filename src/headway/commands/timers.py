"""Clocks: a member has one; starting another stops it, and what it measured is booked."""

from datetime import datetime

from pydantic import AwareDatetime

from ..access import visible
from ..events.types import TimerStarted, TimerStopped
from ..models import Timer
from ..rules.clock import parts
from ..rules.errors import Forbidden, Invalid, NotFound
from ..tongue import say
from .base import Answer, Command
from .comments import touch
from .shared_answers import BookedTold, ClockTold
from .types import Body, ItemKey
from .unit import Unit, born, gone, plain
from .work import book, zone_of


class StartTimer(Command):
    """Start the clock on an item; one's clock on another item stops, and its time is booked."""

    name = "timer.start"
    route = ("POST", "/items/{key}/timer")
    answers = ClockTold

    key: ItemKey
    note: Body = ""

    def act(self, unit: Unit) -> Answer:
        """Keep the row that the database allows a member once; a clock that runs there already runs on."""
        item = unit.item(self.key, field="key")
        if unit.actor.member_id is None:
            raise Forbidden(say("only a member has a clock"), field="key")
        running, booked = _running(unit), None
        if running is not None and running.item_id == item.pk:
            return {"key": item.key, "started": plain(running.started_at), "booked": None}
        if running is not None:
            booked = _stop(running, unit=unit, at=unit.now)
        row = Timer.objects.create(member_id=unit.actor.member_id, item=item, started_at=unit.now, note=self.note)
        facts = {"member": row.member_id, "item": item.pk, "started_at": unit.now, "note": self.note}
        unit.record(TimerStarted, subject=row, item=item, changes=born(facts))
        return {"key": item.key, "started": plain(unit.now), "booked": booked}


def _running(unit: Unit) -> Timer | None:
    rows = Timer.objects.filter(member=unit.actor.me).select_related("item", "member__user", "member__workspace")
    return rows.first()


def _find(unit: Unit) -> Timer:
    row = _running(unit)
    if row is None:
        raise NotFound(say("no clock of yours is running"))
    return row


class StopTimer(Command):
    """Stop one's clock and book what it measured: from its start to now, or to when one really stopped.

    Less than a minute books nothing. Time over midnight is booked on each of its days, in one's own time zone.
    """

    name = "timer.stop"
    route = ("POST", "/timer/stop")
    answers = BookedTold

    at: AwareDatetime | None = None
    note: Body | None = None

    def act(self, unit: Unit) -> Answer:
        """Book and delete the row."""
        row, at = _find(unit), self.at or unit.now
        if not row.started_at <= at <= unit.now:
            raise Invalid(
                say("a clock stops between its start (%(started_at)s) and now", started_at=plain(row.started_at)),
                field="at",
            )
        if self.note is not None:
            row.note = self.note
        return _stop(row, unit=unit, at=at)


class DiscardTimer(Command):
    """Throw one's running clock away; nothing is booked."""

    name = "timer.discard"
    route = ("DELETE", "/timer")
    answers = BookedTold

    def act(self, unit: Unit) -> Answer:
        """Delete the row."""
        row = _find(unit)
        key = row.item.key
        _end(row, unit=unit)
        return {"key": key, "minutes": 0}


def _stop(row: Timer, *, unit: Unit, at: datetime) -> Answer:
    """Book what a clock measured, on its days. On an item that has gone from its member's sight it is booked still."""
    item = row.item
    booked = parts(row.started_at, at, zone=zone_of(row.member))
    for begin, minutes in booked:
        book(item, member_id=row.member_id, minutes=minutes, at=begin, note=row.note, unit=unit)
    _end(row, unit=unit)
    if booked:
        touch(item, unit.now)
    seen = visible.items(unit.actor).filter(pk=item.pk).exists()
    return {"key": item.key if seen else "", "minutes": sum(minutes for _, minutes in booked)}


def _end(row: Timer, *, unit: Unit) -> None:
    unit.record(TimerStopped, subject=row, item=row.item, changes=gone(row))
    row.delete()
