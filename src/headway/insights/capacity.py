"""How likely somebody has more to do than he has hours for, and the cheapest act that would help. Pure.

Counted is what is due: somebody is over-committed by the end of a week if what he owns and is due by then takes more
minutes than he has until then, whatever the order in which he does it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ..engine.taskgraph import Floats

LIKELY: Final = 0.5
"""The chance of being over-committed from which on a remedy is looked for; and under which it should bring it."""
MOST: Final = 5
"""Pieces of work that a remedy moves at most."""
FARTHEST: Final = 4
"""Weeks by which work is put off at most."""
WORTH: Final = 0.1
"""By how much a remedy must bring the chance down to be told."""
BEGUN: Final = 0.02
"""What it costs to hand on work that has been begun, in probability that goals lose."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Work that is due in a week, from 0: what goals lose by it, whether it has been begun, and what may be done."""

    id: int
    week: int
    loss: float
    begun: bool
    may_give: bool
    may_defer: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with his duties, the minutes that each takes in each run (duties, runs), and his minutes a week."""

    id: int
    duties: tuple[Duty, ...]
    minutes: Floats
    hours: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Cure:
    """Giving work to somebody (`to`), or putting it off into a later week (`week`), with the chances before and after.

    `other` are those of who is given it: the worst of his weeks.
    """

    items: tuple[int, ...]
    to: int | None
    week: int | None
    before: float
    after: float
    other: tuple[float, float] | None
    loss: float


def chances(one: Person) -> list[float]:
    """How likely what is due by the end of each week takes more than there is until then."""
    return (needed(one) > until(one)[:, None]).mean(axis=1).tolist()  # type: ignore[no-any-return]


def needed(one: Person) -> Floats:
    """Minutes that are due by the end of each week in each run (weeks, runs)."""
    weeks = np.array([duty.week for duty in one.duties], dtype=np.int64)
    due = weeks[None, :] <= np.arange(len(one.hours))[:, None]
    return np.asarray(due.astype(np.float64) @ one.minutes, dtype=np.float64)


def until(one: Person) -> Floats:
    """Minutes that somebody has until the end of each week (weeks,)."""
    return np.cumsum(np.array(one.hours, dtype=np.float64))


def worst(one: Person) -> int | None:
    """The first week by whose end somebody is likely over-committed; None where there is none."""
    return next((at for at, chance in enumerate(chances(one)) if chance >= LIKELY), None)


def cure(one: Person, others: Sequence[Person], week: int) -> Cure | None:
    """Return the cheapest act that helps somebody in a week: what costs goals the least, then moves the least work."""
    gifts = _steps(one, week, [duty for duty in one.duties if duty.week <= week and duty.may_give])
    found = [*_deferrals(one, week), *(cure for other in others for cure in _gifts(one, other, week, gifts))]
    worth = [it for it in found if it.before - it.after >= WORTH]
    return min(worth, key=lambda it: (it.after >= LIKELY, round(it.loss, 3), len(it.items), it.after), default=None)


def _deferrals(one: Person, week: int) -> Iterator[Cure]:
    """Put work off into the first later week by whose end there is time for it."""
    before, moved = chances(one), list[Duty]()
    later = range(week + 1, min(week + 1 + FARTHEST, len(before)))
    free = next((at for at in later if before[at] < LIKELY), None)
    if free is None:
        return
    for duty in _steps(one, week, [duty for duty in one.duties if duty.week <= week and duty.may_defer]):
        moved.append(duty)
        then = chances(_with(one, {it.id: free for it in moved}))
        loss = sum(it.loss for it in moved)
        yield Cure(tuple(it.id for it in moved), None, free, before[week], then[week], None, loss)


def _gifts(one: Person, other: Person, week: int, steps: Sequence[Duty]) -> Iterator[Cure]:
    """Give work to somebody else, as long as that does not make him over-committed."""
    free = max(chances(other), default=0.0)
    if free >= LIKELY:
        return
    before, moved = chances(one), list[Duty]()
    for duty in steps:
        moved.append(duty)
        taken = max(chances(_joined(other, one, {it.id for it in moved})), default=0.0)
        if taken >= LIKELY:
            return
        then = chances(_without(one, {it.id for it in moved}))
        loss = sum(BEGUN for it in moved if it.begun)
        yield Cure(tuple(it.id for it in moved), other.id, None, before[week], then[week], (free, taken), loss)


def _steps(one: Person, week: int, given: Sequence[Duty]) -> list[Duty]:
    """In which order work is moved: the least that suffices alone first; where none does, the most that there is."""
    row = {duty.id: at for at, duty in enumerate(one.duties)}
    total, has = needed(one)[week], until(one)[week]
    left = {duty.id: float(((total - one.minutes[row[duty.id]]) > has).mean()) for duty in given}
    size = {duty.id: float(one.minutes[row[duty.id]].mean()) for duty in given}
    enough = [duty for duty in given if left[duty.id] < LIKELY]
    if enough:
        return sorted(enough, key=lambda duty: (duty.loss, duty.begun, size[duty.id], duty.id))[:1]
    return sorted(given, key=lambda duty: (round(duty.loss, 3), duty.begun, -size[duty.id], duty.id))[:MOST]


def _with(one: Person, weeks: Mapping[int, int]) -> Person:
    return replace(one, duties=tuple(replace(duty, week=weeks.get(duty.id, duty.week)) for duty in one.duties))


def _without(one: Person, gone: set[int]) -> Person:
    kept = [at for at, duty in enumerate(one.duties) if duty.id not in gone]
    return replace(one, duties=tuple(one.duties[at] for at in kept), minutes=one.minutes[kept])


def _joined(other: Person, one: Person, taken: set[int]) -> Person:
    rows = [at for at, duty in enumerate(one.duties) if duty.id in taken]
    minutes = np.concatenate([other.minutes, one.minutes[rows]])
    return replace(other, duties=(*other.duties, *(one.duties[at] for at in rows)), minutes=minutes)
