"""Full-text search in titles, descriptions and comments, by relevance."""

# ruff: noqa: S608 - the statements are made of constants; every value is a parameter.
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from ..access import visible
from ..models import Item
from ..rules.query import And, Node, Words, parse
from .base import Look, Query
from .closure import among
from .compile import condition_of
from .fulltext import fts, searchable, tsquery
from .own_fields import vocabulary
from .rows import ItemRow, item_rows
from .types import Limit
from .types import Q as Asked

CANDIDATES: Final = 1000
"""How many of the newest matches are weighed; the relevance of older ones among many more is not computed."""
_ON, _OFF = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `hit` where it matches."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found, where the words stand (title, description or comment), and the text around them."""

    row: ItemRow
    where: str
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    item: int
    score: float
    comment: int | None


class SearchItems(Query):
    """Find items by words in their key, title, description or comments, the most relevant first.

    `q` may hold conditions of the query language, too; without any words what changed last comes first.
    """

    name = "search.items"
    route = "/search"

    q: Asked
    limit: Limit = 20

    def answer(self, look: Look) -> tuple[Hit, ...]:
        """Weigh the matches, keep those that the reader may see, and cut out the text around the best."""
        known = vocabulary(look, self.q)
        asked = parse(self.q, known)
        given, rest = _split(asked.where)
        words = searchable(given)
        rows = visible.items(look.actor, deleted=asked.deleted).filter(condition_of(rest, look, known))
        if not words:
            ids = rows.order_by("-updated_at", "-id").values_list("id", flat=True)[: self.limit]
            return tuple(Hit(row, "title", (Piece(row.title, False),)) for row in item_rows(look, ids).values())
        exact = rows.filter(key__in=[word.text.upper() for word in words]).values_list("id", flat=True)
        best = [_Found(pk, 0, None) for pk in exact]
        found = _candidates(rows, words)
        ranked = sorted(found.values(), key=lambda one: (-one.score, -one.item))
        shown = {one.item: one for one in reversed([*best, *ranked][: self.limit + len(best)])}
        return _hits(look, list(reversed(shown.values()))[: self.limit], words)


def _split(node: Node | None) -> tuple[list[Words], Node | None]:
    """The words that must all match, and the other conditions."""
    if isinstance(node, Words):
        return [node], None
    if not isinstance(node, And):
        return [], node
    words = [part for part in node.parts if isinstance(part, Words)]
    rest = tuple(part for part in node.parts if not isinstance(part, Words))
    return words, And(rest) if rest else None


def _candidates(rows: QuerySet[Item], words: Sequence[Words]) -> dict[int, _Found]:
    """Item id -> its best match; a match in a comment counts half. Two statements."""
    found = {pk: _Found(pk, score, None) for pk, score in _run(*_item_scores(rows, words))}
    for comment, item, score in _run(*_comment_scores(rows, words)):
        if item not in found or found[item].score < score / 2:
            found[item] = _Found(item, score / 2, comment)
    return found


def _item_scores(rows: QuerySet[Item], words: Sequence[Words]) -> tuple[str, Sequence[Any]]:
    if connection.vendor == "sqlite":
        asked, values = among(rows, "headway_item_text.rowid")
        sql = (
            "SELECT rowid, -bm25(headway_item_text, 10, 5, 1) FROM headway_item_text"
            f" WHERE headway_item_text MATCH %s AND {asked} ORDER BY rowid DESC LIMIT %s"
        )
        return sql, (fts(words), *values, CANDIDATES)
    asked, values = among(rows, "i.id")
    query, params = tsquery(words)
    sql = f"SELECT i.id, ts_rank(text_index, {query}) FROM headway_item i WHERE text_index @@ ({query}) AND {asked}"
    return f"{sql} ORDER BY i.id DESC LIMIT %s", (*params, *params, *values, CANDIDATES)


