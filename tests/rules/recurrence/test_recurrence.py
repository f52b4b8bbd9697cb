"""Where RFC 5545 needs a second look: what the examples leave open, zones, ends, and what is refused."""

from datetime import date, datetime
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.rules.errors import Invalid
from headway.rules.recurrence import occurrences, parse_excluded, parse_rule, parse_start, union, zone_named


def listed(
    rule: str, start: str, count: int = 4, *, zone: str = "", exclude: tuple[str, ...] = (), **more
) -> list[str]:
    place = zone_named(zone)
    begin, gone = parse_start(start, zone=place), parse_excluded(exclude, zone=place)
    found = occurrences(rule=parse_rule(rule), start=begin, zone=place, exclude=gone, **more)
    return [moment.isoformat() for moment in islice(found, count)]


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=YEARLY;BYWEEKNO=20", "1998-01-01", ["1998-05-14", "1999-05-20", "2000-05-18"]),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=TU,SA", "2013-01-01", ["2015-12-29", "2016-01-02", "2020-12-29"]),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "1997-09-02", ["1997-12-29", "1999-01-04", "2000-01-03"]),
        ("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU", "2010-01-03", ["2010-01-03", "2011-01-02", "2012-01-01"]),
        ("FREQ=YEARLY;INTERVAL=3;BYWEEKNO=1;BYDAY=MO,TU", "2024-12-31", ["2024-12-31", "2028-01-03", "2028-01-04"]),
        ("FREQ=YEARLY;BYWEEKNO=6;BYDAY=TU;WKST=TH", "2018-02-13", ["2018-02-13", "2019-02-12", "2020-02-11"]),
        ("FREQ=YEARLY", "2000-02-29", ["2000-02-29", "2004-02-29", "2008-02-29"]),
        ("FREQ=YEARLY;BYMONTH=2", "2023-01-30", []),
        ("FREQ=YEARLY;BYYEARDAY=-366", "2011-05-05", ["2012-01-01", "2016-01-01", "2020-01-01"]),
        ("FREQ=MONTHLY", "2026-01-31", ["2026-01-31", "2026-03-31", "2026-05-31"]),
        ("FREQ=MONTHLY;BYDAY=5MO", "2026-01-01", ["2026-03-30", "2026-06-29", "2026-08-31"]),
        ("FREQ=MONTHLY;BYDAY=MO,1FR;BYMONTHDAY=1,2,3,4,5,6", "2026-01-01", ["2026-01-02", "2026-01-05", "2026-02-02"]),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE;BYSETPOS=1", "2026-01-06", ["2026-01-12", "2026-01-19", "2026-01-26"]),
        ("FREQ=WEEKLY;BYDAY=TU", "2026-01-07", ["2026-01-13", "2026-01-20", "2026-01-27"]),
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=5", "2026-01-01", ["2026-01-01", "2026-01-02", "2026-01-03"]),
        ("FREQ=DAILY;BYSECOND=59,60", "2026-01-01T09:00:00", ["2026-01-01T09:00:59", "2026-01-02T09:00:59"]),
        ("rrule:freq=daily;interval=2;", "20260101T0900", ["2026-01-01T09:00:00", "2026-01-03T09:00:00"]),
        ("FREQ=DAILY;UNTIL=20260102", "2026-01-01T09:00:00", ["2026-01-01T09:00:00", "2026-01-02T09:00:00"]),
        ("FREQ=DAILY;UNTIL=20260102T235959Z", "2026-01-01", ["2026-01-01", "2026-01-02"]),
    ],
)
def test_instances(rule: str, start: str, expected: list[str]) -> None:
    assert listed(rule, start, max(2, len(expected))) == expected


def test_until_in_utc_is_compared_as_an_instant() -> None:
    rule, start = "FREQ=DAILY;UNTIL=20260103T140000Z", "2026-01-01T09:00:00"
    assert len(listed(rule, start, zone="America/New_York")) == 3
    assert len(listed(rule, start, zone="America/Chicago")) == 2
    assert len(listed("FREQ=DAILY;UNTIL=20260103T090000", start, zone="America/Chicago")) == 3


