"""A scenario is applied: all of its changes are made as one act, or none."""

from collections.abc import Sequence
from typing import Any

from ..models import Event, ScenarioLine
from ..rules.errors import Problem, Refused, Stale
from ..tongue import say
from .answers import Told
from .base import Answer, Command
from .scenario_steps import steps
from .scenarios import find_open, holds, lines_of, touch
from .types import Id
from .unit import Unit, plain


class AppliedTold(Told):
    """A scenario that was applied: what it changed and what it made, by keys."""

    id: int
    title: str
    keys: list[str]
    made: list[str]


class ApplyScenario(Command):
    """Make all changes of a scenario, as one act that is undone as one; none where one is refused.

    Where an item has changed since its change was written, nothing is done, and the refusal tells what changed.
    """

    name = "scenario.apply"
    route = ("POST", "/scenarios/{id}/apply")
    answers = AppliedTold

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Check versions, then act step by step. Raises Stale, Refused, and what the changes themselves raise."""
        row = find_open(unit, self.id)
        lines = list(lines_of(unit, row))
        if row.lines.count() > len(lines) or not all(holds(line) for line in lines):
            raise Refused(
                say("some of what it changes has ended or is gone; take the scenario up again first"), field="id"
            )
        if not lines:
            raise Refused(say("this scenario changes nothing yet"), field="id")
        _check_versions(lines)
        made = [key for step in steps(lines) for key in _acted(unit, step)]
        row.applied_at = unit.now
        touch(row, unit)
        return {"id": row.pk, "title": row.name, "keys": sorted({line.item.key for line in lines}), "made": made}


def _acted(unit: Unit, step: Any) -> list[str]:
    try:
        keys: list[str] = step.act(unit)
    except Problem as problem:
        key = step.lines[0].item.key
        problem.message = say("%(key)s: %(why)s", key=key, why=problem.message)
        problem.args = (problem.message,)
        problem.field, problem.detail = "id", {**problem.detail, "key": key}
        raise
    return keys


def _check_versions(lines: Sequence[ScenarioLine]) -> None:
    old = {line.item.key: line for line in lines if line.version != line.item.version}
    if old:
        told = [fact for line in old.values() for fact in _since(line)]
        raise Stale(
            say("changed since the scenario was written: %(keys)s", keys=", ".join(sorted(old))),
            field="id",
            detail={"changed": told},
        )


def _since(line: ScenarioLine) -> list[dict[str, Any]]:
    """What has happened to an item since a line on it was written."""
    rows = Event.objects.filter(item=line.item, version__gt=line.version).order_by("seq")
    facts = rows.values_list("type", "changes", "happened_at", "actor__name")
    return [{"key": line.item.key, "type": t, "changes": c, "at": plain(at), "by": by} for t, c, at, by in facts]
