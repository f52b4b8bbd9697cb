"""Items come into being, change, are ranked and converted."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from ..events.types import ItemChanged, ItemConverted, ItemCreated, ItemRanked
from ..models import Item, ItemLabel, State, Task
from ..models.prepared import insert
from ..rules import ranks
from ..rules.errors import Forbidden, Invalid, Refused
from ..rules.lifecycle import check_parent, is_closed
from ..rules.words import Category, Kind, Role, Verdict
from ..tongue import say
from .answers import ItemTold
from .base import Answer, Command
from .graph import above, path, refuse_cycle, upward
from .item_fields import DETAILS, ItemFields, change_details, check_dates, columns, create_details, dates_of, details
from .numbering import last_rank, next_key
from .own_fields import change_fields, check_required, set_fields
from .phases import check_phase, release_strays
from .project_guards import check_born, check_sponsor, proposed_as, refuse_parts, write_down
from .rollup import columns_of, own_work
from .tree import hide_beneath
from .types import ItemKey, MemberRef, StateName, Title
from .unit import Unit, born, refuse_left

PREFIXES = {Kind.GOAL: "G", Kind.PROJECT: "P", Kind.OPERATION: "OP", Kind.ISSUE: "I", Kind.TASK: "T"}


def told(item: Item) -> Answer:
    """What a command on an item answers."""
    return {"key": item.key, "version": item.version, "state": item.state.name, "category": item.category}


class CreateItem(ItemFields):
    """Create a goal, project, operation, issue or task."""

    name = "item.create"
    route = ("POST", "/items")
    answers = ItemTold
    least = Role.GUEST

    kind: Kind
    title: Title
    state: StateName | None = None
    reporter: MemberRef | None = None

    def act(self, unit: Unit) -> Answer:
        """Give it a key, a state and a rank, and let its parent know."""
        if unit.actor.role is Role.GUEST and self.kind is not Kind.ISSUE:
            raise Forbidden(say("a guest may report issues; other work is created by members"), field="kind")
        values = columns(self, unit)
        detail = details(self, unit, kind=self.kind)
        item = self._new(unit, values)
        check_new(item, detail, unit=unit)
        own = set_fields(item, self.fields, unit=unit)
        check_required(item, unit=unit)
        approved = self.kind is Kind.PROJECT and check_born(item, sponsor=detail.get("sponsor"), unit=unit)
        for column, value in columns_of(own_work(item, milestone=self.milestone)).items():
            setattr(item, column, value)
        insert(item)
        changes = created_changes(item) | create_details(item, detail) | own
        if self.labels:
            changes |= set_labels(item, self.labels, unit=unit)
        if item.parent_id:
            unit.stale_parents.add(item.parent_id)
        unit.record(ItemCreated, subject=item, item=item, changes=changes)
        if approved:
            write_down(unit, item, Verdict.APPROVED)
        return told(item)

    def _new(self, unit: Unit, values: dict[str, Any]) -> Item:
        team = values.get("team")
        state = self._state(unit, team_id=team.pk if team else None)
        key, number = next_key(unit, prefix=team.key if team else PREFIXES[self.kind])
        return Item(
            workspace=unit.workspace,
            kind=self.kind,
            key=key,
            number=number,
            state=state,
            category=state.category,
            reporter_id=self._reporter(unit),
            rank=last_rank(unit),
            created_at=unit.now,
            updated_at=unit.now,
            **stamps(state.category, now=unit.now, started=None),
            **values,
        )

    def _state(self, unit: Unit, *, team_id: int | None) -> State:
        name = self.state or Category.BACKLOG
        return unit.state(name, kind=self.kind, team_id=team_id, field="state")

    def _reporter(self, unit: Unit) -> int | None:
        return unit.member(self.reporter, field="reporter").pk if self.reporter else unit.actor.member_id


class ChangeItem(ItemFields):
    """Change fields of an item. Fields that are not stated stay; null empties a field."""

    name = "item.update"
    route = ("PATCH", "/items/{key}")
    answers = ItemTold
    versioned = "key"

    key: ItemKey
    title: Title | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated and record old and new."""
        item = unit.edit(self.key)
        if "title" in self.model_fields_set and self.title is None:
            raise Invalid(say("a title cannot be empty"), field="title")
        values = columns(self, unit)
        detail = details(self, unit, kind=Kind(item.kind))
        self._check(item, values, unit=unit)
        check_phase(detail.get("phase"), values.get("parent", item.parent))
        if "sponsor" in detail:
            check_sponsor(detail["sponsor"], unit=unit, was=item.project.sponsor_id)
        check_dates(dates_of(item) | values | detail)
        touched = {item.parent_id} | ({values["parent"].pk} if values.get("parent") else set())
        extra = change_details(item, detail) | self._labels(item, unit)
        extra |= change_fields(item, self.fields, unit=unit)
        team = item.team_id
        unit.touch(item, values | self._state_in(values, item, unit), type_=ItemChanged, **extra)
        if self.given("effort", "milestone", "parent") or team != item.team_id:
            unit.stale_parents |= {item.pk} | {pk for pk in touched if pk}
        if values.get("private"):
            hide_beneath(item, unit=unit)
        if self.given("parent"):
            release_strays(unit, item)
        return told(item)

    def _check(self, item: Item, values: dict[str, Any], *, unit: Unit) -> None:
        owner = values.get("owner")
        if owner is not None and owner.pk != item.owner_id:
            refuse_left(owner, field="owner")
        parent = values.get("parent")
        if parent is not None:
            check_parent(kind=Kind(item.kind), parent=Kind(parent.kind))
            way = path(parent.pk, item.pk, step=upward if item.kind == Kind.GOAL else above)
            refuse_cycle(way, field="parent", what=say("parents"), actor=unit.actor)
        above_it = parent if "parent" in values else item.parent
        if above_it is not None and above_it.private and not values.get("private", item.private):
            values["private"] = True

    def _labels(self, item: Item, unit: Unit) -> dict[str, list[Any]]:
        return set_labels(item, self.labels, unit=unit) if self.given("labels") else {}

    def _state_in(self, values: dict[str, Any], item: Item, unit: Unit) -> dict[str, Any]:
        """The state of the same category in the new team's own lifecycle."""
        if "team" not in values or values["team"] == item.team:
            return {}
        team_id = values["team"].pk if values["team"] else None
        states = unit.states(kind=item.kind, team_id=team_id)
        if item.state in states:
            return {}
        return {"state": unit.state_in(item.category, kind=item.kind, team_id=team_id, field="team")}


