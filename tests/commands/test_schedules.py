"""Schedules make tasks: ahead of time, each occurrence once; changed for one, from one on, or as a whole."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from headway.commands import run
from headway.commands.bin import DeleteItem
from headway.commands.calendars import AddCalendar, SetCalendarDay
from headway.commands.items import CreateItem
from headway.commands.leave import AddLeave
from headway.commands.moves import MoveItem
from headway.commands.occurrences import MakeOccurrences
from headway.commands.schedule_edits import SkipOccurrence
from headway.commands.schedules import AddSchedule, ChangeSchedule, RemoveSchedule
from headway.models import Item, Schedule, Task
from headway.queries.verify import verify
from headway.rules.errors import Invalid, NotFound, Refused
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Monday 2 March 2026; the workspace is in UTC."""
    return make_world()


@pytest.fixture
def operation(world: World) -> str:
    made = world.do(CreateItem(kind="operation", title="Backups", team="PAY", procedure="- [ ] check the log"))
    return str(made["key"])


def schedule(world: World, operation: str, rule: str = "FREQ=DAILY", **more: Any) -> int:
    facts = {"time": "12:00", "ahead_days": 7, **more}
    return int(world.do(AddSchedule(operation=operation, rule=rule, **facts))["id"])


def make(world: World, *, days: float = 0) -> int:
    """Let some days go by, and the job come round until nothing is left to make."""
    world.now += timedelta(days=days)
    made, more = 0, True
    while more:
        answer = run(MakeOccurrences(), actor=world.actor("house", via="job"), now=world.now)
        made, more = made + answer["made"], answer["more"]
    return made


def tasks(pk: int | None = None) -> list[Task]:
    rows = Task.objects.filter(schedule__isnull=False, item__deleted_at=None).select_related(
        "item__owner", "item__team"
    )
    return list((rows.filter(schedule=pk) if pk else rows).order_by("occurs_at", "pk"))


def days(found: Iterable[Task]) -> list[str]:
    return [f"{one.occurs_at:%m-%d %H:%M}" for one in found]


def test_tasks_are_made_at_once_as_far_ahead_as_is_said(world: World, operation: str) -> None:
    pk = schedule(world, operation, effort=30)
    found = tasks(pk)
    assert days(found) == [f"03-{day:02} 12:00" for day in range(2, 10)]
    first = found[0].item
    assert (first.title, first.description, first.effort) == ("Backups", "- [ ] check the log", 30)
    assert (first.kind, first.category, first.team.key if first.team else "") == ("task", "ready", "PAY")
    assert (first.start, first.due) == (date(2026, 3, 2), date(2026, 3, 2))
    assert found[0].instance == "2026-03-02T12:00:00"
    assert verify(world.workspace) == []


def test_what_has_gone_by_when_a_schedule_is_added_is_not_made(world: World, operation: str) -> None:
    assert days(tasks(schedule(world, operation, start="2025-01-01", time="08:00")))[0] == "03-03 08:00"
    assert days(tasks(schedule(world, operation, start="2025-01-01", time=None)))[0] == "03-02 00:00"


def test_the_job_makes_the_rest_when_its_time_comes_and_nothing_twice(world: World, operation: str) -> None:
    pk = schedule(world, operation)
    assert make(world) == 0
    assert make(world, days=1) == 1
    assert make(world) == 0
    assert make(world, days=3) == 3
    assert len(tasks(pk)) == 12
    assert len({one.instance for one in tasks(pk)}) == 12


def test_the_clock_jumps_by_a_year(world: World, operation: str) -> None:
    """Each right occurrence once; what fell due in between is known as missed, and not left open."""
    pk = schedule(world, operation, rule="FREQ=WEEKLY;BYDAY=MO,TH", zone="Europe/Berlin")
    before = len(tasks(pk))
    make(world, days=365)
    found = tasks(pk)
    expected = [
        day for day in (date(2026, 3, 2) + timedelta(days=n) for n in range(365 + 8)) if day.weekday() in (0, 3)
    ]
    assert [date.fromisoformat(one.instance[:10]) for one in found] == expected
    assert [one.item.resolution for one in found[:before]] == [""] * before
    for one in found[before:]:
        missed = one.due_at is not None and one.due_at < world.now
        assert (one.item.category, one.item.resolution) == (("dropped", "missed") if missed else ("ready", ""))
    summer = next(one for one in found if one.instance.startswith("2026-07-02"))
    assert summer.occurs_at == datetime(2026, 7, 2, 10, tzinfo=UTC)
    assert make(world) == 0
    assert verify(world.workspace) == []


