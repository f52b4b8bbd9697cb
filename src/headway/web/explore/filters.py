"""Quick filters: words put into a query and taken out of it again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from ...rules.words import Kind

_WORD: Final = re.compile(r'(?:[^\s"]|"[^"]*")+')
KINDS: Final = tuple(kind.value for kind in Kind)
STATES: Final[Sequence[tuple[str, str]]] = (
    ("Open", "state:open"),
    ("Mine", "owner:me"),
    ("Overdue", "is:overdue"),
    ("Blocked", "is:blocked"),
    ("Unassigned", "is:unassigned"),
    ("Closed", "state:closed"),
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
    kinds = [_chip(path, q, f"{kind.capitalize()}s", f"kind:{kind}", stays, kind) for kind in KINDS]
    return kinds, [_chip(path, q, label, word, stays) for label, word in STATES]


def _chip(path: str, q: str, label: str, word: str, stays: Mapping[str, str], kind: str = "") -> Chip:
    present = words(q)
    on = word in present
    field = word.partition(":")[0]
    rival = [one for one in present if one != word and not (field in ("kind", "state") and one.startswith(f"{field}:"))]
    left = " ".join(rival if on else [*rival, word])
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
