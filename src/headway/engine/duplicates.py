"""Likely duplicates of each new issue among those before it.

Three inverted indexes (all words, words of the title, character runs of the title) name a few hundred likely issues; a
small linear model puts them in order. `bench/duplicates.py` fits its weights, and tells how well they carry over to
years and projects that they were not fitted on.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import nan
from typing import Any

import numpy as np

from headway.engine.postings import Postings
from headway.engine.taskgraph import Floats, Ints
from headway.engine.words import grams, split, words

MOST = 20
CONSIDERED = 300
IN_TITLE, IN_PROSE, IN_CODE = 3.0, 1.0, 0.5
LOST = 90.0  # days taken to lie between two issues when the date of one is not known

# What counts for a candidate; the first three are shares of the best candidate's value, lengths are log(1 + words).
WEIGHTS = {
    "bm25 of the title in all": 2.28,
    "cosine of character runs": 1.308,
    "cosine of all words": 1.063,
    "log of the rank by bm25 of all words": -0.669,
    "cosine of all words with the title": 1.297,
    "log of the days between": -0.146,
    "recency, exp(-days / 90)": 2.598,
    "length": -0.261,
    "difference of the lengths": 0.494,
}
MIDDLE = 2.747  # the middle value of known duplicates, which gets the score 0.5


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, read: created in days since 1970, nan if not known; terms with their counts, weighted by field."""

    id: str | int
    created: float
    title: Mapping[str, float]
    all: Mapping[str, float]
    runs: Mapping[str, float]

    @classmethod
    def read(cls, request: Mapping[str, Any]) -> "Issue":
        """Read a request; texts that are missing count as empty.

        Raises:
            ValueError: names the field that is wrong.
        """
        if not isinstance(request, Mapping):
            raise ValueError("request: must be an object with id, created, title and text")
        name = request.get("id")
        if not isinstance(name, str | int) or isinstance(name, bool) or name == "":
            raise ValueError(f"id: must be a text or a whole number, not {name!r}")
        title = _text(request, "title")
        _text(request, "project")
        prose, code = split(_text(request, "text"))
        own = Counter(words(title))
        everything: dict[str, float] = defaultdict(float)
        for counts, weight in ((own, IN_TITLE), (Counter(words(prose)), IN_PROSE), (Counter(words(code)), IN_CODE)):
            for term, count in counts.items():
                everything[term] += weight * count
        return cls(name, _day(request.get("created")), own, everything, Counter(grams(title)))


def _text(request: Mapping[str, Any], field: str) -> str:
    found = request.get(field)
    if found is not None and not isinstance(found, str):
        raise ValueError(f"{field}: must be a text, not {found!r:.60}")
    return found or ""


def _day(created: object) -> float:
    if created is None or created == "":
        return nan
    try:
        when = datetime.fromisoformat(created) if isinstance(created, str) else None
    except ValueError:
        when = None
    if when is None:
        raise ValueError(f"created: must be a date or time as in 2019-03-04T10:00:00Z, not {created!r:.60}")
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() / 86400


class Tracker:
    """The issues so far."""

    def __init__(self) -> None:
        self._ids: dict[str | int, None] = {}
        self._names: list[str | int] = []
        self._created = array("d")
        self._words, self._titles, self._runs = Postings(), Postings(), Postings()

    def add(self, issue: Issue) -> None:
        """Add an issue.

        Raises:
            ValueError: if its id is taken.
        """
        self.check(issue)
        self._ids[issue.id] = None
        self._names.append(issue.id)
        self._created.append(issue.created)
        self._words.add(issue.all)
        self._titles.add(issue.title)
        self._runs.add(issue.runs)

    def check(self, issue: Issue) -> None:
        """Refuse an issue whose id is taken, with a ValueError."""
        if issue.id in self._ids:
            raise ValueError(f"id: must be unique, but {issue.id!r} came before")

    def name(self, number: int) -> str | int:
        """Return the id of an issue by its number, the first being 0."""
        return self._names[number]

    def features(self, issue: Issue) -> tuple[Ints, Floats]:
        """Return the numbers of issues worth considering, shape (n,), and their features as in WEIGHTS, (n, 9)."""
        whole, bm25 = self._words.both(issue.all)
        title, runs = self._titles.cosine(issue.title), self._runs.cosine(issue.runs)
        chosen = _largest(whole + title + runs + 0.5 * _share(bm25), CONSIDERED)
        rank = np.argsort(np.argsort(-bm25[chosen], kind="stable"), kind="stable")
        apart = np.maximum(issue.created - np.array(self._created)[chosen], 0.0)
        apart[np.isnan(apart)] = LOST
        length = np.log1p(self._words.lengths()[chosen])
        columns = [
            _share(self._words.both(issue.title)[1])[chosen],
            _share(runs)[chosen],
            _share(whole)[chosen],
            np.log1p(rank),
            self._titles.cosine(issue.all)[chosen],
            np.log1p(apart),
            np.exp(-apart / 90),
            length,
            np.abs(length - np.log1p(sum(issue.all.values()))),
        ]
        return chosen, np.stack(columns, axis=1)

    def candidates(self, issue: Issue) -> list[tuple[str | int, float]]:
        """Return at most MOST earlier issues, best first, each with a score from 0 to 1."""
        chosen, features = self.features(issue)
        value = features @ np.array(list(WEIGHTS.values())) - MIDDLE
        best = np.lexsort((-chosen, -value))[:MOST]
        score = (1 / (1 + np.exp(-value[best]))).round(6).tolist()
        return [(self._names[i], s) for i, s in zip(chosen[best].tolist(), score, strict=True)]


def answer_stream(requests: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Answer issues in the order of their creation: yield {"id", "candidates": [{"id", "score"}]} for each.

    At most 20 earlier issues are named, best first; 0.5 is the score of the middle one of known duplicates. A bad
    request gets {"id", "error"}, is not remembered, and does not end the stream. See docs/engine.md.
    """
    tracker = Tracker()
    for request in requests:
        name = request.get("id") if isinstance(request, Mapping) else None
        try:
            issue = Issue.read(request)
            tracker.check(issue)
        except ValueError as error:
            yield {"id": name, "error": str(error)}
            continue
        yield {"id": name, "candidates": [{"id": i, "score": s} for i, s in tracker.candidates(issue)]}
        tracker.add(issue)


def _share(values: Floats) -> Floats:
    return values / max(float(values.max(initial=0.0)), 1e-9)


def _largest(score: Floats, most: int) -> Ints:
    """Return the places of the largest scores above 0, at most `most`, best first, of equal ones the latest first."""
    some = np.argpartition(-score, most)[:most] if score.size > most else np.arange(score.size)
    some = some[score[some] > 0]
    return some[np.lexsort((-some, -score[some]))]
