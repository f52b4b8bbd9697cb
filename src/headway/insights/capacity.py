"""How likely somebody has more to do than he has hours for, and the cheapest act that would help. Pure.

Counted is what is due: somebody is over-committed by the end of a week if what he owns and is due by then takes more
minutes than he has until then, whatever the order in which he does it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
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
SLACK: Final = 1e-6
"""Minutes; sums in another order differ in their last bits, and what is taken away leaves nothing."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Work that is due in a week, from 0: what goals lose by it, whether it has been begun, and what may be done."""

    id: int
    week: int
    loss: float
    begun: bool
    may_give: bool
    may_defer: bool


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody with his duties, the minutes that each takes in each run (duties, runs), and his minutes a week."""

    id: int
    duties: tuple[Duty, ...]
    minutes: Floats
    hours: tuple[float, ...]

    @cached_property
    def needed(self) -> Floats:
        """Minutes that are due by the end of each week in each run (weeks, runs)."""
        weeks = np.array([duty.week for duty in self.duties], dtype=np.int64)
        due = weeks[None, :] <= np.arange(len(self.hours))[:, None]
        return np.asarray(due.astype(np.float64) @ self.minutes, dtype=np.float64)

    @cached_property
    def until(self) -> Floats:
        """Minutes that somebody has until the end of each week (weeks,)."""
        return np.cumsum(np.array(self.hours, dtype=np.float64))

    @cached_property
    def chances(self) -> list[float]:
        """How likely what is due by the end of each week takes more than there is until then."""
        return self.with_need(self.needed)

    @cached_property
    def quantiles(self) -> tuple[list[int], list[int]]:
        """Minutes due by the end of each week, in half of all runs and in 85 of 100."""
        half, most = np.quantile(self.needed, [0.5, 0.85], axis=1).round().astype(int).tolist()
        return half, most

    def with_need(self, needed: Floats) -> list[float]:
        """The chances, if so much were due by the end of each week."""
        return (needed > self.until[:, None] + SLACK).mean(axis=1).tolist()  # type: ignore[no-any-return]


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


@dataclass(frozen=True, slots=True)
class _Eased:
    """What has been taken away so far, the minutes of the last of it, and the chance that is left."""

    moved: tuple[Duty, ...]
    minutes: Floats
    after: float

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(duty.id for duty in self.moved)


def worst(one: Person) -> int | None:
    """The first week by whose end somebody is likely over-committed; None where there is none."""
    return next((at for at, chance in enumerate(one.chances) if chance >= LIKELY), None)


def cure(one: Person, others: Sequence[Person], week: int) -> Cure | None:
    """Return the cheapest act that helps somebody in a week: what costs goals the least, then moves the least work."""
    found = [*_deferrals(one, week), *_gifts(one, others, week)]
    worth = [it for it in found if it.before - it.after >= WORTH]
    return min(worth, key=lambda it: (it.after >= LIKELY, round(it.loss, 3), len(it.items), it.after), default=None)


def _deferrals(one: Person, week: int) -> Iterator[Cure]:
    """Put work off into the first later week by whose end there is time for it."""
    later = range(week + 1, min(week + 1 + FARTHEST, len(one.chances)))
    free = next((at for at in later if one.chances[at] < LIKELY), None)
    if free is None:
        return
    for it in _eased(one, week, [duty.may_defer for duty in one.duties]):
        loss = sum(duty.loss for duty in it.moved)
        yield Cure(it.ids, None, free, one.chances[week], it.after, None, loss)


def _gifts(one: Person, others: Sequence[Person], week: int) -> Iterator[Cure]:
    """Give work to somebody else, as long as that does not make him over-committed."""
    steps = _eased(one, week, [duty.may_give for duty in one.duties])
    for other in others:
        free = max(other.chances, default=0.0)
        if free < LIKELY:
            yield from _given(one, other, week, steps, free)


def _given(one: Person, other: Person, week: int, steps: Sequence[_Eased], free: float) -> Iterator[Cure]:
    needed = other.needed.copy()
    for it in steps:
        needed[it.moved[-1].week :] += it.minutes
        taken = max(other.with_need(needed))
        if taken >= LIKELY:
            return
        loss = sum(BEGUN for duty in it.moved if duty.begun)
        yield Cure(it.ids, other.id, None, one.chances[week], it.after, (free, taken), loss)


def _eased(one: Person, week: int, may: Sequence[bool]) -> list[_Eased]:
    """Take work that may be moved, and is due by then, away from somebody, step by step."""
    due = [(duty, row) for row, duty in enumerate(one.duties) if duty.week <= week and may[row]]
    steps = _steps(one, week, due)
    found, left = [], one.needed[week]
    for count, (_, row) in enumerate(steps, start=1):
        left = left - one.minutes[row]
        after = float((left > one.until[week] + SLACK).mean())
        found.append(_Eased(tuple(duty for duty, _ in steps[:count]), one.minutes[row], after))
    return found


def _steps(one: Person, week: int, due: Sequence[tuple[Duty, int]]) -> list[tuple[Duty, int]]:
    """In which order work is moved: the least that suffices alone first; where none does, the most that there is."""
    minutes = one.minutes[np.array([row for _, row in due], dtype=np.int64)]
    left = ((one.needed[week] - minutes) > one.until[week] + SLACK).mean(axis=1).tolist()
    size = dict(zip((row for _, row in due), minutes.mean(axis=1).tolist(), strict=True))
    enough = [it for it, chance in zip(due, left, strict=True) if chance < LIKELY]
    if enough:
        return sorted(enough, key=lambda it: (it[0].loss, it[0].begun, size[it[1]], it[0].id))[:1]
    return sorted(due, key=lambda it: (round(it[0].loss, 3), it[0].begun, -size[it[1]], it[0].id))[:MOST]
