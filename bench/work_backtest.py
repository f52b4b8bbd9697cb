"""Back-test the forecasts of single pieces of work on real trackers, with and without what they learn from outcomes.

    python bench/work_backtest.py

Every four weeks from half a year after a tracker's first issue: when will each open issue be resolved? The code is that
of the track record. Neither sees anything after the origin. All issues of a tracker are one team; the trackers tell no
states but open and resolved, the journal's also when a check was assigned.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import time
from dataclasses import dataclass, field
from datetime import date, timedelta

import django
import numpy as np
from histories import DATA

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.config.settings")
django.setup()

from headway.insights.backtest import _cases  # noqa: E402
from headway.insights.forecasts import speech  # noqa: E402
from headway.insights.learning import Lessons  # noqa: E402
from headway.insights.rows import HISTORY, Finished, Piece, Rows  # noqa: E402
from headway.insights.scoring import Case, sheet  # noqa: E402

STEP, FIRST = timedelta(days=28), timedelta(days=182)
PRIORITY = {"Blocker": 0, "Critical": 0, "High": 1, "Major": 1, "Medium": 2, "Minor": 3, "Low": 3, "Trivial": 4}


@dataclass
class Issue:
    """An issue of a tracker."""

    id: int
    kind: str
    priority: int
    created: date
    begun: date | None = None
    done: date | None = None


@dataclass
class Tracker:
    """Issues by name; `today` is the day of the last resolution."""

    name: str
    issues: list[Issue] = field(default_factory=list)

    @property
    def today(self) -> date:
        return max(one.done for one in self.issues if one.done)

    def at(self, day: date) -> Rows:
        """What stood on a day."""
        here = [one for one in self.issues if one.created < day]
        done = sorted((o for o in here if o.done and o.done < day), key=lambda o: o.done, reverse=True)[:HISTORY]
        pieces = tuple(_piece(one, day) for one in here if one.done is None or one.done >= day)
        return Rows(day, pieces, tuple(_finished(one) for one in done), (), ())


def _piece(one: Issue, day: date) -> Piece:
    begun = (day - one.begun).days if one.begun and one.begun < day else None
    return Piece(
        id=one.id,
        key=str(one.id),
        kind=one.kind,
        category="ready" if begun is None else "doing",
        parent=None,
        team=1,
        effort=None,
        milestone=False,
        age=float((day - one.created).days),
        begun=None if begun is None else float(begun),
        wait=0,
        hours=40.0,
        priority=one.priority,
        due=None,
    )


def _finished(one: Issue) -> Finished:
    cycle = float((one.done - one.begun).days) if one.begun else None
    return Finished(one.kind, 1, None, float((one.done - one.created).days), cycle, one.done.toordinal())


def tidev() -> list[Tracker]:
    """The projects of the Titanium SDK, but for the largest: 17,437 issues would take an hour."""
    found: dict[str, Tracker] = {}
    with gzip.open(DATA / "histories" / "tidev_before_2016.jsonl.gz", "rt") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            created = date.fromisoformat(row["created"][:10])
            done = max(date.fromisoformat(row["resolved"][:10]), created) if row["resolved"] else None
            kind = "issue" if row["type"] == "Bug" else "task"
            tracker = found.setdefault(row["project"], Tracker(row["project"]))
            tracker.issues.append(Issue(number, kind, PRIORITY.get(row["priority"], 2), created, None, done))
    return [one for one in found.values() if 500 < len(one.issues) < 10_000]


def aea() -> Tracker:
    """The journal's checks: begun when they were assigned, done when they were first in Done."""
    tickets: dict[str, Issue] = {}
    with gzip.open(DATA / "histories" / "aea_before_2025.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            created, when = date.fromisoformat(row["created"][:10]), date.fromisoformat(row["when"][:10])
            one = tickets.setdefault(row["ticket"], Issue(len(tickets), "task", 2, created))
            if row["status"] == "Done":
                one.done = min(one.done or when, when)
            elif row["status"] == "Assigned":
                one.begun = min(one.begun or when, when)
    for one in tickets.values():
        if one.begun and one.done and one.begun > one.done:
            one.begun = None
    return Tracker("AEA", list(tickets.values()))


def replayed(tracker: Tracker) -> dict[str, list[Case]]:
    """Every forecast as the runs say, and corrected by what had come by then."""
    courses = {one.id: [(one.done, "done")] for one in tracker.issues if one.done}
    day, today, lessons = min(one.created for one in tracker.issues) + FIRST, tracker.today, Lessons()
    found: dict[str, list[Case]] = {"as the runs say": [], "corrected": []}
    while day < today:
        spoken, learned = speech(tracker.at(day)), lessons.learned(day, courses)
        for name, given in (("as the runs say", None), ("corrected", learned)):
            found[name] += _cases(spoken.said(given).predictions, day, courses, today)
        lessons.add(spoken.lessons.values())
        day += STEP
    return found


def main() -> None:
    if not DATA.exists():
        print(f"skipped: the real histories are not at {DATA}")
        return
    for tracker in [*tidev(), aea()]:
        begun = time.perf_counter()
        found = replayed(tracker)
        print(f"\n{tracker.name}: {len(tracker.issues)} issues, {time.perf_counter() - begun:.0f} s")
        over = [{(c.item, c.age) for c in cases if c.age > c.deadline} for cases in found.values()]
        for name, cases in found.items():
            line = sheet([one for one in cases if all((one.item, one.age) in them for them in over)]).lines[0]
            shares = f"by P50 {100 * line.by_p50:.0f} %, by P85 {100 * line.by_p85:.0f} %"
            skill = np.round(line.skill, 2)
            print(f"  {name:16} {line.count:6} forecasts  {shares}, pinball {line.pinball:.1f} days, skill {skill}")


if __name__ == "__main__":
    main()
