"""The fields of a command, read off its class."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...commands import Command
from ...tongue import said, word


@dataclass(frozen=True, slots=True)
class Shape:
    """What a command's field takes. `type` is JSON's; `ref` the noun it names; `words` its closed vocabulary."""

    name: str
    type: str
    widget: str
    ref: str
    words: tuple[str, ...]
    nullable: bool
    required: bool
    default: Any


@cache
def shapes(command: type[Command]) -> Mapping[str, Shape]:
    """Return name -> shape, in the order of the class."""
    schema = command.model_json_schema()
    needed = set(schema.get("required", ()))
    defs = schema.get("$defs", {})
    return {name: _shape(name, one, defs, name in needed) for name, one in schema["properties"].items()}


def _shape(name: str, schema: Mapping[str, Any], defs: Mapping[str, Any], required: bool) -> Shape:
    options = schema.get("anyOf", [schema])
    inner = next(one for one in options if one.get("type") != "null")
    inner = {**inner, **defs.get(inner.get("$ref", "").rpartition("/")[2], {})}
    items = inner.get("items", {})
    return Shape(
        name=name,
        type=inner.get("type", "string"),
        widget=_widget(name, inner, items),
        ref=inner.get("ref") or items.get("ref") or ("timebox" if name == "timebox" else ""),
        words=tuple(inner.get("enum") or items.get("enum") or ()),
        nullable=len(options) > 1,
        required=required,
        default=schema.get("default"),
    )


def _widget(name: str, inner: Mapping[str, Any], items: Mapping[str, Any]) -> str:
    if inner.get("widget") == "effort" or name == "minutes":
        return "effort"
    if inner.get("widget") == "money":
        return "money"
    if inner.get("widget") == "markdown":
        return "markdown"
    if items.get("enum"):
        return "checks"
    if inner.get("type") == "array":
        return "list"
    if inner.get("enum") or inner.get("ref") in ("member", "team", "state", "calendar", "period") or name == "timebox":
        return "select"
    by_format = {"date": "date", "date-time": "moment"}
    by_type = {"boolean": "check", "integer": "number", "number": "number"}
    return by_format.get(inner.get("format", "")) or by_type.get(inner.get("type", "")) or "text"


def path_fields(command: type[Command]) -> set[str]:
    """Return the fields that say upon what a command acts: those in its route."""
    return {name for name in shapes(command) if f"{{{name}}}" in command.route[1]}


def blank_word(shape: Shape) -> str:
    """Return what an empty choice is called."""
    nobody = {"member": word("Nobody"), "team": word("No team"), "state": word("The first")}
    return said(nobody.get(shape.ref, word("None")))
