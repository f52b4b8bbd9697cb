"""Service levels: which one holds, what a request's clock shows after each act, and what is told of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from headway.commands import run
from headway.commands.bin import DeleteItem
from headway.commands.calendars import AddCalendar, ChangeCalendar, SetCalendarDay
from headway.commands.clocks import TellBreaches, breaching_workspaces, recount
from headway.commands.comments import AddComment
from headway.commands.items import ChangeItem, ConvertItem, CreateItem
from headway.commands.members import ChangeMember
from headway.commands.moves import MoveItem
from headway.commands.notifications import notify
from headway.commands.occurrences import MakeOccurrences
from headway.commands.run import _open
from headway.commands.schedules import AddSchedule
from headway.commands.service_levels import AddServiceLevel, ChangeServiceLevel, RemoveServiceLevel
from headway.commands.teams import ChangeTeam, JoinTeam
from headway.commands.undo import UndoAct
from headway.models import Event, Item, Notification, ServiceClock
from headway.queries.verify import verify
from headway.rules.errors import Invalid, Refused
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Monday 2 March 2026, 09:00, in UTC; work is done nine to five."""
    return make_world()


def promise(world: World, name: str = "Calls", **more: Any) -> int:
    return int(world.do(AddServiceLevel(level_name=name, **({"respond": 60, "resolve": 480} | more)))["id"])


def report(world: World, at: str, *, by: str = "guest", **more: Any) -> str:
    go(world, at)
    facts: dict[str, Any] = {"kind": "issue", "title": "Broken", "team": "PAY", **more}
    return str(run(CreateItem(**facts), actor=world.actor(by), now=world.now)["key"])


def go(world: World, at: str) -> datetime:
    """Set the clock: «03-06 16:00» in 2026."""
    world.now = datetime.strptime(f"2026-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    return world.now


def act(world: World, at: str, command: Any, *, by: str = "member") -> None:
    run(command, actor=world.actor(by), now=go(world, at))


def shown(key: str) -> ServiceClock:
    return ServiceClock.objects.select_related("level", "item").get(item__key=key)


def moment(at: str) -> datetime:
    return datetime.strptime(f"2026-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def test_a_request_s_clock_from_its_report_to_its_end(world: World) -> None:
    """Reported Friday 16:00; answered 16:30; waits from Monday 10:00 to Tuesday 13:00; resolved Tuesday 15:00."""
    promise(world)
    key = report(world, "03-06 16:00")
    assert (shown(key).respond_due_at, shown(key).resolve_due_at) == (moment("03-06 17:00"), moment("03-09 16:00"))
    act(world, "03-06 16:10", AddComment(key=key, body="More about it"), by="guest")
    assert shown(key).responded_at is None
    act(world, "03-06 16:30", AddComment(key=key, body="We look at it"))
    assert shown(key).responded_at == moment("03-06 16:30")
    act(world, "03-06 16:40", MoveItem(key=key, state="doing"))
    act(world, "03-09 10:00", MoveItem(key=key, state="waiting"))
    assert (shown(key).resolve_due_at, shown(key).paused_at) == (None, moment("03-09 10:00"))
    assert shown(key).spent == 2 * 3600
    act(world, "03-10 13:00", MoveItem(key=key, state="doing"))
    assert (shown(key).resolve_due_at, shown(key).paused_at) == (moment("03-11 11:00"), None)
    act(world, "03-10 15:00", MoveItem(key=key, state="done"))
    assert (shown(key).resolved_at, shown(key).spent) == (moment("03-10 15:00"), 4 * 3600)
    act(world, "03-12 09:30", MoveItem(key=key, state="doing"))
    assert (shown(key).resolved_at, shown(key).resolve_due_at) == (None, moment("03-12 13:30"))
    assert verify(world.workspace) == []


def test_the_clock_is_what_the_log_makes_of_it(world: World) -> None:
    """Whatever was kept: thrown away and counted anew, it is the same."""
    promise(world)
    keys = [report(world, "03-03 10:00"), report(world, "03-03 11:00", priority="urgent")]
    act(world, "03-03 12:00", MoveItem(key=keys[0], state="waiting"))
    act(world, "03-04 12:00", AddComment(key=keys[1], body="So"))
    before = list(ServiceClock.objects.order_by("pk").values())
    ServiceClock.objects.all().delete()
    assert recount(_open(world.actor(), now=world.now)) == 2
    assert list(ServiceClock.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "All"),
        ({"priority": "urgent"}, "Urgent"),
        ({"team": None}, "All"),
        ({"severity": "critical"}, "Critical"),
        ({"severity": "critical", "priority": "urgent"}, "Critical"),
        ({"team": "SEC", "priority": "urgent"}, "Security"),
        ({"parent": "operation", "priority": "urgent"}, "Desk"),
        ({"kind": "task", "parent": "operation"}, "Desk"),
        ({"kind": "task"}, None),
        ({"kind": "project"}, None),
    ],
)
def test_the_most_particular_level_holds(world: World, facts: dict[str, Any], expected: str | None) -> None:
    desk = world.do(CreateItem(kind="operation", title="Help desk", team="PAY"))["key"]
    promise(world, "All")
    promise(world, "Urgent", priority="urgent", resolve=60)
    promise(world, "Critical", severity="critical")
    promise(world, "Security", team="SEC")
    promise(world, "Desk", operation=desk)
    given = {name: desk if value == "operation" else value for name, value in facts.items()}
    key = world.do(CreateItem(**({"kind": "issue", "title": "One", "team": "PAY"} | given)))["key"]
    clock = ServiceClock.objects.filter(item__key=key).select_related("level").first()
    assert (clock.level.name if clock else None) == expected


