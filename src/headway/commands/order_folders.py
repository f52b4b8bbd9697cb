"""What a page has ordered and a process of its own carries out: a folder with facts, and a lock that the process holds.

The process holds the lock as long as it lives: who finds it free knows that the process has ended, however it did.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from ..rules.errors import Refused


class Folder:
    """The folder of one order."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.id = folder, folder.name

    @property
    def file(self) -> Path:
        """The file that it is about."""
        return self.folder / "file"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock. Raises Refused where another process does."""
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refused("another process is at this already") from None
            yield

    def is_held(self) -> bool:
        """Whether a process is at it."""
        try:
            with self.held():
                return False
        except Refused:
            return True

    def keep(self, name: str, facts: Any) -> None:
        """Write facts, whole or not at all."""
        part = self.folder / f"{name}.part"
        part.write_bytes(orjson.dumps(facts))
        part.replace(self.folder / name)

    def kept(self, name: str) -> dict[str, Any]:
        """Read facts."""
        facts: dict[str, Any] = orjson.loads((self.folder / name).read_bytes())
        return facts
