"""What a rule may be told is checked when it is laid down, and errors name the place."""

from typing import Any

import pytest

from headway.commands.automation import CreateRule, actable
from headway.rules.errors import Invalid

MOVE = {"command": "item.move", "arguments": {"state": "done"}}


@pytest.fixture
def world(db: None) -> Any:
    from tests.world import make_world

    return make_world()


def test_a_rule_uses_commands_on_items_and_no_others() -> None:
    usable = actable()
    assert {"item.update", "item.move", "item.create", "comment.add", "relation.add", "item.watch"} <= usable.keys()
    for name in ("member.update", "rule.create", "token.create", "history.item", "item.delete_many", "act.undo"):
        assert name not in usable
    assert not {"timebox.plan", "key_result.link"} & usable.keys()


@pytest.mark.parametrize(
    ("fields", "at", "says"),
    [
        ({"query": "colour:red"}, "query", "colour"),
        ({"fields": ["colour"]}, "fields", "colour"),
        ({"acts": [{"command": "token.create"}]}, "acts.0.command", "cannot do"),
        ({"acts": [MOVE, {"command": "item.move"}]}, "acts.1.arguments.state", "required"),
        ({"acts": [{**MOVE, "only": "is:"}]}, "acts.0.only", "is"),
        ({"acts": [{**MOVE, "arguments": {"state": "{item.colour}"}}]}, "acts.0.arguments.state", "{item.colour}"),
        (
            {"acts": [{"command": "item.update", "arguments": {"priority": "loud"}}]},
            "acts.0.arguments.priority",
            "item.update",
        ),
        (
            {"acts": [{"command": "item.update", "arguments": {"colour": "red"}}]},
            "acts.0.arguments.colour",
            "item.update",
        ),
    ],
)
def test_errors_name_the_place(world: Any, fields: dict[str, Any], at: str, says: str) -> None:
    given = {"rule_name": "Rule", "on": ["item.changed"], "acts": [MOVE], **fields}
    with pytest.raises(Invalid) as caught:
        world.do(CreateRule(**given))
    assert caught.value.field == at
    assert says in caught.value.message


def test_the_item_of_an_act_is_filled_in_unless_it_is_stated(world: Any) -> None:
    from headway.models import AutomationRule

    related = {"command": "relation.add", "arguments": {"target": "{item.parent}", "type": "relates-to"}}
    other = {"command": "item.move", "arguments": {"key": "{item.parent}", "state": "doing"}}
    world.do(CreateRule(rule_name="Rule", on=["item.changed"], acts=[MOVE, related, other]))
    stored = [one["arguments"] for one in AutomationRule.objects.get().acts]
    assert stored[0]["key"] == "{target.key}"
    assert stored[1] == {"source": "{target.key}", "target": "{item.parent}", "type": "relates-to"}
    assert stored[2]["key"] == "{item.parent}"
