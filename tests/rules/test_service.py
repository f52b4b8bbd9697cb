"""Clocks of service levels against cases computed by hand, and against a clock that counts minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.calendars import Calendar
from headway.rules.service import Clock, Hours, Promise, Step, clock

BERLIN = ZoneInfo("Europe/Berlin")
GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)
OFFICE = Calendar(zone=BERLIN, holidays={GOOD_FRIDAY, EASTER_MONDAY})
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """A moment in Berlin; «03-06 16:00» is in 2026."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=BERLIN)


def run(
    *steps: tuple[str, str],
    created: str,
    respond: float | None = None,
    resolve: float | None = None,
    said: tuple[str, ...] = (),
    calendar: Calendar | None = OFFICE,
    on_acceptance: bool = False,
) -> Clock:
    promise = Promise(
        respond=None if respond is None else respond * HOUR,
        resolve=None if resolve is None else resolve * HOUR,
        on_acceptance=on_acceptance,
    )
    return clock(
        promise=promise,
        created=at(created),
        steps=[Step(at(when), category) for when, category in steps],
        reactions=[at(when) for when in said],
        hours=Hours(calendar, first=date(2026, 1, 1), last=date(2026, 12, 31)),
    )


def test_across_a_weekend() -> None:
    """Friday 16:00 with four hours: one on Friday, three on Monday."""
    shown = run(created="03-06 16:00", respond=4, resolve=8)
    assert (shown.respond_due, shown.resolve_due) == (at("03-09 12:00"), at("03-09 16:00"))
    assert not shown.respond_broken(at("03-09 12:00"))
    assert shown.respond_broken(at("03-09 12:01"))


def test_across_easter() -> None:
    """Thursday 2 April 15:00 with eight hours: two on Thursday, then nothing before Tuesday, six there."""
    assert run(created="04-02 15:00", resolve=8).resolve_due == at("04-07 15:00")


def test_created_at_night_it_runs_from_the_morning() -> None:
    assert run(created="03-10 22:30", respond=1).respond_due == at("03-11 10:00")


def test_around_the_clock_it_runs_on_saturdays_and_through_the_change_of_clocks() -> None:
    """28 March 20:00 and twelve hours: the night is an hour short."""
    assert run(created="03-28 20:00", resolve=12, calendar=None).resolve_due == at("03-29 09:00")


def test_waiting_does_not_count() -> None:
    """Two hours by Tuesday 11:00; waiting until Thursday 14:00; of the other six three then, three on Friday."""
    shown = run(
        ("03-10 09:30", "doing"), ("03-10 11:00", "waiting"), ("03-12 14:00", "doing"), created="03-10 09:00", resolve=8
    )
    assert shown.resolve_due == at("03-13 12:00")
    assert shown.spent == 2 * HOUR
    assert shown.responded == at("03-10 09:30")


def test_while_it_waits_nothing_is_due() -> None:
    shown = run(("03-10 11:00", "waiting"), created="03-10 09:00", resolve=8)
    assert (shown.resolve_due, shown.paused, shown.spent) == (None, at("03-10 11:00"), 2 * HOUR)
    assert not shown.resolve_broken(at("12-31 00:00"))


def test_waiting_over_a_weekend_costs_nothing_and_gains_nothing() -> None:
    """Paused Friday 17:00, when work ends, to Monday 09:00: as if it had not been."""
    paused = run(("03-06 17:00", "waiting"), ("03-09 09:00", "doing"), created="03-06 15:00", resolve=8)
    assert paused.resolve_due == run(created="03-06 15:00", resolve=8).resolve_due == at("03-09 15:00")


def test_opened_again_it_goes_on_where_it_stopped() -> None:
    """Six of eight hours by Monday 15:00; opened again Wednesday 10:00: the other two end at 12:00."""
    steps = [("03-09 09:30", "doing"), ("03-09 15:00", "done")]
    done = run(*steps, created="03-09 09:00", resolve=8)
    assert (done.resolved, done.resolve_due, done.spent) == (at("03-09 15:00"), at("03-09 17:00"), 6 * HOUR)
    again = run(*steps, ("03-11 10:00", "doing"), created="03-09 09:00", resolve=8)
    assert (again.resolved, again.resolve_due) == (None, at("03-11 12:00"))
    late = run(*steps, ("03-11 10:00", "doing"), ("03-11 12:30", "done"), created="03-09 09:00", resolve=8)
    assert late.resolve_due == at("03-11 12:00")
    assert late.resolve_broken(at("03-11 12:30"))


def test_a_promise_once_broken_stays_broken() -> None:
    """Four hours ran out on Monday 13:00; neither waiting nor closing nor opening again mends that."""
    steps = [("03-09 15:00", "waiting"), ("03-10 09:00", "doing"), ("03-10 10:00", "done"), ("03-12 09:00", "ready")]
    for count in range(len(steps) + 1):
        shown = run(*steps[:count], created="03-09 09:00", resolve=4)
        assert shown.resolve_due == at("03-09 13:00")
        assert shown.resolve_broken(at("03-12 10:00"))


