"""Every command of the catalogue can be undone, or says why not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from headway.commands import catalogue, run
from headway.commands.inverses import UNDOABLE
from headway.commands.lasting import LASTING
from headway.commands.undo import UndoAct
from headway.events.types import TYPES
from headway.models import Event
from headway.queries.verify import stored_state, verify
from headway.rules.errors import Refused
from tests.access.samples import COMMANDS
from tests.places import NOW, World, undone

pytestmark = pytest.mark.django_db
QUIET = {
    *("escalation.run", "notification.read", "notification.read_all", "schedule.run", "service_level.check"),
    *("checklist.rank", "finding.look", "item.watch"),
    *(
        f"scenario.{verb}"
        for verb in ("create", "update", "discard", "refresh", "change", "end", "cut", "add", "remove")
    ),
}
"""Commands whose sample changes nothing that the log tells."""


def test_every_type_of_event_is_taken_back_or_says_why_not() -> None:
    assert set(TYPES) == UNDOABLE | set(LASTING)
    assert not UNDOABLE & set(LASTING)
    assert all(len(reason.split()) > 4 for reason in LASTING.values())


def test_the_guide_says_what_cannot_be_undone_and_why() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "undo.md").read_text()
    for reason in set(LASTING.values()):
        types = [f"`{type_}`" for type_, why in LASTING.items() if why == reason]
        assert f"| {', '.join(types)} | {reason} |" in guide


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_it_is_undone_and_done_again_or_refused_with_its_reason(name: str, world: World) -> None:
    via = "import" if name.startswith("history.") else "api"
    owner = replace(world.people["owner"], via=via)
    command = catalogue()[name](**COMMANDS[name].arguments(world, world.open))
    with undone():
        before, since = _state(world), world.workspace.events.count()
        run(command, actor=owner, now=NOW)
        types = set(Event.objects.filter(workspace=world.workspace, seq__gt=since).values_list("type", flat=True))
        if not types:
            assert name in QUIET, f"{name} left no event"
            return
        reasons = ["imported"] if via == "import" else [LASTING[one] for one in types if one in LASTING]
        if reasons:
            with pytest.raises(Refused, match="|".join(reasons)):
                _undo(world)
            return
        changed = _state(world)
        _undo(world)
        assert _alike(_state(world), before)
        assert verify(world.workspace) == []
        _undo(world)
        assert _alike(_state(world), changed)
        assert verify(world.workspace) == []


def _undo(world: World) -> None:
    seq = Event.objects.filter(workspace=world.workspace).latest("seq").seq
    run(UndoAct(seq=seq), actor=world.people["owner"], now=NOW)


LOOSE = ("relation", "watcher")
"""What comes back as another row."""


def _state(world: World) -> dict[Any, Any]:
    """All that stands, but for marks of withdrawal and labels."""
    rows = stored_state(world.workspace)
    return {key: row for key, row in rows.items() if "deleted_at" not in row and key[0] != "label"}


def _alike(one: dict[Any, Any], other: dict[Any, Any]) -> bool:
    for state in (one, other):
        for key in [key for key in state if key[0] in LOOSE]:
            facts = {name: value for name, value in state.pop(key).items() if name != "created_at"}
            state[key[0], repr(sorted(facts.items()))] = facts
    assert one == other
    return True
