"""Back-test the throughput forecast against resampling the last twelve weeks, on real trackers.

    python bench/forecast_backtest.py            # report
    python bench/forecast_backtest.py --fit      # also print the pooled residuals to put into the prior

Every four weeks from half a year after a tracker's first finish, ask when as much as the last twelve weeks did in four
(and in thirteen) will be finished. Neither method sees anything after the origin. The residuals that the prior takes
from other trackers leave out the tracker in question and all its slices. Last come simulated trackers of known kinds.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace

import numpy as np
from histories import DATA, History, histories
from simulated_trackers import simulated

from headway.engine.forecast import LEVELS, finish_days, standardised
from headway.engine.forecast_request import Request
from headway.engine.throughput_prior import PRIOR, Prior

HORIZONS = (4, 13)
STEP, FIRST, WINDOW, LEAST = 28, 182, 12, 8
RUNS, LONGEST = 1000, 400
TABLE = 41


@dataclass(frozen=True)
class Case:
    """One question and its answer: `took` days from the origin to the finish of the last of `remaining`."""

    history: int
    horizon: int
    asked: Request
    took: int


def cases(histories_: list[History]) -> list[Case]:
    """Every origin of every history whose outcome is known, for both horizons."""
    return [
        case
        for number, history in enumerate(histories_)
        for horizon in HORIZONS
        for origin in range(int(history.finished[0]) + FIRST, int(history.finished[-1]), STEP)
        if (case := _case(number, history, horizon, origin))
    ]


def _case(number: int, history: History, horizon: int, origin: int) -> Case | None:
    done = history.finished[: np.searchsorted(history.finished, origin, "right")]
    recent = int((done > origin - 7 * WINDOW).sum())
    remaining = round(horizon * recent / WINDOW)
    place = len(done) + remaining - 1
    if remaining < 1 or place >= len(history.finished):
        return None
    known = history.arrived[: np.searchsorted(history.arrived, origin, "right")]
    return Case(number, horizon, Request(origin, known, done, remaining), int(history.finished[place]) - origin)


def standard(asked: Request, rng: np.random.Generator) -> np.ndarray:
    """Days by the field's standard: weeks drawn from the last twelve until enough is done."""
    edges = asked.as_of - 7 * np.arange(WINDOW, -1, -1)
    weeks = np.diff(np.searchsorted(asked.finished, edges, "right"))
    done = rng.choice(weeks, (RUNS, LONGEST)).cumsum(axis=1)
    needed = (done < asked.remaining).sum(axis=1) + 1
    return 7 * np.quantile(needed, LEVELS, method="higher")


def family(history: History) -> str:
    """Histories that share issues share a name here."""
    return " ".join(history.name.split()[: 1 if history.family == "aea" or history.whole else 2])


def tables(found: list[Case], kinds: list[str], prior: Prior) -> dict[str, Prior]:
    """For every kind, the prior with the pooled residuals of the others; '' for those of all."""
    value = np.array([standardised(c.asked, took=c.took, prior=prior) for c in found])
    group = np.array([c.history for c in found])
    weight = 1 / np.sqrt(np.bincount(group)[group])
    kind = np.array([kinds[c.history] for c in found])
    return {k: _table(value[kind != k], weight[kind != k], prior) for k in {*kinds, ""}}


def _table(value: np.ndarray, weight: np.ndarray, prior: Prior) -> Prior:
    order = np.argsort(value)
    reached = np.cumsum(weight[order])
    at = (np.arange(TABLE) + 0.5) / TABLE
    quantiles = np.interp(at, (reached - weight[order] / 2) / reached[-1], value[order])
    return replace(prior, residuals=tuple(np.round(quantiles, 3).tolist()))


def losses(took: np.ndarray, said: np.ndarray) -> np.ndarray:
    """Mean pinball loss of each case in days."""
    late = took[:, None] - said
    return np.maximum(late * LEVELS, -late * (1 - np.array(LEVELS))).mean(axis=1)


def report(title: str, found: list[Case], pick: np.ndarray, methods: dict[str, np.ndarray]) -> None:
    """One block of the table: a line for each horizon and method."""
    print(f"\n{title}")
    for horizon in HORIZONS:
        rows = pick & np.array([c.horizon == horizon for c in found])
        for name in methods:
            print(f"  {horizon:2d} weeks  {name:10} {_line(found, rows, methods[name], methods['standard'])}")


def _line(found: list[Case], rows: np.ndarray, said: np.ndarray, base: np.ndarray) -> str:
    took, group = np.array([c.took for c in found], dtype=float), np.array([c.history for c in found])
    series = [m for g in np.unique(group[rows]) if (m := rows & (group == g)).sum() >= LEAST]
    covered = np.array([(took[m, None] <= said[m]).mean(axis=0) for m in series])
    ratio = [losses(took[m], said[m]).mean() / losses(took[m], base[m]).mean() for m in series]
    total = losses(took[rows], said[rows]).sum() / losses(took[rows], base[rows]).sum()
    worst = np.sort(covered[:, 2])
    return (
        f"{len(series):3d} series {rows.sum():5d} forecasts"
        f"  came true % {' '.join(f'{100 * c:5.1f}' for c in covered.mean(axis=0))}"
        f"  85 %: tenth percentile {100 * np.quantile(worst, 0.1):4.1f}, worst tenth"
        f" {100 * worst[: max(1, len(worst) // 10)].mean():4.1f}"
        f"  pinball ratio {np.mean(ratio):.3f} median {np.median(ratio):.3f} total {total:.3f}"
    )


def compare(known: list[History], *, shipped: bool) -> Prior:
    """Print the tables for these histories; return the prior that all of them together would give."""
    found, kinds = cases(known), [family(h) for h in known]
    rng = np.random.default_rng(20)
    base = np.array([standard(c.asked, rng) for c in found])
    priors = dict.fromkeys({*kinds, ""}, PRIOR) if shipped else tables(found, kinds, PRIOR)
    begun = time.perf_counter()
    ours = np.array([_answer(c, priors[kinds[c.history]], arrivals=True) for c in found])
    spent = time.perf_counter() - begun
    blind = np.array([_answer(c, priors[kinds[c.history]], arrivals=False) for c in found])
    methods = {"standard": base, "ours": ours, "unarrived": blind}
    for title, pick in _groups(known, found).items():
        report(title, found, pick, methods)
    print(f"\n{1000 * spent / len(found):.1f} ms a forecast")
    return priors[""]


def _groups(known: list[History], found: list[Case]) -> dict[str, np.ndarray]:
    """Whole trackers, slices, and every simulated kind by itself."""
    names = [_title(known[c.history]) for c in found]
    return {title: np.array([n == title for n in names]) for title in dict.fromkeys(names)}


def _title(history: History) -> str:
    if history.family == "simulated":
        return "Simulated: " + history.name.rsplit(" ", 1)[0]
    return "Whole trackers" if history.whole else "Slices of trackers"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="print the pooled residuals")
    parser.add_argument("--shipped", action="store_true", help="use the shipped residuals, leaving nothing out")
    options = parser.parse_args()
    if DATA.exists():
        fitted = compare(histories(), shipped=options.shipped)
        if options.fit:
            print("residuals:", fitted.residuals)
    else:
        print(f"skipped: the real histories are not at {DATA}")
    compare(list(simulated()), shipped=True)


def _answer(case: Case, prior: Prior, *, arrivals: bool) -> list[int]:
    asked = case.asked if arrivals else replace(case.asked, arrived=case.asked.arrived[:0])
    return [day - asked.as_of for day in finish_days(asked, prior=prior)]


if __name__ == "__main__":
    main()
