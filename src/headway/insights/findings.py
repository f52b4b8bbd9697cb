"""The findings of one reader: computed on demand, and kept while what he sees stays as it is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from ..access import visible
from ..queries.base import Look
from ..queries.clock import today, zone_of
from ..queries.kept import kept, last, stored
from ..rules.words import OPEN
from ..tongue import anew, spoken
from . import words
from .rows import WORK, read

if TYPE_CHECKING:
    from .outlook import Effect, Found

MOST: Final = 5000
"""Open tasks and issues up to which all is computed on demand; where there are more, nothing is told."""
KEPT: Final = 25_000
"""Open tasks and issues up to which the worker forecasts and computes what is at risk, which nobody waits for."""
TELLING: Final = (0.005, 0.5)
"""Probability and days from which on an effect is told: half a per cent, half a day."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What one goal gains if one item is done first; `evidence` are the keys of the item, what is between, the goal.

    `probability` is the goal's now, `gain` what is added to it, None where the goal has no date. `days` is the mean by
    which it is met earlier, `critical` the share of runs in which it waits for the item to the last. `after` are the
    keys of open work that has to come before the item can be begun.
    """

    item: str
    goal: str
    sentence: str
    days: float
    probability: float | None
    gain: float | None
    critical: float
    evidence: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Driver:
    """How likely a goal is; `because` says why something is not told.

    `p50` and `p85` are the days by which its work is done with that probability; `pieces` of it are open. `metrics`
    counts the measured key results, of which this does not speak. `drivers` are what would help it most, `first` what
    would among the work that can be begun now.
    """

    goal: str
    due: date | None
    probability: float | None
    p50: date | None
    p85: date | None
    pieces: int
    metrics: int
    because: str
    sentence: str
    drivers: tuple[Gain, ...]
    first: tuple[Gain, ...]


class Findings:
    """What was found, put together by item and by goal."""

    def __init__(self, found: "Found", day: date) -> None:
        self.found, self.day = found, day
        self._groups: dict[tuple[str, str], Mapping[int, tuple[Gain, ...]]] = {}

    @cached_property
    def weights(self) -> Mapping[int, float]:
        """Item -> what it is worth: the probability that its goals gain together, days where that is equal."""
        sums: dict[int, float] = defaultdict(float)
        for one in self._told:
            sums[one.item] += (one.gain if self.found.goals[one.goal].due else 0.0) + one.days * 1e-6
        return dict(sums)

    @property
    def by_item(self) -> Mapping[int, tuple[Gain, ...]]:
        """Item -> what each of its goals gains, the most first."""
        return self._grouped("item", lambda one: one.item)

    @property
    def by_goal(self) -> Mapping[int, tuple[Gain, ...]]:
        """Goal -> what helps it, the most first."""
        return self._grouped("goal", lambda one: one.goal)

    @cached_property
    def _told(self) -> "list[Effect]":
        """The effects that are large enough to speak of, the largest first."""
        gain, days = TELLING
        told = [one for one in self.found.effects if one.gain >= gain or one.days >= days]
        return sorted(told, key=lambda one: (-one.gain, -one.days, one.item, one.goal))

    def _grouped(self, name: str, by: Callable[["Effect"], int]) -> Mapping[int, tuple[Gain, ...]]:
        """Told once in each language, for what is found is kept for all who read the same."""
        key = (name, spoken())
        if key not in self._groups:
            groups: dict[int, list[Gain]] = defaultdict(list)
            for one in self._told:
                groups[by(one)].append(self.reason(one))
            self._groups[key] = {pk: tuple(rows) for pk, rows in groups.items()}
        return self._groups[key]

    def reason(self, one: "Effect") -> Gain:
        """Tell an effect."""
        goal = self.found.goals[one.goal]
        then = None if goal.probability is None else goal.probability + one.gain
        return Gain(
            item=one.key,
            goal=goal.key,
            sentence=words.effect(kind=one.kind, goal=goal.key, days=one.days, now=goal.probability, then=then),
            days=one.days,
            probability=goal.probability,
            gain=None if goal.probability is None else one.gain,
            critical=one.critical,
            evidence=(one.key, *one.through, goal.key),
            after=self.found.ahead.get(one.item, ()),
        )

    def goal(self, pk: int, *, most: int) -> Driver:
        """Tell a goal, with at most so many of what drives it."""
        it = self.found.goals[pk]
        because, drivers = anew(it.because), self.by_goal.get(pk, ())
        return Driver(
            *(it.key, it.due, it.probability, it.p50, it.p85, it.pieces, it.metrics, because),
            sentence=words.outlook(it.probability, it.p50, it.p85, because, today=self.day),
            drivers=drivers[:most],
            first=tuple(one for one in drivers if not one.after)[:most],
        )

    def goals(self, ids: Iterable[int], *, most: int) -> tuple[Driver, ...]:
        """Tell several, in order."""
        return tuple(self.goal(pk, most=most) for pk in ids)


def findings(look: Look) -> Findings:
    """Return what is found of all that the reader sees: kept while nothing in it changed."""
    zone = zone_of(look)
    return kept(look, "findings", today(look, zone), lambda: _computed(look, zone))


def last_findings(look: Look) -> tuple[Findings, bool] | None:
    """Return what was found for this reader last, and whether it still holds; nothing is computed."""
    return last(look, "findings", today(look, zone_of(look)))


def _computed(look: Look, zone: ZoneInfo) -> Findings:
    from .outlook import MODEL, RUNS, Found, found, prepared  # NumPy takes a tenth of a second, for those who ask

    if visible.items(look.actor).filter(kind__in=WORK, category__in=OPEN)[MOST : MOST + 1].exists():
        return Findings(Found("", MODEL, 0, {}, ()), today(look, zone))
    rows = read(look, zone)
    snapshot = prepared(rows)
    known = len(rows.finished)
    key = ("found", snapshot.digest, RUNS, known)
    return stored(key, lambda: Findings(found(snapshot, known=known), snapshot.day))
