"""A scenario is given changes: to fields of items, of their ends, of what ties them, and of how much there is to do."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import Field

from ..access import visible
from ..models import Item, Relation, Scenario, ScenarioLine
from ..rules.errors import Invalid, NotFound, Refused
from ..rules.lifecycle import is_open
from ..rules.scenarios import FIELDS, LINES, NEW, Ending, What
from ..rules.words import Kind, Priority, RelationType
from ..tongue import say
from .answers import Told
from .base import Answer, Command
from .scenario_steps import attempt
from .scenarios import find_open, lines_of, touch
from .types import Day, Id, ItemKey, MemberRef, Minutes, Name
from .unit import Unit, refuse_left

CUT: Final = (RelationType.DEPENDS_ON, RelationType.BLOCKS, RelationType.AFFECTS, RelationType.CONTRIBUTES_TO)


class LinesTold(Told):
    """A scenario and those of its lines that were just written, by number."""

    id: int
    lines: list[int]


class _OnScenario(Command):
    answers = LinesTold

    id: Id

    def _write(self, unit: Unit, row: Scenario, lines: Sequence[ScenarioLine]) -> Answer:
        """Put these lines in place of those of the same sort on the same item, if they could be applied."""
        others = [one for one in lines_of(unit, row) if not any(_replaces(line, one) for line in lines)]
        if len(others) + len(lines) > LINES:
            raise Refused(say("a scenario has at most %(most)s changes; make another", most=LINES), field="id")
        attempt(unit, [*others, *lines], new=lines)
        for line in row.lines.all():
            if any(_replaces(new, line) for new in lines):
                line.delete()
        last = row.lines.order_by("-position").values_list("position", flat=True).first() or 0
        for position, line in enumerate(lines, start=last + 1):
            line.position = position
            line.save(force_insert=True)
        touch(row, unit)
        return {"id": row.pk, "lines": [line.pk for line in lines]}


def _replaces(new: ScenarioLine, old: ScenarioLine) -> bool:
    if new.item_id != old.item_id or new.what != old.what or new.what == What.ADD:
        return False
    return new.what != What.CUT or (new.word, new.other_id) == (old.word, old.other_id)


def _line(row: Scenario, what: What, item: Item, **values: Any) -> ScenarioLine:
    if not is_open(item.category):
        raise Refused(say("%(key)s has ended; a scenario changes what is open", key=item.key), field="key")
    return ScenarioLine(scenario=row, what=what, item=item, version=item.version, **values)


class ChangeInScenario(_OnScenario):
    """In a scenario, change fields of an item, as `item.update` would. Fields that are not stated stay; null empties.

    A second change of the same field takes the place of the first.
    """

    name = "scenario.change"
    route = ("PATCH", "/scenarios/{id}/items/{key}")

    key: ItemKey
    due: Day | None = None
    start: Day | None = None
    effort: Minutes | None = None
    owner: MemberRef | None = None
    priority: Priority | None = None

    def act(self, unit: Unit) -> Answer:
        """Write a line for each field that is stated."""
        row, item = find_open(unit, self.id), unit.item(self.key, field="key")
        stated = self.given(*FIELDS)
        if not stated:
            raise Invalid(say("state what changes: due, start, effort, owner or priority"), field="due")
        if "priority" in stated and self.priority is None:
            raise Invalid(say("a priority cannot be empty"), field="priority")
        return self._write(
            unit, row, [_line(row, what, item, **self._value(what, unit)) for what in FIELDS if what in stated]
        )

    def _value(self, what: What, unit: Unit) -> dict[str, Any]:
        if what in (What.DUE, What.START):
            return {"day": getattr(self, what)}
        if what is What.OWNER:
            member = unit.member(self.owner, field="owner") if self.owner else None
            refuse_left(member, field="owner")
            return {"member": member}
        return {"number": self.effort if what is What.EFFORT else self.priority and self.priority.number}


class EndInScenario(_OnScenario):
    """In a scenario, have an item done now, or dropped: closed as not to be done."""

    name = "scenario.end"
    route = ("POST", "/scenarios/{id}/items/{key}/end")

    key: ItemKey
    ending: Ending = Ending.DROPPED

    def act(self, unit: Unit) -> Answer:
        """Write the line."""
        row, item = find_open(unit, self.id), unit.item(self.key, field="key")
        return self._write(unit, row, [_line(row, What.END, item, word=self.ending.value)])


class CutInScenario(_OnScenario):
    """In a scenario, cut a link: source no longer depends on, blocks, affects or contributes to target."""

    name = "scenario.cut"
    route = ("POST", "/scenarios/{id}/cuts")

    source: ItemKey
    type: RelationType
    target: ItemKey

    def act(self, unit: Unit) -> Answer:
        """Write the line. Raises NotFound where there is no such link."""
        row = find_open(unit, self.id)
        source, target = unit.item(self.source, field="source"), unit.item(self.target, field="target")
        if self.type not in CUT:
            raise Invalid(say("a scenario cuts links that bind: %(types)s", types=", ".join(CUT)), field="type")
        if not Relation.objects.filter(source=source, type=self.type, target=target).exists():
            raise NotFound(
                say(
                    "%(source)s does not stand as «%(type)s %(target)s»",
                    source=source.key,
                    type=self.type.value,
                    target=target.key,
                ),
                field="target",
            )
        return self._write(unit, row, [_line(row, What.CUT, source, other=target, word=self.type.value)])


class AddInScenario(_OnScenario):
    """In a scenario, add scope: so many new tasks under a project, or contributing to a goal. `line`: in its place.

    They are work of the project's or the goal's team that nobody has begun and nobody owns.
    """

    name = "scenario.add"
    route = ("POST", "/scenarios/{id}/additions")

    key: ItemKey
    count: int = Field(default=1, ge=1, le=NEW, description="how many")
    effort: Minutes | None = Field(default=None, description="minutes of each", json_schema_extra={"widget": "effort"})
    title: Name = "New work"
    line: Id | None = Field(default=None, description="the addition, by number, in whose place this one comes")

    def act(self, unit: Unit) -> Answer:
        """Write the line."""
        row, item = find_open(unit, self.id), unit.item(self.key, field="key")
        if item.kind not in (Kind.PROJECT, Kind.GOAL):
            raise Invalid(
                say("%(key)s is neither a project nor a goal; scope is added to these", key=item.key), field="key"
            )
        old = find_line(unit, row, self.line, what=What.ADD) if self.line else None
        already = sum(one.number or 0 for one in row.lines.filter(what=What.ADD) if one != old)
        if already + self.count > NEW:
            raise Refused(
                say("a scenario adds at most %(most)s pieces; %(already)s are in it", most=NEW, already=already),
                field="count",
            )
        team = visible.teams(unit.actor).filter(pk=item.team_id or 0).first()
        line = _line(row, What.ADD, item, team=team, number=self.count, minutes=self.effort, word=self.title)
        if old is not None:
            old.delete()
        return self._write(unit, row, [line])


class RemoveFromScenario(_OnScenario):
    """Take a change out of a scenario."""

    name = "scenario.remove"
    route = ("DELETE", "/scenarios/{id}/lines/{line}")

    line: Id

    def act(self, unit: Unit) -> Answer:
        """Remove the line."""
        row = find_open(unit, self.id)
        find_line(unit, row, self.line).delete()
        touch(row, unit)
        return {"id": row.pk, "lines": []}


def find_line(unit: Unit, row: Scenario, pk: int, *, what: What | None = None) -> ScenarioLine:
    """Find a line of one's own scenario, whether or not one still sees what it speaks of. Raises NotFound."""
    rows = row.lines.filter(pk=pk)
    line = (rows.filter(what=what) if what else rows).first()
    if line is None:
        raise NotFound(say("there is no change %(number)s in this scenario", number=pk), field="line")
    return line