def test_many_are_made_in_batches(world: World, operation: str) -> None:
    pk = schedule(world, operation, rule="FREQ=HOURLY;INTERVAL=6", ahead_days=0)
    world.now += timedelta(days=200)
    answer = run(MakeOccurrences(), actor=world.actor("house"), now=world.now)
    assert answer == {"made": 250, "more": True}
    make(world)
    found = [one.instance for one in tasks(pk)]
    assert len(found) == len(set(found)) == 2 + 200 * 4
    assert found[-1] == "2026-09-18T18:00:00"


def test_an_unknown_zone_rule_or_operation_is_named(world: World, operation: str) -> None:
    task = world.do(CreateItem(kind="task", title="No operation"))["key"]
    for field, facts in (
        ("rule", {"rule": "FREQ=SOMETIMES"}),
        ("rule", {"rule": "FREQ=MINUTELY"}),
        ("zone", {"zone": "Mars/Olympus"}),
        ("operation", {"operation": task}),
        ("exclude", {"exclude": ["soon"]}),
        ("assignees", {"assignees": ["me", world.email("owner")]}),
    ):
        with pytest.raises(Invalid) as refused:
            world.do(AddSchedule(**({"operation": operation, "rule": "FREQ=DAILY"} | facts)))
        assert refused.value.field == field
    with pytest.raises(NotFound):
        world.do(AddSchedule(operation=operation, rule="FREQ=DAILY", calendar="None such"))
    assert not Schedule.objects.exists()


def test_turns_go_round_past_who_is_away(world: World, operation: str) -> None:
    world.do(AddLeave(member=world.email("admin"), first=date(2026, 3, 3), last=date(2026, 3, 4)))
    people = [world.email(who) for who in ("member", "admin", "outsider")]
    pk = schedule(world, operation, assignees=people)
    taken = [one.item.owner.name.split()[0] for one in tasks(pk) if one.item.owner]
    assert taken == ["Member", "Outsider", "Member", "Admin", "Outsider", "Member", "Admin", "Outsider"]


def test_holidays_of_the_team_s_calendar_move_the_day(world: World, operation: str) -> None:
    world.do(AddCalendar(calendar_name="Germany", country="DE", zone="Europe/Berlin"))
    pk = schedule(
        world, operation, rule="FREQ=MONTHLY;BYMONTHDAY=3", shift="later", ahead_days=40, zone="Europe/Berlin"
    )
    found = tasks(pk)  # 3 April 2026 is Good Friday: the next working day is Tuesday 7
    assert [(one.instance[:10], str(one.item.start)) for one in found] == [
        ("2026-03-03", "2026-03-03"),
        ("2026-04-03", "2026-04-07"),
    ]


def test_a_holiday_entered_later_moves_what_is_not_made_yet(world: World, operation: str) -> None:
    calendar = world.do(AddCalendar(calendar_name="Own"))["id"]
    pk = schedule(world, operation, rule="FREQ=WEEKLY;BYDAY=WE", shift="earlier", ahead_days=3)
    world.do(SetCalendarDay(id=calendar, day=date(2026, 3, 11), day_name="Outing"))
    make(world, days=7)
    assert [str(one.item.start) for one in tasks(pk)] == ["2026-03-04", "2026-03-10"]


def test_working_days_before_the_end_of_the_month(world: World, operation: str) -> None:
    pk = schedule(
        world,
        operation,
        rule="FREQ=MONTHLY",
        anchor="before-month-end",
        anchor_days=2,
        ahead_days=62,
        start="2026-01-31",
    )
    assert [(one.instance[:7], str(one.item.start)) for one in tasks(pk)] == [
        ("2026-03", "2026-03-27"),
        ("2026-04", "2026-04-28"),
    ]


def test_a_paused_operation_makes_nothing_and_goes_on_from_now(world: World, operation: str) -> None:
    pk = schedule(world, operation, ahead_days=0)
    for state in ("ready", "doing", "waiting"):
        world.do(MoveItem(key=operation, state=state))
    assert make(world, days=10) == 0
    world.do(MoveItem(key=operation, state="doing"))
    make(world)
    assert days(tasks(pk)) == ["03-02 12:00", "03-12 12:00"]


