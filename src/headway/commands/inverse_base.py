"""What every way of taking something back shares: the event's item, and a column that goes back to what it held."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Field, Model

from ..access import visible
from ..events.types import TYPES
from ..models import Event, Item
from ..rules.errors import NotFound, Refused
from ..rules.spoken_words import field_word
from ..rules.words import Kind
from ..tongue import say
from .unit import Unit, plain

Items = dict[int, Item]

_OF: Final = {
    **{"key_result": Kind.GOAL, "schedule": Kind.OPERATION},
    **dict.fromkeys(("phase", "deliverable", "stakeholder", "budget_line", "cost"), Kind.PROJECT),
}
"""What only items of one kind have: it cannot come back once the item is of another."""


def item_of(event: Event, unit: Unit, items: Items) -> Item:
    """The event's item, in the bin or out of it, as the undoing has left it so far."""
    pk = event.item_id or 0
    if pk not in items:
        rows = visible.items(unit.actor) | visible.items(unit.actor, deleted=True)
        row = rows.filter(pk=pk).select_related("state", "parent").first()
        if row is None:
            raise NotFound(say("it is about an item that is not here"), field="seq")
        items[pk] = row
    noun = TYPES[event.type].noun
    if items[pk].kind != _OF.get(noun, items[pk].kind):
        raise Refused(
            say("%(key)s is %(kind)s now, which has none", key=items[pk].key, kind=Kind(items[pk].kind).one),
            field="seq",
        )
    return items[pk]


def same_column(row: Model, name: str, new: Any, *, key: str) -> "Field[Any, Any]":
    """The column, if it still holds what the act put there. Raises Refused."""
    field: Field[Any, Any] = row._meta.get_field(name)  # type: ignore[assignment]
    # Some columns cannot be null, and hold a blank where the log tells of nothing.
    now = field.get_default() if new is None and not field.null else field.to_python(new)
    if getattr(row, field.attname) != now:
        raise Refused(say("%(key)s: somebody has changed %(name)s since", key=key, name=field_word(name)), field="seq")
    return field


def former(row: Model, name: str, old: Any, new: Any, *, key: str) -> Any:
    """What the column held before the act, as a value to set."""
    field = same_column(row, name, new, key=key)
    if old is None:
        return None if field.null else field.get_default()
    if field.remote_field is None:
        return field.to_python(old)
    found = field.remote_field.model._default_manager.filter(pk=old).first()
    if found is None:
        raise Refused(
            say("%(key)s: its former %(name)s is no longer there", key=key, name=field_word(name)), field="seq"
        )
    return found


def set_back(row: Model, name: str, old: Any, new: Any, *, key: str) -> list[Any]:
    """Set a column, unsaved, to what it held before the act, and return the change."""
    value = former(row, name, old, new, key=key)
    before = plain(getattr(row, name))
    setattr(row, name, value)
    return [before, plain(value)]


def fits(row: Model) -> None:
    """Refuse what the database's own rules no longer allow: another of its name has come since, or the like."""
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(say("it no longer fits: %(listed)s", listed="; ".join(error.messages)), field="seq") from error
