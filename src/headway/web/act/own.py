"""The organisation's own fields on the forms of items: named «fields.<key>», drawn by their type."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict

from ...queries.fields import FieldRow, ListFields
from ...queries.lists import ListMembers
from ...rules.fields import FieldType
from ...rules.words import Kind
from ...tongue import said, say, word
from ..fields import Field
from ..page import Visit

PREFIX: Final = "fields."
_WIDGETS: Final = {
    FieldType.NUMBER: "number",
    FieldType.DATE: "date",
    FieldType.PERSON: "select",
    FieldType.CHOICE: "select",
    FieldType.CHOICES: "checks",
}
_HINTS: Final = {
    FieldType.MONEY: word("Such as 1250.50 EUR"),
    FieldType.LINK: word("Such as https://example.org"),
}


def typed(data: QueryDict) -> dict[str, Any]:
    """Return every own field that a request gives, as typed; several choices as a list."""
    found: dict[str, Any] = {}
    for name in data:
        if name.startswith(PREFIX):
            values = data.getlist(name)
            found[name] = [one for one in values if one] if len(values) > 1 else values[0]
    return found


def stated(data: QueryDict, *, mark: str) -> dict[str, Any]:
    """Return key -> value of the own fields that the author changed, or filled in where he saw nothing."""
    found: dict[str, Any] = {}
    for name, value in typed(data).items():
        before = data.get(mark + name)
        plain = ", ".join(value) if isinstance(value, list) else value
        if plain.strip() != (before or "").strip():
            found[name.removeprefix(PREFIX)] = value or None
    return found


def fields(visit: Visit, *, kind: str, values: Mapping[str, Any], errors: Mapping[str, str], only: str) -> list[Field]:
    """Return the own fields that a kind's form shows: those named in `only`, or all."""
    if not kind or (only and PREFIX not in only):
        return []
    rows = visit.ask(ListFields(kind=Kind(kind)))
    wanted = [row for row in rows if not only or PREFIX + row.key in only.split(",")]
    return [_field(visit, row, values.get(PREFIX + row.key, ""), errors) for row in wanted]


def _field(visit: Visit, row: FieldRow, value: Any, errors: Mapping[str, str]) -> Field:
    name, type_ = PREFIX + row.key, FieldType(row.type)
    if type_ is FieldType.CHOICES and isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    return Field(
        name=name,
        label=row.name,
        value=value,
        widget=_WIDGETS.get(type_, "text"),
        required=row.required,
        hint=row.about or said(_HINTS.get(type_, "")),
        error=errors.get(name, ""),
        choices=_choices(visit, row, value),
    )


def _choices(visit: Visit, row: FieldRow, value: Any) -> list[tuple[str, str]]:
    found = [(name, name) for name in row.options]
    if row.type == FieldType.PERSON:
        found = [(one.email, one.name) for one in visit.ask(ListMembers())]
    if row.type not in (FieldType.PERSON, FieldType.CHOICE):
        return found
    known = {one for one, _ in found}
    return [("", say("None")), *([(value, value)] if value and value not in known else []), *found]
