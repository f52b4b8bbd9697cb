"""Automation under Settings: rules are laid down in a form, tried beside it, switched and read in their record."""

from typing import Any

import pytest

from headway.commands.automation import CreateRule
from headway.commands.items import ChangeItem
from headway.jobs.automation import answer
from headway.models import AutomationRule, Event
from headway.web.automation.examples import EXAMPLES

FORM = {
    **{"rule_name": "Critical is urgent", "on": ["item.changed"], "fields": "severity", "query": "severity:critical"},
    **{"count": "1", "a0.command": "item.update", "a0.each": "item", "a0.only": "", "a0.priority": "urgent"},
}


def post(visit: Any, *, at: str = "/settings/automation/new", who: str = "admin", **fields: Any) -> Any:
    return visit(who).post(at, {**FORM, **fields})


def test_a_rule_is_saved_and_shown(world: Any, visit: Any) -> None:
    answered = post(visit, do="save")
    assert (answered.status_code, answered["Location"]) == (302, "/settings/automation")
    row = AutomationRule.objects.get()
    assert row.acts == [
        {
            "command": "item.update",
            "arguments": {"key": "{target.key}", "priority": "urgent"},
            "each": "item",
            "only": "",
        }
    ]
    page = visit("admin").get("/settings/automation").content.decode()
    assert "Critical is urgent" in page
    form = visit("admin").get(f"/settings/automation/{row.pk}").content.decode()
    assert 'value="urgent"' in form
    assert post(visit, at=f"/settings/automation/{row.pk}", do="save", rule_name="Other").status_code == 302
    assert AutomationRule.objects.get().name == "Other"


def test_a_rule_is_tried_and_nothing_written(world: Any, work: dict[str, str], visit: Any) -> None:
    from django.utils import timezone

    world.now = timezone.now()
    world.do(ChangeItem(key=work["issue"], severity="critical"))
    before = Event.objects.count()
    page = post(visit, do="try").content.decode()
    assert "1 event of 1" in page
    assert work["issue"] in page
    assert (Event.objects.count(), AutomationRule.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"query": "severity:loud"}, "<mark>loud</mark>"),
        ({"query": "label:unheard"}, "<mark>unheard</mark>"),
        ({"rule_name": ""}, "this is needed"),
        ({"on": []}, "this is needed"),
        ({"count": "0"}, "this is needed"),
        ({"a0.command": ""}, "a rule cannot do"),
        ({"a0.priority": "loud"}, "item.update"),
        ({"a0.only": "colour:red"}, "colour"),
        ({"fields": "colour"}, "no field"),
        ({"a0.owner": "{item.colour}"}, "there is no {item.colour}"),
        ({"count": "9" * 400}, "this is needed"),
    ],
)
def test_what_is_wrong_is_pointed_at_and_what_was_typed_stays(
    world: Any, visit: Any, fields: dict[str, Any], says: str
) -> None:
    answered = post(visit, do="save", **fields)
    page = answered.content.decode()
    assert answered.status_code == 422
    assert says in page
    assert fields.get("rule_name", "Critical is urgent") in page
    assert AutomationRule.objects.count() == 0


def test_acts_are_added_and_taken_out(world: Any, visit: Any) -> None:
    page = post(visit, do="add").content.decode()
    assert 'name="a1.command"' in page
    page = post(visit, do="drop-0").content.decode()
    assert 'name="a0.command"' not in page
    assert 'name="count" value="0"' in page


@pytest.mark.parametrize("like", EXAMPLES)
def test_every_example_is_taken_as_it_stands(world: Any, visit: Any, like: str) -> None:
    world.do(CreateRule(**EXAMPLES[like]))
    page = visit("admin").get(f"/settings/automation/new?like={like}").content.decode()
    assert EXAMPLES[like]["query"] in page


def test_what_rules_did_is_read(world: Any, work: dict[str, str], visit: Any) -> None:
    post(visit, do="save")
    world.do(ChangeItem(key=work["issue"], severity="critical"))
    assert answer(world.workspace, list(Event.objects.order_by("seq")), now=world.now) == 1
    row = AutomationRule.objects.get()
    page = visit("owner").get(f"/settings/automation?rule={row.pk}").content.decode()
    assert "What this rule did last" in page
    assert work["issue"] in page
    for wrong in ("0", "x", "9" * 30):
        assert visit("owner").get(f"/settings/automation?rule={wrong}").status_code == 200
    assert visit("owner").get("/settings/automation?rule=99").status_code == 404


@pytest.mark.parametrize("who", ["member", "guest"])
def test_automation_is_for_admins(world: Any, visit: Any, who: str) -> None:
    assert visit(who).get("/settings/automation").status_code == 404
    assert visit(who).get("/settings/automation/new").status_code == 403
    assert post(visit, who=who, do="save").status_code == 403
    assert AutomationRule.objects.count() == 0


def test_a_rule_that_is_not_there_is_not_found(world: Any, visit: Any) -> None:
    assert visit("admin").get("/settings/automation/7").status_code == 404
    assert post(visit, at="/settings/automation/7", do="save").status_code == 404