def test_occurrences_are_no_requests(world: World) -> None:
    desk = world.do(CreateItem(kind="operation", title="Help desk"))["key"]
    promise(world, operation=desk)
    world.do(AddSchedule(operation=desk, rule="FREQ=DAILY"))
    world.do(MakeOccurrences())
    assert Item.objects.filter(task__operation__isnull=False).exists()
    assert not ServiceClock.objects.exists()


def test_another_priority_another_promise_counted_from_the_beginning(world: World) -> None:
    promise(world, "All")
    promise(world, "Urgent", priority="urgent", resolve=60)
    key = report(world, "03-03 10:00")
    act(world, "03-03 10:30", ChangeItem(key=key, priority="urgent"))
    assert (shown(key).level.name, shown(key).resolve_due_at) == ("Urgent", moment("03-03 11:00"))
    act(world, "03-03 12:00", ConvertItem(key=key, kind="task"))
    assert not ServiceClock.objects.exists()


def test_open_requests_follow_the_terms_and_closed_ones_keep_theirs(world: World) -> None:
    done, still = report(world, "03-03 10:00"), report(world, "03-03 10:00")
    pk = promise(world)
    assert ServiceClock.objects.count() == 2
    act(world, "03-03 11:00", MoveItem(key=done, state="doing"))
    act(world, "03-03 11:00", MoveItem(key=done, state="done"))
    world.do(ChangeServiceLevel(id=pk, resolve=120))
    assert shown(still).resolve_due_at == moment("03-03 12:00")
    assert shown(done).resolve_due_at == moment("03-04 10:00")
    world.do(RemoveServiceLevel(id=pk))
    assert list(ServiceClock.objects.values_list("item__key", flat=True)) == [done]


def test_calendars_of_teams_their_days_and_the_clock_around(world: World) -> None:
    calendar = world.do(AddCalendar(calendar_name="Early", hours="mon-fri 06:00-10:00"))["id"]
    world.do(AddCalendar(calendar_name="Late", hours="mon-fri 12:00-20:00"))
    promise(world, resolve=120)
    promise(world, "Round", severity="critical", always=True, resolve=120)
    key, round_ = report(world, "03-03 09:00"), report(world, "03-03 09:00", severity="critical")
    assert shown(key).resolve_due_at == moment("03-04 07:00")
    assert shown(round_).resolve_due_at == moment("03-03 11:00")
    world.do(SetCalendarDay(id=calendar, day=date(2026, 3, 4), day_name="Holiday"))
    assert shown(key).resolve_due_at == moment("03-05 07:00")
    world.do(ChangeTeam(team="PAY", calendar="Late"))
    assert shown(key).resolve_due_at == moment("03-03 14:00")
    world.do(ChangeTeam(team="PAY", calendar=None))
    world.do(ChangeCalendar(id=calendar, hours="mon-sun 00:00-24:00"))
    assert shown(key).resolve_due_at == moment("03-03 11:00")


