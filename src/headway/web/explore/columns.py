"""The columns of Explore: those of the house, and the organisation's own fields; which are shown, and in what order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...queries.fields import FieldRow
from ...rules.fields import FieldType
from ...rules.query.fields import OWN
from ...tongue import word

MOST: Final = 20
"""Columns that a table may have."""
_MINOR: Final = frozenset({"key", "owner", "priority", "severity", "progress", "updated"})
"""What a narrow screen leaves out, as long as nobody has chosen."""
_LEAST: Final = "updated"
"""What already a middling screen leaves out, for titles to have the room."""
_RIGHT: Final = frozenset({FieldType.NUMBER, FieldType.MONEY})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in addresses, its head, and the order that a first click asks for, if there is one.

    `own` is the key of a field of the organisation's own, and `type` what that holds.
    """

    name: str
    label: str
    by: str = ""
    look: str = ""
    own: str = ""
    type: str = ""


HOUSE: Final[Sequence[Column]] = (
    Column("key", word("Key"), "key"),
    Column("title", word("Title"), "title"),
    Column("state", word("State")),
    Column("owner", word("Owner")),
    Column("priority", word("Priority"), "priority"),
    Column("due", word("Due"), "due"),
    Column("updated", word("Updated"), "-updated"),
    Column("team", word("Team")),
    Column("place", word("Belongs to")),
    Column("goals", word("Goals")),
    Column("labels", word("Labels")),
    Column("severity", word("Severity")),
    Column("progress", word("Progress")),
    Column("start", word("Start"), "start"),
    Column("effort", word("Effort"), "effort", "num"),
    Column("points", word("Points"), "", "num"),
    Column("created", word("Created"), "-created"),
    Column("started", word("Started"), "-started"),
    Column("closed", word("Closed"), "-closed"),
)
DEFAULT: Final = ("key", "title", "state", "owner", "priority", "due", "updated")
_USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "/projects": ("key", "title", "state", "owner", "progress", "due", "updated"),
    "/issues": ("key", "title", "state", "severity", "owner", "priority", "due", "updated"),
}
"""What the lists of a kind show as long as nobody has chosen: of a project how far it is, of an issue how bad."""
ALWAYS: Final = "title"
"""What leads to the item."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The columns that are shown, those that might be, and the names of such as there are not."""

    shown: tuple[Column, ...]
    rest: tuple[Column, ...]
    unknown: tuple[str, ...]
    cols: str

    @property
    def own(self) -> str:
        """The own fields among them, as item.list takes them."""
        return ",".join(column.own for column in self.shown if column.own)

    def moved(self, name: str, step: int) -> str:
        """The columns with one of them moved by a step."""
        names = [column.name for column in self.shown]
        at = names.index(name)
        to = min(len(names) - 1, max(0, at + step))
        names[at], names[to] = names[to], names[at]
        return ",".join(names)


def usual(at: str) -> tuple[str, ...]:
    """Return the columns that a list shows by itself, by its address."""
    return _USUAL.get(at, DEFAULT)


def chosen(stated: str, fields: Sequence[FieldRow], at: str = "") -> Chosen:
    """Return the columns that an address states, or those usual `at` it; those that are not known are named."""
    known = {column.name: column for column in (*HOUSE, *map(_own, fields))}
    names = list(dict.fromkeys(one.strip().casefold() for one in stated.split(",") if one.strip()))
    shown = _shown([known[name] for name in names if name in known][:MOST], known, usual(at))
    picked = {column.name for column in shown}
    rest = tuple(column for name, column in known.items() if name not in picked)
    unknown = tuple(name for name in names if name not in known)
    cols = ",".join(column.name for column in shown) if names else ""
    return Chosen(shown, rest, unknown, "" if cols == ",".join(usual(at)) else cols)


def picked(names: Sequence[str], was: str, at: str = "") -> str:
    """Return the columns that a form has picked: those that were shown in their order, then what is new."""
    before = [name for name in (was or ",".join(usual(at))).split(",") if name in names]
    return ",".join(dict.fromkeys([*before, *names]))


def _shown(stated: list[Column], known: Mapping[str, Column], names: Sequence[str]) -> tuple[Column, ...]:
    if not stated:
        return tuple(_minor(known[name]) for name in names)
    if all(column.name != ALWAYS for column in stated):
        stated.insert(1 if stated[0].name == "key" else 0, known[ALWAYS])
    return tuple(stated)


def _minor(column: Column) -> Column:
    look = "" if column.name not in _MINOR else "minor least" if column.name == _LEAST else "minor"
    return Column(column.name, column.label, column.by, look)


def _own(field: FieldRow) -> Column:
    name = f"{OWN}{field.key}"
    by = "" if field.type == FieldType.CHOICES else name
    return Column(name, field.name, by, "num" if field.type in _RIGHT else "", field.key, field.type)
