"""Members book the time that they put into items, on any day; they correct and withdraw it."""

from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from ..access import policy, visible
from ..events.types import WorkChanged, WorkLogged, WorkRemoved
from ..models import Item, Member, WorkLog
from ..rules.errors import Forbidden, Invalid, NotFound
from ..tongue import say, word
from .answers import OnItemTold, WorkTold
from .base import Answer, Command
from .types import Body, Day, Id, ItemKey
from .unit import Unit, born, changed, plain

LONGEST = 60_000
"""Minutes that one entry may have."""


def zone_of(member: Member) -> ZoneInfo:
    """The zone in which a member's days begin: his own, or the workspace's unless he has set another."""
    own = member.user.time_zone if member.user else "UTC"
    return ZoneInfo(member.workspace.time_zone if own == "UTC" else own)


def book(item: Item, *, member_id: int | None, minutes: int, at: datetime, note: str, unit: Unit) -> WorkLog:
    """Put a member's minutes into an item and record it."""
    row = WorkLog.objects.create(
        workspace=unit.workspace, item=item, member_id=member_id, minutes=minutes, at=at, note=note
    )
    facts = {"item": item.pk, "member": member_id, "minutes": minutes, "at": at, "note": note}
    unit.record(WorkLogged, subject=row, item=item, changes=born(facts))
    return row


def _moment(at: datetime | None, day: date | None, *, member: int | None, unit: Unit) -> datetime | None:
    """When time was spent: the moment stated, or noon of the day stated where the member is."""
    if at is not None and day is not None:
        raise Invalid(say("state either the moment or the day"), field="day")
    if at is not None and not 1900 <= at.year <= 2999:
        raise Invalid(say("a time lies between 1900 and 2999"), field="at")
    if day is None:
        return at
    row = Member.objects.filter(pk=member or 0).select_related("user", "workspace").first()
    zone = zone_of(row) if row else ZoneInfo(unit.workspace.time_zone)
    return datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC)


class LogWork(Command):
    """Put minutes of one's own time into an item: now, at a moment, or on a day."""

    name = "work.log"
    route = ("POST", "/items/{key}/work")
    answers = WorkTold

    key: ItemKey
    minutes: int = Field(ge=1, le=LONGEST)
    day: Day | None = None
    at: AwareDatetime | None = None
    note: Body = ""

    def act(self, unit: Unit) -> Answer:
        """Add the entry."""
        item = unit.item(self.key, field="key")
        mine = unit.actor.member_id
        at = _moment(self.at, self.day, member=mine, unit=unit) or unit.now
        row = book(item, member_id=mine, minutes=self.minutes, at=at, note=self.note, unit=unit)
        return {"id": row.pk, "key": item.key, "minutes": row.minutes}


_OWN: Final = {
    "correct": word("an entry of time is corrected by its author or an admin"),
    "withdraw": word("an entry of time is withdrawn by its author or an admin"),
}


class _OnWork(Command):
    id: Id

    def _find(self, unit: Unit, *, what: str) -> WorkLog:
        row = visible.work_logs(unit.actor).filter(pk=self.id).select_related("item").first()
        if row is None:
            raise NotFound(say("there is no entry of time %(id)s", id=self.id), field="id")
        if not policy.may_edit_comment(unit.actor, author_id=row.member_id):
            raise Forbidden(say(_OWN[what]), field="id")
        return row


class ChangeWork(_OnWork):
    """Correct an entry of one's own time: its minutes, its day, its note, or the item that it belongs to."""

    name = "work.update"
    route = ("PATCH", "/work/{id}")
    answers = WorkTold

    key: ItemKey | None = None
    minutes: int | None = Field(default=None, ge=1, le=LONGEST)
    day: Day | None = None
    at: AwareDatetime | None = None
    note: Body | None = None

    def act(self, unit: Unit) -> Answer:
        """Keep what it was in the log."""
        row = self._find(unit, what="correct")
        values: dict[str, Any] = {"minutes": self.minutes, "note": self.note}
        values["at"] = _moment(self.at, self.day, member=row.member_id, unit=unit)
        values["item"] = unit.item(self.key, field="key") if self.key else None
        changes = changed(row, {name: value for name, value in values.items() if value is not None})
        if changes:
            row.save()
            unit.record(WorkChanged, subject=row, item=row.item, changes=changes)
        return {"id": row.pk, "key": row.item.key, "minutes": row.minutes}


class RemoveWork(_OnWork):
    """Withdraw an entry of one's own time."""

    name = "work.remove"
    route = ("DELETE", "/work/{id}")
    answers = OnItemTold

    def act(self, unit: Unit) -> Answer:
        """Mark the entry."""
        row = self._find(unit, what="withdraw")
        row.deleted_at = unit.now
        row.save(update_fields=["deleted_at"])
        unit.record(WorkRemoved, subject=row, item=row.item, changes={"deleted_at": [None, plain(unit.now)]})
        return {"id": row.pk, "key": row.item.key}
