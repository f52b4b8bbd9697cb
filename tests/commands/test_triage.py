"""Issues from triage to the post-incident note: each decision, what it refuses, and what the log keeps of it."""

from datetime import timedelta
from typing import Any

import pytest

from headway.commands.issue_rules import SetIssueRule
from headway.commands.items import ConvertItem, CreateItem
from headway.commands.leave import AddLeave
from headway.commands.moves import MoveItem
from headway.commands.resolving import ReopenIssue, ResolveIssue, ReviewIssue
from headway.commands.rota import AssignByRota, JoinRota, LeaveRota
from headway.commands.teams import JoinTeam
from headway.commands.triage import AcceptIssue, DeclineIssue, JoinDuplicate, SnoozeIssue
from headway.models import Comment, Event, Item, Relation
from headway.queries.base import ask
from headway.queries.triage import ListTriage
from headway.queries.verify import verify
from headway.rules.errors import Invalid, Problem, Refused
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world()


def new(world: World, title: str = "It fails", **more: Any) -> str:
    key: str = world.do(CreateItem(kind="issue", title=title, team="PAY", **more))["key"]
    return key


def queue(world: World, **more: Any) -> list[str]:
    found = ask(ListTriage(**more), actor=world.actor(), now=world.now)
    return [one.row.key for one in found.rows]


def item(key: str) -> Item:
    return Item.objects.select_related("issue", "owner").get(key=key)


def test_an_issue_walks_from_report_to_lesson(world: World) -> None:
    key = new(world)
    assert queue(world) == [key]
    told = world.do(AcceptIssue(key=key, owner=world.email("member"), severity="major", urgency="soon"))
    assert (told["category"], item(key).owner.email) == ("ready", world.email("member"))  # type: ignore[union-attr]
    assert (item(key).issue.severity, item(key).issue.urgency, queue(world)) == (1, 1, [])
    world.do(MoveItem(key=key, state="doing"))
    world.do(MoveItem(key=key, state="waiting"))
    assert world.do(ResolveIssue(key=key, cause="A worn seal", resolution="Replaced"))["category"] == "done"
    assert (item(key).issue.cause, item(key).resolution) == ("A worn seal", "Replaced")
    world.do(ReopenIssue(key=key, reason="It drips again"))
    assert (item(key).category, item(key).resolution, item(key).issue.reopened) == ("ready", "", 1)
    world.do(ResolveIssue(key=key, cause="The wrong seal"))
    world.do(ReviewIssue(key=key, post_incident="Order the right ones"))
    assert item(key).issue.post_incident == "Order the right ones"
    assert verify(world.workspace) == []


def test_every_return_is_counted_however_it_came(world: World) -> None:
    key = new(world)
    for n in (1, 2, 3):
        world.do(MoveItem(key=key, state="done"))
        world.do(MoveItem(key=key, state="doing"))
        assert (item(key).issue.reopened, item(key).issue.reopened_at) == (n, world.now)
    assert verify(world.workspace) == []


def test_a_duplicate_is_tied_and_closed(world: World) -> None:
    first, second = new(world), new(world, "Fails, it does")
    world.do(JoinDuplicate(key=second, of=first))
    assert (item(second).category, item(second).resolution) == ("dropped", "Duplicate")
    assert Relation.objects.filter(source__key=second, type="duplicates", target__key=first).exists()
    assert queue(world) == [first]
    with pytest.raises(Refused):
        world.do(JoinDuplicate(key=first, of=second))
    with pytest.raises(Invalid):
        world.do(JoinDuplicate(key=first, of=first))
    assert item(first).category == "backlog"


def test_a_decline_says_why_where_the_reporter_reads_it(world: World) -> None:
    key = new(world)
    world.do(DeclineIssue(key=key, reason="Works as told"))
    assert (item(key).category, item(key).resolution) == ("dropped", "Declined")
    assert list(Comment.objects.values_list("body", "public")) == [("Works as told", True)]
    with pytest.raises(Refused):
        world.do(DeclineIssue(key=key, reason="Twice"))


def test_what_is_put_off_comes_back_by_itself(world: World) -> None:
    key = new(world)
    until = world.now + timedelta(days=2)
    world.do(SnoozeIssue(key=key, until=until))
    assert (queue(world), queue(world, snoozed=True)) == ([], [key])
    world.now = until + timedelta(seconds=1)
    assert (queue(world), queue(world, snoozed=True)) == ([key], [])
    world.do(SnoozeIssue(key=key, until=world.now + timedelta(days=1)))
    world.do(AcceptIssue(key=key))
    assert item(key).issue.snoozed_until is None
    for until in (world.now - timedelta(days=1), world.now):
        with pytest.raises(Problem):
            world.do(SnoozeIssue(key=new(world), until=until))


