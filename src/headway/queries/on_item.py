"""What hangs on an item beside its ties: checklist, files, own fields, the clock, and what its texts refer to.

Whether there is any of it is asked in the item's own statement, so that what is not there costs none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import BooleanField, DateTimeField, Q
from django.db.models.expressions import RawSQL

from ..access import visible
from ..rules.markup import keys_in, mentions_in
from .base import Look
from .checklists import StepRow, steps
from .fields import FieldValue, field_values
from .files import FileRow, files
from .rows import Known, Person


@dataclass(frozen=True, slots=True)
class Named:
    """An item that a text refers to, and its state."""

    key: str
    title: str
    state: str
    category: str


@dataclass(frozen=True, slots=True)
class OnItem:
    """What hangs on an item; `ticking` is since when the reader's own clock runs on it."""

    checklist: tuple[StepRow, ...]
    attachments: tuple[FileRow, ...]
    fields: tuple[FieldValue, ...]
    ticking: datetime | None


_HAS: Final = {
    "has_steps": "headway_checklistentry x WHERE x.item_id = headway_item.id",
    "has_files": "headway_attachment x WHERE x.item_id = headway_item.id AND x.removed_at IS NULL",
    "has_comments": "headway_comment x WHERE x.item_id = headway_item.id",
    "has_logs": "headway_worklog x WHERE x.item_id = headway_item.id",
    "has_timeboxes": "headway_itemtimebox x WHERE x.item_id = headway_item.id",
    "has_clock": "headway_serviceclock x WHERE x.item_id = headway_item.id",
    "has_outgoing": "headway_relation x WHERE x.source_id = headway_item.id",
    "has_incoming": "headway_relation x WHERE x.target_id = headway_item.id",
    "has_children": "headway_item x WHERE x.parent_id = headway_item.id AND x.deleted_at IS NULL",
    "has_fields": "headway_customfield x WHERE x.workspace_id = headway_item.workspace_id AND NOT x.archived",
}


def whether(me: int) -> dict[str, Any]:
    """Return the columns that say to a member what of it there is, for the statement that reads the item itself.

    That there is some says nothing of whether the reader may see it: each part is read by its own rule.
    """
    ticking = "SELECT x.started_at FROM headway_timer x WHERE x.item_id = headway_item.id AND x.member_id = %s"
    return {
        **{name: RawSQL(f"EXISTS (SELECT 1 FROM {of})", (), BooleanField()) for name, of in _HAS.items()},  # noqa: S608, S611
        "ticking": RawSQL(ticking, (me,), DateTimeField()),  # noqa: S611
    }


def on_item(look: Look, row: Mapping[str, Any], *, known: Known) -> OnItem:
    """Return what hangs on the item of a row with the columns of `whether`. A statement for each that is there."""
    pk, own = row["id"], row["custom"]
    return OnItem(
        checklist=steps(pk, known=known) if row["has_steps"] else (),
        attachments=files(look, pk, known=known) if row["has_files"] else (),
        fields=field_values(look, own, kind=row["kind"]) if row["has_fields"] else (),
        ticking=row["ticking"],
    )


def references(look: Look, texts: Iterable[str | None]) -> tuple[tuple[Named, ...], tuple[Person, ...]]:
    """Return the items and the people that texts in Markdown name, of those that the reader may know.

    One statement for all items, one for all people; none where none are named.
    """
    given = [text for text in texts if text]
    keys, people = keys_in(given), mentions_in(given)
    found: tuple[Named, ...] = ()
    if keys:
        rows = visible.items(look.actor).filter(key__in=keys).order_by("key")
        found = tuple(Named(*row) for row in rows.values_list("key", "title", "state__name", "category"))
    return found, _people(look, people) if people else ()


def _people(look: Look, names: Iterable[str]) -> tuple[Person, ...]:
    wanted = Q()
    for name in names:
        wanted |= Q(email__iexact=name) | Q(name__istartswith=name.partition("@")[0])
    rows = visible.members(look.actor).filter(wanted, active=True).order_by("name", "id")
    return tuple(Person(*row) for row in rows.values_list("email", "name")[:500])
