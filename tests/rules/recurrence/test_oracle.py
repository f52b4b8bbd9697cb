"""Rules drawn at random: the product agrees with the definition, moment by moment."""

from datetime import UTC, datetime, timedelta
from itertools import takewhile
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.rules.recurrence import occurrences, parse_rule

from .oracle import DAYS, expand

QUIET = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def some(low: int, high: int, signed: bool = False) -> st.SearchStrategy[str]:
    values = st.integers(low, high)
    if signed:
        values = values | st.integers(-high, -low)
    return st.lists(values, min_size=1, max_size=4).map(lambda items: ",".join(map(str, items)))


def days(numbered: bool, high: int = 5) -> st.SearchStrategy[str]:
    number = st.sampled_from(["", *(f"{n}" for n in range(1, high + 1)), *(f"-{n}" for n in range(1, high + 1))])
    day = st.tuples(number if numbered else st.just(""), st.sampled_from(DAYS)).map("".join)
    return st.lists(day, min_size=1, max_size=4).map(",".join)


YEAR_DAY = some(1, 366, signed=True)
MONTH_DAY = some(1, 31, signed=True)
PARTS = {
    "YEARLY": {"BYMONTH": some(1, 12), "BYYEARDAY": YEAR_DAY, "BYMONTHDAY": MONTH_DAY, "BYDAY": days(True, 53)},
    "YEARLY;": {
        "BYMONTH": some(1, 12),
        "BYWEEKNO": some(1, 53, signed=True),
        "BYYEARDAY": YEAR_DAY,
        "BYMONTHDAY": MONTH_DAY,
        "BYDAY": days(False),
    },
    "MONTHLY": {"BYMONTH": some(1, 12), "BYMONTHDAY": MONTH_DAY, "BYDAY": days(True)},
    "WEEKLY": {"BYMONTH": some(1, 12), "BYDAY": days(False)},
    "DAILY": {"BYMONTH": some(1, 12), "BYMONTHDAY": MONTH_DAY, "BYDAY": days(False)},
    "HOURLY": {"BYMONTHDAY": MONTH_DAY, "BYYEARDAY": YEAR_DAY, "BYDAY": days(False)},
    "MINUTELY": {"BYDAY": days(False)},
    "SECONDLY": {"BYDAY": days(False)},
}
TIMES = {"BYHOUR": some(0, 23), "BYMINUTE": some(0, 59), "BYSECOND": some(0, 59)}
SPAN = {"YEARLY": 4000, "YEARLY;": 4000, "MONTHLY": 1500, "WEEKLY": 200, "DAILY": 200}
SHORT = {"HOURLY": 40, "MINUTELY": 4, "SECONDLY": 0}


@st.composite
def rules(draw: st.DrawFn, freq: str) -> str:
    optional = {**PARTS[freq], **TIMES, "INTERVAL": st.integers(1, 5).map(str), "WKST": st.sampled_from(DAYS)}
    if freq in SHORT:
        optional["INTERVAL"] = st.integers(1, 100).map(str)
    chosen = draw(st.lists(st.sampled_from(sorted(optional)), max_size=4, unique=True))
    chosen += ["BYWEEKNO"] if freq == "YEARLY;" and "BYWEEKNO" not in chosen else []
    parts = [f"{name}={draw(optional[name])}" for name in chosen]
    if any(name.startswith("BY") for name in chosen) and draw(st.booleans()):
        parts.append("BYSETPOS=" + draw(some(1, 6, signed=True)))
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    return ";".join([f"FREQ={freq.strip(';')}", *parts])


starts = st.datetimes(datetime(1970, 1, 1), datetime(2060, 12, 31)).map(lambda moment: moment.replace(microsecond=0))


def both(rule: str, start: datetime, days: int) -> tuple[list[datetime], list[datetime]]:
    end = datetime.combine(start + timedelta(days=days), datetime.max.time())
    ours = takewhile(lambda moment: moment <= end, occurrences(rule=parse_rule(rule), start=start))
    settled = expand(rule=rule, start=start, until=end + timedelta(days=370))
    return list(ours), [moment for moment in settled if moment <= end]


@pytest.mark.parametrize("freq", sorted(SPAN))
def test_long_periods(freq: str) -> None:
    @QUIET
    @given(rules(freq), starts)
    def agree(rule: str, start: datetime) -> None:
        ours, theirs = both(rule, start, SPAN[freq] // 4)
        assert ours == theirs

    agree()


@pytest.mark.parametrize("freq", sorted(SHORT))
def test_short_periods(freq: str) -> None:
    @settings(QUIET, max_examples=20 if freq == "HOURLY" else 4)
    @given(rules(freq), starts)
    def agree(rule: str, start: datetime) -> None:
        end = datetime.combine(start + timedelta(days=SHORT[freq]), datetime.max.time())
        ours = takewhile(lambda moment: moment <= end, occurrences(rule=parse_rule(rule), start=start))
        assert list(ours) == expand(rule=rule, start=start, until=end)

    agree()


ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata")


def shown(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks ever show this time: it comes back from the way to UTC."""
    return moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment


@st.composite
def nightly(draw: st.DrawFn) -> tuple[str, int]:
    """A rule that strikes at the hours at which clocks change, and a number of instances."""
    freq = draw(st.sampled_from(["FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=SU,WE", "FREQ=HOURLY"]))
    hours, minutes = draw(some(0, 3)), draw(st.sampled_from(["0", "15", "30", "0,30"]))
    return f"{freq};BYHOUR={hours};BYMINUTE={minutes}", draw(st.integers(50, 300))


def test_zones_ends_and_exceptions() -> None:
    """COUNT counts what clocks show and before exceptions take away; UNTIL, given in UTC, is an instant."""

    @settings(QUIET, max_examples=60)
    @given(nightly(), st.sampled_from(ZONES), starts, st.randoms(use_true_random=False))
    def agree(given: tuple[str, int], name: str, start: datetime, random: Random) -> None:
        (rule, count), zone = given, ZoneInfo(name)
        full = expand(rule=rule, start=start, until=start + timedelta(days=400))
        there = [moment for moment in full if shown(moment, zone)][:count]
        gone = set(random.sample(there, k=len(there) // 10))
        left = [moment for moment in there if moment not in gone]
        parsed = parse_rule(f"{rule};COUNT={len(there)}")
        assert list(occurrences(rule=parsed, start=start, zone=zone, exclude=gone)) == left
        end = random.choice(there)
        utc = end.replace(tzinfo=zone).astimezone(UTC)
        for second, last in ((0, end), (1, None)):
            until = parse_rule(f"{rule};UNTIL={utc - timedelta(seconds=second):%Y%m%dT%H%M%SZ}")
            expected = [m for m in there if m.replace(tzinfo=zone).astimezone(UTC) <= utc - timedelta(seconds=second)]
            assert list(occurrences(rule=until, start=start, zone=zone)) == expected
            assert last is None or expected[-1] == last

    agree()
