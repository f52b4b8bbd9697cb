"""An inverted index that grows document by document, and compares each newcomer with all that are already there."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.engine.taskgraph import Floats, Ints

BUDGET = 150_000  # postings read for one question, rare terms first: bounds the time of an answer
GROWTH = 1.3  # after growing by this factor, norms are renewed with the terms' present rarity
SATURATION = 2.0  # BM25's k1, and its b below: S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework"
LENGTH = 0.75

Posting = tuple["array[int]", "array[float]"]  # documents, and how often the term occurs in each


@dataclass(frozen=True, slots=True)
class Hits:
    """What the index knows of the terms of a question: postings one after another, and sizes, shape (terms,)."""

    document: NDArray[np.int32]
    count: NDArray[np.float32]
    sizes: Ints
    asked: Floats


class Postings:
    """Which documents contain a term, and how often; documents are numbered from 0 in the order of their adding.

    In the cosine a term weighs log(1 + count) x rarity, its rarity being log(1 + (n - df + 0.5) / (df + 0.5)).
    """

    def __init__(self) -> None:
        self._lists: dict[str, Posting] = {}
        self._norms = array("d")
        self._lengths = array("d")
        self._renew_at = 50.0

    def __len__(self) -> int:
        return len(self._norms)

    def add(self, counts: Mapping[str, float]) -> None:
        """Add a document, given how often each term occurs in it; counts may be weighted by field."""
        number = len(self)
        self._norms.append(self._norm(counts))
        self._lengths.append(sum(counts.values()))
        for term, count in counts.items():
            found = self._lists.get(term)
            if found is None:
                found = self._lists[term] = (array("i"), array("f"))
            found[0].append(number)
            found[1].append(count)
        if len(self) >= self._renew_at:
            self._renew()

    def cosine(self, counts: Mapping[str, float]) -> Floats:
        """Return the cosine of the given counts with every document, shape (documents,)."""
        return self._cosine(self._hits(counts), self._norm(counts))

    def both(self, counts: Mapping[str, float]) -> tuple[Floats, Floats]:
        """Return cosine and BM25 of the given counts with every document, each of shape (documents,)."""
        hits = self._hits(counts)
        return self._cosine(hits, self._norm(counts)), self._bm25(hits)

    def lengths(self) -> Floats:
        """Return the sum of the counts of every document, shape (documents,)."""
        return np.array(self._lengths)

    def _hits(self, counts: Mapping[str, float]) -> Hits:
        known = [(found, count) for term, count in counts.items() if (found := self._lists.get(term))]
        known.sort(key=lambda pair: len(pair[0][0]))
        sizes = np.array([len(found[0]) for found, _ in known], dtype=np.int64)
        few = int(np.searchsorted(np.cumsum(sizes), BUDGET, side="right"))
        document = np.frombuffer(b"".join([found[0] for found, _ in known[:few]]), dtype=np.int32)
        count = np.frombuffer(b"".join([found[1] for found, _ in known[:few]]), dtype=np.float32)
        return Hits(document, count, sizes[:few], np.array([count for _, count in known[:few]], dtype=np.float64))

    def _cosine(self, hits: Hits, norm: float) -> Floats:
        weight = np.log1p(hits.asked) * self._rarity(hits.sizes) ** 2
        total = np.bincount(hits.document, np.repeat(weight, hits.sizes) * np.log1p(hits.count), minlength=len(self))
        return total / np.maximum(np.array(self._norms) * norm, 1e-9)

    def _bm25(self, hits: Hits) -> Floats:
        lengths = self.lengths()
        pull = SATURATION * (1 - LENGTH + LENGTH * lengths / max(float(lengths.mean()) if lengths.size else 0.0, 1e-9))
        weight = self._rarity(hits.sizes) * (1 + np.log(np.maximum(hits.asked, 1.0))) * (SATURATION + 1)
        share = hits.count / (hits.count + pull[hits.document])
        return np.bincount(hits.document, np.repeat(weight, hits.sizes) * share, minlength=len(self)).astype(np.float64)

    def _rarity(self, sizes: Ints) -> Floats:
        return np.log1p((len(self) - sizes + 0.5) / (sizes + 0.5))

    def _norm(self, counts: Mapping[str, float]) -> float:
        lists = self._lists
        sizes = np.array([len(lists[term][0]) if term in lists else 0 for term in counts], dtype=np.int64)
        asked = np.array(list(counts.values()), dtype=np.float64)
        return float(np.sqrt(((np.log1p(asked) * self._rarity(sizes)) ** 2).sum()))

    def _renew(self) -> None:
        lists: Sequence[Posting] = list(self._lists.values())
        sizes = np.array([len(found[0]) for found in lists], dtype=np.int64)
        document = np.frombuffer(b"".join([found[0] for found in lists]), dtype=np.int32)
        count = np.frombuffer(b"".join([found[1] for found in lists]), dtype=np.float32)
        weight = np.log1p(count, dtype=np.float64) * np.repeat(self._rarity(sizes), sizes)
        self._norms = array("d", np.sqrt(np.bincount(document, weight**2, minlength=len(self))).tolist())
        self._renew_at = len(self) * GROWTH
