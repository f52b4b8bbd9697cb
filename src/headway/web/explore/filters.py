"""Quick filters: words put into a query and taken out of it again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from ...rules.words import Kind
from ...tongue import said, say, say_as, word

_WORD: Final = re.compile(r'(?:[^\s"]|"[^"]*")+')
KINDS: Final = tuple(kind.value for kind in Kind)
KIND_NAMES: Final[Mapping[str, str]] = {
    **{"goal": word("Goals"), "project": word("Projects"), "operation": word("Operations"), "issue": word("Issues")},
    "task": word("Tasks"),
}


def _states() -> tuple[tuple[str, str], ...]:
    return (
        (say_as("work", "Open"), "state:open"),
        (say("Mine"), "owner:me"),
        (say("Overdue"), "is:overdue"),
        (say("Blocked"), "is:blocked"),
        (say("Unassigned"), "is:unassigned"),
        (say("Closed"), "state:closed"),
    )


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on or off, and where a click on it leads."""

    label: str
    href: str
    on: bool
    kind: str = ""


def words(q: str) -> list[str]:
    """Return the words of a query, quoted parts whole."""
    return _WORD.findall(q)


def chips(q: str, *, path: str = "/explore", cols: str = "", layout: str = "") -> tuple[list[Chip], list[Chip]]:
    """Return the chips for kinds and for everything else; what else is chosen stays."""
    stays = {"cols": cols, "layout": layout}
    kinds = [_chip(path, q, said(KIND_NAMES[kind]), f"kind:{kind}", stays, kind) for kind in KINDS]
    return kinds, [_chip(path, q, label, wanted, stays) for label, wanted in _states()]


def _chip(path: str, q: str, label: str, wanted: str, stays: Mapping[str, str], kind: str = "") -> Chip:
    present = words(q)
    on = wanted in present
    field = wanted.partition(":")[0]
    rival = [
        one for one in present if one != wanted and not (field in ("kind", "state") and one.startswith(f"{field}:"))
    ]
    left = " ".join(rival if on else [*rival, wanted])
    return Chip(label, address(path, q=left, **stays), on, kind)


def address(path: str, **values: str | int | None) -> str:
    """Return an address with those parameters that have a value; `q` is kept even when it is empty."""
    given: Mapping[str, str] = {n: str(v) for n, v in values.items() if v or n == "q"}
    return f"{path}?{urlencode(given)}"


def narrowed(q: str, *more: str) -> str:
    """Return the address in Explore of what `q` finds and each of `more` holds for, too."""
    own = f"({q})" if " OR " in f" {q} " else q
    return address("/explore", q=" ".join(part for part in (*more, own) if part))


def quoted(value: str) -> str:
    """Return a value as the query language takes it, whatever signs it has."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
