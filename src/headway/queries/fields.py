"""The organisation's own fields, and their values on an item in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..access import visible
from ..rules.fields import Definition, FieldType, written
from ..rules.words import Kind
from .base import Look, Query
from .own_fields import definitions
from .rows import NOBODY, Person


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the organisation's own; `kinds` are those that have it, all where empty."""

    key: str
    name: str
    type: str
    about: str
    kinds: tuple[str, ...]
    options: tuple[str, ...]
    currency: str
    required: bool
    position: int
    archived: bool


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What a field holds on an item: `text` in words that commands read again, empty where it holds nothing.

    `value` is for machines: text, number, {amount, currency}, a date, an address, an option's name or a list of them.
    """

    key: str
    name: str
    type: str
    text: str
    value: Any
    person: Person | None


class ListFields(Query):
    """List the organisation's own fields in their order: those that a kind has, or all; archived ones when asked."""

    name = "field.list"
    route = "/fields"

    kind: Kind | None = None
    archived: bool = False

    def answer(self, look: Look) -> tuple[FieldRow, ...]:
        """One statement."""
        found = definitions(look, archived=self.archived)
        return tuple(_row(one) for one in found if self.kind is None or not one.kinds or self.kind in one.kinds)


def _row(one: Definition) -> FieldRow:
    return FieldRow(
        key=one.key,
        name=one.name,
        type=one.type,
        about=one.about,
        kinds=one.kinds,
        options=one.choosable,
        currency=one.currency,
        required=one.required,
        position=one.position,
        archived=one.archived,
    )


def field_values(look: Look, custom: Mapping[str, Any], *, kind: str) -> tuple[FieldValue, ...]:
    """Return the fields that a kind has, and those that hold something. One statement, two with persons."""
    shown = [one for one in definitions(look) if one.fits(kind) or one.key in custom]
    people = persons(look, [custom], shown)
    return tuple(field_value(one, custom.get(one.key), people) for one in shown)


def persons(look: Look, customs: Iterable[Mapping[str, Any]], fields: Iterable[Definition]) -> Mapping[int, Person]:
    """Return the members that these values name and the reader may know of; no statement where they name none."""
    keys = [one.key for one in fields if one.type is FieldType.PERSON]
    ids = {custom[key] for custom in customs for key in keys if key in custom}
    if not ids:
        return {}
    rows = visible.members(look.actor).filter(id__in=ids).values_list("id", "email", "name")
    return {pk: Person(email, name) for pk, email, name in rows}


def field_value(one: Definition, value: Any, people: Mapping[int, Person]) -> FieldValue:
    """Return what a field holds, in words and for machines."""
    if value is None:
        return FieldValue(one.key, one.name, one.type, "", None, None)
    who = people.get(value, NOBODY) if one.type is FieldType.PERSON else None
    text = written(one, value, person=lambda pk: people.get(pk, NOBODY).email)
    told: Any = value
    if one.type in (FieldType.PERSON, FieldType.CHOICE):
        told = text
    elif one.type is FieldType.CHOICES:
        told = [one.named(pk) for pk in value]
    return FieldValue(one.key, one.name, one.type, text, told, who)