def test_one_request_through_all_of_it_counted_by_hand(world: World) -> None:
    house = world.do(AddCalendar(calendar_name="House"))["id"]
    world.do(AddCalendar(calendar_name="Late", hours="mon-fri 12:00-20:00"))
    promise(world, "All")
    promise(world, "Urgent", priority="urgent", resolve=120)
    key = report(world, "03-06 16:00")

    def due() -> datetime | None:
        return shown(key).resolve_due_at

    assert due() == moment("03-09 16:00"), "Friday: an hour; seven on Monday"
    act(world, "03-06 16:30", MoveItem(key=key, state="waiting"))
    assert (due(), shown(key).spent) == (None, 30 * 60)
    act(world, "03-08 12:00", SetCalendarDay(id=house, day=date(2026, 3, 9), day_name="Holiday"), by="owner")
    act(world, "03-10 09:30", MoveItem(key=key, state="doing"))
    assert due() == moment("03-10 17:00"), "seven hours and a half are left, and Monday is off"
    act(world, "03-10 10:30", ChangeItem(key=key, priority="urgent"))
    assert due() == moment("03-10 11:00"), "of two hours a half is of Friday"
    act(world, "03-10 10:45", MoveItem(key=key, state="done"))
    assert not shown(key).resolve_told_at
    act(world, "03-12 16:50", MoveItem(key=key, state="doing"))
    assert due() == moment("03-13 09:05"), "the last quarter of an hour, over a night"
    act(world, "03-13 08:00", ChangeItem(key=key, priority="normal"))
    assert due() == moment("03-13 15:05"), "of eight hours 105 minutes were spent, ten on Thursday"
    act(world, "03-13 08:30", ChangeTeam(team="PAY", calendar="Late"), by="owner")
    assert due() == moment("03-13 16:20"), "half an hour on Friday, none on Tuesday morning, 190 minutes on Thursday"


def test_a_request_that_waits_goes_on_when_its_reporter_answers(world: World) -> None:
    promise(world)
    key = report(world, "03-03 10:00")
    act(world, "03-03 10:30", MoveItem(key=key, state="ready"))
    act(world, "03-03 11:00", MoveItem(key=key, state="waiting"))
    act(world, "03-03 12:00", AddComment(key=key, body="I have asked him"))
    assert shown(key).paused_at == moment("03-03 11:00"), "whoever else says something, it waits"
    act(world, "03-03 13:00", AddComment(key=key, body="Here you are"), by="guest")
    assert (shown(key).paused_at, shown(key).item.category) == (None, "ready")
    assert shown(key).resolve_due_at == moment("03-04 12:00")
    moved = Event.objects.filter(item__key=key, type="item.moved").latest("seq")
    assert moved.actor_id == world.actor("guest").member_id
    assert verify(world.workspace) == []


def test_what_waited_before_it_was_accepted_goes_back_to_the_queue(world: World) -> None:
    key = report(world, "03-03 10:00")
    act(world, "03-03 11:00", MoveItem(key=key, state="waiting"))
    act(world, "03-03 13:00", AddComment(key=key, body="Here you are"), by="guest")
    assert Item.objects.get(key=key).category == "backlog"


