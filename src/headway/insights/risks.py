"""All that puts goals at risk, as signals: one for each root cause, with what helps. Computed for one reader."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from ..queries.base import Look
from ..rules.findings import Signal
from ..rules.insight_words import FindingKind
from ..tongue import SOURCE, joined, speaking
from . import risk_gaps, risk_goals, risk_work
from .findings import KEPT, Findings
from .memory import Memory, Same
from .outlook import MODEL, RUNS, Computation, Found, prepared
from .overload import overloads
from .risk_course import Course, decisive, growing, one_person, reopened, slipping
from .risk_course_rows import read_course
from .risk_rows import RiskRows, risk_rows
from .risk_view import RiskView
from .rows import WORK

RULES: Final[Sequence[Callable[[RiskView], Iterator[Signal]]]] = (
    risk_goals.misses,
    risk_goals.late_projects,
    risk_goals.without_work,
    risk_goals.without_goal,
    risk_goals.missed,
    risk_goals.off_trend,
    risk_work.chains,
    risk_work.unowned,
    risk_work.contradictions,
    risk_work.overdue,
    risk_gaps.promises,
    risk_work.stale,
    risk_gaps.incomplete,
    decisive,
)
OF_ROWS: Final = frozenset(
    {
        *(risk_goals.misses, risk_goals.late_projects, risk_goals.without_work, risk_goals.without_goal),
        *(risk_work.overdue, decisive),
    }
)
"""Rules that look at the rows and what the engine makes of them alone: at no title, owner or hour of the day."""
COURSE: Final[Sequence[Callable[[RiskView, Course], Iterator[Signal]]]] = (slipping, growing, reopened)
TOLD: Final = 1000
"""Causes that are told at most, the costliest: nobody sees to more."""
VERSION: Final = f"risk-2/{MODEL}"
_FIRST: Final = (
    *(FindingKind.MISS, FindingKind.NO_WORK, FindingKind.OFF_TREND, FindingKind.GROWING),
    *(FindingKind.BLOCKED_CHAIN, FindingKind.SLIPPING, FindingKind.UNOWNED_BLOCKER, FindingKind.OVERDUE),
    *(FindingKind.BREACHING, FindingKind.DECISIVE, FindingKind.REOPENED),
    *(FindingKind.CONTRADICTION, FindingKind.STALE, FindingKind.INCOMPLETE, FindingKind.MISSED, FindingKind.NO_GOAL),
)
"""Which kind speaks for a cause in which several are seen."""


@dataclass(frozen=True, slots=True)
class Risks:
    """The signals, and what they rest on."""

    snapshot: str
    model: str
    signals: tuple[Signal, ...]


def risks(look: Look, zone: ZoneInfo) -> Risks:
    """Return what puts at risk what the reader sees; where there is very much open work, by rules without forecasts."""
    return weighed(look, risk_rows(look, zone), Memory())


@speaking(SOURCE)
def weighed(look: Look, given: RiskRows, memory: Memory) -> Risks:
    """Return what puts at risk what the reader's rows show; what `memory` knows is not computed again.

    It is said in English, whoever asks: what is kept is compared, and said anew to who reads it.
    """
    view = _view(given, memory)
    course = read_course(look, view)
    signals = [one for rule in RULES for one in _seen(rule, view, memory)]
    signals += [one for rule in COURSE for one in rule(view, course)]
    seen = [*one_each(signals), *overloads(view, memory), *one_person(view, course)]
    told = sorted(seen, key=lambda one: (-one.impact, -one.strength, one.item or 0, one.member or 0))[:TOLD]
    return Risks(view.it.snapshot.digest, VERSION, tuple(told))


def _view(given: RiskRows, memory: Memory) -> RiskView:
    """What the rules look at; thought out anew where the rows are others than before."""
    view = memory.of((RiskView, Same(given.rows)), lambda: _thought_out(given, memory))
    return view if view.given is given else view.seen(given)


def _thought_out(given: RiskRows, memory: Memory) -> RiskView:
    snapshot = prepared(given.rows, memory)
    it = Computation(snapshot, len(given.rows.finished), RUNS, memory)
    few = sum(one.kind in WORK for one in given.rows.pieces) <= KEPT
    found = it.found() if few else Found(snapshot.digest, MODEL, 0, {}, ())
    return RiskView(given, it, Findings(found, snapshot.day))


def _seen(rule: Callable[[RiskView], Iterator[Signal]], view: RiskView, memory: Memory) -> Iterable[Signal]:
    """What a rule sees; known again where it looks at nothing but the rows."""
    if rule not in OF_ROWS:
        return rule(view)
    return memory.of((rule, Same(view.given.rows)), lambda: tuple(rule(view)))


def one_each(signals: Sequence[Signal]) -> Iterator[Signal]:
    """One signal for a root cause: the first kind speaks, the others add what they see. In order of the cause."""
    causes: dict[int | None, list[Signal]] = {}
    for one in signals:
        causes.setdefault(one.item, []).append(one)
    for cause in sorted(causes, key=lambda pk: pk or 0):
        seen = sorted(causes[cause], key=lambda one: (not one.strength >= 0.5, _FIRST.index(one.kind)))
        yield _together(seen[0], [one for one in seen[1:] if one.strength >= 0.5])


def _together(first: Signal, others: Sequence[Signal]) -> Signal:
    if not others:
        return first
    everyone = (first, *others)
    return replace(
        first,
        impact=max(one.impact for one in everyone),
        sentence=joined(" ", *(one.sentence for one in everyone)),
        evidence=tuple(dict.fromkeys(pk for one in everyone for pk in one.evidence)),
        goals=tuple(dict.fromkeys(pk for one in everyone for pk in one.goals)),
        figures={**first.figures, "also": ", ".join(one.kind.value for one in others)},
    )
