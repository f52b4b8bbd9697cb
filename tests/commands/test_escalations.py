"""Escalation paths: who is told, when, and never twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from headway.access.actor import house
from headway.commands import run
from headway.commands.comments import AddComment
from headway.commands.escalation_paths import (
    AddEscalationLevel,
    ChangeEscalation,
    CreateEscalation,
    RemoveEscalationLevel,
)
from headway.commands.escalations import RunEscalations
from headway.commands.items import CreateItem
from headway.commands.moves import MoveItem
from headway.commands.notifications import notify
from headway.commands.resolving import ReopenIssue
from headway.commands.service_levels import AddServiceLevel
from headway.commands.teams import JoinTeam
from headway.commands.triage import AcceptIssue, SnoozeIssue
from headway.models import Escalation, Event, Item, Notification
from headway.queries.base import ask
from headway.queries.escalations import ListEscalations
from headway.queries.verify import verify
from headway.rules.errors import Invalid
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def world(settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world = make_world()
    world.do(JoinTeam(team="PAY", member=world.email("outsider"), lead=True))
    world.now = FRIDAY
    return world


def path(world: World, trigger: str = "unaccepted", *levels: tuple[int, str], **more: Any) -> int:
    pk: int = world.do(CreateEscalation(path_name="Late", trigger=trigger, **more))["id"]
    for after, who in levels or ((60, "lead"),):
        world.do(AddEscalationLevel(escalation_path=pk, after=after, who=who))
    return pk


def issue(world: World, **more: Any) -> str:
    key: str = world.do(CreateItem(kind="issue", title="It fails", team="PAY", **more))["key"]
    return key


def fired(world: World, at: datetime) -> int:
    world.now = at
    count: int = run(RunEscalations(), actor=house(workspace=world.workspace), now=at)["fired"]
    return count


def told(world: World) -> list[list[str]]:
    rows = ask(ListEscalations(all=True), actor=world.actor(), now=world.now)
    return [[person.email.partition("@")[0] for person in one.told] for one in reversed(rows)]


def test_working_time_counts_over_the_weekend(world: World) -> None:
    """Reported on Friday a little after four: one hour has been worked on Monday a little after nine."""
    path(world)
    key = issue(world)
    came = Item.objects.get(key=key).created_at
    rest = came - FRIDAY
    assert fired(world, came + timedelta(minutes=50)) == 0
    monday = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
    assert fired(world, monday + rest - timedelta(seconds=1)) == 0
    assert fired(world, monday + rest) == 1
    assert told(world) == [["outsider"]]


def test_every_hour_counts_where_that_is_asked(world: World) -> None:
    path(world, working=False)
    issue(world)
    came = world.now
    assert fired(world, came + HOUR - timedelta(seconds=1)) == 0
    assert fired(world, came + HOUR) == 1


def test_each_level_fires_once_for_each_time_that_it_is_open(world: World) -> None:
    path(world, "unresolved", (60, "lead"), (120, "admins"), working=False)
    key = issue(world)
    came = world.now
    assert [fired(world, came + n * HOUR) for n in (1, 1, 2, 3, 50)] == [1, 0, 1, 0, 0]
    world.do(MoveItem(key=key, state="done"))
    assert fired(world, world.now + 9 * HOUR) == 0
    world.do(ReopenIssue(key=key))
    again = world.now
    assert [fired(world, again + n * HOUR) for n in (0, 1, 1, 2, 9)] == [0, 1, 0, 1, 0]
    assert told(world) == [["outsider"], ["admin", "owner"], ["outsider"], ["admin", "owner"]]
    assert verify(world.workspace) == []


def test_after_a_long_sleep_of_the_house_each_level_is_told_once(world: World) -> None:
    path(world, "unresolved", (60, "lead"), (120, "admins"), working=False)
    issue(world)
    assert [fired(world, world.now + timedelta(days=400)), fired(world, world.now + HOUR)] == [2, 0]


def test_the_database_takes_a_level_once(world: World) -> None:
    path(world, working=False)
    issue(world)
    fired(world, world.now + 2 * HOUR)
    row = Escalation.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(
            workspace=row.workspace, item=row.item, escalation_level=row.escalation_level, cycle=0, created_at=world.now
        )


def test_what_ends_the_waiting_ends_the_path(world: World) -> None:
    path(world, "unaccepted", working=False)
    path(world, "unanswered", working=False)
    accepted, asleep, answered, open_ = (issue(world) for _ in range(4))
    world.do(AcceptIssue(key=accepted))
    world.do(AddComment(key=accepted, body="We are at it"), by="member")
    world.do(SnoozeIssue(key=asleep, until=world.now + timedelta(days=3)))
    world.do(AddComment(key=asleep, body="Later"), by="member")
    world.do(AddComment(key=answered, body="What did you do?"), by="member")
    world.do(AddComment(key=open_, body="Me again"))
    fired(world, world.now + 5 * HOUR)
    rows = ask(ListEscalations(), actor=world.actor(), now=world.now)
    assert sorted((one.item.key, one.trigger) for one in rows) == [
        (answered, "unaccepted"),
        (open_, "unaccepted"),
        (open_, "unanswered"),
    ]


def test_scope_is_team_and_severity_and_what_came_since(world: World) -> None:
    before = issue(world, severity="critical")
    path(world, "unresolved", severity="major", team="PAY", working=False)
    wanted = issue(world, severity="critical")
    issue(world, severity="minor"), issue(world)
    world.do(CreateItem(kind="issue", title="Elsewhere", severity="critical"))
    fired(world, world.now + 9 * HOUR)
    assert [one.item.key for one in ask(ListEscalations(), actor=world.actor(), now=world.now)] == [wanted]
    assert before != wanted


def test_withdrawn_levels_and_paths_at_rest_tell_nobody(world: World) -> None:
    pk = path(world, working=False)
    issue(world)
    world.do(ChangeEscalation(id=pk, active=False))
    assert fired(world, world.now + 9 * HOUR) == 0
    world.do(ChangeEscalation(id=pk, active=True))
    level = world.do(AddEscalationLevel(escalation_path=pk, after=0, who="admins"))["id"]
    world.do(RemoveEscalationLevel(id=level))
    assert fired(world, world.now + HOUR) == 1
    assert told(world) == [["outsider"]]
    assert verify(world.workspace) == []


def test_nobody_there_means_the_admins(world: World) -> None:
    path(world, "unresolved", (5, "assignee"), working=False)
    issue(world)
    fired(world, world.now + HOUR)
    assert told(world) == [["admin", "owner"]]


def test_a_member_is_named_where_a_member_is_told(world: World) -> None:
    pk = path(world)
    for arguments in ({"who": "member"}, {"who": "lead", "member": world.email("admin")}):
        with pytest.raises(Invalid) as caught:
            world.do(AddEscalationLevel(escalation_path=pk, after=1, **arguments))
        assert caught.value.field == "member"


def test_who_is_told_finds_it_in_his_inbox_once(world: World) -> None:
    path(world, working=False)
    issue(world)
    fired(world, world.now + HOUR)
    events = list(Event.objects.filter(workspace=world.workspace).order_by("seq"))
    for _ in range(2):
        notify(world.workspace, events)
    rows = Notification.objects.filter(reason="escalated").values_list("member__email", flat=True)
    assert list(rows) == [world.email("outsider")]


def test_statements_do_not_grow_with_what_is_watched(world: World) -> None:
    path(world, "unanswered", working=False)
    counts = []
    for _ in range(2):
        for _ in range(3):
            issue(world)
        with CaptureQueriesContext(connection) as caught:
            fired(world, world.now + timedelta(minutes=1))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_service_levels_about_to_break_and_broken(world: World) -> None:
    """Four working hours to resolve from Friday 15:00: two of them are left at 17:00, all have gone on Monday 11:00."""
    world.now = FRIDAY - HOUR - timedelta(minutes=6)
    world.do(AddServiceLevel(level_name="Four hours", resolve=240))
    path(world, "breaching", (60, "lead"))
    path(world, "breached", (60, "admins"))
    key = issue(world)
    due = Item.objects.get(key=key).clock.resolve_due_at
    assert due is not None
    assert (due.weekday(), due.hour, due.minute) == (0, 11, 0)
    assert fired(world, due - HOUR - timedelta(seconds=1)) == 0
    assert fired(world, due - HOUR) == 1
    assert fired(world, due + HOUR - timedelta(seconds=1)) == 0
    assert fired(world, due + HOUR) == 1
    assert told(world) == [["outsider"], ["admin", "owner"]]


def test_a_clock_that_stands_still_breaks_nothing(world: World) -> None:
    world.do(AddServiceLevel(level_name="Four hours", resolve=240))
    path(world, "breached", (0, "admins"), working=False)
    key = issue(world)
    world.do(MoveItem(key=key, state="waiting"))
    assert fired(world, world.now + timedelta(days=9)) == 0
    world.do(MoveItem(key=key, state="doing"))
    assert fired(world, world.now + timedelta(days=9)) == 1
