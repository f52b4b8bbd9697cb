"""What the head of triage is worth: the twenty told first, done together, against the best that brute force finds.

    .venv/bin/python bench/triage_gain.py [--workspaces 20] [--seed 1]

Simulated workspaces. Worth is the sum over goals of the probability that they are met, on the same random numbers.
"""

import argparse
import os
import random
import time
from dataclasses import replace
from datetime import date, timedelta

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.config.settings")
django.setup()

from headway.engine.simulate import in_time  # noqa: E402
from headway.insights.findings import Findings  # noqa: E402
from headway.insights.forecasts import finishes  # noqa: E402
from headway.insights.outlook import Computation, found, prepared  # noqa: E402
from headway.insights.rows import Aim, Finished, Piece, Rows, Tie  # noqa: E402
from headway.insights.snapshot import built  # noqa: E402
from headway.insights.together import both, together  # noqa: E402

DAY = date(2026, 3, 11)
TOP = 20
RUNS = 500


def piece(pk, draw, **given):
    """Open work."""
    plain = {"key": f"T-{pk}", "kind": "task", "category": "ready", "parent": None, "team": draw.randint(1, 3)}
    plain |= {"effort": draw.choice((None, 240, 960)), "milestone": False, "age": draw.uniform(0, 40), "begun": None}
    plain |= {"wait": 0, "hours": 40.0, "priority": draw.randint(0, 4), "due": None}
    return Piece(id=pk, **{**plain, **given})


def workspace(draw, *, goals=4, tasks=60, issues=45):
    """Goals that need tasks, and issues that hold these up: many of no account, a few of much."""
    aims = [
        Aim(900 + n, f"G-{n}", "doing", None, DAY + timedelta(days=draw.randint(20, 60)), False, 0, False, ())
        for n in range(goals)
    ]
    work = [piece(pk, draw) for pk in range(1, tasks + 1)]
    ties = [Tie("contributes-to", one.id, 900 + draw.randrange(goals), "FS", 0) for one in work if draw.random() < 0.5]
    ties += [
        Tie("depends-on", later, draw.randrange(1, later), "FS", 0)
        for later in range(2, tasks + 1)
        if draw.random() < 0.4
    ]
    flaws = [
        piece(pk, draw, kind="issue", category=draw.choice(("backlog", "ready"))) for pk in range(201, 201 + issues)
    ]
    for one in flaws:
        for _ in range(draw.choice((0, 1, 1, 2, 4))):
            ties.append(Tie(draw.choice(("blocks", "affects")), one.id, draw.randint(1, tasks), "FS", 0))
    now = DAY.toordinal()
    done = tuple(
        Finished(
            draw.choice(("task", "issue")),
            draw.randint(1, 3),
            None,
            lead := draw.lognormvariate(2, 0.6),
            lead / 2,
            now - draw.randrange(90),
        )
        for _ in range(240)
    )
    return Rows(DAY, (*work, *flaws), done, tuple(aims), tuple(ties))


def without(rows, gone):
    """The same work once some is done."""
    pieces = tuple(one for one in rows.pieces if one.id not in gone)
    ties = tuple(one for one in rows.ties if one.source not in gone and one.target not in gone)
    return replace(rows, pieces=pieces, ties=ties)


def worth(rows, pace):
    """The probabilities of all goals together; days in the mean break ties."""
    snapshot = built(rows, pace)
    it = Computation(snapshot, len(rows.finished), RUNS)
    aims = list(snapshot.aims.values())
    ends = finishes(it, [snapshot.exits[aim.id] for aim in aims])
    met = sum(float(in_time(end, snapshot.due(aim)).mean()) for end, aim in zip(ends, aims, strict=True))
    return met - 1e-6 * float(np.minimum(ends, 3650).mean())


def ours(rows, snapshot, candidates, most):
    """The head of the queue: what goals gain by each, the most first; what makes no difference last."""
    known = len(rows.finished)
    weights = both(Findings(found(snapshot, known=known), rows.day).weights, together(snapshot, known=known))
    return sorted(candidates, key=lambda pk: (-weights.get(pk, 0.0), pk))[:most]


def best(rows, pace, candidates, most):
    """What brute force takes: again and again the one that helps the most beside those that were taken."""
    taken: list[int] = []
    while len(taken) < most:
        left = [pk for pk in candidates if pk not in taken]
        taken.append(max(left, key=lambda pk: (worth(without(rows, {*taken, pk}), pace), -pk)))
    return taken


def shares(draw, *, most=TOP, **size):
    """What is gained by ours and by the best, beyond doing nothing."""
    rows = workspace(draw, **size)
    snapshot = prepared(rows)
    candidates = [one.id for one in rows.pieces if one.kind == "issue"]
    before = worth(rows, snapshot.pace)
    mine = worth(without(rows, set(ours(rows, snapshot, candidates, most))), snapshot.pace) - before
    top = worth(without(rows, set(best(rows, snapshot.pace, candidates, most))), snapshot.pace) - before
    return mine, top


def main():
    """Print the share that is realised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspaces", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begin, rows = time.perf_counter(), []
    for seed in range(asked.seed, asked.seed + asked.workspaces):
        mine, top = shares(random.Random(seed))
        rows.append((mine, top))
        print(f"{seed}: {mine:.3f} of {top:.3f}", flush=True)
    total = sum(mine for mine, _ in rows) / max(sum(top for _, top in rows), 1e-9)
    least = min((mine / top for mine, top in rows if top > 0.01), default=1.0)
    print(
        f"realised {total:.1%}, the least {least:.1%}, of {len(rows)} workspaces ({time.perf_counter() - begin:.0f} s)"
    )


if __name__ == "__main__":
    main()
