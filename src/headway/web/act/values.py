"""What was typed into a form, as a command's arguments; and back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import QueryDict
from pydantic import ValidationError

from ...commands import Command
from ...commands.wrong import wrong_in
from ...rules.errors import Invalid
from ...rules.money import major, minor
from ...rules.query.values import minutes
from ...tongue import said, say, word
from ..formats import typed_effort
from . import own
from .schema import Shape, shapes

MARK: Final = "was."
"""Before the name of a hidden field that holds what its author saw: unchanged fields are not stated again."""


def typed(command: type[Command], data: QueryDict) -> dict[str, Any]:
    """Return every field that a request gives, as typed."""
    found: dict[str, Any] = {}
    for name, shape in shapes(command).items():
        if name in data:
            many = shape.widget == "checks"
            found[name] = [one for one in data.getlist(name) if one] if many else data.getlist(name)[-1]
    return found


def stated(command: type[Command], data: QueryDict, *, zone: ZoneInfo) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the arguments that the author states, and what is wrong with any of them by field.

    A field is not stated when it is as its author saw it, or when it is empty on a form that began empty.
    """
    arguments: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in typed(command, data).items():
        shape, before = shapes(command)[name], data.get(MARK + name)
        if before is not None and _same(before, value):
            continue
        if value in ("", []) and before is None and not shape.required:
            continue
        try:
            arguments[name] = _argument(shape, value, zone, currency=_currency(data))
        except ValueError:
            errors[name] = say("an effort is written like 30m, 4h, 2d or 1w")
        except Invalid as wrong:
            errors[name] = wrong.message
    if "fields" in shapes(command) and (given := own.stated(data, mark=MARK)):
        arguments["fields"] = given
    return arguments, errors


def _currency(data: QueryDict) -> str:
    """The currency that stands beside an amount."""
    return data.get("currency") or data.get(f"{MARK}currency") or ""


def _same(before: str, value: Any) -> bool:
    return before.replace("\r\n", "\n") == (",".join(value) if isinstance(value, list) else value.replace("\r\n", "\n"))


def _argument(shape: Shape, value: Any, zone: ZoneInfo, *, currency: str) -> Any:
    if shape.widget == "list":
        return [part.strip() for part in value.split(",") if part.strip()]
    if value == "":
        return None if shape.nullable else "" if shape.type == "string" else shape.default
    if shape.widget == "effort":
        return minutes(value.replace(" ", ""))
    if shape.widget == "money":
        return minor(value, currency)
    if shape.widget == "check":
        return value == "on"
    if shape.widget == "moment":
        return _moment(value, zone)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _moment(value: str, zone: ZoneInfo) -> Any:
    """A time without an offset, as browsers send it, is one of the workspace."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return value
    return found if found.tzinfo else found.replace(tzinfo=zone)


def shown(shape: Shape, value: Any, *, currency: str = "") -> Any:
    """Return a value as a form's field shows it; an amount of money in whole units of its currency."""
    if value is None:
        return ""
    if shape.widget == "money" and isinstance(value, int):
        return major(value, currency)
    if shape.widget == "effort" and isinstance(value, int):
        return typed_effort(value)
    if shape.widget == "list" and not isinstance(value, str):
        return ", ".join(value)
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else str(value)
    return value.isoformat() if isinstance(value, date) else value


_WORDS: Final[Mapping[str, str]] = {
    "missing": word("this is needed"),
    "string_too_short": word("this is needed"),
    "string_pattern_mismatch": word("this has not the right form"),
    "extra_forbidden": word("there is no such field"),
}


def messages(error: ValidationError) -> dict[str, str]:
    """Return field -> what is wrong with it, of a command that could not be made."""
    found: dict[str, str] = {}
    for one in error.errors(include_url=False, include_input=False):
        name = str(one["loc"][0]) if one["loc"] else ""
        found.setdefault(name, said(_WORDS.get(one["type"], "")) or wrong_in(one))
    return found
