"""Full text in the words of the database at hand: FTS5 in SQLite, tsquery in PostgreSQL."""

# ruff: noqa: S608, S611 - the statements are made of constants; every value is a parameter.
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL

from ..rules.query import Words


def searchable(words: Iterable[Words]) -> list[Words]:
    """Leave out what holds no letter or digit: no index knows it."""
    return [word for word in words if any(char.isalnum() for char in word.text)]


def matching(words: Iterable[Words]) -> RawSQL:
    """Return a sub-query of the ids of the items whose key, title or description holds all the words."""
    given = list(words)
    if connection.vendor == "sqlite":
        sql = "SELECT rowid FROM headway_item_text WHERE headway_item_text MATCH %s"
        return RawSQL(sql, (fts(given),))
    query, params = tsquery(given)
    return RawSQL(f"SELECT id FROM headway_item WHERE text_index @@ ({query})", params)


def fts(words: Iterable[Words]) -> str:
    """Return the words as an FTS5 expression; quoted, so that none of it is syntax."""
    return " AND ".join('"' + word.text.replace('"', '""') + '"' + ("*" if word.prefix else "") for word in words)


def tsquery(words: Iterable[Words]) -> tuple[str, tuple[str, ...]]:
    """Return the words as an SQL expression of type tsquery, and its parameters."""
    parts: list[str] = []
    params: list[str] = []
    for word in words:
        if word.phrase:
            parts.append("phraseto_tsquery('english', %s)")
            params.append(word.text)
        elif word.prefix:
            # A beginning can be a stop word by accident («in» of invoice), or longer than the stem of what it begins.
            parts.append("(to_tsquery('english', %s) || to_tsquery('simple', %s))")
            params += [_lexeme(word)] * 2
        else:
            parts.append("to_tsquery('english', %s)")
            params.append(_lexeme(word))
    return " && ".join(parts), tuple(params)


def _lexeme(word: Words) -> str:
    quoted = word.text.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'" + (":*" if word.prefix else "")
