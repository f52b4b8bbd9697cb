"""The score sheet: how often forecasts came true, by kind and by how far ahead they looked. Pure.

Scored is what has had time to come out either way: a forecast whose deadline has passed. What came true early waits for
its deadline like what did not, or those that come true would be counted first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ..engine.scores import CALIBRATED, LEAST_RESOLVED, NOT_YET, probability_report, quantile_report, reliability
from ..rules.insight_words import ForecastKind, ForecastResult

HORIZONS: Final = (("a week", 7), ("four weeks", 28), ("a quarter", 91), ("longer", 10**6))
ALL: Final = "all"
LEVELS: Final = (0.5, 0.85)


@dataclass(frozen=True, slots=True)
class Case:
    """A forecast and what came of it. Days count from the day on which it was made.

    `deadline` is its target, or its 85 % day; `took` the days until it was done, None while it is not; `age` the days
    until today. `result` is empty while nobody can know it.
    """

    kind: ForecastKind
    item: int
    probability: float | None
    p50: float
    deadline: float
    took: float | None
    age: float
    result: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """How forecasts of one kind and reach came out; `items` of which they spoke, `needed` before judging.

    For dates: Brier score, log loss, the share that was met, skill against always saying that share. For days: the
    share done by the middle day and by the 85 % day, the pinball loss in days (what is still open counted as done
    today, so it is at least that), and skill against always saying the days that such work took in hindsight.
    """

    kind: str
    horizon: str
    count: int
    items: int
    needed: int
    verdict: str
    brier: float | None = None
    log_loss: float | None = None
    base_rate: float | None = None
    by_p50: float | None = None
    by_p85: float | None = None
    pinball: float | None = None
    skill: float | None = None


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """One bar of the reliability diagram: of forecasts that said about `said`, the share `came` came true."""

    low: float
    high: float
    said: float
    came: float
    count: int


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """All of it; `waiting` forecasts have not had their time, `void` were of work that was dropped.

    `bars` are of the kinds of which enough items have come out.
    """

    count: int
    items: int
    waiting: int
    void: int
    lines: tuple[ScoreLine, ...]
    bars: tuple[ScoreBar, ...]


def sheet(cases: Sequence[Case]) -> ScoreSheet:
    """Score these forecasts."""
    void = sum(one.result == ForecastResult.VOID for one in cases)
    due = [one for one in cases if one.result in (ForecastResult.MET, ForecastResult.MISSED) and one.age > one.deadline]
    lines = tuple(_lines(due))
    scored = {one.kind for one in lines if one.horizon == ALL and one.verdict == CALIBRATED}
    return ScoreSheet(
        count=len(due),
        items=len({one.item for one in due}),
        waiting=len(cases) - void - len(due),
        void=void,
        lines=lines,
        bars=_bars([one for one in due if one.probability is not None and one.kind in scored]),
    )


def _lines(due: Sequence[Case]) -> Iterator[ScoreLine]:
    """Each kind as a whole, then by reach, where there is anything."""
    for kind in ForecastKind:
        own = [one for one in due if one.kind == kind]
        least = 0
        parts = [(ALL, own)]
        for name, most in HORIZONS:
            parts.append((name, [one for one in own if least < _ahead(one) <= most or (not least and not _ahead(one))]))
            least = most
        score: Callable[[Sequence[Case]], dict[str, float | None]] = _dated if kind.dated else _days
        for name, group in parts:
            if group:
                yield _line(kind, name, group, score(group))


def _ahead(one: Case) -> float:
    """How far ahead a forecast looked: to its date, or to its middle day."""
    return one.deadline if one.probability is not None else one.p50


def _line(kind: str, horizon: str, group: Sequence[Case], scores: dict[str, float | None]) -> ScoreLine:
    items = len({one.item for one in group})
    enough = CALIBRATED if items >= LEAST_RESOLVED else NOT_YET
    rounded = {name: None if value is None else round(value, 4) for name, value in scores.items()}
    if enough == NOT_YET:
        rounded["skill"] = None
    return ScoreLine(str(kind), horizon, len(group), items, LEAST_RESOLVED, enough, **rounded)


def _dated(group: Sequence[Case]) -> dict[str, float | None]:
    report = probability_report(probability=[one.probability or 0.0 for one in group], outcome=_came(group))
    return {
        "brier": report.brier,
        "log_loss": report.log_loss,
        "base_rate": report.base_rate,
        "skill": report.skill if 0 < report.base_rate < 1 else None,
    }


def _came(group: Sequence[Case]) -> list[float]:
    return [float(one.result == ForecastResult.MET) for one in group]


def _days(group: Sequence[Case]) -> dict[str, float | None]:
    took = np.array([one.age if one.took is None else one.took for one in group])
    said = {0.5: [one.p50 for one in group], 0.85: [one.deadline for one in group]}
    usual = {level: np.full(len(group), np.quantile(took, level)) for level in LEVELS}
    report = quantile_report(quantiles={**said}, actual=took, baseline={**usual})
    return {
        "by_p50": report.coverage[0.5],
        "by_p85": report.coverage[0.85],
        "pinball": report.pinball,
        "skill": report.skill,
    }


def _bars(dated: Sequence[Case]) -> tuple[ScoreBar, ...]:
    if not dated:
        return ()
    bins = reliability(probability=[one.probability or 0.0 for one in dated], outcome=_came(dated))
    return tuple(ScoreBar(b.low, b.high, round(b.said, 4), round(b.came, 4), b.count) for b in bins)
