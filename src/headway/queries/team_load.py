"""Who of a team carries how much in which week; and what stands behind one of these figures."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from pydantic import Field

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Item, TeamMember
from ..models.ids import among, listed
from ..rules.errors import Invalid, NotFound
from ..rules.load import Piece, Weeks, spread
from ..tongue import say
from .base import Look, Query
from .bearing import Facts, kept_since, since
from .clock import today
from .kept import kept
from .load import WEEKS, Book, Burden, Carrier, PersonLoad, by_days, laid_out, open_work, pieces_of
from .rows import ItemRow, Person, item_rows
from .types import Day, MemberRef, TeamKey

SHOWN: Final = 50
MOST: Final = 26
WeekCount = Annotated[int, Field(ge=1, le=MOST)]


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """The members of a team and what each carries, leads first; `unowned` is the team's work that nobody owns."""

    weeks: tuple[date, ...]
    people: tuple[PersonLoad, ...]
    unowned: PersonLoad


@dataclass(frozen=True, slots=True)
class Share:
    """An item and the minutes of it that lie in the week."""

    row: ItemRow
    minutes: int


@dataclass(frozen=True, slots=True)
class Free:
    """Another member of the team, and how many minutes he has left in the week; less than none if he has too much."""

    person: Person
    minutes: int


@dataclass(frozen=True, slots=True)
class Carried:
    """What stands behind a week of a person: the items with most of it first, at most 50 of `count`."""

    person: Person | None
    start: date
    planned: int
    available: int | None
    rows: tuple[Share, ...]
    count: int
    others: tuple[Free, ...]


class ShowTeamLoad(Query):
    """Show what each member of a team carries in the weeks ahead, against the hours that he has.

    Planned effort of open work of any team, laid over the working days from today, or its start, to its due day; what
    is overdue counts in the present week, of which only what is left counts as hours.
    """

    name = "team.load"
    route = "/teams/{team}/load"

    team: TeamKey
    weeks: WeekCount = WEEKS

    def answer(self, look: Look) -> TeamLoad:
        """Kept until something happens that may bear on their work. Raises NotFound."""
        pk, day = team_id(look, self.team), today(look)
        people = carriers(look, pk)
        mark = since(look, Facts.PLANS, team=pk, owners=[one.id for one in people])
        name = f"{self.name} {pk} {self.weeks}"
        return kept_since(look, mark, name, day, lambda: self._answer(look, pk, people))

    def _answer(self, look: Look, pk: int, people: tuple[Carrier, ...]) -> TeamLoad:
        work = laid_out(_owned.tuples(look.actor, listed(one.id for one in people)))
        work |= laid_out(_nobodys.tuples(look.actor, pk))
        book = Book(look, team=pk, weeks=self.weeks, pieces=[piece for own in work.values() for piece in own.pieces])
        return TeamLoad(
            weeks=book.weeks.starts,
            people=tuple(book.load(one, work) for one in people),
            unowned=book.unowned(work.get(None) or Burden()),
        )


class ShowCarried(Query):
    """Show the items behind a week of a member of a team, or of its work that nobody owns; and who has hours left."""

    name = "team.carried"
    route = "/teams/{team}/carried"

    team: TeamKey
    member: MemberRef | None = None
    week: Day | None = None

    def answer(self, look: Look) -> Carried:
        """The same statements for any number of items. Raises NotFound, Invalid for a week that is over."""
        pk, day = team_id(look, self.team), self.week or today(look)
        weeks = Weeks(today(look), MOST)
        if not weeks.starts[0] <= day <= weeks.end:
            raise Invalid(
                say("a week lies between %(starts)s and %(end)s", starts=weeks.starts[0], end=weeks.end), field="week"
            )
        people = carriers(look, pk)
        one = self._one(look, people)
        team: TeamLoad = ShowTeamLoad(team=self.team, weeks=max(WEEKS, weeks.of(day) + 1)).answer(look)
        return _carried(look, team, one, pk, weeks.of(day))

    def _one(self, look: Look, people: tuple[Carrier, ...]) -> Carrier | None:
        if self.member is None:
            return None
        me = look.actor.me if self.member == "me" else None
        for one in people:
            if one.id == me or one.person.email.lower() == self.member.lower():
                return one
        raise NotFound(
            say(
                "%(member)s is not in team %(team)s; members are named by address",
                member=repr(self.member),
                team=repr(self.team),
            ),
            field="member",
        )


