"""Scenarios are made, renamed, shared, taken up again and thrown away. None of this leaves an event: it is no work."""

from collections.abc import Collection
from typing import Final

from django.db.models import QuerySet
from pydantic import Field

from ..access import scenarios
from ..models import Event, Member, Relation, Scenario, ScenarioLine
from ..rules.errors import Forbidden, NotFound, Refused
from ..rules.lifecycle import is_open
from ..rules.scenarios import What
from ..tongue import say
from .answers import Told
from .base import Answer, Command
from .types import Id, ShortName
from .unit import Unit

MOST: Final = 100
"""How many scenarios a member keeps."""


class ScenarioTold(Told):
    """A scenario, by number and name."""

    id: int
    title: str


class CreateScenario(Command):
    """Begin a scenario: changes that are weighed and not made. `like` takes over the lines of another that one sees."""

    name = "scenario.create"
    route = ("POST", "/scenarios")
    answers = ScenarioTold

    title: ShortName
    shared: bool = Field(default=False, description="show it to all members, each by what he sees")
    like: Id | None = Field(default=None, description="a scenario, by number, whose lines it begins with")

    def act(self, unit: Unit) -> Answer:
        """Make the row; nothing has happened to the work."""
        mine = scenarios.own(unit.actor)
        _check_name(mine, self.title)
        if mine.count() >= MOST:
            raise Refused(say("you have %(most)s scenarios; discard one first", most=MOST), field="title")
        lines = list(lines_of(unit, find(unit, self.like, field="like"))) if self.like else []
        row = Scenario.objects.create(
            workspace=unit.workspace,
            owner=_author(unit),
            name=self.title,
            shared=self.shared,
            created_at=unit.now,
            updated_at=unit.now,
        )
        for line in lines:
            line.pk, line.scenario = None, row
        ScenarioLine.objects.bulk_create(lines)
        return told(row)


class ChangeScenario(Command):
    """Rename one's own scenario, or share it with all members, or no longer."""

    name = "scenario.update"
    route = ("PATCH", "/scenarios/{id}")
    answers = ScenarioTold

    id: Id
    title: ShortName | None = None
    shared: bool | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = find_own(unit, self.id)
        if self.title is not None and self.title != row.name:
            _check_name(scenarios.own(unit.actor), self.title)
            row.name = self.title
        if self.shared is not None:
            row.shared = self.shared
        row.save(update_fields=["name", "shared"])
        return told(row)


class DiscardScenario(Command):
    """Throw a scenario away: one's own; admins any that is shared."""

    name = "scenario.discard"
    route = ("DELETE", "/scenarios/{id}")
    answers = ScenarioTold

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Remove the row; the work is as it was."""
        row = find(unit, self.id) if unit.actor.sees_all else find_own(unit, self.id)
        answer = told(row)
        row.delete()
        return answer


class RefreshScenario(Command):
    """Take a scenario up again with the work as it is now: after it was applied, or after others changed items of it.

    Lines fall away whose item has ended or is gone, and cuts of links that are gone.
    """

    name = "scenario.refresh"
    route = ("POST", "/scenarios/{id}/refresh")
    answers = ScenarioTold

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Take the version of every item as it is."""
        row = find_own(unit, self.id)
        kept = [line for line in lines_of(unit, row) if holds(line)]
        row.lines.exclude(pk__in=[line.pk for line in kept]).delete()
        for line in kept:
            line.version = line.item.version
        ScenarioLine.objects.bulk_update(kept, ["version"])
        row.applied_at = None
        touch(row, unit)
        return told(row)


def reopen(event: Event, items: Collection[int]) -> None:
    """Open the scenario again that was applied by an act that has just been undone, with its items as they are now."""
    rows = Scenario.objects.filter(workspace=event.workspace_id, owner=event.actor_id, applied_at=event.recorded_at)
    for row in rows.filter(lines__item__in=items).distinct():
        lines = list(row.lines.filter(item__in=items).select_related("item"))
        for line in lines:
            line.version = line.item.version
        ScenarioLine.objects.bulk_update(lines, ["version"])
        row.applied_at = None
        row.save(update_fields=["applied_at"])


def told(row: Scenario) -> Answer:
    """What a command on a scenario answers."""
    return {"id": row.pk, "title": row.name}


def touch(row: Scenario, unit: Unit) -> None:
    """Save that a scenario was changed just now."""
    row.updated_at = unit.now
    row.save(update_fields=["updated_at", "applied_at"])


def find(unit: Unit, pk: int, *, field: str = "id") -> Scenario:
    """Find a scenario that the actor is told of. Raises NotFound naming `field`."""
    rows = scenarios.found(unit.actor, pk)
    if not rows:
        raise NotFound(say("there is no scenario %(number)s", number=pk), field=field)
    return rows[0]


def find_own(unit: Unit, pk: int) -> Scenario:
    """Find a scenario of the author's own. Raises Forbidden for one that is shared with him, NotFound for any other."""
    row = find(unit, pk)
    if row.owner_id != unit.actor.me:
        raise Forbidden(say("a scenario is changed by its maker; copy it to change it"), field="id")
    return row


def find_open(unit: Unit, pk: int) -> Scenario:
    """Find a scenario of the author's own that is not applied. Raises as `find_own`, and Refused."""
    row = find_own(unit, pk)
    if row.applied_at is not None:
        raise Refused(say("this scenario has been applied; take it up again to change it"), field="id")
    return row


def lines_of(unit: Unit, row: Scenario) -> QuerySet[ScenarioLine]:
    """The lines of a scenario that the actor sees, with all that they name. One statement."""
    named = ("item", "item__state", "item__goal", "other", "member", "team")
    return scenarios.lines(unit.actor).filter(scenario=row).select_related(*named)


def holds(line: ScenarioLine) -> bool:
    """Whether there is something left that a line could change."""
    if not is_open(line.item.category):
        return False
    if line.what != What.CUT or line.other is None:
        return True
    return Relation.objects.filter(source=line.item, type=line.word, target=line.other).exists()


def _check_name(mine: QuerySet[Scenario], name: str) -> None:
    if mine.filter(name=name).exists():
        raise Refused(say("you have a scenario «%(name)s» already", name=name), field="title")


def _author(unit: Unit) -> Member:
    if unit.actor.member_id is None:
        raise Forbidden(say("a scenario belongs to a member; the house keeps none"))
    return unit.member("me", field="owner")
