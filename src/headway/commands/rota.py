"""A team's rota: who takes turns, and whose turn an issue is."""

from typing import Any

from ..access.calendars import Calendars
from ..events.types import ItemChanged, RotaJoined, RotaLeft, RotaTurned
from ..models import Item, Member, RotaSeat, Team
from ..rules.errors import NotFound, Refused
from ..rules.rota import Seat, first_turns, whose_turn
from ..rules.words import Role
from ..tongue import say
from .answers import AssignedTold, MembershipTold
from .base import Answer, Command
from .types import ItemKey, MemberRef, TeamKey
from .unit import Unit, born, plain


class JoinRota(Command):
    """Put a member into a team's rota: from now on new issues come round to him."""

    name = "rota.join"
    route = ("POST", "/teams/{team}/rota")
    answers = MembershipTold
    least = Role.ADMIN

    team: TeamKey
    member: MemberRef

    def act(self, unit: Unit) -> Answer:
        """Seat him with as many turns as the others' fewest: a newcomer owes none."""
        team, member = unit.team(self.team, field="team"), unit.worker(self.member, field="member")
        if not RotaSeat.objects.filter(team=team, member=member).exists():
            turns = first_turns(_seats(team))
            row = RotaSeat.objects.create(workspace=unit.workspace, team=team, member=member, turns=turns)
            facts = {"team": team.pk, "member": member.pk, "turns": turns or None}
            unit.record(RotaJoined, subject=row, changes=born(facts))
        return {"team": team.key, "member": member.email}


class LeaveRota(Command):
    """Take a member out of a team's rota."""

    name = "rota.leave"
    route = ("DELETE", "/teams/{team}/rota/{member}")
    answers = MembershipTold
    least = Role.ADMIN

    team: TeamKey
    member: MemberRef

    def act(self, unit: Unit) -> Answer:
        """Remove the seat; the log remembers it."""
        team, member = unit.team(self.team, field="team"), unit.member(self.member, field="member")
        row = RotaSeat.objects.filter(team=team, member=member).first()
        if row is None:
            raise NotFound(
                say("%(email)s is not in the rota of %(key)s", email=member.email, key=team.key), field="member"
            )
        unit.record(RotaLeft, subject=row, changes={"team": [team.pk, None], "member": [member.pk, None]})
        row.delete()
        return {"team": team.key, "member": member.email}


class AssignByRota(Command):
    """Give an item to the member of its team's rota whose turn it is."""

    name = "issue.assign"
    route = ("POST", "/items/{key}/assign")
    answers = AssignedTold
    versioned = "key"

    key: ItemKey

    def act(self, unit: Unit) -> Answer:
        """Take the next turn and write it down. Raises Refused where there is no rota."""
        item = unit.edit(self.key)
        member = turn(item, unit=unit, field="key")
        unit.touch(item, {"owner": member}, type_=ItemChanged)
        return {"key": item.key, "version": item.version, "owner": member.email}


def turn(item: Item, *, unit: Unit, field: str) -> Member:
    """Take the next turn of an item's team. Raises Refused naming `field` where there is none to take."""
    if item.team is None:
        raise Refused(say("%(key)s belongs to no team: a rota is a team's", key=item.key), field=field)
    member = next_in(item.team, item=item, unit=unit)
    if member is None:
        raise Refused(
            say("nobody is in the rota of %(key)s; add members with rota.join", key=item.team.key), field=field
        )
    return member


def next_in(team: Team, *, item: Item, unit: Unit) -> Member | None:
    """Take the next turn of a team's rota for an item; None where nobody takes turns.

    Who is on leave, or does not work that day by a calendar of his own, is passed over, and comes first when he is
    back; where all are, those on leave are, and where all are on leave, nobody is.
    """
    seats, calendars = _seats(team), Calendars(unit.workspace.pk)
    today = unit.now.astimezone(calendars.zone).date()
    here = [seat for seat in seats if not calendars.away(seat.member, today)]
    at_work = [seat for seat in here if not calendars.absent(seat.member, today)]
    chosen = whose_turn(at_work or here or seats)
    if chosen is None:
        return None
    row = RotaSeat.objects.select_related("member").get(team=team, member_id=chosen.member)
    changes: dict[str, list[Any]] = {
        "turns": [row.turns or None, row.turns + 1],
        "last_turn_at": [plain(row.last_turn_at), plain(unit.now)],
    }
    row.turns, row.last_turn_at = row.turns + 1, unit.now
    row.save(update_fields=["turns", "last_turn_at"])
    unit.record(RotaTurned, subject=row, item=item, changes=changes)
    return row.member


def _seats(team: Team) -> list[Seat]:
    """Those who can be given work: members who have not left."""
    rows = RotaSeat.objects.filter(team=team, member__active=True)
    return [
        Seat(member=pk, turns=turns, last=last)
        for pk, turns, last in rows.values_list("member_id", "turns", "last_turn_at")
    ]
