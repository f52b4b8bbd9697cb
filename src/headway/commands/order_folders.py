"""What a page has ordered and a process of its own carries out: a folder with facts, and a lock that the process holds.

The process holds the lock as long as it lives: who finds it free knows that the process has ended, however it did.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson
from django.conf import settings

from ..rules.errors import Refused
from ..tongue import Said, packed, say, unpacked

_SAID: Final = "\0said"
"""The name beneath which stands how a text was said; nobody else can give it."""


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
                raise Refused(say("another process is at this already")) from None
            yield

    def is_held(self) -> bool:
        """Whether a process is at it."""
        try:
            with self.held():
                return False
        except Refused:
            return True

    def start(self, verb: str) -> None:
        """Have a process of its own do what the state says: it outlives this one, and takes no memory from it."""
        with (self.folder / "log").open("ab") as log:
            subprocess.Popen(  # noqa: S603 - our own command, and a folder that we have named
                [sys.executable, "-m", "headway", verb, str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, "HEADWAY_HOME": str(settings.HOME)},
            )

    def keep(self, name: str, facts: Any) -> None:
        """Write facts, whole or not at all."""
        part = self.folder / f"{name}.part"
        part.write_bytes(orjson.dumps(facts, _plain, orjson.OPT_PASSTHROUGH_SUBCLASS))
        part.replace(self.folder / name)

    def kept(self, name: str) -> dict[str, Any]:
        """Read facts; what was said when they were written is said anew to who reads them."""
        facts: dict[str, Any] = _said(orjson.loads((self.folder / name).read_bytes()))
        return facts


def _plain(value: Any) -> Any:
    if isinstance(value, Said):
        return {_SAID: packed(value)}
    return str(value) if isinstance(value, str) else dict(value)


def _said(kept: Any) -> Any:
    if isinstance(kept, list):
        return [_said(one) for one in kept]
    if not isinstance(kept, dict):
        return kept
    return unpacked(kept[_SAID]) if _SAID in kept else {name: _said(one) for name, one in kept.items()}
