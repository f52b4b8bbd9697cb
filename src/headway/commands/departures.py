"""Members leave for good: what waits for them goes to others, or stays with its team."""

from ..access import holdings
from ..events.types import (
    DeliverableChanged,
    EscalationLevelChanged,
    KeyResultChanged,
    MemberChanged,
    ScheduleChanged,
)
from ..models import Member, RotaSeat, Schedule
from ..rules.errors import Invalid, Refused
from ..rules.words import Role
from ..tongue import say
from .answers import DepartureTold
from .automation import pass_rules
from .base import Answer, Command
from .handing_on import hand_over
from .members import guard_owner, keep_an_owner
from .occurrences import turns_of
from .project_parts import change
from .rota import JoinRota, LeaveRota
from .turns import set_turns, turn_ids
from .types import MemberRef
from .unit import Unit, changed


class DepartMember(Command):
    """Have a member leave for good: he can no longer sign in, and what waits for him is handed on.

    Occurrences and turns in rotas go to the others who take turns. All else goes to the successor: open items, projects
    that he sponsors, key results, deliverables that nobody has accepted, turns that nobody else takes, and levels of
    escalation paths that name him. Without a successor it is nobody's, and stays with its team. Of who has left
    already, what he still holds is handed on. Automation rules that acted in his name act in that of who sends him off.
    """

    name = "member.depart"
    route = ("POST", "/members/{member}/departure")
    answers = DepartureTold
    least = Role.ADMIN
    scope = "admin"

    member: MemberRef
    successor: MemberRef | None = None

    def act(self, unit: Unit) -> Answer:
        """Take him out of turns, send him off, and hand on what is his."""
        leaver = Member.objects.get(pk=unit.member(self.member, field="member").pk)
        guard_owner(unit, leaver.role)
        heir = self._heir(leaver, unit)
        schedules = list(holdings.schedules(leaver).select_related("operation").order_by("pk"))
        for row in schedules:
            _pass_turns(row, leaver, heir, unit)
        _send_off(leaver, unit)
        seats = list(holdings.seats(leaver).select_related("team").order_by("team__key"))
        items = hand_over(unit, leaver, heir)
        return {
            "member": leaver.email,
            "successor": heir.email if heir else None,
            "items": items,
            "key_results": _key_results(leaver, heir, unit),
            "deliverables": _deliverables(leaver, heir, unit),
            "schedules": [row.pk for row in schedules],
            "rotas": [_pass_seat(seat, heir, unit) for seat in seats],
            **_levels(leaver, heir, unit),
            "rules": _rules(leaver, unit),
        }

    def _heir(self, leaver: Member, unit: Unit) -> Member | None:
        if self.successor is None:
            return None
        heir = unit.worker(self.successor, field="successor")
        if heir.pk == leaver.pk:
            raise Invalid(say("nobody succeeds himself; name another member, or none"), field="successor")
        if heir.role == Role.GUEST:
            raise Refused(
                say("%(name)s is a guest, who cannot do the work; name a member", name=heir.name), field="successor"
            )
        return heir


def _send_off(leaver: Member, unit: Unit) -> None:
    changes = changed(leaver, {"active": False})
    if changes:
        leaver.save(update_fields=["active"])
        unit.record(MemberChanged, subject=leaver, changes=changes)
        keep_an_owner(unit)
    unit.forget()


def _pass_turns(row: Schedule, leaver: Member, heir: Member | None, unit: Unit) -> None:
    """Take him out of a schedule's turns; where nobody else takes any, his heir does."""
    before, here = turn_ids(row), turns_of(row)
    others = [pk for pk in here if pk != leaver.pk]
    after = [pk for pk in before if pk != leaver.pk]
    if not others and heir is not None:
        after.insert(before.index(leaver.pk), heir.pk)
    had_his = leaver.pk in here and here.index(leaver.pk) < row.turn
    set_turns(row, after)
    row.turn = (row.turn - had_his) % len(others) if others else 0
    row.save(update_fields=["turn"])
    unit.record(ScheduleChanged, subject=row, item=row.operation, changes={"assignees": [before, after or None]})


def _key_results(leaver: Member, heir: Member | None, unit: Unit) -> list[int]:
    found = list(holdings.key_results(leaver).select_related("goal", "owner").order_by("pk"))
    for row in found:
        changes = changed(row, {"owner": heir})
        row.save(update_fields=["owner"])
        unit.record(KeyResultChanged, subject=row, item=row.goal, changes=changes)
    return [row.pk for row in found]


def _deliverables(leaver: Member, heir: Member | None, unit: Unit) -> list[int]:
    found = list(holdings.deliverables(leaver).select_related("project", "owner").order_by("pk"))
    for row in found:
        change(unit, row, {"owner": heir}, type_=DeliverableChanged)
    return [row.pk for row in found]


def _pass_seat(seat: RotaSeat, heir: Member | None, unit: Unit) -> str:
    """Take him out of a team's rota; where nobody else is in it, his heir is."""
    key, email = seat.team.key, seat.member.email
    LeaveRota(team=key, member=email).act(unit)
    if heir is not None and not RotaSeat.objects.filter(team=seat.team, member__active=True).exists():
        JoinRota(team=key, member=heir.email).act(unit)
    return key


def _rules(leaver: Member, unit: Unit) -> list[int]:
    """Who sends himself off leaves his rules: they are switched off when they next would act, and the admins told."""
    own = unit.actor.member_id in (None, leaver.pk)
    return [] if own else pass_rules(holdings.rules(leaver).order_by("pk"), unit=unit)


def _levels(leaver: Member, heir: Member | None, unit: Unit) -> dict[str, list[int]]:
    """Have his heir told where he was; without one the levels stay, and tell the admins."""
    rows = list(holdings.levels(leaver).select_related("member").order_by("pk"))
    for row in rows if heir else ():
        changes = changed(row, {"member": heir})
        row.save(update_fields=["member"])
        unit.record(EscalationLevelChanged, subject=row, changes=changes)
    ids = [row.pk for row in rows]
    return {"levels": ids, "broken": []} if heir else {"levels": [], "broken": ids}
