"""Load: effort on working days, computed by hand. Wednesday is 2026-03-11; its week begins on Monday, 2026-03-09."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from headway.rules.calendars import Calendar
from headway.rules.load import Cell, Days, Piece, Weeks, laid, load, minutes_a_week, minutes_on, spread

WEDNESDAY = date(2026, 3, 11)
BERLIN = ZoneInfo("Europe/Berlin")
FULL = Calendar(zone=BERLIN)
PART = Calendar(
    zone=BERLIN,
    hours={0: ((time(8), time(12)),), 2: ((time(8), time(12)), (time(13), time(17))), 4: ((time(20), time()),)},
    holidays=frozenset({date(2026, 3, 16)}),
)


def days(calendar=FULL, *, today=WEDNESDAY, leave=(), scale=1.0):
    return Days(laid(calendar, today=today, last=today + timedelta(days=60)), today=today, leave=leave, scale=scale)


def piece(start, due, effort=600):
    return Piece(1, start, due, effort)


def day(number):
    return date(2026, 3, number)


def test_a_calendar_says_how_long_it_works():
    assert [minutes_on(PART, day(n)) for n in range(9, 17)] == [240, 0, 480, 0, 240, 0, 0, 0]
    assert (minutes_a_week(FULL), minutes_a_week(PART)) == (2400, 960)


@pytest.mark.parametrize(
    ("start", "due", "expected"),
    [
        (None, day(13), {0: 600}),  # Wednesday to Friday
        (None, day(17), {0: 360, 1: 240}),  # three days of five
        (day(2), day(17), {0: 360, 1: 240}),  # what is past is no time any more
        (day(16), day(25), {1: 375, 2: 225}),  # eight days: five and three
        (None, day(4), {0: 600}),  # overdue counts this week
        (day(13), day(14), {0: 600}),  # due on a Saturday: Friday bears it
        (day(14), day(15), {0: 600}),  # a weekend alone: the week in which it is due
        (day(21), day(22), {1: 600}),
        (day(20), date(2026, 3, 26), {1: 120, 2: 480}),
        (date(2026, 4, 1), date(2026, 4, 2), {3: 600}),  # beyond the three weeks asked for
        (None, None, {}),
    ],
)
def test_effort_lies_on_the_days_that_are_worked(start, due, expected):
    assert spread(piece(start, due), days(), Weeks(WEDNESDAY, 3)) == pytest.approx(expected)


def test_what_reaches_beyond_the_weeks_is_told_apart():
    assert spread(piece(None, day(31)), days(), Weeks(WEDNESDAY, 2)) == pytest.approx({0: 120, 1: 200, 2: 280})


def test_leave_shifts_work_to_the_days_that_remain():
    away = days(leave=[(day(11), day(17))])
    assert spread(piece(None, day(20)), away, Weeks(WEDNESDAY, 2)) == pytest.approx({1: 600})
    assert (away.available(day(9), day(15)), away.available(day(16), day(22))) == (0, 3 * 480)
    whole = days(leave=[(date(2026, 1, 1), date(2027, 1, 1))])
    assert spread(piece(None, day(20)), whole, Weeks(WEDNESDAY, 2)) == {1: 600}


def test_part_time_takes_work_in_proportion_to_its_hours():
    # Left of this week: Wednesday 480 and Friday 240; next week Monday is a holiday, Wednesday 480.
    assert spread(piece(None, day(18)), days(PART), Weeks(WEDNESDAY, 2)) == pytest.approx({0: 360, 1: 240})


def test_hours_a_week_scale_what_there_is_and_not_where_work_lies():
    half = days(scale=0.5)
    assert half.available(day(16), day(22)) == 1200
    assert spread(piece(None, day(17)), half, Weeks(WEDNESDAY, 2)) == pytest.approx({0: 360, 1: 240})


def test_what_is_past_of_this_week_is_no_capacity():
    assert days().available(day(9), day(15)) == 3 * 480
    assert days(today=date(2026, 3, 14)).available(day(9), day(15)) == 0


def test_a_load_sums_up_and_guesses_nothing():
    work = [piece(None, day(13)), piece(None, day(17), 100), piece(None, None, 30), piece(None, day(13), None)]
    work += [piece(day(30), day(31), 70), piece(None, day(13), 0)]
    told = load(work, days(), Weeks(WEDNESDAY, 2))
    assert told.cells == (Cell(pytest.approx(660), 1440), Cell(pytest.approx(40), 2400))
    assert (told.later, told.undated, told.unestimated) == (pytest.approx(70), 30, 1)
    assert load([], days(), Weeks(WEDNESDAY, 1), hours=False).cells == (Cell(0, None),)


def test_what_is_due_in_years_is_laid_no_further_than_days_are():
    far = spread(piece(None, date(2060, 1, 1), 1000), days(), Weeks(WEDNESDAY, 2))
    assert sum(far.values()) == pytest.approx(1000)
    assert max(far, key=far.__getitem__) == 2
