"""A member leaves for good: what waits for him goes to others in turn, to his successor, or to nobody."""

from datetime import date, timedelta
from typing import Any

import pytest

from headway.access.actor import actor_for
from headway.commands.automation import CreateRule, SwitchRule
from headway.commands.comments import WatchItem
from headway.commands.departures import DepartMember
from headway.commands.escalation_paths import AddEscalationLevel, ChangeEscalationLevel, CreateEscalation
from headway.commands.escalations import RunEscalations
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.key_results import AddKeyResult
from headway.commands.members import ChangeMember
from headway.commands.moves import MoveItem
from headway.commands.notifications import notify
from headway.commands.occurrences import MakeOccurrences
from headway.commands.rota import AssignByRota, JoinRota
from headway.commands.schedules import AddSchedule
from headway.commands.teams import JoinTeam
from headway.commands.triage import AcceptIssue
from headway.models import AutomationRule, EscalationTold, Event, Item, KeyResult, Member, Notification, Task
from headway.queries.base import ask
from headway.queries.escalations import ListEscalationPaths, ListRota
from headway.queries.feed import ListItemEvents
from headway.queries.holdings import ShowHoldings
from headway.queries.items import CountItems
from headway.queries.verify import verify
from headway.rules.errors import Forbidden, Invalid, NotFound, Problem, Refused
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def told(world: World, query: Any) -> Any:
    return ask(query, actor=world.actor(), now=world.now)


def make(world: World, kind: str = "task", owner: str | None = "member", **more: Any) -> str:
    facts = {"owner": world.email(owner)} if owner else {}
    return str(world.do(CreateItem(kind=kind, title=f"A {kind}", team="PAY", **facts | more))["key"])


def leave(world: World, successor: str | None = None, who: str = "member", by: str = "owner") -> dict[str, Any]:
    heir = {"successor": world.email(successor)} if successor else {}
    return world.do(DepartMember(member=world.email(who), **heir), by=by)


def owner(key: str) -> str | None:
    return Item.objects.values_list("owner__email", flat=True).get(key=key)


def recurring(world: World, *who: str, **more: Any) -> str:
    key = make(world, "operation", owner=None)
    facts = {"rule": "FREQ=DAILY", "time": "12:00", "ahead_days": 8, "assignees": [world.email(one) for one in who]}
    world.do(AddSchedule(operation=key, **facts | more))
    return key


def turns(key: str) -> str:
    rows = Task.objects.filter(operation__key=key).order_by("occurs_at").values_list("item__owner__name", flat=True)
    return "".join(name[0] if name else "-" for name in rows)


def test_all_that_is_open_goes_to_the_successor_and_what_is_over_stays(world: World) -> None:
    done = make(world)
    world.do(MoveItem(key=done, state="done"))
    kept, task = make(world, owner="outsider"), make(world, reporter=world.email("guest"))
    goal, operation = make(world, "goal"), make(world, "operation")
    project = make(world, "project", owner="admin", sponsor=world.email("member"))
    pk = world.do(AddKeyResult(goal=goal, title="Fewer", owner=world.email("member")))["id"]
    held = told(world, ShowHoldings(member=world.email("member")))
    assert (held.tasks, held.goals, held.operations, held.projects) == (1, 1, 1, 0)
    assert (held.sponsored, held.key_results) == (1, 1)
    answer = leave(world, "admin")
    assert sorted(answer["items"]) == sorted([task, goal, operation, project])
    assert answer["key_results"] == [pk]
    assert [owner(key) for key in (task, goal, operation)] == [world.email("admin")] * 3
    assert (owner(done), owner(kept)) == (world.email("member"), world.email("outsider"))
    assert Item.objects.get(key=project).project.sponsor.email == world.email("admin")
    assert KeyResult.objects.get(pk=pk).owner.email == world.email("admin")
    with pytest.raises(NotFound):
        actor_for(member=Member.objects.get(email=world.email("member")), via="web")
    (last, *_) = told(world, ListItemEvents(key=task)).rows
    assert last.text == "passed this on to Admin Person, for Member Person has left"
    assert told(world, ListItemEvents(key=project)).rows[0].text.startswith("passed the sponsorship of this on to Adm")
    held = told(world, ShowHoldings(member=world.email("member")))
    assert (held.active, held.tasks + held.goals + held.operations + held.sponsored + held.key_results) == (False, 0)
    assert verify(world.workspace) == []


