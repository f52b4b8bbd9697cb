from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.calendars import Calendar, PublicHolidays
from headway.rules.errors import Invalid
from headway.rules.hours import parse_day, parse_week, tell_week, times


def test_a_week_is_read_and_told() -> None:
    week = parse_week("Mon-Thu 8:00-12:00 13:00-17:00; fri 08:00-14:00")
    assert week["0"] == week["3"] == [["08:00", "12:00"], ["13:00", "17:00"]]
    assert sorted(week) == ["0", "1", "2", "3", "4"]
    assert tell_week(week) == "mon-thu 08:00-12:00 13:00-17:00; fri 08:00-14:00"
    assert parse_week(tell_week(week)) == week


def test_days_run_over_the_end_of_the_week_and_nights_to_its_end() -> None:
    week = parse_week("sat-mon 22:00-24:00; tue,thursday 00:00-06:00")
    assert sorted(week) == ["0", "1", "3", "5", "6"]
    assert times(week["6"]) == ((time(22), time(0)),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";",
        "mon",
        "mon 9-17",
        "xyz 09:00-17:00",
        "mon 17:00-09:00",
        "mon 09:00-25:00",
        "mon 09:60-10:00",
        "mon 09:00-12:00 11:00-13:00",
        "mon 09:00-12:00; mon 10:00-11:00",
        "mon- 09:00-10:00x",
        "mon-x 09:00-10:00",
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_week(text)
    assert refused.value.field == "hours"


def test_a_day_may_have_no_hours() -> None:
    assert parse_day("") == []


@given(st.dictionaries(st.integers(0, 6).map(str), st.integers(0, 22), min_size=1))
def test_what_is_told_is_read_again(starts: dict[str, int]) -> None:
    week = {day: [[f"{hour:02}:00", f"{hour + 1:02}:30"]] for day, hour in sorted(starts.items())}
    assert parse_week(tell_week(week)) == week


def test_days_of_their_own_win_over_weekdays_and_holidays() -> None:
    saturday, christmas = date(2026, 11, 28), date(2026, 12, 25)
    morning = ((time(9), time(12)),)
    one = Calendar(
        zone=ZoneInfo("Europe/Berlin"),
        holidays=PublicHolidays("DE", "BY"),
        days={saturday: morning, date(2026, 11, 30): (), christmas: morning},
    )
    assert one.works_on(saturday)
    assert one.works_on(christmas)
    assert not one.works_on(date(2026, 11, 30))
    assert not one.works_on(date(2026, 1, 6))  # Epiphany, in Bavaria
    assert Calendar(zone=one.zone, holidays=PublicHolidays("DE", "BE")).works_on(date(2026, 1, 6))


def test_a_country_s_holidays_are_named() -> None:
    named = PublicHolidays("DE").in_year(2031)
    assert named[date(2031, 10, 3)]
    assert list(named) == sorted(named)
