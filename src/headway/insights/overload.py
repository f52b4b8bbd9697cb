"""Who has more that is due than hours, in the whole house: a signal for each, with the cheapest act that would help."""

from collections.abc import Iterator
from datetime import timedelta

from ..queries.load import Carrier
from ..queries.rows import Person
from ..rules.findings import CLOSES, OPENS, Signal
from ..rules.insight_words import FindingKind
from ..tongue import say, say_n
from ..tongue.formats import percent
from . import capacity
from .memory import Memory
from .risk_view import RiskView
from .team_capacity import PersonCapacity, Reading, Remedy, WeekChance
from .words import KEYS


class House(Reading):
    """All members who have a seat in a team; their help sits in any of theirs."""

    def helpers(self, one: Carrier) -> list[Carrier]:
        """Those who sit in a team with him."""
        seats = self.given.staff.seats
        return [other for other in self.members if other.id != one.id and seats[other.id] & seats[one.id]]


def overloads(view: RiskView, memory: Memory) -> Iterator[Signal]:
    """Yield who is, or was lately, likely to have more that is due than hours."""
    house = House(view.given.load, view.found.weights, view.waiting)
    people = house.people(memory)
    for one in house.members:
        week = _week(people[one.id].chances)
        if week is not None:
            yield _signal(view, house, one, house.told_of(one, people, week, memory), people[one.id])


def _week(chances: list[float]) -> int | None:
    """The first week in which it opens; else the worst in which it may stay open."""
    sure = next((at for at, chance in enumerate(chances) if chance >= OPENS), None)
    worst = max(range(len(chances)), key=lambda at: (chances[at], -at))
    return sure if sure is not None else worst if chances[worst] >= CLOSES else None


def _signal(view: RiskView, house: House, one: Carrier, told: PersonCapacity, it: capacity.Person) -> Signal:
    week = told.worst or told.weeks[0]
    due = [duty.id for duty in it.duties if house.weeks.starts[duty.week] <= week.start]
    due.sort(key=lambda pk: (-view.found.weights.get(pk, 0.0), -(house.given.work[pk].effort or 0), pk))
    moved = [house.numbers[one.item.key] for one in told.remedy.items] if told.remedy else []
    named = tuple(dict.fromkeys([*moved, *due]))[: max(KEYS, len(moved))]
    goals = tuple(sorted({goal for pk in named for goal in view.goals.get(pk, ())}))
    return Signal(
        kind=FindingKind.OVERLOAD,
        item=None,
        member=one.id,
        strength=round(week.chance, 4),
        impact=round(week.chance * max((view.impact(pk) for pk in due), default=0.0), 6),
        lead_days=max((week.start + timedelta(days=6) - view.day).days, 0),
        sentence=_sentence(view, one.person, week, len(due)),
        action=_action(view, told.remedy),
        evidence=named,
        goals=goals,
        figures={
            **{"week": week.start.isoformat(), "chance": round(week.chance, 3), "pieces of work": len(due)},
            **{"minutes": week.p50, "minutes, 85 %": week.p85, "minutes there are": week.available},
            **{"team": house.given.staff.keys[house.given.staff.first[one.id]], "moves": len(moved)},
        },
    )


def _sentence(view: RiskView, person: Person, week: WeekChance, count: int) -> str:
    return say_n(
        "%(name)s is %(chance)s likely to have more due by %(day)s than hours: %(num)s piece of work takes"
        " %(needs)s h in the middle case and %(most)s h in 85 of 100, and there are %(has)s h.",
        "%(name)s is %(chance)s likely to have more due by %(day)s than hours: %(num)s pieces of work take"
        " %(needs)s h in the middle case and %(most)s h in 85 of 100, and there are %(has)s h.",
        count,
        name=person.name,
        chance=percent(week.chance),
        day=view.told(week.start + timedelta(days=6)),
        needs=round(week.p50 / 60),
        most=round(week.p85 / 60),
        has=round(week.available / 60),
    )


def _action(view: RiskView, remedy: Remedy | None) -> str:
    """What would help, without figures: it is another act only where other work is to go elsewhere."""
    if remedy is None:
        return say("Ask what of it must be done by then")
    keys = ", ".join(one.item.key for one in remedy.items)
    if remedy.to is not None:
        return say("Give %(keys)s to %(name)s", keys=keys, name=remedy.to.name)
    return say("Put %(keys)s off until %(day)s", keys=keys, day=view.told(remedy.due))