def test_without_a_successor_work_stays_with_its_team_and_its_leads_and_followers_hear(world: World) -> None:
    world.do(JoinTeam(team="PAY", member=world.email("admin"), lead=True))
    key = make(world, reporter=world.email("guest"))
    world.do(WatchItem(key=key, member=world.email("outsider")))
    leave(world)
    assert owner(key) is None
    assert Item.objects.get(key=key).team.key == "PAY"
    notify(world.workspace, list(Event.objects.order_by("seq")))
    (last, *_) = told(world, ListItemEvents(key=key)).rows
    assert last.text == "left this without owner, for Member Person has left"
    heard = Notification.objects.filter(event__seq=last.seq).values_list("member__email", "reason")
    assert set(heard) == {(world.email(who), "moved") for who in ("admin", "guest", "outsider")}


def test_the_successor_hears_of_each_piece(world: World) -> None:
    key = make(world)
    leave(world, "outsider")
    notify(world.workspace, list(Event.objects.order_by("seq")))
    lines = Notification.objects.filter(event__type="item.changed", event__item__key=key)
    assert set(lines.values_list("member__email", "reason")) == {(world.email("outsider"), "assigned")}


def test_those_who_take_turns_with_him_carry_on_in_order(world: World) -> None:
    key = recurring(world, "member", "admin", "outsider")
    assert turns(key) == "MAOMAOMAO"
    begun = Task.objects.get(occurs_at__date=date(2026, 3, 5)).item
    world.do(MoveItem(key=begun.key, state="doing"))
    leave(world, "owner")
    assert turns(key) == "AAOOAOOAO", "his two go round the others"
    assert owner(begun.key) == world.email("owner"), "what he had begun goes to his successor"
    world.now += timedelta(days=1)
    world.do(MakeOccurrences())
    assert turns(key)[-1] in "AO"
    assert verify(world.workspace) == []


def test_turns_that_nobody_else_takes_are_the_successors(world: World) -> None:
    alone, unheired = recurring(world, "member"), recurring(world, "member")
    leave(world, "admin")
    assert (turns(alone), turns(unheired)) == ("A" * 9, "A" * 9)
    other = recurring(world, "admin")
    leave(world, who="admin")
    assert turns(other) == "-" * 9


def test_a_rota_skips_him_and_never_comes_to_lie_idle(world: World) -> None:
    for who in ("member", "outsider"):
        world.do(JoinRota(team="PAY", member=world.email(who)))
    assert leave(world, "admin")["rotas"] == ["PAY"]
    assert [seat.member.email for seat in told(world, ListRota(team="PAY"))] == [world.email("outsider")]
    leave(world, "admin", who="outsider")
    issue = make(world, "issue", owner=None)
    assert world.do(AssignByRota(key=issue))["owner"] == world.email("admin")


def test_levels_that_name_him_tell_his_successor_or_are_shown_as_broken(world: World) -> None:
    path = world.do(CreateEscalation(path_name="Late", trigger="unresolved", working=False))["id"]
    add = AddEscalationLevel(escalation_path=path, after=60, who="member", member=world.email("member"))
    level = world.do(add)["id"]
    assert leave(world)["broken"] == [level]
    (row,) = told(world, ListEscalationPaths())
    assert (row.levels[0].member.email, row.levels[0].left) == (world.email("member"), True)
    make(world, "issue", owner=None)
    world.now += timedelta(hours=2)
    world.do(RunEscalations())
    told_now = set(EscalationTold.objects.values_list("member__email", flat=True))
    assert told_now == {world.email("owner"), world.email("admin")}, "where its member has left, the admins"
    assert leave(world, "outsider")["levels"] == [level], "of who has left already, what he still holds is handed on"
    assert told(world, ListEscalationPaths())[0].levels[0].left is False
    assert world.do(RunEscalations())["fired"] == 0, "what has fired does not fire again for another name"
    assert verify(world.workspace) == []


