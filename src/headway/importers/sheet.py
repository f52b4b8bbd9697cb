"""Reading CSV as people save it: any usual separator and encoding, in constant memory."""

import codecs
import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final, Protocol

from ..rules.errors import Invalid
from ..tongue import say
from .records import Bad
from .source import DAMAGED, Source, opened

_MOST: Final = 8 * 1024**3
_CHUNK: Final = 1 << 20
_IN_MEMORY: Final = 16 << 20
_CELL_LIMIT: Final = 16 << 20
_SEPARATORS: Final = (",", ";", "\t", "|")


class _Reader(Protocol):
    """What csv.reader returns: rows, and how many lines they took."""

    line_num: int

    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it begins, from 1, and its cells by column name, trimmed."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that is open: its columns in order, and its rows to go through once."""

    columns: tuple[str, ...]
    rows: Iterator[Row | Bad]


@contextmanager
def sheet(source: Source) -> Iterator[Sheet]:
    """Open a table whose first line names the columns. UTF-8, UTF-16 with its mark, else Windows-1252.

    A row with more cells than columns, or a cell beyond 16 million characters, gives a Bad. Raises OSError if the
    source cannot be opened, Invalid if it is damaged.
    """
    csv.field_size_limit(_CELL_LIMIT)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        encoding = _unpacked(source, kept)
        kept.seek(0)
        text = io.TextIOWrapper(kept, encoding=encoding, errors="replace", newline="")
        head = text.readline(_CHUNK)
        text.seek(0)
        reader = csv.reader(text, delimiter=separator(head))
        columns = tuple(name.strip().strip("\ufeff") for name in _head(reader))
        yield Sheet(columns, _rows(reader, columns))


def _unpacked(source: Source, kept: IO[bytes]) -> str:
    """Copy the plain bytes of a source and return their encoding. Raises Invalid for a damaged gzip file."""
    try:
        with opened(source) as stream:
            return _copy(stream, kept)
    except DAMAGED as error:
        raise Invalid(say("the file breaks off or is damaged (%(error)s)", error=str(error)), field="file") from error


def _head(reader: "_Reader") -> list[str]:
    try:
        return next(reader, [])
    except csv.Error as error:
        raise Invalid(say("row: %(error)s", error=str(error)), field="file") from error


def separator(head: str) -> str:
    """Return the separator that splits the line of column names into the most cells."""
    return max(_SEPARATORS, key=lambda sign: len(next(csv.reader([head], delimiter=sign), [])))


def _copy(stream: IO[bytes], kept: IO[bytes]) -> str:
    """Copy a stream, which can be read only once, and return its encoding."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, first = "utf-8-sig", True
    while chunk := stream.read(_CHUNK):
        if kept.tell() > _MOST:
            raise Invalid(say("unpacked, this table has more than 8 GB; split it"), field="file")
        kept.write(chunk)
        if first and chunk[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            encoding = "utf-16"
        first = False
        if encoding == "utf-8-sig":
            encoding = _still(decoder, chunk)
    return encoding if encoding != "utf-8-sig" else _still(decoder, b"", final=True)


def _still(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> str:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _rows(reader: "_Reader", columns: tuple[str, ...]) -> Iterator[Row | Bad]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Bad(line, None, say("row: %(error)s", error=str(error)))
            continue
        if any(cell.strip() for cell in cells):
            yield _row(line, cells, columns)


def _row(line: int, cells: list[str], columns: tuple[str, ...]) -> Row | Bad:
    if any(cell.strip() for cell in cells[len(columns) :]):
        return Bad(
            line,
            None,
            say("row: has %(cells)s cells, but there are %(columns)s columns", cells=len(cells), columns=len(columns)),
        )
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    # Jira repeats a column for each label, sprint and comment that an issue has.
    told: dict[str, str] = {}
    for name, cell in zip(columns, padded, strict=False):
        told[name] = "; ".join(part for part in (told.get(name, ""), cell.strip()) if part)
    return Row(line, told)
