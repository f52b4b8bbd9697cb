"""Opening what people export: plain or gzipped, lines of JSON or one document, with bounded memory."""

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, Final

import orjson

from ..tongue import say
from .records import Bad

LINE_LIMIT: Final = 64 * 1024 * 1024
"""The longest line that is read, in bytes; nothing real comes near, and a hostile one must not fill the memory."""

DOCUMENT_LIMIT: Final = 1024 * 1024 * 1024
"""The largest document of many lines that is read as a whole, in bytes."""

_ESCAPE: Final = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
"""An escape within a JSON text: two that make one character, half of such a pair alone, or any other."""

DAMAGED: Final = (EOFError, gzip.BadGzipFile, zlib.error)
"""What reading a gzip file raises that was cut or is none."""

Source = Path | str | IO[bytes]
"""A path, or an open binary file (standard input, an upload)."""


@contextmanager
def opened(source: Source) -> Iterator[IO[bytes]]:
    """Give the plain bytes of a plain or gzipped source, told apart by its first two bytes.

    Closes the files that it opened, at the end. Raises OSError if the source cannot be opened.
    """
    with ExitStack() as stack:
        raw: Any = stack.enter_context(Path(source).open("rb")) if isinstance(source, str | Path) else source
        buffered = raw if hasattr(raw, "peek") else io.BufferedReader(raw)
        if buffered.peek(2)[:2] != b"\x1f\x8b":
            yield buffered
            return
        unpacked: Any = stack.enter_context(gzip.GzipFile(fileobj=buffered, mode="rb"))
        yield unpacked


def json_values(source: Source) -> Iterator[tuple[int, Any] | Bad]:
    """Yield (line, value) for every JSON value of a source: one a line, or the whole source as one document.

    The source is a document when its first line is not a value by itself. Lines are read one by one, in constant
    memory. A line that is no JSON, too long, or not UTF-8, and a file that breaks off (a cut gzip stream), each give a
    Bad.
    """
    line = 0
    with opened(source) as stream:
        try:
            head = _line(stream)
            if _opens_document(head):
                yield from _document(stream, head)
                return
            while head:
                line += 1
                yield from _value(line, head)
                head = _line(stream)
        except DAMAGED as error:
            yield Bad(
                line + 1,
                None,
                say("file: breaks off or is damaged after line %(line)s (%(error)s)", line=line, error=str(error)),
            )


def _line(stream: IO[bytes]) -> bytes:
    """Return the next line; of one beyond the limit only its beginning, a byte too long, with the rest read over."""
    found = stream.readline(LINE_LIMIT + 1)
    rest = found
    while len(rest) > LINE_LIMIT and not rest.endswith(b"\n"):
        rest = stream.readline(LINE_LIMIT + 1)
    return found


def _value(line: int, raw: bytes) -> Iterator[tuple[int, Any] | Bad]:
    text = raw.removeprefix(b"\xef\xbb\xbf").strip()
    if len(raw) > LINE_LIMIT:
        yield Bad(line, None, say("line: longer than %(line_limit)s MB", line_limit=LINE_LIMIT // 1024 // 1024))
    elif text:
        try:
            yield line, _parsed(text)
        except (ValueError, RecursionError) as error:
            yield Bad(line, None, say("line: is not JSON: %(error)s", error=str(error)))


def _parsed(text: bytes) -> Any:
    """Return the value of a JSON text, also of one that only lenient writers give.

    NaN and infinities (written by tools that make tables of numbers) are null; half of a character (of a text that was
    cut within an emoji) is the sign for what cannot be shown. Raises ValueError for what is no JSON even so.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(_ESCAPE.sub(_whole_character, text), parse_constant=lambda _: None)


def _whole_character(found: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if found["half"] else found[0]


def _opens_document(head: bytes) -> bool:
    """Say whether the first line begins a value that goes on in the next lines."""
    text = head.removeprefix(b"\xef\xbb\xbf").strip()
    return (
        text in (b"{", b"[")
        or (text[:1] == b"{" and text[-1:] in (b",", b"[", b"{"))
        or (text[:1] == b"[" and text[-1:] != b"]")
    )


def _document(stream: IO[bytes], head: bytes) -> Iterator[tuple[int, Any] | Bad]:
    whole = head + stream.read(DOCUMENT_LIMIT)
    if len(whole) > DOCUMENT_LIMIT:
        yield Bad(
            1,
            None,
            say(
                "file: a document of more than %(document_limit)s MB; write it as one JSON value a line",
                document_limit=DOCUMENT_LIMIT // 1024 // 1024,
            ),
        )
        return
    try:
        yield 1, _parsed(whole.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        yield Bad(1, None, say("file: is not JSON: %(error)s", error=str(error)))
