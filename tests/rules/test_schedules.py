"""Schedules of operations: rules, month anchors by working days, holidays, turns, and outcomes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.calendars import Calendar, public_holidays
from headway.rules.errors import Invalid
from headway.rules.recurrence import parse_rule
from headway.rules.schedules import (
    Plan,
    between,
    check,
    due_day,
    instances,
    name_of,
    occurrence,
    on_time_rate,
    outcome,
    turn_of,
    walk,
)
from headway.rules.words import Anchor, Shift

BERLIN = ZoneInfo("Europe/Berlin")
GERMANY = Calendar(zone=BERLIN, holidays=set(public_holidays(country="DE", years=range(2025, 2031))))


def plan(rule: str, start: str = "2026-01-01", **more: Any) -> Plan:
    facts = {"start": date.fromisoformat(start), "zone": BERLIN, "calendar": GERMANY, "at": time(9), **more}
    return Plan(rule=parse_rule(rule), **facts)


def days(one: Plan, count: int) -> list[str]:
    found = (occurrence(one, moment) for moment in instances(one))
    return [each.day.isoformat() for each in islice((each for each in found if each), count)]


def test_a_time_of_day_is_local_through_the_change_of_clocks() -> None:
    found = list(between(plan("FREQ=WEEKLY;BYDAY=FR"), first=date(2026, 3, 27), last=date(2026, 4, 3)))
    assert [one.at for one in found] == [datetime(2026, 3, 27, 8, tzinfo=UTC), datetime(2026, 4, 3, 7, tzinfo=UTC)]
    assert [one.instance for one in found] == ["2026-03-27T09:00:00", "2026-04-03T09:00:00"]


def test_a_time_that_the_clocks_skip_does_not_occur() -> None:
    """RFC 5545, 3.3.10: such an instance is ignored."""
    assert days(plan("FREQ=DAILY", "2026-03-28", at=time(2, 30)), 2) == ["2026-03-28", "2026-03-30"]


def test_by_default_it_is_due_at_the_end_of_its_day() -> None:
    (found,) = between(plan("FREQ=MONTHLY;BYMONTHDAY=10"), first=date(2026, 7, 1), last=date(2026, 7, 31))
    assert found.due == datetime(2026, 7, 10, 22, tzinfo=UTC)
    assert due_day(found.due, BERLIN) == date(2026, 7, 10)


def test_the_time_allowed_counts_from_the_occurrence() -> None:
    one = plan("FREQ=MONTHLY;BYMONTHDAY=10", allowed=timedelta(hours=30))
    (found,) = between(one, first=date(2026, 7, 1), last=date(2026, 7, 31))
    assert found.due == datetime(2026, 7, 11, 13, tzinfo=UTC)


def test_whole_days_need_no_time() -> None:
    one = plan("FREQ=MONTHLY;BYMONTHDAY=-1", at=None)
    assert [name for name, _ in walk(one, last=date(2026, 3, 1))] == ["2026-01-31", "2026-02-28"]


@pytest.mark.parametrize(
    ("shift", "expected"),
    [
        (Shift.KEEP, ["2026-05-01", "2026-08-01", "2026-11-01"]),
        (Shift.EARLIER, ["2026-04-30", "2026-07-31", "2026-10-30"]),
        (Shift.LATER, ["2026-05-04", "2026-08-03", "2026-11-02"]),
        (Shift.SKIP, ["2027-02-01", "2027-11-01", "2028-02-01"]),
    ],
)
def test_holidays_and_weekends_move_or_skip(shift: Shift, expected: list[str]) -> None:
    """1 May 2026 is a holiday on a Friday, 1 August a Saturday, 1 November a Sunday; 1 May 2027 a Saturday."""
    assert days(plan("FREQ=MONTHLY;INTERVAL=3", "2026-05-01", shift=shift), 3) == expected


def test_an_instance_keeps_its_name_where_a_holiday_moves_it() -> None:
    one = plan("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1", shift=Shift.LATER)
    (found,) = between(one, first=date(2026, 5, 2), last=date(2026, 5, 31))
    assert (found.instance, found.day) == ("2026-05-01T09:00:00", date(2026, 5, 4))


def test_three_working_days_before_the_end_of_the_month() -> None:
    """Of December 2026 the last working day is Thursday 31; three before it, past Christmas: Monday 28."""
    one = plan("FREQ=MONTHLY", "2026-12-01", anchor=Anchor.MONTH_END, anchor_days=3)
    assert days(one, 3) == ["2026-12-28", "2027-01-26", "2027-02-23"]


def test_the_second_working_day_after_the_start_of_the_quarter() -> None:
    """1 January is a holiday, so the first working day of 2026 is Friday 2; two after it: Tuesday 6."""
    one = plan("FREQ=MONTHLY;INTERVAL=3", "2026-01-01", anchor=Anchor.MONTH_START, anchor_days=2)
    assert days(one, 3) == ["2026-01-06", "2026-04-07", "2026-07-03"]


def test_an_anchored_month_whose_day_has_gone_by_does_not_count() -> None:
    one = plan("FREQ=MONTHLY;COUNT=2", "2026-01-20", anchor=Anchor.MONTH_START, anchor_days=0)
    assert days(one, 9) == ["2026-02-02", "2026-03-02"]


def test_an_anchored_month_keeps_its_name_when_the_calendar_changes() -> None:
    one = plan("FREQ=MONTHLY", "2026-06-01", anchor=Anchor.MONTH_END)
    bare = plan(
        "FREQ=MONTHLY",
        "2026-06-01",
        anchor=Anchor.MONTH_END,
        calendar=Calendar(zone=BERLIN, days={date(2026, 6, 30): ()}),
    )
    assert [name for name, _ in walk(one, last=date(2026, 6, 30))] == [
        name for name, _ in walk(bare, last=date(2026, 6, 30))
    ]
    assert days(bare, 1) == ["2026-06-29"]


def test_what_is_excluded_is_left_out() -> None:
    one = plan("FREQ=DAILY", exclude=frozenset({date(2026, 1, 2), datetime(2026, 1, 4, 9)}))
    assert days(one, 3) == ["2026-01-01", "2026-01-03", "2026-01-05"]
    month = plan("FREQ=MONTHLY", anchor=Anchor.MONTH_END, exclude=frozenset({date(2026, 2, 1)}))
    assert days(month, 2) == ["2026-01-30", "2026-03-31"]


def test_a_plan_ends_where_another_took_over() -> None:
    one = plan("FREQ=DAILY", before="2026-01-03T09:00:00")
    assert days(one, 9) == ["2026-01-01", "2026-01-02"]


@pytest.mark.parametrize(
    ("rule", "more", "field"),
    [
        ("FREQ=MINUTELY", {}, "rule"),
        ("FREQ=SECONDLY;INTERVAL=3600", {}, "rule"),
        ("FREQ=HOURLY;BYMINUTE=0,10,20,30,40,50", {}, "rule"),
        ("FREQ=HOURLY", {"at": None}, "time"),
        ("FREQ=DAILY;COUNT=9", {"start": "2010-01-01"}, "start"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", {}, "rule"),
        ("FREQ=DAILY;UNTIL=20251231", {}, "rule"),
        ("FREQ=DAILY", {"anchor": Anchor.MONTH_END}, "rule"),
        ("FREQ=MONTHLY;BYDAY=MO", {"anchor": Anchor.MONTH_END}, "rule"),
    ],
)
def test_plans_that_cannot_be_are_refused(rule: str, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(plan(rule, **more), today=date(2026, 3, 2))
    assert refused.value.field == field


def test_rules_of_hours_are_accepted() -> None:
    check(plan("FREQ=HOURLY;INTERVAL=4"), today=date(2026, 3, 2))
    check(plan("FREQ=DAILY;BYHOUR=9,17"), today=date(2026, 3, 2))
    check(plan("FREQ=DAILY", "1900-01-01"), today=date(2026, 3, 2))


def test_turns_go_round_and_pass_over_who_is_away() -> None:
    def nobody(_: int) -> bool:
        return False

    taken, turn = [], 0
    for _ in range(5):
        who, turn = turn_of([7, 8, 9], turn, away=nobody)
        taken.append(who)
    assert taken == [7, 8, 9, 7, 8]
    assert turn_of([7, 8, 9], 1, away=lambda who: who == 8) == (9, 0)
    assert turn_of([7, 8], 1, away=lambda _: True) == (None, 1)
    assert turn_of([], 0, away=nobody) == (None, 0)


@given(
    rule=st.sampled_from(
        [
            *("FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU", "FREQ=WEEKLY;INTERVAL=3"),
            *("FREQ=HOURLY;INTERVAL=7", "FREQ=HOURLY;INTERVAL=36", "FREQ=DAILY;BYMONTHDAY=29,30,31;BYHOUR=1,9"),
            *("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=DAILY;COUNT=200", "FREQ=DAILY;UNTIL=20270101", "FREQ=YEARLY"),
        ]
    ),
    start=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    away=st.integers(-30, 800),
)
def test_seen_from_later_it_is_the_same(rule: str, start: date, away: int) -> None:
    one, since = plan(rule, start.isoformat()), start + timedelta(days=away)
    whole, late = (
        [moment for moment in islice(found, 1200) if since <= moment.date() < since + timedelta(days=60)]
        for found in (instances(one), instances(one, since=since))
    )
    assert late[: len(whole)] == whole


def test_a_schedule_of_long_ago_costs_no_more() -> None:
    one = plan("FREQ=HOURLY", "1900-01-01", at=time(0))
    moment = next(moment for moment in instances(one, since=date(2026, 3, 2)) if moment.date() >= date(2026, 3, 2))
    assert moment == datetime(2026, 3, 2)


NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("category", "resolution", "occurs", "due", "closed", "expected"),
    [
        ("ready", "", 1, 2, None, "coming"),
        ("ready", "", -1, 1, None, "open"),
        ("doing", "", -2, -1, None, "overdue"),
        ("done", "", -5, -3, -3, "on time"),
        ("done", "", -5, -3, -2, "late"),
        ("dropped", "missed", -5, -3, -1, "missed"),
        ("dropped", "", -5, -3, -4, "skipped"),
    ],
)
def test_outcomes(category: str, resolution: str, occurs: int, due: int, closed: int | None, expected: str) -> None:
    def at(hours: int) -> datetime:
        return NOW + timedelta(hours=hours)

    ended = None if closed is None else at(closed)
    facts = {"occurs": at(occurs), "due": at(due), "closed": ended, "now": NOW}
    assert outcome(category=category, resolution=resolution, **facts) == expected


def test_the_rate_leaves_out_what_was_skipped_and_what_is_not_due() -> None:
    assert on_time_rate(["on time", "on time", "late", "skipped", "coming", "open", "missed"]) == 0.5
    assert on_time_rate(["skipped", "coming"]) is None


@given(
    start=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    shift=st.sampled_from(Shift),
    rule=st.sampled_from(
        ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,SA,SU", "FREQ=MONTHLY;BYMONTHDAY=1,15,-1", "FREQ=DAILY;BYHOUR=1,23"]
    ),
    cuts=st.lists(st.integers(1, 40), max_size=5),
)
def test_walked_in_stretches_each_occurs_once(start: date, shift: Shift, rule: str, cuts: list[int]) -> None:
    """However often the job comes round, and however far it looks: what it makes is what one walk would make."""
    one = plan(rule, start.isoformat(), shift=shift)
    last, after, made = start, "", []
    for cut in cuts:
        last += timedelta(days=cut)
        for name, found in walk(one, last=last, after=after):
            after = name
            made += [found] if found else []
    whole = [found for _, found in walk(one, last=last) if found]
    assert made == (whole if cuts else [])
    assert len({one.instance for one in made}) == len(made)
    assert all(name_of(one, datetime.combine(found.day, time())) <= last.isoformat() + "T99" for found in made)
