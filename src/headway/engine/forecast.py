"""When will `remaining` more be finished? Quantiles of the date, from when things arrived and were finished before.

Nothing is drawn at random: the same question has the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from headway.engine.calibration import Residuals, calibrated, own_shape
from headway.engine.forecast_request import Request, parse
from headway.engine.throughput import Ints, Pace, pace, weeks_for, work_by
from headway.engine.throughput_prior import PRIOR, Prior
from headway.engine.workclock import Floats, WorkClock, work_clock

LEVELS = (0.5, 0.7, 0.85, 0.95)
MODEL = "throughput-3"
_MOST_WEEKS = 520  # ten years of history are looked at
_ASLEEP = 364  # days without a finish, after which a tracker that wakes up begins anew …
_DEEP = 4  # … if that is so many times as long as it has waited for a finish since
_AHEAD = 7305  # days ahead in which the turn of the year is told apart
_LAST = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Course:
    """What went before, at every weekly origin up to the one of the question, oldest first (W,).

    `origins` are ordinals, `worked` working days.
    """

    origins: Ints
    worked: Floats
    clock: WorkClock
    pace: Pace


@dataclass(frozen=True, slots=True)
class Case(Course):
    """One question, put at every origin: `work` is what is expected within `horizon` weeks, and `deviation` that of its
    logarithm.
    """

    horizon: float
    work: Floats
    deviation: Floats


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one request of `headway engine forecast`.

    Args:
        request: `as_of`, `finished`, optionally `arrived` (ISO dates, any order; later ones than `as_of` are ignored)
            and `remaining`, a whole number. `id` is handed back.

    Returns:
        `{"id", "quantiles": {"0.5": "2019-04-02", …}}`; dates stop at 9999-12-31.

    Raises:
        ValueError: names the field that is wrong and what would be right.
    """
    asked = parse(request)
    days = finish_days(asked)
    dates = {str(level): date.fromordinal(day).isoformat() for level, day in zip(LEVELS, days, strict=True)}
    return {"id": request.get("id"), "quantiles": dates}


def finish_days(
    asked: Request, *, levels: tuple[float, ...] = LEVELS, prior: Prior = PRIOR, known: Course | None = None
) -> list[int]:
    """Ordinals, one a level, by whose end `asked.remaining` more are finished with that probability.

    `known` is the course of the same past, for those who ask of it how long more and less take.
    """
    if asked.remaining == 0:
        return [asked.as_of for _ in levels]
    case = _prepare(asked, prior, known)
    error = calibrated(levels=levels, residuals=_residuals(asked, case, prior), horizon=case.horizon, prior=prior)
    near, far = float(case.pace.near[-1]), float(case.pace.far[-1])
    work = asked.remaining * np.exp(error * case.deviation[-1])
    weeks = weeks_for(work=work, near=near, far=far, tau=prior.tau)
    days = np.ceil(case.clock.day(case.worked[-1] + 7 * weeks) + 0.5)
    return [int(min(max(day, asked.as_of + 1), _LAST)) for day in days]


def standardised(asked: Request, *, took: int, prior: Prior = PRIOR) -> float:
    """The residual of this forecast when the last of the remaining was finished `took` >= 1 days later.

    Less this tracker's own shift and divided by its own scale, so that residuals of different trackers can be pooled.
    """
    case = _prepare(asked, prior)
    made = _made(case, case.clock.at(asked.as_of + took - 0.5) - case.worked, prior)[-1]
    shift, scale = own_shape(residuals=_residuals(asked, case, prior), horizon=case.horizon, prior=prior)
    return float((np.log(made / asked.remaining) / case.deviation[-1] - shift) / scale)


def course(asked: Request, prior: Prior = PRIOR) -> Course:
    """What went before, whatever remains."""
    origins = _origins(asked)
    clock = work_clock(first=int(origins[0]) - 7, last=min(asked.as_of + _AHEAD, _LAST))
    known = len(asked.arrived) > 0
    rate = pace(
        finished=_weekly(asked.finished, origins),
        arrived=_weekly(asked.arrived, origins) if known else None,
        waiting=_upto(asked.arrived, origins) - _upto(asked.finished, origins) if known else None,
        worked=(clock.at(origins) - clock.at(origins - 7)) / 7,
        prior=prior,
    )
    return Course(origins, clock.at(origins), clock, rate)


def _prepare(asked: Request, prior: Prior, known: Course | None = None) -> Case:
    it = known or course(asked, prior)
    rate = it.pace
    near, far = float(rate.near[-1]), float(rate.far[-1])
    horizon = float(weeks_for(work=asked.remaining, near=near, far=far, tau=prior.tau))
    work = np.maximum(1, np.round(work_by(weeks=horizon, near=rate.near, far=rate.far, tau=prior.tau)))
    work[-1] = asked.remaining
    return Case(it.origins, it.worked, it.clock, rate, horizon, work, _deviation(rate, work, horizon, prior))


def _origins(asked: Request) -> Ints:
    begun = next((_begun(dates) for dates in (asked.finished, asked.arrived) if len(dates)), asked.as_of)
    count = min((asked.as_of - begun) // 7 + 1, _MOST_WEEKS)
    return asked.as_of - 7 * np.arange(count - 1, -1, -1)


def _begun(dates: Ints) -> int:
    """The first date, or the first after the last long sleep: a year, and many times as long as it took since."""
    waited = np.diff(dates[:-1])
    since = (dates[-1] - dates[1:-1]) / np.arange(len(waited), 0, -1)
    woken = np.flatnonzero((waited >= _ASLEEP) & (waited >= _DEEP * since))
    return int(dates[woken[-1] + 1] if len(woken) else dates[0])


def _weekly(dates: Ints, origins: Ints) -> Floats:
    """Counts in the seven days up to each origin."""
    return np.diff(_upto(dates, np.append(origins[0] - 7, origins)))


def _upto(dates: Ints, origins: Ints) -> Floats:
    """How many dates lie up to each origin."""
    return np.searchsorted(dates, origins, side="right").astype(np.float64)


def _deviation(rate: Pace, work: Floats, horizon: float, prior: Prior) -> Floats:
    """Standard deviation of the log of work done by the horizon, as known at each origin (W,)."""
    drift = prior.variance_now + prior.variance_drift * -np.expm1(-horizon / prior.drift_weeks)
    unseen = prior.variance_cold / rate.weeks + prior.variance_few / (rate.seen + 1)
    variance = drift + prior.variance_count * rate.spread / work + unseen
    return np.asarray(np.sqrt(variance), dtype=np.float64)


def _residuals(asked: Request, case: Case, prior: Prior) -> Residuals:
    """What each earlier origin's forecast of as many weeks' work came to, as far as is known at `as_of`."""
    place = np.searchsorted(asked.finished, case.origins, side="right") + case.work.astype(np.int64) - 1
    known = place < len(asked.finished)
    ends = np.append(asked.finished, asked.as_of + 1)[np.minimum(place, len(asked.finished))]
    made = _made(case, case.clock.at(ends - 0.5) - case.worked, prior)
    value = np.log(made / case.work) / case.deviation
    age = np.arange(len(value) - 1, -1, -1)
    kept = slice(prior.burn_in, len(value) - 1)
    return Residuals(value[kept], known[kept], (0.5 ** (age / prior.memory))[kept])


def _made(case: Case, took: Floats, prior: Prior) -> Floats:
    """Work that each origin expected within `took` working days."""
    weeks = np.maximum(took, 0.5) / 7
    return np.maximum(work_by(weeks=weeks, near=case.pace.near, far=case.pace.far, tau=prior.tau), 1e-9)
