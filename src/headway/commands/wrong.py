"""What is wrong with a command's arguments, in the reader's language: pydantic's own words, and those of our checks."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ..tongue import Said, say, say_n, word

_PLAIN: Final = {
    "missing": word("Field required"),
    "extra_forbidden": word("Extra inputs are not permitted"),
    "string_type": word("Input should be a valid string"),
    "int_type": word("Input should be a valid integer"),
    "int_parsing": word("Input should be a valid integer, unable to parse string as an integer"),
    "int_from_float": word("Input should be a valid integer, got a number with a fractional part"),
    "float_type": word("Input should be a valid number"),
    "float_parsing": word("Input should be a valid number, unable to parse string as a number"),
    "finite_number": word("Input should be a finite number"),
    "bool_type": word("Input should be a valid boolean"),
    "bool_parsing": word("Input should be a valid boolean, unable to interpret input"),
    "list_type": word("Input should be a valid list"),
    "dict_type": word("Input should be a valid dictionary"),
    "date_type": word("Input should be a valid date"),
    "datetime_type": word("Input should be a valid datetime"),
    "timezone_aware": word("Input should have timezone info"),
    "date_from_datetime_inexact": word("Datetimes provided to dates should have zero time - e.g. be exact dates"),
}
_LIMITS: Final = {
    "greater_than": ("gt", word("Input should be greater than %(limit)s")),
    "greater_than_equal": ("ge", word("Input should be greater than or equal to %(limit)s")),
    "less_than": ("lt", word("Input should be less than %(limit)s")),
    "less_than_equal": ("le", word("Input should be less than or equal to %(limit)s")),
    "string_pattern_mismatch": ("pattern", word("String should match pattern '%(limit)s'")),
    "date_parsing": ("error", word("Input should be a valid date in the format YYYY-MM-DD, %(limit)s")),
    "date_from_datetime_parsing": ("error", word("Input should be a valid date or datetime, %(limit)s")),
    "datetime_parsing": ("error", word("Input should be a valid datetime, %(limit)s")),
    "datetime_from_date_parsing": ("error", word("Input should be a valid datetime or date, %(limit)s")),
    "time_parsing": ("error", word("Input should be in a valid time format, %(limit)s")),
}
_REASONS: Final = (
    *(word("input is too short"), word("invalid character in year"), word("invalid character in month")),
    *(
        word("invalid character in day"),
        word("invalid date separator, expected `-`"),
        word("invalid datetime separator"),
    ),
    *(word("month value is outside expected range of 1-12"), word("day value is outside expected range")),
    *(word("unexpected extra characters at the end of the input"), word("invalid character in hour")),
)
"""Why a date cannot be read, as pydantic has it."""


def wrong_in(error: Mapping[str, Any]) -> str:
    """Return what one of pydantic's errors says. English is as pydantic has it; an unknown kind stays English."""
    kind, context, text = error["type"], error.get("ctx") or {}, str(error["msg"])
    if kind == "value_error":
        return _ours(context, text)
    made = _made(kind, context)
    return made if made is not None else text


def _ours(context: Mapping[str, Any], text: str) -> str:
    """What our own check said, without pydantic's words before it."""
    said = getattr(context.get("error"), "args", ())
    return said[0] if said and isinstance(said[0], Said) else text.removeprefix("Value error, ")


def _made(kind: str, context: Mapping[str, Any]) -> str | None:
    if kind in _PLAIN:
        return say(_PLAIN[kind])
    if kind in _LIMITS:
        name, message = _LIMITS[kind]
        limit = context.get(name, "")
        return say(message, limit=say(limit) if name == "error" and "%" not in limit else limit)
    return _COUNTED[kind](context) if kind in _COUNTED else None


def _short(context: Mapping[str, Any]) -> str:
    return say_n(
        "String should have at least %(num)s character",
        "String should have at least %(num)s characters",
        context["min_length"],
        num=context["min_length"],
    )


def _long(context: Mapping[str, Any]) -> str:
    return say_n(
        "String should have at most %(num)s character",
        "String should have at most %(num)s characters",
        context["max_length"],
        num=context["max_length"],
    )


def _many(context: Mapping[str, Any]) -> str:
    return say_n(
        "%(what)s should have at most %(num)s item after validation, not %(actual)s",
        "%(what)s should have at most %(num)s items after validation, not %(actual)s",
        context["max_length"],
        num=context["max_length"],
        what=_container(context),
        actual=context["actual_length"],
    )


def _few(context: Mapping[str, Any]) -> str:
    return say_n(
        "%(what)s should have at least %(num)s item after validation, not %(actual)s",
        "%(what)s should have at least %(num)s items after validation, not %(actual)s",
        context["min_length"],
        num=context["min_length"],
        what=_container(context),
        actual=context["actual_length"],
    )


def _container(context: Mapping[str, Any]) -> str:
    kind = str(context["field_type"])
    return say(kind)


def _one_of(context: Mapping[str, Any]) -> str:
    first, either, last = str(context["expected"]).rpartition(" or ")
    listed = say("%(first)s or %(last)s", first=first, last=last) if either else last
    return say("Input should be %(expected)s", expected=listed)


_COUNTED: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "string_too_short": _short,
    "string_too_long": _long,
    "too_long": _many,
    "too_short": _few,
    "enum": _one_of,
    "literal_error": _one_of,
}
LISTS: Final = (word("List"), word("Dictionary"))
"""What pydantic calls what is too long or too short."""