class RankItem(Command):
    """Put an item directly before or after another in their common order."""

    name = "item.rank"
    route = ("POST", "/items/{key}/rank")
    answers = ItemTold
    versioned = "key"

    key: ItemKey
    before: ItemKey | None = None
    after: ItemKey | None = None

    def act(self, unit: Unit) -> Answer:
        """Write one row."""
        item = unit.edit(self.key)
        if (self.before is None) == (self.after is None):
            raise Invalid(say("state either before or after, the key of the neighbour"), field="before")
        field = "before" if self.before else "after"
        neighbour = unit.item(self.before or self.after or "", field=field)
        if neighbour.pk != item.pk:
            unit.touch(item, {"rank": _beside(item, neighbour, before=field == "before")}, type_=ItemRanked)
        return told(item)


def _beside(item: Item, neighbour: Item, *, before: bool) -> str:
    rows = Item.objects.filter(workspace_id=item.workspace_id).exclude(pk=item.pk)
    if before:
        other = rows.filter(rank__lt=neighbour.rank).order_by("-rank").values_list("rank", flat=True).first()
        return ranks.between(other, neighbour.rank)
    other = rows.filter(rank__gt=neighbour.rank).order_by("rank").values_list("rank", flat=True).first()
    return ranks.between(neighbour.rank, other)