def test_what_a_retired_operation_had_made_ahead_goes(world: World, operation: str) -> None:
    pk = schedule(world, operation)
    for state in ("ready", "doing"):
        world.do(MoveItem(key=operation, state=state))
    world.now += timedelta(days=2)
    world.do(MoveItem(key=operation, state="done"))
    assert days(tasks(pk)) == ["03-02 12:00", "03-03 12:00"]
    assert make(world, days=10) == 0
    assert verify(world.workspace) == []


def test_a_deleted_operation_makes_nothing(world: World, operation: str) -> None:
    pk = schedule(world, operation, ahead_days=0)
    world.do(DeleteItem(key=operation))
    assert make(world, days=10) == 0
    assert len(tasks(pk)) == 1


class TestAll:
    def test_what_is_to_come_follows_and_what_was_done_stays(self, world: World, operation: str) -> None:
        pk = schedule(world, operation)
        done, begun = tasks(pk)[0].item, tasks(pk)[2].item
        world.do(MoveItem(key=done.key, state="done"))
        world.do(MoveItem(key=begun.key, state="doing"))
        answer = world.do(ChangeSchedule(id=pk, title="Check", time="15:30", effort=45))
        found = {one.item_id: one for one in tasks(pk)}
        assert days(found.values()) == ["03-02 12:00", "03-03 15:30", "03-04 12:00"] + [
            f"03-{day:02} 15:30" for day in range(5, 10)
        ]
        assert found[done.pk].item.title == found[begun.pk].item.title == "Backups"
        assert {one.item.title for one in found.values()} == {"Backups", "Check"}
        assert answer["changed"] == 6
        assert len(found) == 8
        assert make(world, days=1) == 1
        assert verify(world.workspace) == []

    def test_another_rule_withdraws_and_makes(self, world: World, operation: str) -> None:
        pk = schedule(world, operation)
        kept = tasks(pk)[2].item_id
        answer = world.do(ChangeSchedule(id=pk, rule="FREQ=WEEKLY;BYDAY=WE,SU"))
        assert days(tasks(pk)) == ["03-04 12:00", "03-08 12:00"]
        assert tasks(pk)[0].item_id == kept
        assert answer["withdrawn"] == 6
        assert Item.objects.filter(deleted_at__isnull=False).count() == 6
        world.do(ChangeSchedule(id=pk, rule="FREQ=DAILY"))
        assert days(tasks(pk)) == [f"03-{day:02} 12:00" for day in range(2, 10)]
        assert verify(world.workspace) == []

    def test_what_one_occurrence_was_given_stays_where_the_change_is_of_other_things(
        self, world: World, operation: str
    ) -> None:
        pk = schedule(world, operation)
        world.do(ChangeSchedule(id=pk, applies_to="this", instance="2026-03-05", title="Restore test"))
        world.do(ChangeSchedule(id=pk, effort=15))
        assert [one.item.title for one in tasks(pk)].count("Restore test") == 1
        assert {one.item.effort for one in tasks(pk)} == {15}


