"""Values of the organisation's own fields on items: checked by their type, kept in one form."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Final

from pydantic import Field

from ..models import CustomField, Item
from ..models.prepared import Prepared
from ..rules.errors import Invalid, Refused
from ..rules.fields import Definition, canonical
from ..rules.query.fields import OWN
from ..rules.schedule_words import listed
from ..tongue import said, say
from .unit import Unit

Given = str | int | float | list[str] | dict[str, str | int] | None
Values = Annotated[
    dict[Annotated[str, Field(max_length=40)], Given],
    Field(
        max_length=200,
        description="values of the organisation's own fields by key; null empties one",
        json_schema_extra={"widget": "own"},
    ),
]


def definitions(unit: Unit) -> dict[str, Definition]:
    """Return key -> field, in order, of those that are in use."""
    rows = CustomField.objects.filter(workspace=unit.workspace, archived=False).order_by("position", "id")
    return {row.key: row.definition for row in rows}


def set_fields(item: Item, given: Mapping[str, Any], *, unit: Unit) -> dict[str, list[Any]]:
    """Set the stated values on an item, unsaved, and return what changed. Raises Invalid naming `fields.<key>`."""
    known = definitions(unit) if given else {}
    values, changes = dict(item.custom), {}
    for key, value in given.items():
        one = _fitting(key, known, item)
        new = canonical(one, value, person=partial(_person, unit, f"fields.{key}"))
        if new is None and one.required:
            raise Invalid(say("%(name)s is required; it cannot be emptied", name=one.name), field=f"fields.{key}")
        old = values.pop(key, None)
        if new is not None:
            values[key] = new
        if new != old:
            changes[f"{OWN}{key}"] = [old, new]
    item.custom = values
    return changes


def _person(unit: Unit, field: str, ref: str) -> int:
    return unit.member(ref, field=field).pk


def _fitting(key: str, known: Mapping[str, Definition], item: Item) -> Definition:
    one = known.get(key)
    if one is None:
        there = ", ".join(known) or say("none yet")
        raise Invalid(
            say("there is no field %(key)s; there are: %(listed)s", key=repr(key), listed=there), field=f"fields.{key}"
        )
    if not one.fits(item.kind):
        raise Invalid(
            say(
                "%(name)s is a field of %(listed)s, not of %(kind)s",
                name=one.name,
                listed=listed([said(kind) for kind in one.kinds]),
                kind=said(item.kind),
            ),
            field=f"fields.{key}",
        )
    return one


_required: Final = Prepared(
    lambda workspace: CustomField.objects.filter(workspace=workspace, archived=False, required=True).order_by(
        "position"
    )
)


def check_required(item: Item, *, unit: Unit) -> None:
    """Refuse a new item that lacks what people must state. The house itself, at its routines, is not asked."""
    if unit.actor.member_id is None:
        return
    for row in _required.rows(unit.workspace.pk):
        one = row.definition
        if one.fits(item.kind) and one.key not in item.custom:
            raise Invalid(say("%(name)s is required", name=one.name), field=f"fields.{one.key}")


def change_fields(item: Item, given: Mapping[str, Any], *, unit: Unit) -> dict[str, list[Any]]:
    """Set the stated values on an item that exists, save them, and return what changed."""
    changes = set_fields(item, given, unit=unit)
    if changes:
        item.save(update_fields=["custom"])
    return changes


def put_back(item: Item, name: str, old: Any, new: Any) -> list[Any]:
    """Give a field the value that it had before a change, and return the change. Raises Refused if it moved since."""
    key = name.removeprefix(OWN)
    if item.custom.get(key) != new:
        raise Refused(say("%(key)s: somebody has changed %(what)s since", key=item.key, what=key), field="seq")
    item.custom = {**item.custom, key: old} if old is not None else {k: v for k, v in item.custom.items() if k != key}
    item.save(update_fields=["custom"])
    return [new, old]
