"""What operations tell: what comes next, how punctually it was done, what is ahead; in so many statements."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.commands import run
from headway.commands.calendars import AddCalendar, ChangeCalendar, RemoveCalendar, SetCalendarDay
from headway.commands.items import CreateItem
from headway.commands.leave import AddLeave, ChangeLeave, RemoveLeave
from headway.commands.moves import MoveItem
from headway.commands.occurrences import MakeOccurrences
from headway.commands.schedule_edits import SkipOccurrence
from headway.commands.schedules import AddSchedule
from headway.commands.service_levels import AddServiceLevel
from headway.commands.teams import ChangeTeam
from headway.models import Calendar, Task
from headway.queries.base import Query, ask
from headway.queries.calendars import ListCalendars, ListLeave
from headway.queries.item_page import ShowItem
from headway.queries.operation_rows import OperationPage
from headway.queries.operations import ListOperations, ShowOperation
from headway.queries.schedules import PreviewSchedule
from headway.queries.service_levels import ListServiceLevels
from headway.queries.verify import verify
from headway.rules.errors import Forbidden, Invalid, NotFound, Refused
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def told(world: World, query: Query, *, by: str = "owner") -> Any:
    return ask(query, actor=world.actor(by), now=world.now)


def operation(world: World, *schedules: str, **more: Any) -> str:
    key = world.do(CreateItem(kind="operation", title="Backups", team="PAY", **more))["key"]
    for rule in schedules:
        world.do(AddSchedule(operation=key, rule=rule, time="12:00", effort=90, ahead_days=7))
    return str(key)


def weeks(world: World, key: str, *done: float | None) -> None:
    """Let a week go by for each, and do its occurrence so many days after its time; None: skip it."""
    for days in done:
        run(MakeOccurrences(), actor=world.actor("house"), now=world.now)
        task = Task.objects.filter(operation__key=key, item__category="ready").order_by("occurs_at")[0]
        assert task.occurs_at is not None
        if days is None:
            world.do(SkipOccurrence(id=task.schedule_id, instance=task.instance))
        elif days >= 0:
            now = task.occurs_at + timedelta(days=days)
            run(MoveItem(key=task.item.key, state="done"), actor=world.actor(), now=now)
        world.now = datetime.combine(task.occurs_at.date() + timedelta(days=6), datetime.min.time(), UTC)


def test_how_punctually_it_was_done(world: World) -> None:
    """Thursdays from 5 March: on time, late, skipped, on time; then one that nobody does, and three that are missed."""
    key = operation(world, "FREQ=WEEKLY;BYDAY=TH")
    weeks(world, key, 0.1, 1, None, 0.2)
    run(MakeOccurrences(), actor=world.actor("house"), now=world.now)
    world.now += timedelta(days=28)
    run(MakeOccurrences(), actor=world.actor("house"), now=world.now)
    page: OperationPage = told(world, ShowOperation(key=key))
    assert page.outcomes == {"late": 1, "missed": 3, "on time": 2, "overdue": 1, "skipped": 1}
    assert page.on_time == pytest.approx(2 / 7)
    assert [one.outcome for one in page.recent][-2:] == ["late", "on time"]
    (line,) = told(world, ListOperations())
    assert (line.on_time, line.overdue, line.missed, line.schedules) == (page.on_time, 1, 3, 1)


def test_what_comes_next_made_or_not(world: World) -> None:
    key = operation(world, "FREQ=WEEKLY;BYDAY=TH", "FREQ=MONTHLY;BYMONTHDAY=31")
    page: OperationPage = told(world, ShowOperation(key=key))
    assert [f"{one.at:%m-%d}" for one in page.coming][:6] == ["03-05", "03-12", "03-19", "03-26", "03-31", "04-02"]
    assert [one.key is not None for one in page.coming][:3] == [True, False, False]
    assert page.schedules[0].words == "every week on Thursday at 12:00"


def test_the_load_of_the_weeks_ahead(world: World) -> None:
    key = operation(world, "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYMONTHDAY=31")
    page: OperationPage = told(world, ShowOperation(key=key))
    assert [(str(week.start), week.minutes, week.count) for week in page.load][:5] == [
        ("2026-03-02", 180, 2),
        ("2026-03-09", 180, 2),
        ("2026-03-16", 180, 2),
        ("2026-03-23", 180, 2),
        ("2026-03-30", 270, 3),
    ]
    assert told(world, ListOperations())[0].minutes_a_week == (8 * 180 + 90) // 8


def test_requests_and_broken_promises(world: World) -> None:
    key = operation(world)
    world.do(AddServiceLevel(level_name="Desk", operation=key, respond=30))
    first = world.do(CreateItem(kind="issue", title="One", team="PAY", parent=key))["key"]
    world.now += timedelta(hours=1)
    world.do(CreateItem(kind="issue", title="Two", team="PAY", parent=key))
    page: OperationPage = told(world, ShowOperation(key=key))
    assert (page.requests, page.broken, [one.name for one in page.levels]) == (2, 1, ["Desk"])
    (level,) = told(world, ListServiceLevels())
    assert (level.open, level.broken, level.kept) == (2, 1, None)
    service = told(world, ShowItem(key=first)).service
    assert (service.level, service.respond, service.resolve) == ("Desk", "broken", None)


def test_a_private_operation_and_its_occurrences_are_not_told_of(world: World) -> None:
    key = operation(world, "FREQ=DAILY", private=True)
    assert told(world, ListOperations(), by="member") == ()
    with pytest.raises(NotFound):
        told(world, ShowOperation(key=key), by="member")


def _fill(world: World) -> None:
    for _ in range(3):
        key = operation(world, "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO")
        world.do(CreateItem(kind="issue", title="One", team="PAY", parent=key))
    world.do(AddServiceLevel(level_name=f"All {world.now}"[:90], respond=30))
    world.do(AddCalendar(calendar_name=f"C {world.now}"))
    world.do(AddLeave(first=date(2026, 6, 1)))


@pytest.mark.parametrize(
    "query",
    [ListOperations(), ShowOperation(key="PAY-1"), ListServiceLevels(), ListCalendars(), ListLeave()],
    ids=lambda query: query.name,
)
@pytest.mark.parametrize("who", ["owner", "member"])
def test_the_number_of_statements_is_constant(world: World, query: Query, who: str) -> None:
    counts = []
    for _ in range(2):
        _fill(world)
        with CaptureQueriesContext(connection) as asked:
            told(world, query, by=who)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25


def test_a_preview_tells_and_keeps_nothing(world: World) -> None:
    world.do(AddCalendar(calendar_name="Germany", country="DE"))
    shown = told(
        world, PreviewSchedule(rule="FREQ=MONTHLY;BYMONTHDAY=3", start=date(2026, 3, 3), shift="later", time="09:00")
    )
    assert [(str(one.day), one.moved) for one in shown.next][:2] == [("2026-03-03", False), ("2026-04-07", True)]
    assert shown.words == "every month on the 3rd at 09:00, on days off the next working day"
    for field, facts in (("rule", {"rule": "X"}), ("zone", {"zone": "Mars"}), ("calendar", {"calendar": "None"})):
        with pytest.raises((Invalid, NotFound)) as refused:
            told(world, PreviewSchedule(**({"rule": "FREQ=DAILY"} | facts)))
        assert refused.value.field == field


class TestCalendars:
    def test_they_are_told_with_what_differs_in_a_year(self, world: World) -> None:
        pk = world.do(AddCalendar(calendar_name="Bavaria", country="de", region="by", hours="mon-fri 8:00-16:30"))["id"]
        world.do(SetCalendarDay(id=pk, day=date(2026, 12, 24), day_name="Eve", hours="08:00-12:00"))
        world.do(ChangeTeam(team="PAY", calendar="bavaria"))
        (row,) = told(world, ListCalendars(year=2026))
        assert (row.default, row.hours, row.country, row.region) == (True, "mon-fri 08:00-16:30", "DE", "BY")
        assert [(str(one.day), one.name, one.hours) for one in row.days] == [("2026-12-24", "Eve", "08:00-12:00")]
        assert "2026-01-06" in {str(one.day) for one in row.holidays}
        assert row.teams == ("PAY",)
        assert verify(world.workspace) == []

    def test_one_is_always_the_workspace_s_own(self, world: World) -> None:
        first, second = (world.do(AddCalendar(calendar_name=name))["id"] for name in ("First", "Second"))
        with pytest.raises(Refused):
            world.do(ChangeCalendar(id=first, default=False))
        with pytest.raises(Refused):
            world.do(RemoveCalendar(id=first))
        world.do(ChangeCalendar(id=second, default=True))
        assert list(Calendar.objects.filter(default=True).values_list("id", flat=True)) == [second]
        world.do(ChangeTeam(team="PAY", calendar="First"))
        with pytest.raises(Refused):
            world.do(RemoveCalendar(id=first))
        world.do(ChangeTeam(team="PAY", calendar=None))
        world.do(RemoveCalendar(id=first))
        assert verify(world.workspace) == []

    def test_what_cannot_be_is_named(self, world: World) -> None:
        for field, facts in (
            ("hours", {"hours": "never"}),
            ("zone", {"zone": "Mars"}),
            ("country", {"country": "QQ"}),
            ("country", {"country": "DE", "region": "ZZ"}),
            ("region", {"region": "BY"}),
        ):
            with pytest.raises((Invalid, Refused)) as refused:
                world.do(AddCalendar(**({"calendar_name": "One"} | facts)))
            assert refused.value.field == field


class TestLeave:
    def test_one_enters_one_s_own_and_admins_anybody_s(self, world: World) -> None:
        pk = world.do(AddLeave(first=date(2026, 3, 9), last=date(2026, 3, 13), note="Skiing"), by="member")["id"]
        world.do(ChangeLeave(id=pk, last=date(2026, 3, 12)), by="member")
        world.do(AddLeave(member=world.email("member"), first=date(2026, 4, 1)), by="admin")
        for command in (AddLeave(member=world.email("member"), first=date(2026, 5, 1)), RemoveLeave(id=pk)):
            with pytest.raises(Forbidden):
                world.do(command, by="outsider")
        rows = told(world, ListLeave(), by="outsider")
        assert [(row.member.name, str(row.last), row.note) for row in rows] == [
            ("Member Person", "2026-03-12", ""),
            ("Member Person", "2026-04-01", ""),
        ]
        assert told(world, ListLeave(), by="member")[0].note == "Skiing"
        world.do(RemoveLeave(id=pk), by="member")
        assert len(told(world, ListLeave())) == 1
        assert verify(world.workspace) == []

    def test_it_ends_after_it_begins(self, world: World) -> None:
        with pytest.raises(Invalid) as refused:
            world.do(AddLeave(first=date(2026, 3, 9), last=date(2026, 3, 8)))
        assert refused.value.field == "last"
