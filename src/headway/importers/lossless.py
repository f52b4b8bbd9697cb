"""Headway's own export, read line by line and checked as it comes."""

import base64
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from ..commands.restore import Row, restore
from ..commands.workspaces import short_name
from ..models import Workspace
from ..models.blobs import store
from ..models.tables import TABLES
from ..rules.errors import Invalid
from ..tongue import say
from .records import Bad
from .source import Source, json_values

FORMAT = 1
BYTES = "bytes"
Progress = Callable[[int], None]


def read(
    source: Source, *, name: str | None, now: datetime, progress: Progress = lambda done: None
) -> tuple[Workspace, dict[str, int]]:
    """Make the workspace of an export again, under `name` if given, and return it with the rows made by table.

    All or nothing: what was exported is either there whole or not at all. Raises Invalid naming the line.
    """
    lines = json_values(source)
    own = _head(lines)
    title = name or own["name"]
    tables = {table: model for table, (model, _) in TABLES.items()}
    return restore(
        _with_files(_rows(lines)),
        tables=tables,
        name=title,
        slug=short_name(title),
        time_zone=own.get("time_zone", "UTC"),
        now=now,
        progress=progress,
    )


def _head(lines: Iterator[tuple[int, Any] | Bad]) -> dict[str, Any]:
    first = next(lines, None)
    head = first[1] if isinstance(first, tuple) else None
    if not isinstance(head, dict) or head.get("headway") != FORMAT or not isinstance(head.get("workspace"), dict):
        raise Invalid(say("line 1: this is no Headway export of format %(format)s", format=FORMAT), field="file")
    own: dict[str, Any] = head["workspace"]
    if not isinstance(own.get("name"), str):
        raise Invalid(say("line 1: workspace.name: expected a text"), field="file")
    return own


def _rows(lines: Iterator[tuple[int, Any] | Bad]) -> Iterator[tuple[str, Row]]:
    count = 0
    for one in lines:
        if isinstance(one, Bad):
            raise Invalid(say("line %(line)s: %(problem)s", line=one.line, problem=one.problem), field="file")
        line, row = one
        if isinstance(row, dict) and row.keys() == {"end"} and row["end"] == count:
            return
        if not isinstance(row, dict) or not isinstance(row.get("table"), str):
            raise Invalid(say("line %(line)s: is no row of a table", line=line), field="file")
        count += 1
        yield row.pop("table"), row
    raise Invalid(
        say("the export breaks off after %(count)s rows: its last line is missing", count=count), field="file"
    )


def _with_files(rows: Iterator[tuple[str, Row]]) -> Iterator[tuple[str, Row]]:
    """Put the bytes of files into their place as they come by, and pass everything else on."""
    for named, group in groupby(rows, key=_file_of):
        if named is None:
            yield from group
            continue
        if named != store(_part(row, number) for number, (_, row) in enumerate(group)).digest:
            raise Invalid(say("the bytes of a file are not those of %(named)s", named=repr(named)), field="file")


def _file_of(one: tuple[str, Row]) -> str | None:
    table, row = one
    return str(row.get("digest")) if table == BYTES else None


def _part(row: Row, number: int) -> bytes:
    try:
        if row["part"] != number:
            raise ValueError(say("a part is missing"))
        return base64.b64decode(row["content"], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(
            say("part %(number)s of a file cannot be read: %(error)s", number=number, error=str(error)), field="file"
        ) from error


def survey(source: Source) -> dict[str, Any]:
    """Return whose export this is and how many rows each table has, making nothing. Raises Invalid as `read` does."""
    lines = json_values(source)
    own = _head(lines)
    tables = Counter(table for table, _ in _rows(lines))
    return {"workspace": own["name"], **{table: tables[table] for table in TABLES}}
