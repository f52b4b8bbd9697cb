"""The bytes of a file, and what a browser must be told so that nothing in them ever runs in our name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.utils.http import content_disposition_header

from ..models import blobs
from ..rules.errors import NotFound
from ..rules.sniff import BINARY
from ..tongue import say
from .base import Look
from .files import FileRow, ShowAttachment

_SAFE: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization, Cookie",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file open for reading, and the headers of the answer that carries it."""

    row: FileRow
    file: BinaryIO
    headers: Mapping[str, str]


def opened(pk: int, *, look: Look, shown: bool = False) -> Opened:
    """Open a file that the reader sees through its item; with `shown` a picture is shown in place.

    All else is handed over to be saved, as bytes of no type. Raises NotFound, also where the bytes are gone.
    """
    row = ShowAttachment(id=pk).answer(look)
    try:
        file = blobs.read(row.digest)
    except FileNotFoundError as error:
        raise NotFound(say("the bytes of file %(pk)s are gone", pk=pk), field="id") from error
    in_place = shown and row.picture
    disposition = content_disposition_header(as_attachment=not in_place, filename=row.name) or "attachment"
    told = {
        "Content-Type": row.type if row.picture else BINARY,
        "Content-Length": str(row.size),
        "Content-Disposition": disposition,
        "ETag": f'"{row.digest[:32]}"',
    }
    return Opened(row, file, {**_SAFE, **told})
