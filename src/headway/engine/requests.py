"""Reading the fields of a request of the command line, with errors that name the field and what would be right."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

_NEEDED: Any = object()


class BadRequest(ValueError):
    """A request cannot be answered; the message names the field and says what would be right."""


def record(value: Any, where: str) -> Mapping[str, Any]:
    """Return `value` if it is an object."""
    if not isinstance(value, Mapping):
        raise BadRequest(f"{where}: {value!r} is not an object; write {{…}}")
    return value


def field(owner: Mapping[str, Any], name: str, where: str = "", *, default: Any = _NEEDED) -> Any:
    """Return a field, or its default where it is absent or null."""
    value = owner.get(name)
    if value is None:
        if default is _NEEDED:
            raise BadRequest(f"{_path(where, name)} is missing")
        return default
    return value


def listing(owner: Mapping[str, Any], name: str, default: Any = _NEEDED) -> Sequence[Any]:
    """Return a field that is a list."""
    value = field(owner, name, default=default)
    if not isinstance(value, list):
        raise BadRequest(f"{name}: {value!r} is not a list; write […]")
    return value


def text(owner: Mapping[str, Any], name: str, where: str = "") -> str:
    """Return a field that is a text; a number stands for its digits."""
    value = field(owner, name, where)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadRequest(f"{_path(where, name)}: {value!r} is not a text")
    return str(value)


def number(owner: Mapping[str, Any], name: str, where: str = "", *, default: Any = _NEEDED, low: Any = None) -> float:
    """Return a field that is a finite number, at least `low`; whole numbers stay whole."""
    value = field(owner, name, where, default=default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise BadRequest(f"{_path(where, name)}: {value!r} is not a finite number")
    if low is not None and value < low:
        raise BadRequest(f"{_path(where, name)}: {value!r} is too small; use {low} or more")
    return value


def whole(owner: Mapping[str, Any], name: str, *, default: Any = _NEEDED, low: int, high: int) -> int:
    """Return a field that is a whole number between two bounds."""
    value = field(owner, name, default=default)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadRequest(f"{name}: {value!r} is not a whole number from {low} to {high}")
    return value


def choice(owner: Mapping[str, Any], name: str, where: str, legal: Sequence[str], *, default: str) -> str:
    """Return a field that is one of a few words."""
    value = field(owner, name, where, default=default)
    if value not in legal:
        raise BadRequest(f"{_path(where, name)}: {value!r} is unknown; use one of {', '.join(legal)}")
    return str(value)


def _path(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
