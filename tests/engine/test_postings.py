"""The index against figures worked out densely."""

import random
from collections import Counter

import numpy as np
import pytest

from headway.engine.postings import Postings


def test_cosine_and_bm25_are_those_of_the_formulas() -> None:
    rng = random.Random(1)
    documents = [Counter(rng.choices("abcdefghij", weights=range(1, 11), k=rng.randint(1, 12))) for _ in range(30)]
    index = Postings()
    for document in documents:
        index.add(document)
    index._renew()
    table = np.array([[d[t] for t in "abcdefghij"] for d in documents], dtype=float)
    df = (table > 0).sum(axis=0)
    rarity = np.log(1 + (30 - df + 0.5) / (df + 0.5))
    asked = Counter("aabj")
    query = np.array([asked[t] for t in "abcdefghij"], dtype=float)
    x, y = np.log1p(table) * rarity, np.log1p(query) * rarity
    cosine, bm25 = index.both(asked)
    np.testing.assert_allclose(cosine, x @ y / np.linalg.norm(x, axis=1) / np.linalg.norm(y), rtol=1e-6)
    pull = 2 * (0.25 + 0.75 * table.sum(axis=1, keepdims=True) / table.sum(axis=1).mean())
    weight = np.where(query > 0, 1 + np.log(np.maximum(query, 1)), 0) * rarity
    np.testing.assert_allclose(bm25, (3 * table / (table + pull)) @ weight, rtol=1e-6)


def test_an_empty_index_and_unknown_terms() -> None:
    index = Postings()
    assert index.cosine({"a": 1}).shape == (0,)
    index.add({})
    index.add({"a": 1})
    assert index.cosine({"z": 1}).tolist() == [0, 0]
    assert index.cosine({}).tolist() == [0, 0]


def test_rare_terms_are_read_first_within_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Postings()
    for i in range(20):
        index.add({"common": 1, f"rare{i}": 1})
    monkeypatch.setattr("headway.engine.postings.BUDGET", 5)
    assert np.flatnonzero(index.cosine({"common": 1, "rare7": 1})).tolist() == [7]
