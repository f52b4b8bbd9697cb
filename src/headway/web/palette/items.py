"""Items for the palette: by key, by words, and by words with a slip in them; only what the visitor may see."""

import re
from collections.abc import Iterable
from typing import Final

from ...queries.items import ListItems
from ...queries.rows import ItemRow
from ...queries.search import SearchItems
from ...rules.errors import Invalid
from ..icons import KINDS
from ..page import Visit
from .entries import Entry

MOST: Final = 20
FEW: Final = 4
"""With fewer found than this, names that are only similar are looked for, too."""
SIMILAR: Final = 100
"""How many names are compared then: those changed last, of those that begin a word alike."""
KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}-[1-9][0-9]{0,11}")
_TIGHT: Final = re.compile(r"([A-Za-z]{1,20})([1-9][0-9]{0,11})")
_SIGNS: Final = re.compile(r"[^\w-]+|(?<!\w)-|-(?!\w)")
LONG: Final = 5


def found(visit: Visit, asked: str) -> list[Entry]:
    """Return what a search finds, in its order; then, where that is little, what is called similarly."""
    if not asked:
        return []
    rows = _search(visit, asked)
    made = [entry_of(row, found=True) for row in rows]
    if len(rows) >= FEW or KEY.fullmatch(asked) or not (head := _head(asked)):
        return made
    known = {row.key for row in rows}
    near = visit.ask(ListItems(q=head, sort="-updated", limit=SIMILAR)).rows
    return made + [entry_of(row) for row in near if row.key not in known]


def _search(visit: Visit, asked: str) -> list[ItemRow]:
    """Ask in the query language; what cannot be read as such is taken as plain words, without its signs."""
    tight = _TIGHT.fullmatch(asked)
    tries = [f"{tight[1]}-{tight[2]}" if tight else asked, " ".join(_SIGNS.sub(" ", asked).split())]
    for q in filter(None, tries):
        try:
            return [hit.row for hit in visit.ask(SearchItems(q=q, limit=MOST))]
        except Invalid:
            continue
    return []


def _head(asked: str) -> str:
    """The beginning of the longest word: what is called similarly begins a word of its name so."""
    word = max(_SIGNS.sub(" ", asked).split(), key=len, default="")
    return word[: 2 if len(word) > LONG else 1].lower()


def by_key(visit: Visit, keys: Iterable[str]) -> dict[str, ItemRow]:
    """Return key -> row of those that the visitor may see."""
    wanted = ",".join(dict.fromkeys(keys))
    if not wanted:
        return {}
    return {row.key: row for row in visit.ask(ListItems(q=f"key:{wanted}", limit=50)).rows}


def entry_of(row: ItemRow, *, section: str = "Items", path: str = "items", found: bool = False) -> Entry:
    """Return an item as an entry."""
    return Entry(
        section=section,
        label=row.title,
        href=f"/{path}/{row.key}",
        icon=KINDS[row.kind],
        code=row.key,
        hint=row.place.title if row.place and row.place.key != row.key else row.team.name if row.team else "",
        kind=row.kind,
        category=row.category,
        state=row.state,
        item=row.key,
        found=found,
    )
