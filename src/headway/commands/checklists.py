"""Checklists: steps within an item are added, ticked, put in order and taken off; one that grows becomes a task."""

from pydantic import Field

from ..access import visible
from ..events.types import ChecklistAdded, ChecklistChanged, ChecklistRemoved, ChecklistTicked, Happening
from ..models import ChecklistEntry, Item
from ..rules import ranks
from ..rules.errors import Invalid, NotFound, Refused
from ..rules.words import Kind
from ..tongue import say
from .answers import ItemTold
from .base import Answer, Command
from .comments import touch
from .items import CreateItem
from .shared_answers import StepTold
from .types import Id, ItemKey, Title
from .unit import Unit, born, changed, gone

MOST = 200
"""Steps that a checklist may have."""


class AddStep(Command):
    """Add a step to an item's checklist, at its end or after another step."""

    name = "checklist.add"
    route = ("POST", "/items/{key}/checklist")
    answers = StepTold

    key: ItemKey
    text: Title
    after: Id | None = None

    def act(self, unit: Unit) -> Answer:
        """Write one row."""
        item = unit.item(self.key, field="key")
        if item.checklist.count() >= MOST:
            raise Refused(
                say("a checklist has at most %(most)s steps; larger things are tasks", most=MOST), field="key"
            )
        rank = _place(item, after=self.after, before=None)
        row = ChecklistEntry.objects.create(item=item, text=self.text, rank=rank, created_at=unit.now)
        facts = {"item": item.pk, "text": self.text, "rank": rank, "created_at": unit.now}
        unit.record(ChecklistAdded, subject=row, item=item, changes=born(facts))
        touch(item, unit.now)
        return _told(row)


def _place(item: Item, *, after: int | None, before: int | None, moving: int | None = None) -> str:
    """A rank beside another step of the item, or at the end."""
    rows = [one for one in item.checklist.order_by("rank") if one.pk != moving]
    beside = after or before
    if beside is None:
        return ranks.between(rows[-1].rank if rows else None, None)
    at = next((index for index, one in enumerate(rows) if one.pk == beside), None)
    if at is None:
        raise NotFound(
            say("%(key)s has no step %(beside)s", key=item.key, beside=beside), field="after" if after else "before"
        )
    start = at + 1 if after else at
    low = rows[start - 1].rank if start else None
    return ranks.between(low, rows[start].rank if start < len(rows) else None)


class _OnStep(Command):
    id: Id

    def _find(self, unit: Unit) -> ChecklistEntry:
        rows = ChecklistEntry.objects.filter(pk=self.id, item__in=visible.items(unit.actor).values("id"))
        row = rows.select_related("item__state").first()
        if row is None:
            raise NotFound(say("there is no step %(id)s", id=self.id), field="id")
        return row

    def _save(self, row: ChecklistEntry, values: dict[str, object], *, type_: type[Happening], unit: Unit) -> Answer:
        changes = changed(row, values)
        if changes:
            row.save()
            unit.record(type_, subject=row, item=row.item, changes=changes)
            touch(row.item, unit.now)
        return _told(row)


def _told(row: ChecklistEntry) -> Answer:
    return {"id": row.pk, "key": row.item.key, "done": row.done_at is not None}


class ChangeStep(_OnStep):
    """Change the words of a step."""

    name = "checklist.update"
    route = ("PATCH", "/checklist/{id}")
    answers = StepTold

    text: Title

    def act(self, unit: Unit) -> Answer:
        """Keep the old words in the log."""
        return self._save(self._find(unit), {"text": self.text}, type_=ChecklistChanged, unit=unit)


class TickStep(_OnStep):
    """Tick a step as done, or with `done` false take the tick away."""

    name = "checklist.tick"
    route = ("POST", "/checklist/{id}/tick")
    answers = StepTold

    done: bool = Field(default=True, description="false takes the tick away")

    def act(self, unit: Unit) -> Answer:
        """Note who and when; ticking what is ticked changes nothing."""
        row = self._find(unit)
        if (row.done_at is not None) == self.done:
            return _told(row)
        values = {"done_at": unit.now, "done_by_id": unit.actor.member_id} if self.done else {}
        changes = changed(row, {"done_at": None, "done_by_id": None} | values)
        row.save(update_fields=["done_at", "done_by"])
        told = {name.removesuffix("_id"): change for name, change in changes.items()} | {"text": [row.text] * 2}
        unit.record(ChecklistTicked, subject=row, item=row.item, changes=told)
        touch(row.item, unit.now)
        return _told(row)


class RankStep(_OnStep):
    """Put a step directly before or after another of the same checklist."""

    name = "checklist.rank"
    route = ("POST", "/checklist/{id}/rank")
    answers = StepTold

    before: Id | None = None
    after: Id | None = None

    def act(self, unit: Unit) -> Answer:
        """Write one row."""
        row = self._find(unit)
        if (self.before is None) == (self.after is None):
            raise Invalid(say("state either before or after, the number of the neighbour"), field="before")
        if row.pk in (self.before, self.after):
            return _told(row)
        rank = _place(row.item, after=self.after, before=self.before, moving=row.pk)
        return self._save(row, {"rank": rank}, type_=ChecklistChanged, unit=unit)


class RemoveStep(_OnStep):
    """Take a step off its checklist."""

    name = "checklist.remove"
    route = ("DELETE", "/checklist/{id}")
    answers = StepTold

    def act(self, unit: Unit) -> Answer:
        """Delete the row; the log remembers it."""
        row = self._find(unit)
        told = _told(row)
        _remove(row, unit=unit)
        return told


def _remove(row: ChecklistEntry, *, unit: Unit) -> None:
    unit.record(ChecklistRemoved, subject=row, item=row.item, changes=gone(row))
    touch(row.item, unit.now)
    row.delete()


class PromoteStep(_OnStep):
    """Make a step a task of its own beneath its item: it has grown too large to be ticked."""

    name = "checklist.promote"
    route = ("POST", "/checklist/{id}/promote")
    answers = ItemTold

    def act(self, unit: Unit) -> Answer:
        """Create the task in the item's team and take the step off."""
        row = self._find(unit)
        team = row.item.team.key if row.item.team else None
        made = CreateItem(kind=Kind.TASK, title=row.text, parent=row.item.key, team=team).act(unit)
        _remove(row, unit=unit)
        return made
