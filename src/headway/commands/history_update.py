"""Imported items that have changed at the source since: what is new is told, and the source wins."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from ..events.types import ItemChanged, ItemMoved
from ..models import Event, ExternalRef, Item, ItemTimebox
from ..rules.errors import Refused
from ..tongue import say
from .history_store import Draft, Elsewhere
from .history_talk import talk
from .item_fields import change_details
from .items import set_labels
from .timeboxes import places
from .tree import hide_beneath
from .unit import plain

if TYPE_CHECKING:
    from .history_items import ImportItem

COLUMNS = ("title", "description", "resolution", "priority", "start", "due", "effort", "points", "fields", "private")
REFS = ("state_id", "team_id", "owner_id", "reporter_id")


def update(store: Elsewhere, changed: Mapping[str, tuple["ImportItem", ExternalRef]]) -> None:
    """Bring known items to what the source says now; comments and time that are new are added."""
    rows = Item.objects.in_bulk([ref.object_id for _, ref in changed.values()])
    drafts = []
    for command, ref in changed.values():
        _check_same(command, rows[ref.object_id])
        drafts.append(_update_one(store, command, rows[ref.object_id]))
        ref.digest = command.digest
        ref.save(update_fields=["digest"])
    talk(store, drafts)


def _check_same(command: "ImportItem", item: Item) -> None:
    """Another key is another item, unless its history tells of the move: two servers give out the same numbers."""
    moved = any(change.field == "key" for change in command.changes)
    if command.key.upper() != item.key and not moved:
        raise Refused(
            say(
                "%(ref)s is %(key)s here already; name the source apart if this is another server's",
                ref=repr(command.ref),
                key=item.key,
            ),
            field="ref",
        )


def _update_one(store: Elsewhere, command: "ImportItem", item: Item) -> Draft:
    unit = store.unit
    before = {name: getattr(item, name) for name in (*COLUMNS, *REFS, "category", "started_at", "closed_at")}
    last = Event.objects.filter(item=item, type__startswith="item.").aggregate(at=Max("happened_at"))["at"]
    draft = store.draft(command, item=item, fresh=False)
    newer = [step for step in draft.way.steps if last is None or step.at > last]
    told = _tell_new(store, item, newer)
    _tell_rest(store, draft, before=before, told=told)
    item.save()
    if item.private and not before["private"]:
        hide_beneath(item, unit=unit)
    unit.stale_parents.add(item.pk)
    if item.parent_id:
        unit.stale_parents.add(item.parent_id)
    return draft


def _tell_new(store: Elsewhere, item: Item, steps: list[Any]) -> dict[str, Any]:
    """Record the steps that are newer than what is known; return where they left each field."""
    left: dict[str, Any] = {}
    for step in steps:
        item.version += 1
        left |= {name: new for name, (_, new) in step.changes.items() if not name.startswith("~")}
        facts = {"changes": step.changes, "actor": step.by, "happened": step.at}
        store.unit.record(step.type, subject=item, item=item, **facts)
    return left


def _tell_rest(store: Elsewhere, draft: Draft, *, before: dict[str, Any], told: dict[str, Any]) -> None:
    """Record what differs from before and no step explained, so that the log folds to what is stored."""
    item, command = draft.item, draft.command
    now = {name: getattr(item, name) for name in before}
    changes = {}
    for column in before:
        name = column.removesuffix("_id")
        old = told.get(name, plain(before[column]) if before[column] != "" else None)
        new = plain(now[column]) if now[column] != "" else None
        if column != "category" and old != new:
            changes[name] = [old, new]
    changes |= _sets(store, draft, told)
    changes |= change_details(item, {"severity": command.severity} if command.kind == "issue" else {})
    if changes:
        item.version += 1
        type_ = ItemMoved if "state" in changes else ItemChanged
        facts = {"changes": changes, "actor": None, "happened": item.updated_at}
        store.unit.record(type_, subject=item, item=item, **facts)


def _sets(store: Elsewhere, draft: Draft, told: dict[str, Any]) -> dict[str, list[Any]]:
    item = draft.item
    changes = set_labels(item, list(draft.command.labels), unit=store.unit)
    if "labels" in told:
        changes = {} if (told["labels"] or []) == draft.labels else {"labels": [told["labels"], draft.labels or None]}
    old = places(item)
    if old != draft.places:
        ItemTimebox.objects.filter(item=item).delete()
        ItemTimebox.objects.bulk_create([ItemTimebox(item=item, timebox_id=pk, role=role) for pk, role in draft.places])
        changes["timeboxes"] = [old or None, draft.places or None]
    return changes