class TestFollowing:
    def test_it_splits_the_schedule(self, world: World, operation: str) -> None:
        pk = schedule(world, operation)
        keys = {one.instance: one.item.key for one in tasks(pk)}
        answer = world.do(
            ChangeSchedule(id=pk, applies_to="following", instance="2026-03-05T12:00", title="Later", time="18:00")
        )
        assert days(tasks(pk)) == ["03-02 12:00", "03-03 12:00", "03-04 12:00"]
        later = tasks(answer["following"])
        assert days(later) == [f"03-{day:02} 18:00" for day in range(5, 10)]
        assert [one.item.key for one in later] == [keys[f"2026-03-{day:02}T12:00:00"] for day in range(5, 10)]
        assert {one.item.title for one in later} == {"Later"}
        assert make(world, days=2) == 2
        assert len(tasks(pk)) == 3
        assert verify(world.workspace) == []

    def test_the_count_that_is_left_goes_on(self, world: World, operation: str) -> None:
        pk = schedule(world, operation, rule="FREQ=DAILY;COUNT=6", exclude=["2026-03-03"])
        answer = world.do(ChangeSchedule(id=pk, applies_to="following", instance="2026-03-05", effort=5))
        assert Schedule.objects.get(pk=answer["following"]).rule == "FREQ=DAILY;COUNT=3"
        assert days(tasks()) == [f"03-{day:02} 12:00" for day in (2, 4, 5, 6, 7)]

    def test_every_other_week_stays_every_other_week(self, world: World, operation: str) -> None:
        pk = schedule(world, operation, rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", ahead_days=40)
        whole = days(tasks(pk))
        world.do(ChangeSchedule(id=pk, applies_to="following", instance="2026-03-18", effort=5))
        assert days(tasks()) == whole
        assert make(world, days=14) == 2

    def test_from_the_first_on_it_is_all(self, world: World, operation: str) -> None:
        pk = schedule(world, operation)
        answer = world.do(ChangeSchedule(id=pk, applies_to="following", instance="2026-03-02", effort=5))
        assert answer["following"] is None
        assert Schedule.objects.count() == 1

    def test_what_is_no_instance_is_refused(self, world: World, operation: str) -> None:
        pk = schedule(world, operation, rule="FREQ=WEEKLY;BYDAY=MO")
        for instance in ("2026-03-03", "2026-03-09T13:00", "whenever", None):
            with pytest.raises(Invalid) as refused:
                world.do(ChangeSchedule(id=pk, applies_to="following", instance=instance, effort=5))
            assert refused.value.field == "instance"


class TestThis:
    def test_one_task_is_moved_and_renamed(self, world: World, operation: str) -> None:
        pk = schedule(world, operation)
        world.do(
            ChangeSchedule(
                id=pk,
                applies_to="this",
                instance="2026-03-04",
                title="By hand",
                start=date(2026, 3, 6),
                time="08:00",
                assignees=["me"],
            )
        )
        (one,) = [one for one in tasks(pk) if one.item.title == "By hand"]
        assert (one.instance, days([one])) == ("2026-03-04T12:00:00", ["03-06 08:00"])
        assert (one.item.start, one.item.due) == (date(2026, 3, 6), date(2026, 3, 6))
        assert one.item.owner is not None
        make(world, days=1)
        assert len(tasks(pk)) == 9
        assert verify(world.workspace) == []

    def test_one_that_is_not_made_yet_is_made_for_it(self, world: World, operation: str) -> None:
        pk = schedule(world, operation)
        world.do(ChangeSchedule(id=pk, applies_to="this", instance="2026-05-01", effort=5))
        assert days(tasks(pk))[-1] == "05-01 12:00"
        make(world, days=60)
        assert len(tasks(pk)) == 60 + 8

    def test_a_rule_is_not_of_one_occurrence(self, world: World, operation: str) -> None:
        pk = schedule(world, operation)
        with pytest.raises(Invalid) as refused:
            world.do(ChangeSchedule(id=pk, applies_to="this", instance="2026-03-04", rule="FREQ=WEEKLY"))
        assert refused.value.field == "rule"


class TestSkip:
    def test_a_task_that_was_made_is_dropped(self, world: World, operation: str) -> None:
        pk = schedule(world, operation)
        key = world.do(SkipOccurrence(id=pk, instance="2026-03-04"))["key"]
        item = Item.objects.get(key=key)
        assert (item.category, item.resolution) == ("dropped", "skipped")
        with pytest.raises(Refused):
            world.do(SkipOccurrence(id=pk, instance="2026-03-04"))

    def test_one_that_was_not_made_never_is(self, world: World, operation: str) -> None:
        pk = schedule(world, operation)
        assert world.do(SkipOccurrence(id=pk, instance="2026-03-11T12:00"))["key"] is None
        make(world, days=7)
        assert "03-11 12:00" not in days(tasks(pk))
        assert "03-12 12:00" in days(tasks(pk))
        assert verify(world.workspace) == []


def test_a_removed_schedule_withdraws_what_nobody_began(world: World, operation: str) -> None:
    world.do(AddCalendar(calendar_name="Own"))
    pk = schedule(world, operation, calendar="Own")
    world.do(MoveItem(key=tasks(pk)[3].item.key, state="doing"))
    answer = world.do(RemoveSchedule(id=pk))
    assert answer["withdrawn"] == 7
    assert days(tasks(pk)) == ["03-05 12:00"]
    assert make(world, days=30) == 0
    with pytest.raises(NotFound):
        world.do(RemoveSchedule(id=pk))
    assert verify(world.workspace) == []


def test_who_does_not_see_the_operation_does_not_find_its_schedule(world: World) -> None:
    hidden = world.do(CreateItem(kind="operation", title="Keys", team="SEC"))["key"]
    pk = schedule(world, hidden)
    with pytest.raises(NotFound):
        world.do(ChangeSchedule(id=pk, effort=1), by="member")
