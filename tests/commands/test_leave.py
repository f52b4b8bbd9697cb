"""A member's own calendar and leave: whose turn it is, what goes to others, how many hours a week has."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from headway.commands import run
from headway.commands.calendars import AddCalendar, SetCalendarDay
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.leave import AddLeave, ChangeLeave, RemoveLeave
from headway.commands.members import ChangeMember
from headway.commands.moves import MoveItem
from headway.commands.notifications import notify
from headway.commands.rota import AssignByRota, JoinRota
from headway.commands.schedules import AddSchedule
from headway.commands.teams import ChangeTeam
from headway.commands.undo import UndoAct
from headway.models import Event, Item, Notification, Task
from headway.queries.base import Query, ask
from headway.queries.feed import ListItemEvents
from headway.queries.items import CountItems
from headway.queries.lists import ListMembers
from headway.queries.my_work import ShowMyWork
from headway.queries.team_work import ShowTeamWork
from headway.queries.verify import verify
from headway.rules.errors import NotFound
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PEOPLE = ("member", "admin", "outsider")


@pytest.fixture
def world() -> World:
    return make_world()


def told(world: World, query: Query, *, by: str = "owner") -> Any:
    return ask(query, actor=world.actor(by), now=world.now)


def recurring(world: World, *who: str, rule: str = "FREQ=DAILY", **more: Any) -> str:
    """An operation whose tasks are made for nine days, from Monday 2 March 2026 on."""
    key = world.do(CreateItem(kind="operation", title="Backups", team="PAY"))["key"]
    facts = {"time": "12:00", "ahead_days": 8, "assignees": [world.email(one) for one in who]}
    world.do(AddSchedule(operation=key, rule=rule, **facts | more))
    return str(key)


def turns(key: str) -> str:
    """Who does each occurrence, day by day: the first letters of their names."""
    rows = Task.objects.filter(operation__key=key).order_by("occurs_at").values_list("item__owner__name", flat=True)
    return "".join(name[0] if name else "-" for name in rows)


def own_calendar(world: World, who: str, hours: str) -> int:
    pk = int(world.do(AddCalendar(calendar_name=f"Of {who}", hours=hours))["id"])
    world.do(ChangeMember(member=world.email(who), calendar=f"of {who}"))
    return pk


def test_who_does_not_work_that_day_by_his_own_calendar_is_passed_over(world: World) -> None:
    own_calendar(world, "member", "mon-tue 09:00-17:00")
    assert turns(recurring(world, *PEOPLE)) == "MAOAOAOMA"  # Monday to the next Tuesday: days 1, 2, 8 and 9 are his
    row = next(one for one in told(world, ListMembers()) if one.email == world.email("member"))
    assert row.calendar == "Of member"
    world.do(ChangeMember(member=world.email("member"), calendar=None))
    assert all(one.calendar is None for one in told(world, ListMembers()))
    with pytest.raises(NotFound, match="no calendar"):
        world.do(ChangeMember(member=world.email("member"), calendar="None such"))


def test_where_nobody_works_that_day_it_falls_to_who_is_not_on_leave(world: World) -> None:
    for who in ("member", "admin"):
        own_calendar(world, who, "mon-fri 09:00-17:00")
    world.do(AddLeave(member=world.email("member"), first=date(2026, 3, 7)))
    assert turns(recurring(world, "member", "admin")) == "MAMAMAMAM"
    saturday = Task.objects.get(occurs_at__date=date(2026, 3, 7)).item.owner
    assert saturday is not None
    assert saturday.email == world.email("admin")


def test_a_day_off_in_ones_own_calendar_goes_past_one_in_the_rota(world: World) -> None:
    pk = own_calendar(world, "member", "mon-fri 09:00-17:00")
    world.do(SetCalendarDay(id=pk, day=date(2026, 3, 2), day_name="Moves house"))
    for who in ("member", "admin"):
        world.do(JoinRota(team="PAY", member=world.email(who)))
    keys = [world.do(CreateItem(kind="issue", title=f"Broken {n}", team="PAY"))["key"] for n in range(2)]
    given = [world.do(AssignByRota(key=key))["owner"] for key in keys]
    assert given == [world.email("admin")] * 2
    world.now += timedelta(days=1)
    later = world.do(CreateItem(kind="issue", title="Broken again", team="PAY"))["key"]
    assert world.do(AssignByRota(key=later))["owner"] == world.email("member")


def test_the_hours_of_a_week_go_by_calendar_holidays_and_leave(world: World) -> None:
    def hours(who: str = "member") -> tuple[float, float]:
        (pay,) = told(world, ShowTeamWork(team="PAY"))
        mine = told(world, ShowMyWork(), by=who).hours_this_week
        return next(one.hours_this_week for one in pay.members if one.email == world.email(who)), mine

    assert hours() == (40.0, 40.0)
    world.do(AddLeave(member=world.email("member"), first=date(2026, 2, 20), last=date(2026, 3, 3)))
    assert hours() == (24.0, 24.0)
    pk = own_calendar(world, "member", "mon-thu 08:00-12:00 13:00-17:00; fri 08:00-12:00")
    assert hours() == pytest.approx((40 * 20 / 36, 40 * 20 / 36))
    world.do(SetCalendarDay(id=pk, day=date(2026, 3, 7), hours="08:00-12:00", day_name="Stock-taking"))
    assert hours() == pytest.approx((40 * 24 / 36, 40 * 24 / 36))
    world.do(AddCalendar(calendar_name="Short", hours="mon-fri 09:00-13:00"))
    world.do(ChangeMember(member=world.email("member"), calendar=None, hours_per_week=20))
    world.do(ChangeTeam(team="PAY", calendar="Short"))
    assert hours() == (12.0, 12.0)


def test_what_was_made_for_who_takes_leave_goes_to_the_next_in_turn(world: World) -> None:
    key = recurring(world, *PEOPLE)
    assert turns(key) == "MAOMAOMAO"
    begun = Task.objects.get(occurs_at__date=date(2026, 3, 5)).item
    world.do(MoveItem(key=begun.key, state="doing"))
    answer = world.do(AddLeave(member=world.email("member"), first=date(2026, 3, 4), last=date(2026, 3, 31)))
    assert turns(key) == "MAOMAOAAO", "what he has begun, and what lies before his leave, stays his"
    passed = Task.objects.get(occurs_at__date=date(2026, 3, 8)).item
    assert (answer["handed_on"], answer["falls_in_leave"]) == ([passed.key], [])
    (last, *_) = told(world, ListItemEvents(key=passed.key)).rows
    assert last.text == "passed this on to Admin Person, for Member Person is away (2026-03-04 to 2026-03-31)"
    assert verify(world.workspace) == []
    notify(world.workspace, list(Event.objects.order_by("seq")))
    heard = Notification.objects.filter(event__seq=last.seq).values_list("member__email", "reason")
    assert set(heard) == {(world.email("admin"), "assigned"), (world.email("member"), "moved")}


def test_it_is_taken_back_with_the_leave(world: World) -> None:
    key = recurring(world, *PEOPLE)
    world.do(AddLeave(first=date(2026, 3, 5), last=date(2026, 3, 8)), by="member")
    assert turns(key) == "MAOAAOOAO", "two of his, to the two whose turns come next"
    act = Event.objects.filter(type="leave.added").latest("seq")
    world.do(UndoAct(seq=act.seq), by="member")
    assert turns(key) == "MAOMAOMAO"
    assert verify(world.workspace) == []


def test_longer_leave_hands_on_more_and_withdrawn_leave_brings_nothing_back(world: World) -> None:
    key = recurring(world, *PEOPLE)
    leave = world.do(AddLeave(first=date(2026, 3, 5)), by="member")
    assert turns(key) == "MAOAAOMAO"
    assert world.do(ChangeLeave(id=leave["id"], note="Far"), by="member")["handed_on"] == []
    assert len(world.do(ChangeLeave(id=leave["id"], last=date(2026, 3, 9)), by="member")["handed_on"]) == 1
    world.do(RemoveLeave(id=leave["id"]), by="member")
    assert turns(key) == "MAOAAOOAO"


def test_what_nobody_else_takes_turns_in_is_known_to_fall_in_leave(world: World) -> None:
    alone, none = recurring(world, "member"), recurring(world)
    long = recurring(world, "member", rule="FREQ=WEEKLY;BYDAY=WE", allowed=5 * 24 * 60)
    given = Task.objects.filter(operation__key=none).order_by("occurs_at")[1].item
    world.do(ChangeItem(key=given.key, owner=world.email("member")))
    world.do(AddLeave(member=world.email("admin"), first=date(2026, 3, 1), last=date(2026, 3, 31)))
    both = recurring(world, "member", "admin")
    assert turns(both) == "M" * 9
    answer = world.do(AddLeave(first=date(2026, 3, 3), last=date(2026, 3, 4)), by="member")
    assert answer["handed_on"] == []
    fall = Item.objects.filter(key__in=answer["falls_in_leave"])
    assert [fall.filter(task__operation__key=key).count() for key in (alone, none, long, both)] == [2, 1, 0, 2]
    assert told(world, CountItems(q="is:in-leave")).count == 5
    (pay,) = told(world, ShowTeamWork(team="PAY"))
    assert pay.in_leave == 5
    world.do(MoveItem(key=given.key, state="doing"))
    assert told(world, CountItems(q="is:in-leave")).count == 4
    assert told(world, CountItems(q="-is:in-leave kind:task")).count == Task.objects.count() - 4


def test_two_who_enter_leave_do_not_hand_to_each_other(world: World) -> None:
    key = recurring(world, *PEOPLE)
    for who in ("member", "admin"):
        run(
            AddLeave(first=date(2026, 3, 5), last=date(2026, 3, 9)),
            actor=world.actor(who),
            now=datetime(2026, 3, 2, 12, tzinfo=UTC),
        )
    assert turns(key) == "MAOOOOOOO"


def test_leave_entered_afterwards_hands_on_nothing_of_days_gone_by(world: World) -> None:
    key = recurring(world, *PEOPLE)
    world.now += timedelta(days=4)
    answer = world.do(AddLeave(first=date(2026, 3, 2), last=date(2026, 3, 8)), by="member")
    assert len(answer["handed_on"]) == 1
    assert turns(key) == "MAOMAOAAO"
