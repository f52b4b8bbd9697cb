"""Days of a plan, told from one beginning and laid out from another, keep their order and their distances."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.templates import Days, always, anchor_of

DAYS = st.integers(-400, 400).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
HOLIDAYS = st.frozensets(DAYS, max_size=20)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2026, 3, 2), 0),  # Monday, the anchor
        (date(2026, 3, 6), 4),
        (date(2026, 3, 7), 5),  # Saturday counts as the Monday after
        (date(2026, 3, 9), 5),
        (date(2026, 2, 27), -1),  # the Friday before
        (date(2026, 2, 28), 0),
    ],
)
def test_working_days_are_numbered_from_the_anchor(day: date, number: int) -> None:
    days = Days(anchor=date(2026, 3, 2), works=weekdays)
    assert days.number(day) == number
    assert weekdays(days.day(number))


def test_a_start_on_a_weekend_is_the_monday_after() -> None:
    assert Days(anchor=date(2026, 3, 7), works=weekdays).day(0) == date(2026, 3, 9)


def test_the_first_day_of_a_plan_is_its_anchor() -> None:
    assert anchor_of([None, date(2026, 3, 5), date(2026, 3, 2)]) == date(2026, 3, 2)
    assert anchor_of([None]) is None


@given(DAYS, DAYS)
def test_in_calendar_days_every_distance_is_kept(anchor: date, day: date) -> None:
    assert Days(anchor=anchor, works=always).number(day) == (day - anchor).days


@given(DAYS, st.integers(-300, 300), HOLIDAYS)
def test_a_number_leads_back_to_its_day(anchor: date, number: int, holidays: frozenset[date]) -> None:
    days = Days(anchor=anchor, works=lambda day: weekdays(day) and day not in holidays)
    assert days.number(days.day(number)) == number


@given(st.lists(DAYS, min_size=2, max_size=12), DAYS, HOLIDAYS)
def test_shifted_days_keep_their_order_and_their_distance_in_working_days(
    plan: list[date], start: date, holidays: frozenset[date]
) -> None:
    def works(day: date) -> bool:
        return weekdays(day) and day not in holidays

    told = Days(anchor=min(plan), works=weekdays)
    laid = Days(anchor=start, works=works)
    shifted = [laid.day(told.number(day)) for day in plan]
    for one, its in zip(plan, shifted, strict=True):
        assert works(its)
        assert its >= start
        for other, others in zip(plan, shifted, strict=True):
            assert one > other or its <= others, "what came before something never comes after it"
            assert laid.number(others) - laid.number(its) == told.number(other) - told.number(one)
