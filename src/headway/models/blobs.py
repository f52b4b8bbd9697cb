"""The bytes of attachments: each lies once, below HEADWAY_HOME/attachments, under the digest of what it holds.

A file comes in under a name of its own beside its place, is written to the disk, and is then given its place in one
step: whatever is killed in between leaves nothing half-done. What no row speaks of is collected later.
"""

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

CHUNK: Final = 256 * 1024
HEAD: Final = 4096
"""How many of a file's first bytes tell what it is."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies in its place: SHA-256 of its bytes, how many they are, and the first of them."""

    digest: str
    size: int
    head: bytes


class TooLong(Exception):
    """More bytes came than are taken."""


def root() -> Path:
    """Return the folder of all attachments."""
    path: Path = settings.HOME / "attachments"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def place(digest: str) -> Path:
    """Return where the bytes of a digest lie, or would lie."""
    if _DIGEST.fullmatch(digest) is None:
        raise ValueError(f"{digest!r} is no SHA-256")
    return root() / digest[:2] / digest


def store(chunks: Iterable[bytes], *, limit: int | None = None) -> Stored:
    """Take a file in, a chunk at a time, and return it. Raises TooLong beyond `limit` bytes; then nothing is kept."""
    seen, size, head = hashlib.sha256(), 0, b""
    handle, name = tempfile.mkstemp(prefix="incoming-", dir=root())
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if limit is not None and size > limit:
                    raise TooLong
                seen.update(chunk)
                head = (head + chunk)[:HEAD] if len(head) < HEAD else head
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        digest = seen.hexdigest()
        _settle(Path(name), place(digest))
    finally:
        Path(name).unlink(missing_ok=True)
    return Stored(digest, size, head)


def _settle(incoming: Path, there: Path) -> None:
    """Give a whole file its place; one that lies there already is as good, and counts as new."""
    with _locked(fcntl.LOCK_SH):
        there.parent.mkdir(exist_ok=True, mode=0o700)
        if there.exists():
            os.utime(there)
            return
        incoming.replace(there)
        folder = os.open(there.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def renew(digest: str) -> bool:
    """Have a file count as new, so that it is not collected before a row speaks of it; False where it is gone."""
    with _locked(fcntl.LOCK_SH):
        try:
            os.utime(place(digest))
        except FileNotFoundError:
            return False
    return True


def read(digest: str) -> BinaryIO:
    """Open a file. Raises FileNotFoundError."""
    return place(digest).open("rb")


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """Return what is left of an open file, a chunk at a time."""
    while chunk := file.read(CHUNK):
        yield chunk


def untouched_since(moment: float) -> list[str]:
    """Return the digests of files that lie unchanged since a moment (seconds of the epoch); drop what broke off."""
    found: list[str] = []
    for path in root().glob("*"):
        if path.is_dir():
            found += [one.name for one in path.iterdir() if _DIGEST.fullmatch(one.name) and _old(one, moment)]
        elif path.name.startswith("incoming-") and _old(path, moment):
            path.unlink(missing_ok=True)
    return sorted(found)


def _old(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False


def drop(digests: Iterable[str], *, untouched: float) -> int:
    """Delete these files unless somebody has brought one anew since that moment, and return how many went."""
    gone = 0
    with _locked(fcntl.LOCK_EX):
        for digest in digests:
            path = place(digest)
            if _old(path, untouched):
                path.unlink(missing_ok=True)
                gone += 1
    return gone


@contextmanager
def _locked(how: int) -> Iterator[None]:
    """Files are brought by many at a time, and dropped while none are."""
    with (root() / ".lock").open("a") as lock:
        fcntl.flock(lock, how)
        yield
