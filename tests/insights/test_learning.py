"""Forecasts learn from what came of earlier ones: only what was known by then, and only as far as it goes."""

import math
from datetime import date, timedelta

import pytest

from headway.insights.learning import Lesson, Lessons, learned_from, traits
from headway.insights.rows import Piece

FIRST = date(2026, 1, 5)


def day(n):
    return FIRST + timedelta(days=n)


def piece(n, *, category="ready", due=None):
    return Piece(
        id=n,
        key=f"PAY-{n}",
        kind="task",
        category=category,
        parent=None,
        team=1,
        effort=None,
        milestone=False,
        age=1.0,
        begun=None,
        wait=0,
        hours=40.0,
        priority=2,
        due=due,
    )


def spoken(count, *, days=(5.0, 10.0, 20.0)):
    return [Lesson(day(0), n, days, traits(piece(n), day(0), days)) for n in range(count)]


def lessons(count):
    found = Lessons()
    found.add(spoken(count))
    return found


def score(learned, level=0.5):
    return float(learned.correction.scores(learned.features([spoken(1)[0].traits]), level)[0])


def test_forecasts_that_came_late_move_the_next_ones_later_and_the_more_the_more_there_were():
    courses = {n: [(day(25), "done")] for n in range(200)}
    few, many = (lessons(n).learned(day(60), courses) for n in (5, 200))
    assert 0 < score(few) < score(many) < 2
    assert (many.forecasts, many.items) == (200, 200)
    early = lessons(200).learned(day(60), {n: [(day(4), "done")] for n in range(200)})
    assert score(early) < -0.5


def test_nothing_after_the_day_is_known_on_it():
    courses = {n: [(day(n % 30), "doing"), (day(n % 30 + 1), "done")] for n in range(100)}
    cut = {n: [turn for turn in course if turn[0] < day(15)] for n, course in courses.items()}
    assert lessons(100).learned(day(15), courses).facts() == lessons(100).learned(day(15), cut).facts()
    assert lessons(100).learned(day(1), courses) is None


def test_what_is_open_counts_as_open_and_what_was_dropped_not_at_all():
    done = {n: [(day(2), "done")] for n in range(50)}
    some_open = lessons(100).learned(day(90), done)
    dropped = {n: [(day(3), "dropped")] for n in range(50, 100)}
    some_dropped = lessons(100).learned(day(90), {**done, **dropped})
    assert score(some_open, 0.85) > score(some_dropped, 0.85)
    assert some_dropped.forecasts == 50


def test_many_forecasts_of_few_items_teach_no_more_than_the_items():
    repeated = Lessons()
    for _ in range(100):
        repeated.add(spoken(2))
    courses = {n: [(day(40), "done")] for n in range(2)}
    assert score(repeated.learned(day(60), courses)) == pytest.approx(score(lessons(2).learned(day(60), courses)))


def test_what_was_learned_is_kept_and_read_again():
    learned = lessons(60).learned(day(60), {n: [(day(n % 50), "done")] for n in range(60)})
    again = learned_from(learned.facts())
    assert again.facts() == learned.facts()
    assert score(again) == pytest.approx(score(learned), abs=1e-3)
    assert learned_from({}) is None


def test_a_date_is_known_by_how_it_lies_to_what_was_forecast():
    near, far, late = (traits(piece(1, due=day(n)), day(0), (5.0, 10.0, 20.0)) for n in (1, 300, -1))
    assert near["date"] < 0 < far["date"]
    assert late["late"] == 1.0
    assert "date" not in late
    assert all(math.isfinite(value) for value in (*near.values(), *far.values()))