@pytest.mark.parametrize(
    ("facts", "put_by"),
    [
        ({"owner": "guest"}, "member"),  # he does the work himself
        ({}, "guest"),  # he put it to wait himself
        ({"kind": "task"}, "member"),  # nobody has asked for it: it is no request
    ],
)
def test_it_stays_where_it_waits_for_something_else(world: World, facts: dict[str, str], put_by: str) -> None:
    facts = {**facts, "owner": world.email(facts["owner"])} if "owner" in facts else facts
    world.do(ChangeMember(member=world.email("guest"), role="member"))
    key = report(world, "03-03 10:00", **facts)
    act(world, "03-03 11:00", MoveItem(key=key, state="waiting"), by=put_by)
    act(world, "03-03 12:00", AddComment(key=key, body="By the way"), by="guest")
    assert Item.objects.get(key=key).category == "waiting"


def test_a_move_that_is_undone_starts_the_clock_again(world: World) -> None:
    promise(world)
    key = report(world, "03-03 10:00")
    act(world, "03-03 11:00", MoveItem(key=key, state="waiting"))
    seq = Event.objects.filter(type="item.moved").latest("seq").seq
    act(world, "03-03 12:00", UndoAct(seq=seq))
    assert (shown(key).paused_at, shown(key).spent) == (None, 3600)
    assert shown(key).resolve_due_at == moment("03-04 11:00")


def test_broken_promises_are_told_once(world: World) -> None:
    promise(world)
    key, kept = report(world, "03-03 10:00"), report(world, "03-03 10:00")
    act(world, "03-03 10:30", MoveItem(key=kept, state="ready"))
    go(world, "03-03 10:59")
    assert breaching_workspaces(now=world.now) == []
    go(world, "03-03 11:01")
    assert breaching_workspaces(now=world.now) == [world.workspace]
    assert world.do(TellBreaches()) == {"breached": 1}
    assert world.do(TellBreaches()) == {"breached": 0}
    go(world, "03-05 09:00")
    assert world.do(TellBreaches()) == {"breached": 2}
    assert breaching_workspaces(now=world.now) == []
    told = Event.objects.filter(type="item.breached").order_by("seq").values_list("item__key", "changes")
    assert [(item, sorted(changes)) for item, changes in told] == [
        (key, ["~respond"]),
        (key, ["~resolve"]),
        (kept, ["~resolve"]),
    ]
    assert verify(world.workspace) == []


def test_what_came_late_is_told_though_it_came(world: World) -> None:
    promise(world)
    key = report(world, "03-03 10:00")
    act(world, "03-03 12:00", AddComment(key=key, body="At last"))
    assert world.do(TellBreaches()) == {"breached": 1}


def test_who_answers_for_it_is_told(world: World) -> None:
    """The owner; where nobody owns it, whoever leads the team; never one who may not see it."""
    promise(world)
    world.do(JoinTeam(team="PAY", member=world.email("outsider"), lead=True))
    owned = report(world, "03-03 10:00", owner=world.email("member"), by="admin")
    free = report(world, "03-03 10:00")
    go(world, "03-03 11:01")
    assert world.do(TellBreaches()) == {"breached": 2}
    events = list(Event.objects.filter(type="item.breached"))
    assert notify(world.workspace, events) == 2
    rows = Notification.objects.filter(reason="breached").values_list("event__item__key", "member__email")
    assert set(rows) == {(owned, world.email("member")), (free, world.email("outsider"))}


def test_nothing_is_told_of_what_is_in_the_bin(world: World) -> None:
    promise(world)
    key = report(world, "03-03 10:00")
    act(world, "03-03 10:10", DeleteItem(key=key), by="owner")
    go(world, "03-05 10:00")
    assert world.do(TellBreaches()) == {"breached": 0}


def test_terms_that_cannot_be_are_refused(world: World) -> None:
    task = world.do(CreateItem(kind="task", title="No operation"))["key"]
    world.do(AddCalendar(calendar_name="Own"))
    for field, facts in (
        ("resolve", {"respond": None, "resolve": None}),
        ("operation", {"operation": task}),
        ("calendar", {"calendar": "Own", "always": True}),
    ):
        with pytest.raises(Invalid) as refused:
            promise(world, **facts)
        assert refused.value.field == field
    promise(world)
    with pytest.raises(Refused) as taken:
        promise(world, "CALLS")
    assert taken.value.field == "level_name"
