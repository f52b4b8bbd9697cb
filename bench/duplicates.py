"""Duplicates found on the Titanium tracker, by plain TF-IDF and by Headway: python bench/duplicates.py [--weights]

Reads ../shared/data beside the project. Recall@k is the share of known pairs of which the earlier issue is among the
first k named when the later one comes in. Each row tells what the weights were fitted on; --weights prints those fitted
on everything, as src/headway/engine/duplicates.py has them.
"""

import csv
import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags

from headway.engine.duplicates import WEIGHTS, Issue, Tracker, answer_stream

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
RIDGE = 1e-2


def issues() -> list[dict]:
    with gzip.open(DATA / "histories/tidev_before_2016.jsonl.gz", "rt") as lines:
        return sorted(map(json.loads, lines), key=lambda issue: (issue["created"], issue["key"]))


def request(issue: dict) -> dict:
    fields = {"id": "key", "created": "created", "title": "summary", "text": "description", "project": "project"}
    return {name: issue[own] for name, own in fields.items()}


def known(found: list[dict]) -> tuple[set, set]:
    """Return the pairs (later, earlier) of the published list, and of all links."""
    place = {issue["key"]: i for i, issue in enumerate(found)}
    with (DATA / "duplicates/tidev_before_2014.csv").open() as lines:
        rows = [(place[a], place[b]) for a, b in list(csv.reader(lines))[1:]]
    linked = [
        (i, place[to])
        for i, issue in enumerate(found)
        for kind, _, to in issue["links"]
        if kind == "Duplicate" and to in place
    ]
    listed = {(max(pair), min(pair)) for pair in rows}
    return listed, listed | {(max(pair), min(pair)) for pair in linked}


def show(name: str, ranks: list[int]) -> None:
    shares = "".join(f"{np.mean(np.array(ranks) < k):10.3f}" for k in (1, 5, 10, 20))
    print(f"{name:58}{len(ranks):6}{shares}", flush=True)


def tf_idf(found: list[dict], pairs: set) -> list[int]:
    """Rank by cosine of lower-case words, sublinear counts; rarity is that of the whole tracker, to its advantage."""
    number: dict[str, int] = {}
    cells = [
        (i, number.setdefault(word, len(number)), 1 + np.log(count))
        for i, issue in enumerate(found)
        for word, count in Counter(
            re.findall(r"\w+", f"{issue['summary']} {issue['description'] or ''}".lower())
        ).items()
    ]
    rows, columns, values = map(np.array, zip(*cells, strict=True))
    rarity = np.log((1 + len(found)) / (1 + np.bincount(columns))) + 1
    table = csr_matrix((values * rarity[columns], (rows, columns)))
    length = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    table = (diags(1 / np.maximum(length, 1e-9)) @ table).tocsr()
    turned, ranks = table.T.tocsr(), []
    for later, earlier in sorted(pairs):
        score = (table[later] @ turned).toarray().ravel()[:later]
        ranks.append(int((score > score[earlier]).sum()))
    return ranks


def replay(found: list[dict], pairs: set) -> list[tuple]:
    """Stream all issues; return (later, earlier ones, numbers considered, features) for each that has a duplicate."""
    earlier_of = defaultdict(set)
    for later, earlier in pairs:
        earlier_of[later].add(earlier)
    tracker, seen = Tracker(), []
    for i, issue in enumerate(found):
        read = Issue.read(request(issue))
        if i in earlier_of:
            seen.append((i, earlier_of[i], *tracker.features(read)))
        tracker.add(read)
    return seen


def fit(cases: list[tuple]) -> np.ndarray:
    """Return the weights under which a softmax over the considered issues gives the known ones the most (ridge)."""
    cases = [(x, np.isin(chosen, list(right))) for _, right, chosen, x in cases]
    cases = [(x, y) for x, y in cases if y.any()]
    scale = np.concatenate([x for x, _ in cases]).std(axis=0)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(w)
        for x, y in cases:
            value = (x / scale) @ w
            chance = np.exp(value - value.max())
            total -= np.log(chance[y].sum() / chance.sum())
            slope += (x / scale).T @ (chance / chance.sum() - np.where(y, chance, 0) / chance[y].sum())
        return total / len(cases) + RIDGE * w @ w, slope / len(cases) + 2 * RIDGE * w

    return minimize(loss, np.zeros(len(WEIGHTS)), jac=True, method="L-BFGS-B").x / scale


def ranks(cases: list[tuple], weights: np.ndarray, pairs: set) -> list[int]:
    found = []
    for later, right, chosen, x in cases:
        value = dict(zip(chosen.tolist(), (x @ weights).tolist(), strict=True))
        for earlier in right:
            if (later, earlier) in pairs:
                mine = value.get(earlier)
                found.append(10**6 if mine is None else sum(v > mine for v in value.values()))
    return found


def main() -> None:
    if not DATA.exists():
        sys.exit(f"skipped: no data at {DATA}")
    found = issues()
    listed, pairs = known(found)
    cases = replay(found, pairs)
    if "--weights" in sys.argv:
        weights = fit(cases)
        middle = [x[i] @ weights for _, right, chosen, x in cases for i in np.flatnonzero(np.isin(chosen, list(right)))]
        print(dict(zip(WEIGHTS, weights.round(3).tolist(), strict=True)), "middle", round(float(np.median(middle)), 3))
        return
    print(f"{'recall@':58}{'pairs':>6}" + "".join(f"{k:10}" for k in (1, 5, 10, 20)))
    rest = pairs - listed
    show("TF-IDF, listed pairs", tf_idf(found, listed))
    show("TF-IDF, later pairs (2014-15)", tf_idf(found, rest))
    year = {case[0]: found[case[0]]["created"][:4] for case in cases}
    apart, yearly = [], sorted(set(year.values()))
    for one in yearly:
        weights = fit([case for case in cases if year[case[0]] != one])
        apart += ranks([case for case in cases if year[case[0]] == one], weights, listed)
    show("Headway, listed pairs, fitted on other years", apart)
    show(
        "Headway, later pairs, fitted on those before 2014",
        ranks(cases, fit([c for c in cases if year[c[0]] < "2014"]), rest),
    )
    titanium = {case[0]: found[case[0]]["project"] == "TIMOB" for case in cases}
    others = [case for case in cases if not titanium[case[0]]]
    away = {pair for pair in pairs if not titanium[pair[0]]}
    show("TF-IDF, pairs of other projects than TIMOB", tf_idf(found, away))
    show("Headway, the same, fitted on TIMOB", ranks(others, fit([case for case in cases if titanium[case[0]]]), away))
    show(
        "Headway as shipped, listed pairs (fitted on them, too)", ranks(cases, np.array(list(WEIGHTS.values())), listed)
    )
    begin = time.perf_counter()
    count = sum(1 for _ in answer_stream(request(issue) for issue in found))
    spent = time.perf_counter() - begin
    print(f"{count:,} issues answered in {spent:.0f} s: {count / spent:.0f} issues/s")


if __name__ == "__main__":
    main()
