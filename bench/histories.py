"""Finish and arrival histories of real trackers, for back-tests; nothing here is part of the product.

Each history is (name, family, arrived, finished): `family` names the data set, for leaving whole data sets out;
`arrived` and `finished` are sorted int64 arrays of proleptic ordinals (days).
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LEAST_FINISHES, LEAST_WEEKS = 120, 60


@dataclass(frozen=True)
class History:
    """One tracker, or one slice of a tracker."""

    name: str
    family: str
    whole: bool
    arrived: np.ndarray
    finished: np.ndarray


def day(text: str) -> int:
    """The ordinal of the date that an ISO timestamp begins with."""
    return date.fromisoformat(text[:10]).toordinal()


def _history(name: str, family: str, rows: list[tuple[int, int | None]], *, whole: bool) -> History:
    arrived = np.sort(np.array([r[0] for r in rows], dtype=np.int64))
    finished = np.sort(np.array([r[1] for r in rows if r[1] is not None], dtype=np.int64))
    return History(name, family, whole, arrived, finished)


def _enough(history: History) -> bool:
    done = history.finished
    return len(done) >= LEAST_FINISHES and (done[-1] - done[0]) // 7 >= LEAST_WEEKS


def tidev() -> Iterator[History]:
    """Four projects of the Titanium SDK, and slices of the largest by component, priority, type and assignee."""
    rows: dict[tuple[str, bool], list[tuple[int, int | None]]] = defaultdict(list)
    with gzip.open(DATA / "histories" / "tidev_before_2016.jsonl.gz", "rt") as lines:
        for line in lines:
            issue = json.loads(line)
            row = (day(issue["created"]), day(issue["resolved"]) if issue["resolved"] else None)
            project = issue["project"]
            if project != "ALOY":
                rows[project, True].append(row)
            slices = [("component", c) for c in issue["components"]]
            slices += [(field, issue[field]) for field in ("priority", "type", "assignee") if issue[field]]
            for field, value in slices if project in {"TIMOB", "AC"} else []:
                rows[f"{project} {field} {value}", False].append(row)
    with gzip.open(DATA / "jira" / "tidev_aloy_daemon.jsonl.gz", "rt") as lines:
        for line in lines:
            fields = json.loads(line)["fields"]
            end = fields["resolutiondate"]
            rows[fields["project"]["key"], True].append((day(fields["created"]), day(end) if end else None))
    for (name, whole), found in rows.items():
        yield _history(name, "tidev", found, whole=whole)


def apache() -> Iterator[History]:
    """The Apache projects in the sample with enough resolved issues."""
    rows: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    with gzip.open(DATA / "jira" / "apache.jsonl.gz", "rt") as lines:
        for line in lines:
            fields = json.loads(line)["fields"]
            end = fields["resolutiondate"]
            rows[fields["project"]["key"]].append((day(fields["created"]), day(end) if end else None))
    for name, found in rows.items():
        yield _history(name, "apache", found, whole=True)


def aea() -> Iterator[History]:
    """The journal's checks: finished = first time in Done; also by journal, and two earlier steps of the workflow."""
    steps = {"Done": "", "Submitted to MC": " reports", "Assigned": " assignments"}
    first: dict[tuple[str, str], int] = {}
    created: dict[str, int] = {}
    journal: dict[str, str] = {}
    with gzip.open(DATA / "histories" / "aea_before_2025.csv.gz", "rt") as lines:
        for event in csv.DictReader(lines):
            ticket = event["ticket"]
            created.setdefault(ticket, day(event["created"]))
            journal[ticket] = event["journal"] or journal.get(ticket, "")
            if event["status"] in steps:
                key = (ticket, event["status"])
                first[key] = min(first.get(key, 10**7), day(event["when"]))
    for step, suffix in steps.items():
        rows = [(start, first.get((ticket, step))) for ticket, start in created.items()]
        yield _history("AEA" + suffix, "aea", rows, whole=step == "Done")
    for name in sorted(set(journal.values()) - {""}):
        rows = [(start, first.get((ticket, "Done"))) for ticket, start in created.items() if journal[ticket] == name]
        yield _history(f"AEA {name}", "aea", rows, whole=False)


def histories() -> list[History]:
    """Every history with at least 120 finishes over at least 60 weeks."""
    return [h for source in (tidev, apache, aea) for h in source() if _enough(h)]
