"""Automation rules as their admins see them: lists, the record of runs, dry runs."""

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway import commands
from headway.commands.automation import CreateRule, SwitchRule
from headway.queries.automation import ListRules, ListRuns, ShowRule, TryRule
from headway.rules.errors import Forbidden, Invalid, NotFound

READY = {"command": "item.move", "each": "dependants", "only": "state:waiting", "arguments": {"state": "ready"}}


def tried(**fields):
    return TryRule(**{"on": ["item.moved"], "acts": orjson.dumps([READY]).decode(), **fields})


def finish(world, count):
    """So many tasks, each done, and one that waits for it."""
    for _ in range(count):
        keys = [world.item("task", "Dig"), world.item("task", "Fill")]
        first, second = (key if isinstance(key, str) else key.key for key in keys)
        world.relate(second, "depends-on", first)
        world.do(commands.moves.MoveItem(key=second, state="doing"))
        world.do(commands.moves.MoveItem(key=second, state="waiting"))
        world.do(commands.moves.MoveItem(key=first, state="doing"))
        world.do(commands.moves.MoveItem(key=first, state="done"))


def test_a_dry_run_tells_what_would_be_done_and_writes_nothing(world):
    finish(world, 2)
    before = world.workspace.events.count()
    trial = world.ask(tried(q="kind:task state:done"))
    assert (trial.matched, trial.whole) == (4, True)  # begun and done, for items are seen as they are now
    assert [(one.command, one.target) for one in trial.rows[0].deeds] == [("item.move", "T-4")]
    assert trial.rows[0].item.key == "T-3"
    assert world.workspace.events.count() == before


def test_a_dry_run_says_what_cannot_be_filled_in(world):
    finish(world, 1)
    acts = [{"command": "item.update", "arguments": {"owner": "{item.lead}", "title": "{item.key}"}}]
    [deed] = world.ask(tried(acts=orjson.dumps(acts).decode(), q="key:T-1")).rows[0].deeds
    assert (deed.problem, deed.arguments["title"]) == ("owner: {item.lead} is empty here", "T-1")


def test_a_saved_rule_is_tried_as_its_member(world):
    finish(world, 1)
    pk = world.do(CreateRule(rule_name="Go on", on=["item.moved"], query="state:done", acts=[READY]))["id"]
    assert world.ask(TryRule(rule=pk)).matched == 2


def test_statements_do_not_grow_with_events(world):
    finish(world, 2)

    def count():
        with CaptureQueriesContext(connection) as caught:
            world.ask(tried(q="kind:task state:done"))
        return len(caught)

    few = count()
    finish(world, 10)
    assert count() == few <= 12


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"q": "colour:red"}, "query"),
        ({"q": "label:unheard"}, "query"),
        ({"acts": "{"}, "acts"),
        ({"acts": '{"command": "x"}'}, "acts"),
        ({"acts": '[{"command": "x", "arguments": []}]'}, "acts"),
        ({"acts": '[{"command": "x", "each": "all"}]'}, "acts"),
        ({"acts": '[{"command": "item.move", "only": "colour:red"}]'}, "acts.0.only"),
    ],
)
def test_a_dry_run_points_at_what_is_wrong(world, fields, at):
    finish(world, 1)
    with pytest.raises(Invalid) as caught:
        world.ask(tried(**fields))
    assert caught.value.field == at


def test_rules_and_runs_are_listed_for_admins(world):
    pk = world.do(CreateRule(rule_name="Go on", on=["item.moved"], acts=[READY]))["id"]
    assert [(one.id, one.active, one.runs) for one in world.ask(ListRules())] == [(pk, True, 0)]
    world.do(SwitchRule(id=pk, active=False))
    assert not world.ask(ShowRule(id=pk)).active
    assert world.ask(ListRuns(rule=pk)) == ()
    with pytest.raises(NotFound):
        world.ask(ShowRule(id=pk + 1))
    with pytest.raises(Forbidden):
        world.ask(ListRules(), as_="bob")
