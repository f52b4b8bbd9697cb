"""The bytes of attachments in a folder, each under its digest.

A file comes in under a name of its own beside its place, is written to the disk, and is then given its place in one
step: whatever is killed in between leaves nothing half-done.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .blob_digest import Lying, is_digest


class Folder:
    """Files below a folder of this machine, or of a file system that knows locks."""

    name = "folder"

    def __init__(self, root: Path) -> None:
        self._root = root

    def __str__(self) -> str:
        return str(self._root)

    @property
    def root(self) -> Path:
        """The folder, made if need be."""
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._root

    def place(self, digest: str) -> Path:
        """Return where the bytes of a digest lie, or would lie."""
        if not is_digest(digest):
            raise ValueError(f"{digest!r} is no SHA-256")
        return self.root / digest[:2] / digest

    def spool(self) -> Path:
        """Return where files that come in are written first: on the same disk, so that they can be moved in a step."""
        return self.root

    def settle(self, incoming: Path, digest: str) -> None:
        """Give a whole file its place; one that lies there already is as good, and counts as new."""
        there = self.place(digest)
        with self._locked(fcntl.LOCK_SH):
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

    def renew(self, digest: str) -> bool:
        """Have a file count as new; False where it is gone."""
        with self._locked(fcntl.LOCK_SH):
            try:
                os.utime(self.place(digest))
            except FileNotFoundError:
                return False
        return True

    def read(self, digest: str) -> BinaryIO:
        """Open a file. Raises FileNotFoundError."""
        return self.place(digest).open("rb")

    def lying(self) -> Iterator[Lying]:
        """Yield what lies here, with its size and when it was last brought."""
        for folder in self.root.glob("[0-9a-f][0-9a-f]"):
            for path in folder.iterdir():
                if is_digest(path.name) and (stat := _stat(path)):
                    yield Lying(path.name, stat.st_size, stat.st_mtime)

    def tidy(self, *, before: float) -> None:
        """Delete what broke off on its way in before a moment (seconds of the epoch)."""
        for path in self.root.glob("incoming-*"):
            if (stat := _stat(path)) and stat.st_mtime < before:
                path.unlink(missing_ok=True)

    def drop(self, digests: Iterable[str], *, untouched: float) -> int:
        """Delete these files unless somebody has brought one anew since that moment, and return how many went."""
        gone = 0
        with self._locked(fcntl.LOCK_EX):
            for digest in digests:
                path = self.place(digest)
                if (stat := _stat(path)) and stat.st_mtime < untouched:
                    path.unlink(missing_ok=True)
                    gone += 1
        return gone

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Files are brought by many at a time, and dropped while none are."""
        with (self.root / ".lock").open("a") as lock:
            fcntl.flock(lock, how)
            yield


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None
