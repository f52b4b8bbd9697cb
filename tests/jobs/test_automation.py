"""Automation rules follow the log: once for each event, as their member, never in circles, and nothing half-done."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from headway.commands import automation_runs
from headway.commands.automation import ChangeRule, CreateRule, RemoveRule, SwitchRule
from headway.commands.bulk import ChangeItems
from headway.commands.comments import AddComment
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.members import ChangeMember
from headway.commands.moves import MoveItem
from headway.commands.relations import AddRelation
from headway.commands.teams import JoinTeam
from headway.events.followers import Following, advance
from headway.jobs.automation import answer
from headway.models import AutomationRule, AutomationRun, Comment, Event, Follower, Item, Notification, Workspace
from headway.queries.automation import ListRuns, ShowRule
from headway.queries.base import ask
from headway.queries.feed import ListEvents
from headway.queries.verify import verify
from headway.rules.automation import DEEPEST
from headway.tongue import speaking

URGENT = {"command": "item.update", "arguments": {"priority": "urgent"}}
TELL_LEAD = {"command": "comment.add", "arguments": {"body": "@{item.lead} {item.key} became critical"}}


def rule(world: Any, *acts: dict[str, Any], by: str = "owner", **fields: Any) -> int:
    made = {"rule_name": "Rule", "on": ["item.changed"], "acts": list(acts), **fields}
    return int(world.do(CreateRule(**made), by=by)["id"])


def follow(world: Any, *, batch: int = 20) -> None:
    """Let rules catch up, with what they themselves set off."""

    def handle(workspace: Workspace, events: Sequence[Event]) -> None:
        world.now += timedelta(seconds=1)
        answer(workspace, events, now=world.now)

    advance(Following("rules", handle, batch=batch), workspace=world.workspace)


def runs(world: Any) -> list[tuple[str, int]]:
    return list(AutomationRun.objects.filter(workspace=world.workspace).order_by("id").values_list("outcome", "depth"))


def item(world: Any, kind: str = "task", **fields: Any) -> str:
    return str(world.do(CreateItem(kind=kind, title="Pay", **fields))["key"])


def got(key: str) -> Item:
    return Item.objects.select_related("state").get(key=key)


def test_a_critical_issue_becomes_urgent_and_its_teams_lead_is_told(world: Any) -> None:
    world.do(JoinTeam(team="PAY", member=world.email("member"), lead=True))
    rule(world, URGENT, TELL_LEAD, on=["item.created", "item.changed"], fields=["severity"], query="severity:critical")
    key = item(world, "issue", team="PAY", severity="minor")
    follow(world)
    assert runs(world) == []
    world.do(ChangeItem(key=key, severity="critical"))
    follow(world)
    world.do(ChangeItem(key=key, title="Pays twice"))
    follow(world)
    assert got(key).priority == 0
    assert list(Comment.objects.values_list("body", "author__email")) == [
        (f"@{world.email('member')} {key} became critical", world.email("owner"))
    ]
    assert runs(world) == [("done", 1)]
    assert verify(world.workspace) == []


def test_what_depends_on_a_finished_task_becomes_ready_once_nothing_holds_it_up(world: Any) -> None:
    move = {"command": "item.move", "arguments": {"state": "ready"}, "each": "dependants", "only": "state:waiting"}
    rule(world, move | {"only": "state:waiting -is:blocked"}, on=["item.moved"], query="kind:task state:done")
    first, second, last, other = (item(world, state="doing") for _ in range(4))
    for key in (last, other):
        world.do(MoveItem(key=key, state="waiting"))
    for source, target in ((last, first), (last, second), (other, second)):
        world.do(AddRelation(source=source, type="depends-on", target=target))
    world.do(MoveItem(key=first, state="done"))
    follow(world)
    assert got(last).category == "waiting"
    world.do(MoveItem(key=second, state="done"))
    follow(world)
    assert {got(last).category, got(other).category} == {"ready"}
    assert runs(world) == [("done", 1)]


def test_two_rules_that_undo_each_other_stop(world: Any) -> None:
    low, high = ({"command": "item.update", "arguments": {"priority": word}} for word in ("low", "high"))
    rule(world, low, fields=["priority"], query="priority:high")
    rule(world, high, fields=["priority"], query="priority:low")
    key = item(world)
    world.do(ChangeItem(key=key, priority="high"))
    follow(world)
    follow(world)
    assert runs(world) == [("done", depth) for depth in range(1, DEEPEST + 1)] + [("stopped", DEEPEST + 1)]
    assert AutomationRun.objects.latest("id").problem.startswith("loop")
    assert verify(world.workspace) == []


def test_a_rule_that_comments_on_comments_stops_too(world: Any) -> None:
    rule(world, {"command": "comment.add", "arguments": {"body": "Noted"}}, on=["comment.added"])
    world.do(AddComment(key=item(world), body="Hello"))
    follow(world)
    assert [outcome for outcome, _ in runs(world)] == ["done"] * DEEPEST + ["stopped"]
    assert Comment.objects.count() == DEEPEST + 1


def test_a_rule_that_runs_too_often_is_switched_off_and_its_member_told(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(automation_runs, "BUSIEST", 3)
    pk = rule(world, {"command": "comment.add", "arguments": {"body": "Noted"}}, fields=["owner"])
    keys = [item(world) for _ in range(5)]
    world.do(ChangeItems(keys=keys, owner=world.email("member")))
    follow(world)
    assert [outcome for outcome, _ in runs(world)] == ["done"] * 3 + ["stopped"]
    row = AutomationRule.objects.get(pk=pk)
    assert (row.active, "3 times within a minute" in row.problem) == (False, True)
    assert list(Notification.objects.values_list("member__email", "event__type", "reason")) == [
        (world.email("owner"), "automation.changed", "automation")
    ]
    assert verify(world.workspace) == []


def test_events_from_before_a_rule_or_while_it_was_off_set_nothing_off(world: Any) -> None:
    key = item(world)
    world.do(ChangeItem(key=key, title="Before"))
    pk = rule(world, URGENT, fields=["title"])
    world.do(SwitchRule(id=pk, active=False))
    world.do(ChangeItem(key=key, title="Meanwhile"))
    world.do(SwitchRule(id=pk, active=True))
    follow(world)
    assert runs(world) == []
    world.do(ChangeItem(key=key, title="After"))
    follow(world)
    assert runs(world) == [("done", 1)]
    world.do(RemoveRule(id=pk))
    world.do(ChangeItem(key=key, title="Later"))
    follow(world)
    assert len(runs(world)) == 1


def test_imports_history_and_what_waited_too_long_set_nothing_off(world: Any) -> None:
    rule(world, URGENT, on=["item.created"])
    item(world)
    event = Event.objects.latest("seq")
    later = world.now + timedelta(days=3)
    assert answer(world.workspace, [event], now=later) == 0
    event.via = "import"
    assert answer(world.workspace, [event], now=world.now) == 0
    event.via, event.happened_at = "web", event.recorded_at - timedelta(hours=2)
    assert answer(world.workspace, [event], now=world.now) == 0
    event.happened_at = event.recorded_at
    assert answer(world.workspace, [event], now=world.now) == 1


def test_a_run_that_fails_leaves_nothing_but_its_words(world: Any) -> None:
    rule(world, URGENT, TELL_LEAD, {"command": "item.move", "arguments": {"state": "no such"}}, fields=["title"])
    key = item(world)
    world.do(ChangeItem(key=key, title="Other"))
    follow(world)
    assert runs(world) == [("failed", 1)]
    assert "no state" in AutomationRun.objects.get().problem
    assert (got(key).priority, Comment.objects.count()) == (2, 0)
    assert verify(world.workspace) == []


def test_a_placeholder_that_stands_for_nothing_fails_in_words(world: Any) -> None:
    rule(world, {"command": "item.update", "arguments": {"owner": "{item.lead}"}}, fields=["title"])
    world.do(ChangeItem(key=item(world), title="Other"))
    follow(world)
    assert AutomationRun.objects.get().problem == "item.update: owner: {item.lead} is empty here"


def test_a_rule_sees_no_more_than_its_member(world: Any) -> None:
    rule(world, URGENT, by="admin", fields=["title"])
    world.do(ChangeMember(member=world.email("admin"), role="member"))
    hidden, shown = item(world, team="SEC"), item(world, team="PAY")
    for key in (hidden, shown):
        world.do(ChangeItem(key=key, title="Other"))
    follow(world)
    assert (got(hidden).priority, got(shown).priority) == (2, 0)
    assert [row.item.key for row in ask(ListRuns(), actor=world.actor(), now=world.now)] == [shown]


def test_a_rule_may_do_no_more_than_its_member(world: Any) -> None:
    rule(world, URGENT, by="admin", fields=["title"])
    world.do(ChangeMember(member=world.email("admin"), role="guest"))
    world.do(JoinTeam(team="PAY", member=world.email("admin")))
    key = item(world, team="PAY")
    world.do(ChangeItem(key=key, title="Other"))
    follow(world)
    assert runs(world) == [("failed", 1)]
    assert "item.update needs the role member" in AutomationRun.objects.get().problem
    assert got(key).priority == 2


def test_a_rule_whose_member_has_left_is_switched_off_and_the_admins_are_told(world: Any) -> None:
    pk = rule(world, URGENT, by="admin", fields=["title"])
    world.do(ChangeMember(member=world.email("admin"), active=False))
    key = item(world)
    for title in ("One", "Two"):
        world.do(ChangeItem(key=key, title=title))
    follow(world)
    assert runs(world) == [("failed", 1)]
    assert "no longer active" in AutomationRule.objects.get(pk=pk).problem
    assert [one.member.email for one in Notification.objects.select_related("member")] == [world.email("owner")]
    assert got(key).priority == 2


def test_a_query_that_names_what_is_gone_switches_the_rule_off(world: Any) -> None:
    pk = rule(world, URGENT, fields=["title"], query="label:gone")
    world.do(ChangeItem(key=item(world), title="Other"))
    follow(world)
    assert "there is no label 'gone'" in AutomationRule.objects.get(pk=pk).problem


def test_why_a_rule_was_stopped_is_said_to_each_reader_in_his_language(world: Any) -> None:
    pk = rule(world, URGENT, fields=["title"], query="label:gone")
    failing = rule(world, {"command": "item.update", "arguments": {"owner": "{item.lead}"}}, fields=["title"])
    key = item(world)
    world.do(ChangeItem(key=key, title="Other"))
    follow(world)
    asked = {"actor": world.actor(), "now": world.now}
    with speaking("de"):
        assert "es gibt kein label 'gone'" in (german := ask(ShowRule(id=pk), **asked).problem)
        assert german.startswith("die Regel „Rule“ wurde abgeschaltet: query: ")
        assert ask(ListRuns(rule=failing), **asked)[0].problem == "item.update: owner: {item.lead} ist hier leer"
        told = [row.text for row in ask(ListEvents(), **asked).rows]
        assert f"hat die Automatisierung angehalten: {german}" in told
    assert ask(ListRuns(rule=failing), **asked)[0].problem == "item.update: owner: {item.lead} is empty here"
    AutomationRun.objects.filter(automation=failing).update(said=[], problem="as it was told once")
    with speaking("de"):
        assert ask(ListRuns(rule=failing), **asked)[0].problem == "as it was told once"
    world.do(SwitchRule(id=pk, active=True))
    assert AutomationRule.objects.filter(pk=pk, problem="", said=[]).exists()


def test_the_feed_tells_what_a_rule_did_beneath_the_item_that_set_it_off(world: Any) -> None:
    pk = rule(world, URGENT, {"command": "comment.add", "arguments": {"body": "Hurry"}}, fields=["title"])
    key = item(world)
    world.do(ChangeItem(key=key, title="Other"))
    follow(world)
    (told,) = [
        row for row in ask(ListEvents(), actor=world.actor(), now=world.now).rows if row.type == "automation_run.made"
    ]
    assert told.text == f"had the rule «Rule» act: {key}: priority to urgent; commented on {key}"
    assert (told.item and told.item.key, told.rule) == (key, pk)


def test_who_changes_what_a_rule_does_takes_it_over(world: Any) -> None:
    pk = rule(world, URGENT, by="owner")
    world.do(ChangeRule(id=pk, rule_name="Renamed"), by="admin")
    assert AutomationRule.objects.get(pk=pk).member.email == world.email("owner")
    world.do(ChangeRule(id=pk, query="kind:task"), by="admin")
    assert AutomationRule.objects.get(pk=pk).member.email == world.email("admin")
    assert verify(world.workspace) == []


def test_what_is_filled_in_is_not_looked_through_again(world: Any) -> None:
    rule(world, {"command": "comment.add", "arguments": {"body": "Now: {item.title}, {item.owner}"}}, fields=["title"])
    world.do(ChangeItem(key=item(world), title="{item.key} {nonsense}"))
    follow(world)
    assert Comment.objects.get().body == "Now: {item.key} {nonsense}, none"


def test_killed_between_acts_and_cursor_it_is_done_again_and_stands_once(world: Any) -> None:
    rule(world, {"command": "comment.add", "arguments": {"body": "Noted"}}, fields=["title"])
    world.do(ChangeItem(key=item(world), title="Other"))

    def killed(workspace: Workspace, events: Sequence[Event]) -> None:
        assert answer(workspace, events, now=world.now) == 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        advance(Following("rules", killed), workspace=world.workspace)
    assert (Comment.objects.count(), AutomationRun.objects.count()) == (0, 0)
    follow(world)
    follow(world)
    assert (Comment.objects.count(), runs(world)) == (1, [("done", 1)])


def test_a_lost_cursor_repeats_nothing(world: Any) -> None:
    rule(world, {"command": "comment.add", "arguments": {"body": "Noted"}}, fields=["title"])
    world.do(ChangeItem(key=item(world), title="Other"))
    follow(world)
    Follower.objects.filter(name="rules").update(cursor=0)
    follow(world)
    assert (Comment.objects.count(), len(runs(world))) == (1, 1)


def test_the_database_takes_a_rule_and_event_once(world: Any) -> None:
    rule(world, {"command": "comment.add", "arguments": {"body": "Noted"}}, fields=["title"])
    world.do(ChangeItem(key=item(world), title="Other"))
    follow(world)
    row = AutomationRun.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
