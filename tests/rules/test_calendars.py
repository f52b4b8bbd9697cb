from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.calendars import (
    Calendar,
    WorkingTime,
    add_working_time,
    after_month_start,
    before_month_end,
    moved,
    public_holidays,
    working_day,
    working_time_between,
)
from headway.rules.errors import Invalid

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar(zone=BERLIN)
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def test_work_ends_with_its_shift_and_goes_on_after_the_weekend() -> None:
    friday = at("2026-03-06T09:00")
    assert add_working_time(calendar=OFFICE, start=friday, amount=8 * HOUR) == at("2026-03-06T17:00")
    assert add_working_time(calendar=OFFICE, start=friday, amount=9 * HOUR) == at("2026-03-09T10:00")


def test_backwards_it_arrives_at_the_beginning_of_a_shift() -> None:
    monday = at("2026-03-09T10:00")
    assert add_working_time(calendar=OFFICE, start=monday, amount=-HOUR) == at("2026-03-09T09:00")
    assert add_working_time(calendar=OFFICE, start=monday, amount=-2 * HOUR) == at("2026-03-06T16:00")


def test_outside_hours_time_runs_from_the_next_shift() -> None:
    sunday = at("2026-03-08T12:00")
    assert add_working_time(calendar=OFFICE, start=sunday, amount=HOUR) == at("2026-03-09T10:00")
    assert add_working_time(calendar=OFFICE, start=sunday, amount=timedelta()) == sunday


def test_leave_and_holidays_are_no_working_time() -> None:
    calendar = Calendar(
        zone=BERLIN,
        holidays={date(2026, 3, 10)},
        leave=[(at("2026-03-09T11:00"), at("2026-03-09T13:00"))],
    )
    worked = working_time_between(calendar=calendar, start=at("2026-03-09T00:00"), end=at("2026-03-11T10:00"))
    assert worked == 7 * HOUR


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 7), ("2026-03-30", 8), ("2026-10-25", 9)])
def test_a_night_shift_follows_the_clocks(day: str, hours: int) -> None:
    calendar = Calendar(zone=BERLIN, hours={n: [(time(0), time(8))] for n in range(7)})
    begin = at(f"{day}T00:00")
    assert working_time_between(calendar=calendar, start=begin, end=at(f"{day}T23:00")) == hours * HOUR


def test_a_shift_may_end_at_midnight() -> None:
    calendar = Calendar(zone=BERLIN, hours={0: [(time(18), time(0))]})
    assert working_time_between(calendar=calendar, start=at("2026-03-09T00:00"), end=at("2026-03-10T05:00")) == 6 * HOUR


def minute_by_minute(start: datetime, end: datetime) -> timedelta:
    minutes = int((end - start) / timedelta(minutes=1))
    local = [(start + timedelta(minutes=n)).astimezone(BERLIN) for n in range(minutes)]
    return timedelta(minutes=sum(m.weekday() < 5 and 9 <= m.hour < 17 for m in local))


moments = st.integers(0, 60 * 24 * 20).map(lambda n: datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=n))


@given(moments, moments)
def test_between_counts_the_minutes_worked(one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    assert working_time_between(calendar=OFFICE, start=start, end=end) == minute_by_minute(start, end)


@given(moments, st.integers(-5000, 5000).filter(bool))
def test_adding_and_measuring_agree(start: datetime, minutes: int) -> None:
    laid = WorkingTime(calendar=OFFICE, first=date(2026, 1, 1), last=date(2026, 6, 1))
    amount = timedelta(minutes=minutes)
    end = laid.add(start=start, amount=amount)
    assert laid.between(start=start, end=end) == amount
    assert (end > start) == (minutes > 0)


def test_what_lies_outside_is_refused() -> None:
    laid = WorkingTime(calendar=OFFICE, first=date(2026, 1, 1), last=date(2026, 1, 31))
    with pytest.raises(Invalid, match="too short"):
        laid.add(start=at("2026-01-10T09:00"), amount=1000 * HOUR)
    with pytest.raises(Invalid, match="outside"):
        laid.between(start=at("2025-01-10T09:00"), end=at("2026-01-10T09:00"))
    with pytest.raises(Invalid, match="time zone"):
        laid.between(start=datetime(2026, 1, 10), end=at("2026-01-10T09:00"))


def test_a_calendar_without_hours_is_refused() -> None:
    with pytest.raises(Invalid):
        add_working_time(calendar=Calendar(zone=BERLIN, hours={}), start=at("2026-01-10T09:00"), amount=HOUR)
    with pytest.raises(Invalid, match="never works"):
        working_day(day=date(2026, 1, 1), calendar=Calendar(zone=BERLIN, hours={}), count=1)


def test_days_around_the_turn_of_a_month() -> None:
    calendar = Calendar(zone=BERLIN, holidays=public_holidays(country="DE", years=[2026, 2027]))
    assert before_month_end(year=2026, month=5, calendar=calendar, count=0) == date(2026, 5, 29)
    assert before_month_end(year=2026, month=5, calendar=calendar, count=4) == date(
        2026, 5, 22
    )  # Whit Monday is the 25th
    assert before_month_end(year=2026, month=12, calendar=calendar, count=0) == date(2026, 12, 31)
    assert after_month_start(year=2026, month=5, calendar=calendar, count=0) == date(2026, 5, 4)


def test_moved_off_a_holiday() -> None:
    calendar = Calendar(zone=BERLIN, holidays=public_holidays(country="DE", years=[2026]))
    whit_monday = date(2026, 5, 25)
    assert moved(day=whit_monday, calendar=calendar, move="earlier") == date(2026, 5, 22)
    assert moved(day=whit_monday, calendar=calendar, move="later") == date(2026, 5, 26)
    assert moved(day=whit_monday, calendar=calendar, move="skip") is None
    assert moved(day=date(2026, 5, 26), calendar=calendar, move="skip") == date(2026, 5, 26)


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(Invalid, match="ISO 3166"):
        public_holidays(country="XX", years=[2026])