def test_a_time_that_the_clocks_skip_is_left_out_and_not_counted() -> None:
    found = listed("FREQ=DAILY;COUNT=3", "2007-03-10T02:30:00", zone="America/New_York")
    assert found == ["2007-03-10T02:30:00", "2007-03-12T02:30:00", "2007-03-13T02:30:00"]


def test_a_time_that_the_clocks_skip_may_be_moved_behind_the_gap() -> None:
    found = listed("FREQ=DAILY;COUNT=3", "2007-03-10T02:30:00", zone="America/New_York", gaps="shift")
    assert found == ["2007-03-10T02:30:00", "2007-03-11T03:30:00", "2007-03-12T02:30:00"]


def test_hours_follow_the_clocks_over_a_gap_and_over_a_time_that_comes_twice() -> None:
    spring = listed("FREQ=HOURLY", "2007-03-11T01:00:00", 3, zone="America/New_York")
    autumn = listed("FREQ=HOURLY", "2007-11-04T00:00:00", 4, zone="America/New_York")
    assert [text[11:13] for text in spring] == ["01", "03", "04"]
    assert [text[11:13] for text in autumn] == ["00", "01", "02", "03"]


def test_exclusions_count_but_do_not_come_out() -> None:
    gone = ("20260102T140000Z", "EXDATE:20260103,20260104T080000")
    found = listed("FREQ=DAILY;COUNT=5", "2026-01-01T09:00:00", 9, zone="America/New_York", exclude=gone)
    assert [text[8:10] for text in found] == ["01", "04", "05"]


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (("20261025T013000Z",), "24 25 26"),  # the second 02:30, which is no instance
        (("20261025T003000Z",), "24 26"),
        (("20261025T023000",), "24 26"),
        (("20261025T013000Z,20261025T003000Z", "20261026T023000"), "24"),
    ],
)
def test_an_exclusion_of_the_second_of_two_like_times_takes_nothing_away(gone: tuple[str, ...], left: str) -> None:
    found = listed("FREQ=DAILY;COUNT=3", "2026-10-24T02:30:00", zone="Europe/Berlin", exclude=gone)
    assert [text[8:10] for text in found] == left.split()


def test_an_exclusion_in_the_gap_means_the_time_behind_it() -> None:
    shifted = {"zone": "Europe/Berlin", "gaps": "shift", "exclude": ("20260329T023000",)}
    found = listed("FREQ=DAILY;COUNT=3", "2026-03-28T02:30:00", **shifted)
    assert [text[8:10] for text in found] == ["28", "30"]


@pytest.mark.parametrize(
    ("start", "zone", "days"),
    [
        ("2011-12-29T09:00:00", "Pacific/Apia", "29 31 01"),  # the 30th was left out altogether
        ("2018-11-03T00:00:00", "America/Sao_Paulo", "03 05 06"),  # midnight was skipped
        ("2026-10-24T02:30:00", "Europe/Berlin", "24 25 26"),
    ],
)
def test_days_and_midnights_that_clocks_skip(start: str, zone: str, days: str) -> None:
    found = listed("FREQ=DAILY;COUNT=3", start, zone=zone)
    assert [text[8:10] for text in found] == days.split()


def test_a_start_with_an_offset_is_turned_into_local_time() -> None:
    assert listed("FREQ=DAILY", "2026-01-01T09:00:00Z", 1, zone="Europe/Berlin") == ["2026-01-01T10:00:00"]


def test_several_rules_make_one_series() -> None:
    start = date(2026, 1, 1)
    rules = [parse_rule("FREQ=DAILY;INTERVAL=2"), parse_rule("FREQ=DAILY;INTERVAL=3")]
    series = union([occurrences(rule=rule, start=start) for rule in rules])
    assert [day.day for day in islice(series, 5)] == [1, 3, 4, 5, 7]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=5",
        "FREQ=DAILY;BYHOUR=1,2;BYSETPOS=3",
        "FREQ=MINUTELY;BYSECOND=1;BYSETPOS=-2",
        "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=2",
    ],
)
def test_a_rule_without_instances_ends(rule: str) -> None:
    assert listed(rule, "1998-01-01T09:00:00") == []


