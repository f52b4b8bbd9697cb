"""An organisation adds fields of its own to its items, and changes them; their values stay."""

import re
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from ..events.types import FieldAdded, FieldChanged
from ..models import CustomField
from ..rules.errors import Invalid, NotFound, Refused
from ..rules.fields import FieldType, Option, check_options, is_key, with_options
from ..rules.words import Kind, Role
from ..tongue import said, say
from .base import Answer, Command
from .shared_answers import FieldTold
from .types import Clean, Line, ShortName
from .unit import Unit, born, changed

MOST = 100
"""Fields that a workspace may have."""
FieldKey = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$"),
    Field(description="the field's key: letters, digits and underscores", json_schema_extra={"ref": "field"}),
]
OptionName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Clean]
Currency = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^([A-Za-z]{3})?$")]
_CHOICE = (FieldType.CHOICE, FieldType.CHOICES)


class AddField(Command):
    """Add a field to items: of some kinds, or of all. Its key, by which queries know it, and its type stay."""

    name = "field.add"
    route = ("POST", "/fields")
    answers = FieldTold
    least = Role.ADMIN

    field_name: ShortName
    type: FieldType
    field: FieldKey | None = None
    kinds: list[Kind] = []
    options: Annotated[list[OptionName], Field(max_length=200)] = []
    currency: Currency = ""
    about: Line = ""
    required: bool = False

    def act(self, unit: Unit) -> Answer:
        """Put it after the others."""
        here = CustomField.objects.filter(workspace=unit.workspace)
        key = self.field or _key_of(self.field_name)
        if here.filter(key=key).exists():
            raise Refused(say("there is a field %(key)s already", key=repr(key)), field="field")
        if here.count() >= MOST:
            raise Refused(say("a workspace has at most %(most)s fields of its own", most=MOST), field="field_name")
        values = self._values(key) | {"position": here.count()}
        row = CustomField.objects.create(workspace=unit.workspace, **values)
        unit.record(FieldAdded, subject=row, changes=born(values))
        return {"id": row.pk, "field": row.key}

    def _values(self, key: str) -> dict[str, Any]:
        _check(self.type, self.options, self.currency)
        if self.type in _CHOICE and not self.options:
            raise Invalid(say("a choice needs options"), field="options")
        return {
            "key": key,
            "name": self.field_name,
            "type": self.type.value,
            "kinds": sorted({kind.value for kind in self.kinds}),
            "options": _plain(with_options((), self.options)),
            "currency": self.currency,
            "about": self.about,
            "required": self.required,
        }


def _key_of(name: str) -> str:
    key = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:40].rstrip("_")
    if not is_key(key):
        raise Invalid(
            say("state a key for the field %(name)s: letters, digits and underscores", name=repr(name)), field="field"
        )
    return key


def _check(type_: str, options: list[str] | None, currency: str | None) -> None:
    if options and type_ not in _CHOICE:
        raise Invalid(say("a field of type %(type)s has no options", type=said(type_)), field="options")
    if currency and type_ != FieldType.MONEY:
        raise Invalid(say("a field of type %(type)s has no currency", type=said(type_)), field="currency")
    check_options(options or [])


def _plain(options: tuple[Option, ...]) -> list[dict[str, Any]]:
    """As it is kept: {id, name}, and gone where it is."""
    return [{"id": one.id, "name": one.name} | ({"gone": True} if one.gone else {}) for one in options]


def _find(unit: Unit, key: str) -> CustomField:
    row = CustomField.objects.filter(workspace=unit.workspace, key=key).first()
    if row is None:
        raise NotFound(say("there is no field %(key)s", key=repr(key)), field="field")
    return row


class ChangeField(Command):
    """Change a field's words, kinds, options or place, or archive it. Values stay, also those of options left out."""

    name = "field.update"
    route = ("PATCH", "/fields/{field}")
    answers = FieldTold
    least = Role.ADMIN

    field: FieldKey
    field_name: ShortName | None = None
    kinds: list[Kind] | None = None
    options: Annotated[list[OptionName], Field(max_length=200)] | None = None
    currency: Currency | None = None
    about: Line | None = None
    required: bool | None = None
    position: Annotated[int, Field(ge=0, le=10_000)] | None = None
    archived: bool | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = _find(unit, self.field)
        _check(row.type, self.options, self.currency)
        if self.options is not None and not self.options and row.type in _CHOICE:
            raise Invalid(say("a choice needs options"), field="options")
        changes = changed(row, self._values(row))
        if changes:
            row.save()
            unit.record(FieldChanged, subject=row, changes=changes)
        return {"id": row.pk, "field": row.key}

    def _values(self, row: CustomField) -> dict[str, Any]:
        stated = self.given("currency", "about", "required", "position", "archived")
        values: dict[str, Any] = {n: getattr(self, n) for n in stated if getattr(self, n) is not None}
        if self.field_name is not None:
            values["name"] = self.field_name
        if self.kinds is not None:
            values["kinds"] = sorted({kind.value for kind in self.kinds})
        if self.options is not None:
            values["options"] = _plain(with_options(row.definition.options, self.options))
        return values


class RenameOption(Command):
    """Give an option of a choice another name; items keep it."""

    name = "field.rename_option"
    route = ("POST", "/fields/{field}/rename-option")
    answers = FieldTold
    least = Role.ADMIN

    field: FieldKey
    option: OptionName
    to: OptionName

    def act(self, unit: Unit) -> Answer:
        """Values hold the option's number, so that they need no change."""
        row = _find(unit, self.field)
        found = row.definition.option_of(self.option)
        if found is None:
            raise NotFound(
                say("%(name)s has no option %(option)s", name=row.name, option=repr(self.option)), field="option"
            )
        names = [self.to if one.id == found.id else one.name for one in row.definition.options]
        try:
            check_options(names)
        except Invalid as error:
            raise Refused(error.message, field="to") from error
        renamed = [one | {"name": self.to} if one["id"] == found.id else one for one in row.options]
        changes = changed(row, {"options": renamed})
        if changes:
            row.save(update_fields=["options"])
            unit.record(FieldChanged, subject=row, changes=changes)
        return {"id": row.pk, "field": row.key}
