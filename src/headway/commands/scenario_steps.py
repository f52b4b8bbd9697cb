"""What a scenario comes to in commands, and trying them without doing them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ..models import Item, ScenarioLine
from ..rules.errors import Problem
from ..rules.scenarios import FIELDS, What
from ..rules.words import Kind, Priority, RelationType
from .base import Answer
from .goal_close import CloseGoal
from .items import ChangeItem, CreateItem
from .moves import MoveItem
from .relations import AddRelation, RemoveRelation
from .unit import Unit


@dataclass(frozen=True, slots=True)
class Step:
    """Some lines of a scenario as one change: `act` makes it and tells the keys of what it made."""

    lines: tuple[ScenarioLine, ...]
    act: Callable[[Unit], list[str]]


def steps(lines: Sequence[ScenarioLine], *, whole: bool = True) -> Iterator[Step]:
    """Yield the changes in the order in which they are made: fields, cuts, new work, and ends, parts before wholes.

    Without `whole` one piece is made of what adds many: to try it, one is enough.
    """
    yield from _fields([line for line in lines if line.what in FIELDS])
    for line in lines:
        if line.what == What.CUT:
            yield Step((line,), _cut(line))
    for line in lines:
        if line.what == What.ADD:
            yield Step((line,), _added(line, count=(line.number or 0) if whole else 1))
    for line in sorted((one for one in lines if one.what == What.END), key=lambda one: -_depth(one.item)):
        yield Step((line,), _ended(line))


def _fields(lines: Sequence[ScenarioLine]) -> Iterator[Step]:
    """The fields of an item change together: its start and its due day may pass each other on the way."""
    items = {line.item_id: line.item for line in lines}
    for pk, item in items.items():
        own = tuple(line for line in lines if line.item_id == pk)
        command = ChangeItem(key=item.key, **{line.what: _value(line) for line in own})
        yield Step(own, lambda unit, command=command: _none(command.act(unit)))  # type: ignore[misc]


def _value(line: ScenarioLine) -> Any:
    if line.what in (What.DUE, What.START):
        return line.day
    if line.what == What.OWNER:
        return line.member.email if line.member else None
    return list(Priority)[line.number or 0] if line.what == What.PRIORITY else line.number


def _none(_: Answer) -> list[str]:
    return []


def _cut(line: ScenarioLine) -> Callable[[Unit], list[str]]:
    target = line.other.key if line.other else ""
    command = RemoveRelation(source=line.item.key, type=RelationType(line.word), target=target)
    return lambda unit: _none(command.act(unit))


def _added(line: ScenarioLine, *, count: int) -> Callable[[Unit], list[str]]:
    return lambda unit: [_one_more(line, number, unit) for number in range(1, count + 1)]


def _one_more(line: ScenarioLine, number: int, unit: Unit) -> str:
    """Make a piece of new work: a task under the project, or one that contributes to the goal."""
    goal = line.item.kind == Kind.GOAL
    title = line.word if line.number == 1 else f"{line.word} {number}"
    given: dict[str, Any] = {"team": line.team.key if line.team else None, "parent": None if goal else line.item.key}
    made = CreateItem(kind=Kind.TASK, title=title, effort=line.minutes, **given).act(unit)
    if goal:
        AddRelation(source=made["key"], type=RelationType.CONTRIBUTES_TO, target=line.item.key).act(unit)
    return str(made["key"])


def _ended(line: ScenarioLine) -> Callable[[Unit], list[str]]:
    close = CloseGoal if line.item.kind == Kind.GOAL else MoveItem
    command = close(key=line.item.key, state=line.word)
    return lambda unit: _none(command.act(unit))


def _depth(item: Item) -> int:
    """How deep an item stands."""
    depth, seen = 0, {item.pk}
    while (above := item.parent) is not None and above.pk not in seen:
        seen.add(above.pk)
        depth, item = depth + 1, above
    return depth


class _TakenBackError(Exception):
    """Ends a trial."""


def attempt(unit: Unit, lines: Sequence[ScenarioLine], *, new: Sequence[ScenarioLine]) -> None:
    """Try whether the new lines could be applied after the others, and take all of it back.

    Raises what they would be refused with. What refuses others by now is told where the scenario is shown.
    """
    mark, stale = len(unit.happenings), set(unit.stale_parents)
    try:
        with suppress(_TakenBackError), transaction.atomic():
            for step in steps(lines, whole=False):
                _attempt(unit, step, strict=any(line in new for line in step.lines))
            raise _TakenBackError
    finally:
        del unit.happenings[mark:]
        unit.stale_parents = stale
        unit.forget()


def _attempt(unit: Unit, step: Step, *, strict: bool) -> None:
    try:
        with transaction.atomic():
            step.act(unit)
    except Problem:
        if strict:
            raise