def test_the_calendar_ends_with_the_year_9999() -> None:
    assert listed("FREQ=DAILY", "9999-12-30", 5) == ["9999-12-30", "9999-12-31"]
    assert listed("FREQ=SECONDLY", "9999-12-31T23:59:58", 5, zone="America/New_York")[-1] == "9999-12-31T23:59:59"


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("INTERVAL=2", "FREQ is missing"),
        ("FREQ=FORTNIGHTLY", "FREQ=FORTNIGHTLY"),
        ("FREQ=DAILY;BYEASTER=1", "BYEASTER"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;INTERVAL=9999999999", "use 1 to 999999999"),
        ("FREQ=DAILY;COUNT=x", "COUNT=X"),
        ("FREQ=DAILY;COUNT=2;COUNT=3", "COUNT occurs twice"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20260101", "COUNT and UNTIL"),
        ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL=TOMORROW"),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL=20260230"),
        ("FREQ=DAILY;BYMONTH=13", "use 1 to 12"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "use 1 to 31 or -31 to -1"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,,2", "an empty item"),
        ("FREQ=DAILY;BYHOUR=24", "use 0 to 23"),
        ("FREQ=DAILY;BYDAY=XX", "BYDAY has XX"),
        ("FREQ=MONTHLY;BYDAY=0MO", "0MO"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY with a number"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO", "BYWEEKNO"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "BYWEEKNO cannot go with FREQ=MONTHLY"),
        ("FREQ=DAILY;BYYEARDAY=3", "BYYEARDAY cannot go with FREQ=DAILY"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY cannot go with FREQ=WEEKLY"),
        ("FREQ=DAILY;BYSETPOS=1", "BYSETPOS stands alone"),
        ("FREQ=DAILY;WKST=8", "WKST=8"),
        ("FREQ=DAILY;BYHOUR", "BYHOUR has no value"),
        ("RSCALE=CHINESE;FREQ=YEARLY", "RSCALE=CHINESE"),
        ("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD", "SKIP=FORWARD"),
    ],
)
def test_a_wrong_rule_is_refused_by_name(rule: str, names: str) -> None:
    with pytest.raises(Invalid, match=names) as caught:
        parse_rule(rule)
    assert caught.value.field == "rule"


def test_hours_need_a_time_to_start_from() -> None:
    with pytest.raises(Invalid, match="needs a time"):
        listed("FREQ=HOURLY", "2026-01-01")


simple = st.sampled_from(
    [
        "FREQ=YEARLY;BYMONTHDAY=1,-1",
        "FREQ=YEARLY;BYMONTH=3,9;BYDAY=2TU,-1FR",
        "FREQ=YEARLY;BYDAY=-5MO,30SA;INTERVAL=2",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,2",
        "FREQ=MONTHLY;INTERVAL=7;BYMONTHDAY=31",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SA;WKST=WE",
        "FREQ=DAILY;INTERVAL=17;BYMONTH=1,5,12",
        "FREQ=HOURLY;INTERVAL=5;BYHOUR=3,8,9;BYMINUTE=10,50",
        "FREQ=MINUTELY;INTERVAL=77;BYHOUR=4",
    ]
)


@settings(max_examples=40, deadline=None)
@given(simple, st.datetimes(datetime(1990, 1, 1), datetime(2050, 1, 1)))
def test_agrees_with_dateutil_where_dateutil_agrees_with_the_rfc(rule: str, start: datetime) -> None:
    start = start.replace(microsecond=0)
    ours = islice(occurrences(rule=parse_rule(rule), start=start), 20)
    assert list(ours) == list(islice(rrulestr(rule, dtstart=start), 20))