def test_a_level_is_changed_without_firing_again(world: World) -> None:
    path = world.do(CreateEscalation(path_name="Late", trigger="unresolved", working=False))["id"]
    level = world.do(AddEscalationLevel(escalation_path=path, after=60, who="lead"))["id"]
    world.do(ChangeEscalationLevel(id=level, member=world.email("admin")))
    world.do(ChangeEscalationLevel(id=level, after=30))
    (row,) = told(world, ListEscalationPaths())
    assert (row.levels[0].after, row.levels[0].who, row.levels[0].member.name) == (30, "member", "Admin Person")
    world.do(ChangeEscalationLevel(id=level, who="admins"))
    assert told(world, ListEscalationPaths())[0].levels[0].member is None
    for wrong in ({"who": "member"}, {"who": "lead", "member": world.email("admin")}):
        with pytest.raises(Invalid, match="name the member"):
            world.do(ChangeEscalationLevel(id=level, **wrong))
    assert verify(world.workspace) == []


def test_nothing_new_is_given_to_who_has_left_and_what_he_holds_is_found(world: World) -> None:
    key, other = make(world), make(world, owner=None)
    issue, operation, goal = (make(world, kind, owner=None) for kind in ("issue", "operation", "goal"))
    world.do(ChangeMember(member=world.email("member"), active=False))
    assert told(world, CountItems(q="is:owner-left")).count == 1
    world.do(ChangeItem(key=key, owner=world.email("member"), title="He had it and keeps it"))
    for act in (
        ChangeItem(key=other, owner=world.email("member")),
        CreateItem(kind="task", title="New", owner=world.email("member")),
        JoinRota(team="PAY", member=world.email("member")),
        AcceptIssue(key=issue, owner=world.email("member")),
        AddSchedule(operation=operation, rule="FREQ=DAILY", assignees=[world.email("member")]),
        AddKeyResult(goal=goal, title="Fewer", owner=world.email("member")),
    ):
        with pytest.raises(Refused, match="Member Person has left"):
            world.do(act)
    assert leave(world)["items"] == [key]
    assert told(world, CountItems(q="is:owner-left")).count == 0


def test_rules_that_acted_in_his_name_go_on(world: World) -> None:
    acts = [{"command": "comment.add", "arguments": {"body": "Seen"}}]
    rule = world.do(CreateRule(rule_name="Greet", on=["item.moved"], acts=acts), by="admin")["id"]
    assert told(world, ShowHoldings(member=world.email("admin"))).rules == ("Greet",)
    assert leave(world, who="admin")["rules"] == [rule]
    row = AutomationRule.objects.get(pk=rule)
    assert (row.active, row.member.email) == (True, world.email("owner"))
    assert verify(world.workspace) == []


def test_a_rule_of_one_who_has_left_acts_for_who_switches_it_on(world: World) -> None:
    acts = [{"command": "comment.add", "arguments": {"body": "Seen"}}]
    rule = world.do(CreateRule(rule_name="Greet", on=["item.moved"], acts=acts), by="admin")["id"]
    world.do(SwitchRule(id=rule, active=False))
    world.do(ChangeMember(member=world.email("admin"), active=False))
    world.do(SwitchRule(id=rule, active=True))
    assert AutomationRule.objects.get(pk=rule).member.email == world.email("owner")


@pytest.mark.parametrize(
    ("arguments", "by", "problem", "field"),
    [
        ({"successor": "member"}, "owner", Invalid, "successor"),
        ({"successor": "guest"}, "owner", Refused, "successor"),
        ({"successor": "nobody"}, "owner", NotFound, "successor"),
        ({"who": "owner"}, "owner", Refused, "role"),
        ({"who": "owner"}, "admin", Forbidden, "role"),
        ({}, "outsider", Forbidden, None),
    ],
)
def test_refusals(world: World, arguments: dict[str, str], by: str, problem: type[Problem], field: str | None) -> None:
    key = make(world)
    with pytest.raises(problem) as refused:
        leave(world, by=by, **arguments)
    assert refused.value.field == field
    assert owner(key) == world.email("member"), "nothing is done by halves"
