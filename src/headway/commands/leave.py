"""Members are away on leave."""

from collections.abc import Sequence
from datetime import date

from ..events.types import LeaveAdded, LeaveChanged, LeaveRemoved
from ..models import Leave, Member
from ..rules.errors import Forbidden, Invalid, NotFound
from ..tongue import say
from .base import Answer, Command
from .handing_on import hand_on
from .operation_answers import LeaveTold
from .types import Day, Id, Line, MemberRef
from .unit import Unit, born, changed, gone


class AddLeave(Command):
    """Say that oneself, or as an admin anybody, is away on some days.

    What schedules have made for him in these days, and he has not begun, goes to the next in turn.
    """

    name = "leave.add"
    route = ("POST", "/leave")
    answers = LeaveTold

    member: MemberRef = "me"
    first: Day
    last: Day | None = None
    note: Line = ""

    def act(self, unit: Unit) -> Answer:
        """Add it; a single day where no last is stated."""
        member = unit.member(self.member, field="member")
        _check_own(unit, member, field="member")
        values = {"first": self.first, "last": self.last or self.first, "note": self.note}
        _check_order(self.first, self.last or self.first)
        row = Leave.objects.create(member=member, **values)
        unit.record(LeaveAdded, subject=row, changes=born({"member": member, **values}))
        return _told(row, *hand_on(unit, row))


class _OnLeave(Command):
    id: Id

    def _find(self, unit: Unit) -> Leave:
        rows = Leave.objects.filter(member__workspace=unit.workspace, pk=self.id).select_related("member")
        row = rows.first()
        if row is None:
            raise NotFound(say("there is no leave %(id)s", id=self.id), field="id")
        _check_own(unit, row.member, field="id")
        return row


class ChangeLeave(_OnLeave):
    """Change one's own days of leave, or as an admin anybody's; work goes on to others as when leave is entered."""

    name = "leave.update"
    route = ("PATCH", "/leave/{id}")
    answers = LeaveTold

    first: Day | None = None
    last: Day | None = None
    note: Line | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = self._find(unit)
        stated = {"first": self.first, "last": self.last, "note": self.note}
        changes = changed(row, {name: value for name, value in stated.items() if value is not None})
        _check_order(row.first, row.last)
        if changes:
            row.save(update_fields=list(changes))
            unit.record(LeaveChanged, subject=row, changes=changes)
        return _told(row, *(hand_on(unit, row) if {"first", "last"} & changes.keys() else ()))


class RemoveLeave(_OnLeave):
    """Withdraw one's own leave, or as an admin anybody's; what went to others because of it stays theirs."""

    name = "leave.remove"
    route = ("DELETE", "/leave/{id}")
    answers = LeaveTold

    def act(self, unit: Unit) -> Answer:
        """Remove it; the log remembers."""
        row = self._find(unit)
        unit.record(LeaveRemoved, subject=row, changes=gone(row))
        answer = _told(row)
        row.delete()
        return answer


def _told(row: Leave, given: Sequence[str] = (), left: Sequence[str] = ()) -> Answer:
    return {"id": row.pk, "member": row.member.email, "handed_on": list(given), "falls_in_leave": list(left)}


def _check_own(unit: Unit, member: Member, *, field: str) -> None:
    if member.pk != unit.actor.member_id and not unit.actor.sees_all:
        raise Forbidden(say("leave is entered by oneself or an admin"), field=field)


def _check_order(first: date, last: date) -> None:
    if last < first:
        raise Invalid(
            say("the last day, %(last)s, lies before the first, %(first)s", last=last, first=first), field="last"
        )
