"""Reading values of unknown shape: every access knows its path, so that every refusal can name the field."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from ..tongue import say

EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)


class Wrong(Exception):
    """A value that cannot be taken: `path` of the field, and what was found and would be right."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message

    @property
    def told(self) -> str:
        """Both, as a Bad has them; what was said stays said."""
        return told(self.path, self.message)


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and its path from the top of the record, such as `fields.comment.comments[3].created`."""

    value: Any
    path: str = ""

    def __bool__(self) -> bool:
        return self.value is not None

    def get(self, name: str) -> "Node":
        """Return the member, or a node of None where this is null or lacks it. Raises Wrong if this is no object."""
        if self.value is None:
            return Node(None, self._join(name))
        if not isinstance(self.value, dict):
            raise Wrong(self.path or "record", say("expected an object, found %(value)s", value=describe(self.value)))
        return Node(self.value.get(name), self._join(name))

    def at(self, *names: str) -> "Node":
        """Return the member of the member …; null anywhere on the way gives a node of None."""
        node = self
        for name in names:
            node = node.get(name)
        return node

    def items(self) -> Iterator["Node"]:
        """Yield the elements of a list; null is an empty one. Raises Wrong if this is no list."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise Wrong(self.path, say("expected a list, found %(value)s", value=describe(self.value)))
        for index, value in enumerate(self.value):
            yield Node(value, f"{self.path}[{index}]")

    def text(self) -> str | None:
        """Return the string without NUL, or None for null. Whole numbers are taken as their digits.

        Raises Wrong for anything else.
        """
        if self.value is None or isinstance(self.value, str):
            return self.value and self.value.replace("\0", "")
        if (number := whole(self.value)) is not None:
            return str(number)
        raise Wrong(self.path, say("expected text, found %(value)s", value=describe(self.value)))

    def words(self) -> str:
        """Return a text on one line, trimmed. Raises Wrong where it is missing or empty."""
        text = " ".join((self.text() or "").split())
        if not text:
            raise Wrong(self.path, say("is missing; expected a text that is not empty"))
        return text

    def integer(self) -> int | None:
        """Return the whole number, or None for null. Raises Wrong for anything else."""
        if self.value is None or (number := whole(self.value)) is not None:
            return None if self.value is None else number
        raise Wrong(self.path, say("expected a whole number, found %(value)s", value=describe(self.value)))

    def moment(self) -> datetime | None:
        """Return the time in UTC (see `moment`), or None for null. Raises Wrong if it is no time or an absurd one."""
        return None if self.value in (None, "") else moment(self.value, self.path)

    def required_moment(self) -> datetime:
        """Return the time in UTC. Raises Wrong where it is missing, no time, or an absurd one."""
        found = self.moment()
        if found is None:
            raise Wrong(self.path, say("is missing; expected a time such as 2014-05-09T02:39:42.734+0000"))
        return found

    def day(self) -> date | None:
        """Return the day of a day or a time, or None for null. Raises Wrong if it is neither."""
        found = self.moment()
        return found.date() if found else None

    def _join(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def whole(value: object) -> int | None:
    """Return a whole number, also one that was written as 7.0 (as tables of numbers do), or None for anything else."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def told(field: str, problem: str) -> str:
    """Return what is wrong, the field first."""
    return say("%(field)s: %(problem)s", field=field, problem=problem)


def moment(value: object, path: str) -> datetime:
    """Return a time in UTC from ISO 8601 text or from milliseconds since 1970; without an offset it is taken as UTC.

    Raises Wrong, naming `path`, for anything else and for years outside 1970 to 2199.
    """
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValueError
        found = datetime.fromisoformat(value) if isinstance(value, str) else datetime.fromtimestamp(value / 1000, UTC)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise Wrong(
            path, say("expected a time such as 2014-05-09T02:39:42.734+0000, found %(value)s", value=describe(value))
        ) from None
    if not EARLIEST <= found < LATEST:
        raise Wrong(path, say("expected a time between 1970 and 2199, found %(value)s", value=describe(value)))
    return found


def describe(value: object) -> str:
    """Return a value in short for an error message."""
    if isinstance(value, dict | list):
        return say("an object") if isinstance(value, dict) else say("a list")
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"
