"""Duplicates: what is named, in which order, and what happens to bad requests."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from headway.engine.duplicates import answer_stream

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
TITLES = [
    "Login fails with a time-out",
    "Export to PDF loses fonts",
    "Dark theme for the calendar",
    "Crash when a row is deleted",
]


def issue(name: str, title: str, text: str = "", created: str = "2020-01-01T00:00:00Z") -> dict:
    return {"id": name, "created": created, "title": title, "text": text}


def first(requests: list[dict]) -> list[dict]:
    return list(answer_stream(requests))


def test_the_like_comes_first_and_only_earlier_ones_are_named() -> None:
    asked = [issue(str(i), title) for i, title in enumerate(TITLES)] + [issue("x", "Deleting rows makes the app crash")]
    found = first(asked)
    assert [a["id"] for a in found] == ["0", "1", "2", "3", "x"]
    assert found[0] == {"id": "0", "candidates": []}
    assert found[-1]["candidates"][0]["id"] == "3"
    for i, line in enumerate(found):
        assert {c["id"] for c in line["candidates"]} <= {a["id"] for a in found[:i]}


def test_at_most_twenty_best_first() -> None:
    found = first([issue(str(i), f"Crash number {i} when saving") for i in range(60)])[-1]["candidates"]
    scores = [c["score"] for c in found]
    assert len(found) == len({c["id"] for c in found}) == 20
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= s <= 1 for s in scores)


def test_of_equal_texts_the_nearer_in_time_is_first() -> None:
    days = ["2018-01-01", "2019-12-20T10:00:00.000+0000", "2020-01-02"]
    asked = [issue(day, "Crash when saving", created=day) for day in days]
    assert [c["id"] for c in first(asked)[-1]["candidates"]] == [days[1], days[0]]


def test_words_decide_when_nothing_is_known_of_dates() -> None:
    asked = [{"id": i, "title": title} for i, title in enumerate([*TITLES, "PDF export: fonts are lost"])]
    assert first(asked)[-1]["candidates"][0]["id"] == 1


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"title": "no id"}, "id: must be"),
        (issue("a", "again"), "id: must be unique"),
        ({"id": "b", "title": 3}, "title: must be a text"),
        ({"id": "b", "text": ["x"]}, "text: must be a text"),
        ({"id": "b", "created": "yesterday"}, "created: must be a date"),
        ({"id": "b", "created": 7}, "created: must be a date"),
        ("b", "request: must be an object"),
    ],
)
def test_a_bad_request_is_answered_and_the_stream_goes_on(bad: dict, says: str) -> None:
    found = first([issue("a", "Crash when saving"), bad, issue("c", "Crash when saving")])
    assert says in found[1]["error"]
    assert [c["id"] for c in found[2]["candidates"]] == ["a"]


def test_a_request_refused_is_not_remembered() -> None:
    found = first([{"id": "a", "title": "Crash", "text": 5}, issue("a", "Crash"), issue("b", "Crash")])
    assert [c["id"] for c in found[2]["candidates"]] == ["a"]


def test_empty_texts_are_no_error_and_match_nothing() -> None:
    found = first([{"id": "a"}, {"id": "b", "title": None, "text": ""}, issue("c", "Crash")])
    assert [a["candidates"] for a in found] == [[], [], []]


def test_the_same_stream_gives_the_same_bytes() -> None:
    asked = [issue(str(i), TITLES[i % 4], TITLES[(i * 7) % 4]) for i in range(80)]
    assert json.dumps(first(asked)) == json.dumps(first(asked))


def test_what_follows_changes_no_answer() -> None:
    asked = [issue(str(i), TITLES[i % 4]) for i in range(12)]
    assert first(asked)[:7] == first(asked[:7])


def test_real_duplicates_are_found() -> None:
    """Among a sample of a real tracker, for speed; the full figures are in docs/benchmarks.md."""
    history = DATA / "histories/tidev_before_2016.jsonl.gz"
    if not history.exists():
        pytest.skip(f"no data at {history}")
    with gzip.open(history, "rt") as lines:
        issues = sorted(map(json.loads, lines), key=lambda x: (x["created"], x["key"]))
    with (DATA / "duplicates/tidev_before_2014.csv").open() as lines:
        pairs = list(csv.reader(lines))[1::5]
    paired = {key for pair in pairs for key in pair}
    sample = [x for i, x in enumerate(issues) if i % 30 == 0 or x["key"] in paired]
    asked = [issue(x["key"], x["summary"], x["description"], x["created"]) for x in sample]
    named = {a["id"]: [c["id"] for c in a["candidates"][:10]] for a in answer_stream(asked)}
    assert sum(a in named[b] or b in named[a] for a, b in pairs) / len(pairs) > 0.8
