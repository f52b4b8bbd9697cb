"""Flow: counts by week, quantiles and burn-up, computed by hand."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from headway.rules.flow import Life, Point, between, burn_up, days_between, quantile, week_ends

MONDAYS = tuple(datetime(2026, 3, day, tzinfo=ZoneInfo("Europe/Berlin")) for day in (2, 9))


def test_a_quantile_is_a_value_that_was_there_and_needs_five():
    assert quantile([1, 2, 3, 4], 0.5) is None
    assert (quantile([5, 1, 4, 2, 3], 0.5), quantile([5, 1, 4, 2, 3], 0.85)) == (3, 5)
    assert quantile(range(1, 101), 0.85) == 85


def test_days_lie_in_the_week_that_begins_on_monday():
    moments = [datetime(2026, 3, day, hour, tzinfo=UTC) for day, hour in ((1, 22), (1, 23), (8, 22), (8, 23), (15, 9))]
    assert between(moments, MONDAYS) == (2, 2)


def test_time_never_runs_backwards():
    early, late = datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 3, 18, tzinfo=UTC)
    assert (days_between(early, late), days_between(late, early)) == (1.5, 0.0)


def test_scope_grows_shrinks_and_is_done():
    day = [datetime(2026, 3, 1, tzinfo=MONDAYS[0].tzinfo) + timedelta(days=n) for n in range(30)]
    lives = [
        Life(100, day[1].astimezone(UTC), None, done=False),
        Life(60, day[1], day[14] + timedelta(hours=23), done=True),
        Life(40, day[8], day[15], done=False),
    ]
    days = [date(2026, 3, n) for n in (1, 8, 15, 22)]
    points = burn_up(lives, {one: day[one.day] for one in days})
    assert points == tuple(Point(*one) for one in zip(days, (0, 160, 200, 160), (0, 0, 60, 60), strict=True))


@pytest.mark.parametrize(
    ("first", "last", "most", "expected"),
    [
        (date(2026, 3, 4), date(2026, 3, 11), 53, [date(2026, 3, 8), date(2026, 3, 11)]),
        (date(2026, 3, 4), date(2026, 3, 15), 53, [date(2026, 3, 8), date(2026, 3, 15)]),
        (date(2026, 3, 11), date(2026, 3, 11), 53, [date(2026, 3, 11)]),
    ],
)
def test_weeks_end_on_sunday_and_the_last_one_today(first, last, most, expected):
    assert list(week_ends(first, last, most=most)) == expected


def test_many_weeks_are_thinned_out():
    found = week_ends(date(2016, 1, 1), date(2026, 3, 11), most=53)
    assert len(found) <= 54
    assert found[-1] == date(2026, 3, 11)
    assert len({(b - a).days for a, b in pairwise(found[:-1])}) == 1