def _comment_scores(rows: QuerySet[Item], words: Sequence[Words]) -> tuple[str, Sequence[Any]]:
    asked, values = among(rows, "c.item_id")
    if connection.vendor == "sqlite":
        sql = (
            "SELECT c.id, c.item_id, -bm25(headway_comment_text) FROM headway_comment_text"
            " CROSS JOIN headway_comment c ON c.id = headway_comment_text.rowid WHERE headway_comment_text MATCH %s"
            f" AND c.deleted_at IS NULL AND {asked} ORDER BY headway_comment_text.rowid DESC LIMIT %s"
        )
        return sql, (fts(words), *values, CANDIDATES)
    query, params = tsquery(words)
    sql = (
        f"SELECT c.id, c.item_id, ts_rank(text_index, {query}) FROM headway_comment c"
        f" WHERE text_index @@ ({query}) AND c.deleted_at IS NULL AND {asked} ORDER BY c.id DESC LIMIT %s"
    )
    return sql, (*params, *params, *values, CANDIDATES)


def _run(sql: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _hits(look: Look, shown: Sequence[_Found], words: Sequence[Words]) -> tuple[Hit, ...]:
    rows = item_rows(look, [one.item for one in shown])
    items = {pk: (title, text) for pk, title, text in _cut_items([o.item for o in shown if not o.comment], words)}
    comments = dict(_cut_comments([one.comment for one in shown if one.comment], words))
    return tuple(_hit(rows[one.item], one, items, comments) for one in shown)


def _hit(row: ItemRow, one: _Found, items: dict[int, tuple[str, str]], comments: dict[int, str]) -> Hit:
    if one.comment:
        return Hit(row, "comment", _pieces(comments.get(one.comment, "")))
    title, text = items.get(one.item, (row.title, ""))
    if _ON in text and _ON not in title:
        return Hit(row, "description", _pieces(text))
    return Hit(row, "title", _pieces(title))


def _cut_items(ids: Sequence[int], words: Sequence[Words]) -> list[Any]:
    """(id, title, part of the description), the matches between marks."""
    marks = ",".join(["%s"] * len(ids)) or "0"
    if connection.vendor == "sqlite":
        sql = (
            "SELECT rowid, highlight(headway_item_text, 1, %s, %s), snippet(headway_item_text, 2, %s, %s, '…', 24)"
            f" FROM headway_item_text WHERE headway_item_text MATCH %s AND rowid IN ({marks})"
        )
        return _run(sql, (_ON, _OFF, _ON, _OFF, fts(words), *ids))
    query, params = tsquery(words)
    sql = (
        f"SELECT id, ts_headline('english', title, {query}, %s), ts_headline('english', left(description, 20000),"
        f" {query}, %s) FROM headway_item WHERE id IN ({marks})"
    )
    return _run(sql, (*params, _options(whole=True), *params, _options(whole=False), *ids))


def _cut_comments(ids: Sequence[int], words: Sequence[Words]) -> list[Any]:
    marks = ",".join(["%s"] * len(ids)) or "0"
    if connection.vendor == "sqlite":
        sql = (
            "SELECT rowid, snippet(headway_comment_text, 0, %s, %s, '…', 24) FROM headway_comment_text"
            f" WHERE headway_comment_text MATCH %s AND rowid IN ({marks})"
        )
        return _run(sql, (_ON, _OFF, fts(words), *ids))
    query, params = tsquery(words)
    sql = (
        f"SELECT id, ts_headline('english', left(body, 20000), {query}, %s) FROM headway_comment WHERE id IN ({marks})"
    )
    return _run(sql, (*params, _options(whole=False), *ids))


def _options(*, whole: bool) -> str:
    return f'StartSel="{_ON}", StopSel="{_OFF}", ' + ("HighlightAll=true" if whole else "MaxWords=24, MinWords=12")


def _pieces(text: str) -> tuple[Piece, ...]:
    """The text in pieces, alternately outside and inside the marks."""
    found: list[Piece] = []
    for number, part in enumerate(text.split(_ON)):
        hit, _, rest = part.partition(_OFF) if number else ("", "", part)
        found += [Piece(hit, True)] if hit else []
        found += [Piece(rest, False)] if rest else []
    return tuple(found)
