"""Rules and what they did leave the house with the workspace; a copy answers nothing that was answered there."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from headway.commands.automation import CreateRule
from headway.commands.items import ChangeItem, CreateItem
from headway.exporters.lossless import export
from headway.importers.lossless import read
from headway.jobs.automation import answer
from headway.models import AutomationRule, AutomationRun, Event, Workspace
from headway.queries.verify import verify
from tests.world import make_world

ACT = {"command": "comment.add", "arguments": {"body": "Noted"}}


@pytest.mark.django_db
def test_a_copy_has_the_rules_and_their_record_and_repeats_nothing(tmp_path: Path) -> None:
    world = make_world()
    world.do(CreateRule(rule_name="Note", on=["item.changed"], acts=[ACT]))
    key = world.do(CreateItem(kind="task", title="Pay"))["key"]
    for title in ("Pay once", "Pay twice"):
        world.do(ChangeItem(key=key, title=title))
    first, second = Event.objects.filter(type="item.changed").order_by("seq")
    assert answer(world.workspace, [first], now=world.now) == 1
    path = tmp_path / "acme.jsonl"
    path.write_bytes(b"".join(export(world.workspace)))
    copy, made = read(path, name="copy", now=world.now)
    assert (made["automation"], made["automation_run"]) == (1, 1)
    assert verify(copy) == []
    assert answer(copy, _all(copy), now=world.now) == 0
    assert AutomationRun.objects.filter(workspace=copy).count() == 1
    later = world.now + timedelta(minutes=1)
    assert AutomationRule.objects.get(workspace=copy).from_seq == copy.seq
    assert answer(world.workspace, [second], now=later) == 1


def _all(workspace: Workspace) -> Sequence[Event]:
    return list(Event.objects.filter(workspace=workspace).order_by("seq"))
