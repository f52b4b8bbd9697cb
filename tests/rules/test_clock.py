from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from headway.rules.clock import parts

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "America/Sao_Paulo",
    "Pacific/Apia",
]
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_an_hour_is_one_part() -> None:
    assert parts(at("2026-03-02T09:00"), at("2026-03-02T10:00:59"), zone=ZoneInfo("UTC")) == [
        (at("2026-03-02T09:00"), 60)
    ]


def test_less_than_a_minute_is_nothing() -> None:
    assert parts(at("2026-03-02T09:00:00"), at("2026-03-02T09:00:59"), zone=ZoneInfo("UTC")) == []


def test_midnight_is_where_the_member_is() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = parts(at("2026-03-02T23:30", "Europe/Berlin"), at("2026-03-03T00:45", "Europe/Berlin"), zone=berlin)
    assert [(begin.astimezone(berlin).date().isoformat(), minutes) for begin, minutes in found] == [
        ("2026-03-02", 30),
        ("2026-03-03", 45),
    ]
    assert len(parts(at("2026-03-02T22:30"), at("2026-03-02T23:45"), zone=ZoneInfo("UTC"))) == 1


def test_seconds_on_both_sides_of_midnight_are_one_minute() -> None:
    assert parts(at("2026-03-02T23:59:30"), at("2026-03-03T00:00:30"), zone=ZoneInfo("UTC")) == [
        (at("2026-03-03T00:00"), 1)
    ]


def test_the_night_on_which_clocks_change_has_the_hours_that_it_has() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for day, hours in (("2026-03-29", 23), ("2026-10-25", 25)):
        begin = at(f"{day}T00:00", "Europe/Berlin")
        end = (begin + timedelta(days=1)).astimezone(UTC)
        assert parts(begin, end, zone=berlin) == [(begin, hours * 60)]


@given(start=MOMENTS, length=st.integers(0, 10 * 86_400), zone=st.sampled_from(ZONES))
def test_the_parts_are_the_whole_and_each_lies_in_one_day(start: datetime, length: int, zone: str) -> None:
    here = ZoneInfo(zone)
    end = start + timedelta(seconds=length)
    found = parts(start, end, zone=here)
    assert sum(minutes for _, minutes in found) == length // 60
    assert all(minutes > 0 for _, minutes in found)
    assert all(a < b for (a, _), (b, _) in pairwise(found))
    days = [begin.astimezone(here).date() for begin, _ in found]
    assert len(set(days)) == len(days)
    assert all(start <= begin < end for begin, _ in found)
