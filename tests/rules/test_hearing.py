from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.hearing import Rhythm, comes, latest, upcoming
from headway.rules.words import ByMail, Every

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
RHYTHMS = st.builds(
    Rhythm,
    every=st.sampled_from((Every.DAILY, Every.WEEKLY)),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
    zone=st.sampled_from(
        [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe")]
    ),
)
MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "hour", "weekday", "zone", "now", "was", "will"),
    [
        (Every.DAILY, 8, 0, BERLIN, "2026-03-02T06:59", "2026-03-01T07:00", "2026-03-02T07:00"),
        (Every.DAILY, 8, 0, BERLIN, "2026-03-02T07:00", "2026-03-02T07:00", "2026-03-03T07:00"),
        # The clock goes forward on 29 March: eight o'clock comes an hour earlier.
        (Every.DAILY, 8, 0, BERLIN, "2026-03-29T12:00", "2026-03-29T06:00", "2026-03-30T06:00"),
        # Two o'clock is skipped on that day, and comes as three.
        (Every.DAILY, 2, 0, BERLIN, "2026-03-29T00:59", "2026-03-28T01:00", "2026-03-29T01:00"),
        # Two o'clock comes twice on 25 October, and a digest once.
        (Every.DAILY, 2, 0, BERLIN, "2026-10-25T00:30", "2026-10-25T00:00", "2026-10-26T01:00"),
        (Every.DAILY, 2, 0, BERLIN, "2026-10-25T01:30", "2026-10-25T00:00", "2026-10-26T01:00"),
        # Monday is still Sunday elsewhere.
        (Every.WEEKLY, 22, 6, NEW_YORK, "2026-03-02T03:30", "2026-03-02T03:00", "2026-03-09T02:00"),
        (Every.WEEKLY, 9, 0, BERLIN, "2026-03-02T07:59", "2026-02-23T08:00", "2026-03-02T08:00"),
    ],
)
def test_moments(every: Every, hour: int, weekday: int, zone: ZoneInfo, now: str, was: str, will: str) -> None:
    rhythm = Rhythm(every=every, hour=hour, weekday=weekday, zone=zone)
    assert (latest(rhythm, now=at(now)), upcoming(rhythm, now=at(now))) == (at(was), at(will))


@given(rhythm=RHYTHMS, now=MOMENTS)
def test_now_lies_between_one_moment_and_the_next(rhythm: Rhythm, now: datetime) -> None:
    was, will = latest(rhythm, now=now), upcoming(rhythm, now=now)
    assert was <= now < will
    days = 7 if rhythm.every is Every.WEEKLY else 1
    # Apia left out a whole day when it crossed the date line.
    assert timedelta(days=days - 1) <= will - was <= timedelta(days=days + 1, hours=2)
    assert latest(rhythm, now=will) == will
    assert latest(rhythm, now=will - timedelta(seconds=1)) == was


def test_what_comes_by_mail() -> None:
    table = {(mail, every): comes(mail, every) for mail in ByMail for every in Every}
    assert {pair for pair, does in table.items() if does} == {
        (ByMail.DIGEST, Every.DAILY),
        (ByMail.DIGEST, Every.WEEKLY),
        *((ByMail.ONCE, every) for every in Every),
    }