def team_id(look: Look, key: str) -> int:
    """Return the id of a team that the reader knows of. Raises NotFound."""
    found = _ids.tuples(look.actor, key)
    if not found:
        raise NotFound(say("there is no team %(key)s; teams are named by key", key=repr(key)), field="team")
    return int(found[0][0])


def carriers(look: Look, team: int) -> tuple[Carrier, ...]:
    """Return a team's active members that the reader knows of, leads first. One statement."""
    return tuple(
        Carrier(pk, Person(email, name), lead, float(hours), calendar)
        for pk, email, name, lead, hours, calendar in _seats.tuples(look.actor, team)
    )


def _seat_rows(actor: Actor, team: int) -> QuerySet[TeamMember, Any]:
    known = visible.members(actor).filter(active=True).values("id")
    seats = TeamMember.objects.filter(team_id=team, member__in=known).order_by("-lead", "member__name", "id")
    columns = ("member_id", "member__email", "member__name", "lead", "member__hours_per_week", "member__calendar_id")
    return seats.values_list(*columns)


def _nobodys_rows(actor: Actor, team: int) -> QuerySet[Item, Any]:
    """Said so that the team's index is taken: there is more that nobody owns than there is of a team."""
    return by_days(open_work(actor).alias(by=Coalesce("owner_id", 0)).filter(by=0, team_id=team))


_ids: Final = Seen(lambda actor, key: visible.teams(actor).filter(key=key).values_list("id"))
_seats, _nobodys = Seen(_seat_rows), Seen(_nobodys_rows)
_owned: Final = Seen(lambda actor, owners: by_days(open_work(actor).filter(owner_id__in=among(owners))))


def _carried(look: Look, team: TeamLoad, one: Carrier | None, pk: int, at: int) -> Carried:
    work = open_work(look.actor)
    mine = work.filter(owner_id=one.id) if one else work.filter(team_id=pk, owner_id=None)
    pieces = [piece for own in pieces_of(mine).values() for piece in own]
    parts = _parts(look, pieces, one, pk, at)
    rows = item_rows(look, [item for _, item in parts[:SHOWN]])
    told = next((p for p in team.people if one and p.person == one.person), team.unowned)
    others = [Free(p.person, (p.cells[at].available or 0) - p.cells[at].planned) for p in team.people if p.person]
    return Carried(
        person=one.person if one else None,
        start=team.weeks[at],
        planned=told.cells[at].planned,
        available=told.cells[at].available,
        rows=tuple(Share(rows[item], round(minutes)) for minutes, item in parts[:SHOWN]),
        count=len(parts),
        others=tuple(sorted((f for f in others if f.person != told.person), key=lambda f: -f.minutes)),
    )


def _parts(look: Look, pieces: list[Piece], one: Carrier | None, pk: int, at: int) -> list[tuple[float, int]]:
    """(minutes in the week, item), most first."""
    book = Book(look, team=pk, weeks=MOST, pieces=pieces)
    days = book.days(one) if one else book.nobodys
    found = ((spread(piece, days, book.weeks).get(at, 0.0), piece.id) for piece in pieces)
    return sorted((pair for pair in found if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))


class ShowMyLoad(Query):
    """Show what one carries oneself in the weeks ahead, against the hours that one has."""

    name = "work.load"
    route = "/my-load"

    weeks: WeekCount = WEEKS

    def answer(self, look: Look) -> PersonLoad:
        """By one's own calendar, else by that of the first of one's teams that has one."""
        return kept(look, f"{self.name} {self.weeks}", today(look), lambda: self._answer(look))

    def _answer(self, look: Look) -> PersonLoad:
        columns = ("id", "email", "name", "hours_per_week", "calendar_id")
        me = visible.members(look.actor).filter(pk=look.actor.me).values_list(*columns).first()
        if me is None:
            raise NotFound(say("only a member carries work of his own"), field="member")
        pk, email, name, hours, calendar = me
        one = Carrier(pk, Person(email, name), False, float(hours), calendar)
        work = laid_out(_owned.tuples(look.actor, listed([pk])))
        teams = TeamMember.objects.filter(member_id=pk, team__calendar__isnull=False).order_by("team_id")
        team = teams.values_list("team_id", flat=True).first()
        book = Book(look, team=team, weeks=self.weeks, pieces=work[pk].pieces)
        return book.load(one, work)
