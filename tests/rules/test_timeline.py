"""What dependencies ask of planned days. In March 2026 the 2nd, 9th and 16th are Mondays."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from headway.rules.calendars import Calendar
from headway.rules.timeline import LONG, Bond, Span, contradicts, pushed, says, span, working_days
from headway.rules.words import Dependency

WEEK = Calendar(zone=ZoneInfo("UTC"), holidays={date(2026, 3, 10)})


def at(first: int, last: int | None = None, *, milestone: bool = False) -> Span:
    return Span(date(2026, 3, first), date(2026, 3, last or first), milestone)


def first_day(earlier: Span, later: Span, dependency: str = "FS", days: float = 0) -> int | None:
    bond = Bond(Dependency(dependency), int(days * 480))
    found = contradicts(earlier, later, bond, calendar=WEEK)
    return found.day if found else None


@pytest.mark.parametrize(
    ("dependency", "earlier", "later", "first"),
    [
        ("FS", at(2, 4), at(5, 6), None),
        ("FS", at(2, 4), at(4, 6), 5),
        ("FS", at(2, 6), at(6, 9), 9),  # the 7th is a Saturday
        ("FS", at(2, 6), at(7, 9), None),  # who plans for a Saturday may
        ("SS", at(4, 6), at(4, 5), None),
        ("SS", at(4, 6), at(3, 9), 4),
        ("FF", at(2, 6), at(2, 6), None),
        ("FF", at(2, 6), at(2, 5), 6),
        ("SF", at(4, 6), at(2, 4), None),
        ("SF", at(4, 6), at(2, 3), 4),
    ],
)
def test_each_kind_of_dependency(dependency: str, earlier: Span, later: Span, first: int | None) -> None:
    assert first_day(earlier, later, dependency) == first


@pytest.mark.parametrize(
    ("days", "start", "first"),
    [
        (1, 5, 6),  # the 5th lies between
        (1, 6, None),
        (0.1, 5, 6),  # a part of a day counts as one
        (2, 9, None),  # the 5th and 6th lie between
        (4, 11, 12),  # the 10th is a holiday
        (-1, 3, 4),
        (-1, 4, None),
        (-2, 3, None),
    ],
)
def test_lags_are_working_days(days: float, start: int, first: int | None) -> None:
    assert first_day(at(2, 4), at(start, 20), days=days) == first


def test_a_milestone_takes_no_time() -> None:
    gate = at(6, milestone=True)
    assert first_day(at(2, 6), gate) is None
    assert first_day(at(2, 9), gate) == 9
    assert first_day(gate, at(6, 9)) is None
    assert first_day(gate, at(5, 9)) == 6
    assert first_day(gate, at(5, milestone=True)) == 6


def test_what_is_pushed_stays_as_many_working_days() -> None:
    later = at(5, 6)
    assert pushed(later, Bond(), date(2026, 3, 9), calendar=WEEK) == at(9, 11)
    assert pushed(later, Bond(Dependency.FF), date(2026, 3, 11), calendar=WEEK) == at(9, 11)
    assert pushed(at(5, milestone=True), Bond(), date(2026, 3, 9), calendar=WEEK) == at(9, milestone=True)
    # A weekend's work takes a working day elsewhere.
    assert pushed(at(7, 8), Bond(), date(2026, 3, 9), calendar=WEEK) == at(9)


def test_what_has_one_date_lies_on_it() -> None:
    day, other = date(2026, 3, 4), date(2026, 3, 2)
    assert span(None, None) is None
    assert span(day, None) == span(None, day) == Span(day, day)
    assert span(other, day, milestone=True) == Span(day, day, milestone=True)


def test_lengths_of_centuries_are_told_by_weeks() -> None:
    begin = date(2026, 3, 2)
    assert working_days(begin, begin + timedelta(days=6), calendar=WEEK) == 5
    assert working_days(begin, begin + timedelta(days=7 * LONG - 1), calendar=WEEK) == 5 * LONG


def test_the_sentence_names_both_and_what_would_be_right() -> None:
    words = says(("T-1", "T-2"), at(2, 6), at(5, 9), Bond(lag=960), date(2026, 3, 12))
    assert words == (
        "T-2 starts on 5 March 2026, but T-1 ends on 6 March 2026 and 2 working days lie between: "
        "it can start on 12 March 2026 at the earliest"
    )
    words = says(("T-1", "T-2"), at(4, 6), at(2, 3), Bond(Dependency.SF, -480), date(2026, 3, 4))
    assert "T-2 ends on 3 March 2026, but T-1 starts on 4 March 2026, less 1 working day: it can end on" in words