class ConvertItem(Command):
    """Make an item one of another kind; its key, history and relations stay."""

    name = "item.convert"
    route = ("POST", "/items/{key}/convert")
    answers = ItemTold
    versioned = "key"

    key: ItemKey
    kind: Kind

    def act(self, unit: Unit) -> Answer:
        """Swap the kind's own row and take the state of the same category."""
        item = unit.edit(self.key)
        if item.kind == self.kind:
            return told(item)
        if item.parent is not None:
            check_parent(kind=self.kind, parent=Kind(item.parent.kind))
        for child in Item.objects.filter(parent=item).values_list("kind", flat=True).distinct():
            check_parent(kind=Kind(child), parent=self.kind)
        self._refuse_loss(item)
        gone = self._drop_details(item)
        if self.kind is Kind.PROJECT:
            item.category = proposed_as(item, unit=unit)
        state = unit.state_in(item.category, kind=self.kind, team_id=item.team_id, field="kind")
        unit.touch(item, {"kind": self.kind.value, "state": state}, type_=ItemConverted, **gone)
        create_details(item, {})
        unit.stale_parents |= {item.pk} | ({item.parent_id} if item.parent_id else set())
        return told(item)

    def _refuse_loss(self, item: Item) -> None:
        if item.kind == Kind.PROJECT:
            refuse_parts(item)
        if item.key_results.filter(deleted_at=None).exists():
            raise Refused(say("this goal has key results; remove them first"), field="kind")
        if item.schedules.filter(deleted_at=None).exists():
            raise Refused(say("this operation has schedules; remove them first"), field="kind")
        if Task.objects.filter(Q(operation=item) | Q(item=item, operation__isnull=False)).exists():
            raise Refused(say("occurrences tie this item to an operation; it cannot be converted"), field="kind")

    def _drop_details(self, item: Item) -> dict[str, list[Any]]:
        model, names = DETAILS[Kind(item.kind)]
        row = model._default_manager.filter(item=item).values(*names).first() or {}
        model._default_manager.filter(item=item).delete()
        return {name: [change[1], None] for name, change in born(row).items() if change[1] is not False}


def check_new(item: Item, detail: dict[str, Any], *, unit: Unit) -> None:
    """Check a new item against its parent and its dates; it inherits privacy."""
    refuse_left(item.owner, field="owner")
    if item.parent is not None:
        check_parent(kind=Kind(item.kind), parent=Kind(item.parent.kind))
        item.private = item.private or item.parent.private
    check_dates({"start": item.start, "due": item.due} | detail)
    check_phase(detail.get("phase"), item.parent)


OWN_COLUMNS = (
    *("kind", "key", "title", "description", "resolution", "rank", "priority", "start", "due", "effort", "points"),
    *("created_at", "started_at", "closed_at"),
)


def created_changes(item: Item) -> dict[str, list[Any]]:
    """The changes of a new item: all that it is."""
    values = {name: getattr(item, name) for name in OWN_COLUMNS}
    refs = {name: getattr(item, f"{name}_id") for name in ("state", "team", "owner", "reporter", "parent")}
    return born(values | refs | ({"private": True} if item.private else {}))


def stamps(category: str, *, now: datetime, started: datetime | None) -> dict[str, datetime | None]:
    """When work in this category was begun and ended."""
    begun = started or (now if category in (Category.DOING, Category.DONE) else None)
    return {"started_at": begun, "closed_at": now if is_closed(category) else None}


def set_labels(item: Item, names: list[str], *, unit: Unit) -> dict[str, list[Any]]:
    """Make these the item's labels and return the change."""
    old = sorted(ItemLabel.objects.filter(item=item).values_list("label_id", flat=True))
    new = sorted({unit.label(name).pk for name in names})
    if old == new:
        return {}
    ItemLabel.objects.filter(item=item).exclude(label__in=new).delete()
    ItemLabel.objects.bulk_create([ItemLabel(item=item, label_id=pk) for pk in new if pk not in old])
    return {"labels": [old or None, new or None]}