def test_only_what_waits_in_triage_is_judged_there(world: World) -> None:
    key, task = new(world), world.do(CreateItem(kind="task", title="Do", team="PAY"))["key"]
    world.do(AcceptIssue(key=key))
    for command in (AcceptIssue(key=key), SnoozeIssue(key=key)):
        with pytest.raises(Refused):
            world.do(command)
    for command in (AcceptIssue(key=task), ResolveIssue(key=task, cause="x"), ReviewIssue(key=task, post_incident="x")):
        with pytest.raises(Invalid) as caught:
            world.do(command)
        assert caught.value.field == "key"
    with pytest.raises(Refused):
        world.do(ReopenIssue(key=key))


def test_a_stale_judgement_is_refused(world: World) -> None:
    key = new(world)
    world.do(AcceptIssue(key=key), seen=1)
    with pytest.raises(Problem) as caught:
        world.do(ResolveIssue(key=key, cause="x"), seen=1)
    assert caught.value.code == "stale"


@pytest.mark.parametrize("kind", ["task", "project"])
def test_an_issue_becomes_other_work_and_the_log_still_tells_the_truth(world: World, kind: str) -> None:
    key = new(world, severity="major", urgency="soon")
    world.do(SnoozeIssue(key=key, until=world.now + timedelta(days=1)))
    world.do(ConvertItem(key=key, kind=kind))
    assert (item(key).kind, queue(world)) == (kind, [])
    world.do(ConvertItem(key=key, kind="issue"))
    assert verify(world.workspace) == []


def test_turns_go_round_and_are_written_down(world: World) -> None:
    for who in ("member", "admin", "owner"):
        world.do(JoinRota(team="PAY", member=world.email(who)))
    keys = [new(world) for _ in range(7)]
    owners = [world.do(AcceptIssue(key=key, by_rota=True)) and item(key).owner.email for key in keys]  # type: ignore[union-attr]
    assert len(set(owners[:3])) == len(set(owners[3:6])) == 3
    assert owners[0] == owners[3] == owners[6]
    world.do(JoinTeam(team="PAY", member=world.email("outsider")))
    world.do(JoinRota(team="PAY", member=world.email("outsider")))
    world.do(LeaveRota(team="PAY", member=world.email("owner")))
    after = [world.do(AssignByRota(key=new(world)))["owner"] for _ in range(6)]
    assert world.email("owner") not in after
    assert {after.count(one) for one in set(after)} <= {1, 2, 3}
    assert Event.objects.filter(type="rota.turned").count() == 13
    assert verify(world.workspace) == []


def test_no_rota_no_turn(world: World) -> None:
    lonely = world.do(CreateItem(kind="issue", title="Of nobody"))["key"]
    for key, command in ((lonely, AssignByRota), (new(world), AssignByRota)):
        with pytest.raises(Refused) as caught:
            world.do(command(key=key))
        assert caught.value.field == "key"
    with pytest.raises(Refused) as caught:
        world.do(AcceptIssue(key=lonely, by_rota=True))
    assert (caught.value.field, item(lonely).category) == ("by_rota", "backlog")


def test_a_team_may_ask_for_causes_and_turns(world: World) -> None:
    world.do(SetIssueRule(cause_required=True))
    world.do(SetIssueRule(team="PAY", cause_required=True, rotate=True))
    world.do(JoinRota(team="PAY", member=world.email("admin")))
    key = new(world)
    world.do(AcceptIssue(key=key))
    assert item(key).owner.email == world.email("admin")  # type: ignore[union-attr]
    with pytest.raises(Refused) as caught:
        world.do(MoveItem(key=key, state="done"))
    assert caught.value.field == "state"
    assert item(key).category == "ready"
    world.do(ResolveIssue(key=key, cause="Rust"))
    world.do(SetIssueRule(team="PAY"))
    other = new(world)
    world.do(MoveItem(key=other, state="done"))
    lonely = world.do(CreateItem(kind="issue", title="Of nobody"))["key"]
    with pytest.raises(Refused):
        world.do(MoveItem(key=lonely, state="done"))
    assert verify(world.workspace) == []


def test_who_is_on_leave_is_passed_over(world: World) -> None:
    for who in ("member", "admin"):
        world.do(JoinRota(team="PAY", member=world.email(who)))
    day = world.now.date()
    world.do(AddLeave(first=day, last=day), by="member")
    owners = [world.do(AssignByRota(key=new(world)))["owner"] for _ in range(2)]
    assert owners == [world.email("admin")] * 2
    world.now += timedelta(days=1)
    assert [world.do(AssignByRota(key=new(world)))["owner"] for _ in range(2)] == [world.email("member")] * 2
    world.do(AddLeave(first=day, last=day + timedelta(days=9)), by="member")
    world.do(AddLeave(first=day, last=day + timedelta(days=9)), by="admin")
    assert world.do(AssignByRota(key=new(world)))["owner"] in (world.email("member"), world.email("admin"))