def test_done_on_the_due_moment_is_kept() -> None:
    shown = run(("03-09 13:00", "done"), created="03-09 09:00", resolve=4, respond=4)
    assert shown.resolve_due == shown.respond_due == at("03-09 13:00")
    assert not shown.resolve_broken(at("12-01 00:00"))
    assert not shown.respond_broken(at("12-01 00:00"))


@pytest.mark.parametrize(
    ("said", "steps", "responded"),
    [
        ((), (), None),
        (("03-09 11:00",), (), "03-09 11:00"),
        ((), (("03-09 10:00", "ready"),), "03-09 10:00"),
        (("03-09 11:00",), (("03-09 10:00", "ready"),), "03-09 10:00"),
        (("03-09 09:30",), (("03-09 10:00", "dropped"),), "03-09 09:30"),
    ],
)
def test_the_first_reaction_responds(
    said: tuple[str, ...], steps: tuple[tuple[str, str], ...], responded: str | None
) -> None:
    shown = run(*steps, created="03-09 09:00", respond=1.5, said=said)
    assert shown.responded == (at(responded) if responded else None)
    assert shown.respond_broken(at("03-09 12:00")) == (responded in (None, "03-09 11:00"))


def test_what_comes_into_being_at_work_has_been_responded_to() -> None:
    assert run(("03-09 09:00", "doing"), created="03-09 09:00", respond=1).responded == at("03-09 09:00")


def test_counted_from_acceptance() -> None:
    """Reported on Monday, accepted on Wednesday 10:00: eight hours from there. Until then nothing is due."""
    assert run(created="03-09 09:00", resolve=8, on_acceptance=True).resolve_due is None
    shown = run(("03-11 10:00", "ready"), created="03-09 09:00", respond=4, resolve=8, on_acceptance=True)
    assert (shown.resolve_due, shown.respond_due) == (at("03-12 10:00"), at("03-09 13:00"))


def test_from_one_state_of_waiting_to_another_it_has_waited_since_the_first() -> None:
    shown = run(("03-09 10:00", "waiting"), ("03-09 11:00", "waiting"), created="03-09 09:00", resolve=8)
    assert (shown.paused, shown.spent) == (at("03-09 10:00"), HOUR)
    done = run(("03-09 10:00", "done"), ("03-09 11:00", "dropped"), created="03-09 09:00", resolve=8)
    assert (done.resolved, done.spent) == (at("03-09 10:00"), HOUR)


CATEGORIES = ("backlog", "ready", "doing", "waiting", "done", "dropped")
START = datetime(2026, 3, 27, 12, tzinfo=UTC)
steps = st.lists(st.tuples(st.integers(0, 14 * 24 * 60), st.sampled_from(CATEGORIES)), max_size=8)


@given(moves=steps, promised=st.integers(1, 3000), always=st.booleans())
def test_it_is_what_counting_minute_by_minute_gives(moves: list[tuple[int, str]], promised: int, always: bool) -> None:
    """Over the night in which the clocks change, Good Friday and Easter Monday."""
    taken = [Step(START + timedelta(minutes=when), category) for when, category in sorted(moves, key=lambda m: m[0])]
    calendar = None if always else OFFICE
    hours = Hours(calendar, first=date(2026, 3, 1), last=date(2026, 5, 31))
    shown = clock(
        promise=Promise(resolve=timedelta(minutes=promised)), created=START, steps=taken, reactions=(), hours=hours
    )
    spent, ran_out = _counted(taken, promised, calendar)
    assert shown.spent == timedelta(minutes=spent)
    if ran_out is not None:
        assert shown.resolve_due == ran_out
    elif shown.resolve_due is not None:
        last = shown.resolved or (taken[-1].at if taken else START)
        assert hours.between(last, shown.resolve_due) == timedelta(minutes=promised - spent)


def _counted(taken: list[Step], promised: int, calendar: Calendar | None) -> tuple[int, datetime | None]:
    """Minutes spent up to the last step, and the minute at which the time had run out."""
    spent, category, now = 0, "backlog", START
    ran_out: datetime | None = None
    for step in taken:
        while now < step.at:
            local = now.astimezone(BERLIN)
            open_ = calendar is None or (
                calendar.works_on(local.date()) and time(9) <= local.time().replace(tzinfo=None) < time(17)
            )
            now += timedelta(minutes=1)
            if open_ and category in ("backlog", "ready", "doing"):
                spent += 1
                ran_out = now if spent == promised else ran_out
        category = step.category
    return spent, ran_out


@given(moves=steps, cut=st.integers(0, 8))
def test_what_is_broken_stays_so_whatever_comes_later(moves: list[tuple[int, str]], cut: int) -> None:
    taken = [Step(START + timedelta(minutes=when), category) for when, category in sorted(moves, key=lambda m: m[0])]
    hours = Hours(OFFICE, first=date(2026, 3, 1), last=date(2026, 5, 31))
    promise = Promise(resolve=6 * HOUR)
    before, after = (
        clock(promise=promise, created=START, steps=part, reactions=(), hours=hours) for part in (taken[:cut], taken)
    )
    now = taken[cut].at if cut < len(taken) else START + timedelta(days=30)
    if before.resolve_broken(now):
        assert after.resolve_broken(START + timedelta(days=30))
        assert after.resolve_due == before.resolve_due
