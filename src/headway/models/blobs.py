"""The bytes of attachments: each lies once, under the digest of what it holds, in a folder or in a bucket.

The folder is HEADWAY_HOME/attachments; settings.FILES names a bucket in its place. What lies in the folder is then
still read, until it has been moved. What no row speaks of is collected later.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from .blob_bucket import At, Bucket
from .blob_folder import Folder

CHUNK: Final = 256 * 1024
HEAD: Final = 4096
"""How many of a file's first bytes tell what it is."""
Store = Folder | Bucket


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies in its place: SHA-256 of its bytes, how many they are, and the first of them."""

    digest: str
    size: int
    head: bytes


class TooLong(Exception):
    """More bytes came than are taken."""


def folder() -> Folder:
    """Return the folder of this installation."""
    return Folder(settings.HOME / "attachments")


def bucket() -> Bucket | None:
    """Return the bucket of this installation, None where it has none."""
    return Bucket(At(**settings.FILES)) if settings.FILES else None


def here() -> Store:
    """Return where files are brought."""
    return bucket() or folder()


def root() -> Path:
    """Return the folder of all attachments."""
    return folder().root


def place(digest: str) -> Path:
    """Return where in the folder the bytes of a digest lie, or would lie."""
    return folder().place(digest)


def store(
    chunks: Iterable[bytes],
    *,
    limit: int | None = None,
    accept: Callable[[Stored], object] = lambda stored: None,
    into: Store | None = None,
) -> Stored:
    """Take a file in, a chunk at a time, and return it. Raises TooLong beyond `limit` bytes; then nothing is kept.

    Nor is anything kept where `accept`, which is told of the file before it is given its place, raises an error.
    """
    into = into or here()
    handle, name = tempfile.mkstemp(prefix="incoming-", dir=into.spool())
    try:
        with os.fdopen(handle, "wb") as file:
            stored = _written(chunks, file, limit)
            file.flush()
            os.fsync(file.fileno())
        accept(stored)
        into.settle(Path(name), stored.digest)
    finally:
        Path(name).unlink(missing_ok=True)
    return stored


def _written(chunks: Iterable[bytes], file: BinaryIO, limit: int | None) -> Stored:
    seen, size, head = hashlib.sha256(), 0, b""
    for chunk in chunks:
        size += len(chunk)
        if limit is not None and size > limit:
            raise TooLong
        seen.update(chunk)
        head = (head + chunk)[:HEAD] if len(head) < HEAD else head
        file.write(chunk)
    return Stored(seen.hexdigest(), size, head)


def renew(digest: str) -> bool:
    """Have a file count as new, so that it is not collected before a row speaks of it; False where it is gone."""
    return here().renew(digest) or folder().renew(digest)


def read(digest: str) -> BinaryIO:
    """Open a file. Raises FileNotFoundError."""
    with suppress(FileNotFoundError):
        return here().read(digest)
    return folder().read(digest)


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """Return what is left of an open file, a chunk at a time."""
    while chunk := file.read(CHUNK):
        yield chunk


def untouched_since(moment: float) -> list[str]:
    """Return the digests of files that lie unchanged since a moment (seconds of the epoch); drop what broke off."""
    store = here()
    store.tidy(before=moment)
    return sorted(one.digest for one in store.lying() if one.at < moment)


def drop(digests: Iterable[str], *, untouched: float) -> int:
    """Delete these files unless somebody has brought one anew since that moment, and return how many went."""
    return here().drop(digests, untouched=untouched)


@dataclass(slots=True)
class Moved:
    """How many files and bytes were moved, how many lay there already, and the digests of those that are damaged."""

    files: int = 0
    bytes: int = 0
    there: int = 0
    damaged: tuple[str, ...] = ()


def move(*, source: Store, target: Store, tell: Callable[[Moved], None] = lambda moved: None) -> Moved:
    """Move every file from one store to the other, each checked against its digest before it leaves where it was.

    Whatever breaks off can be begun again: what has been moved is no longer here. A damaged file stays.
    """
    there = {one.digest: one.size for one in target.lying()}
    moved = Moved()
    for one in list(source.lying()):
        if there.get(one.digest) == one.size:
            moved.there += 1
        elif not _carried(one.digest, source, target):
            moved.damaged += (one.digest,)
            continue
        else:
            moved.files, moved.bytes = moved.files + 1, moved.bytes + one.size
        source.drop([one.digest], untouched=float("inf"))
        tell(moved)
    return moved


class _Damaged(Exception):
    pass


def _carried(digest: str, source: Store, target: Store) -> bool:
    """Whether a file came across as what it is called."""

    def accept(stored: Stored) -> None:
        if stored.digest != digest:
            raise _Damaged

    try:
        with source.read(digest) as file:
            store(chunks(file), accept=accept, into=target)
    except _Damaged:
        return False
    return True
