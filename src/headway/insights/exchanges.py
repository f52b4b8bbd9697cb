"""What was sent to the language model and what came back: the last exchanges, a file each below HEADWAY_HOME.

They are for admins to look at. A key is never among them.
"""

import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import orjson
from pydantic import TypeAdapter, ValidationError

KEPT: Final = 50
"""Exchanges that are kept of a workspace; older ones are thrown away."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A sentence of the model that was not taken: what stood there instead, and why."""

    given: str
    told: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question to the model: for whom and of what, what was sent, what came back, and what was made of it.

    `problem` says why there was no answer. Of `sentences`, `taken` were told in the model's words.
    """

    at: datetime
    member: int | None
    subject: str
    model: str
    host: str
    system: str
    sent: str
    answer: str
    problem: str
    milliseconds: int
    sentences: int
    taken: int
    refused: tuple[Refusal, ...]


_READ: Final[TypeAdapter[Exchange]] = TypeAdapter(Exchange)


class Exchanges:
    """Those of one workspace."""

    def __init__(self, home: Path, *, workspace: int) -> None:
        self._folder = home / "model" / str(workspace)

    def keep(self, one: Exchange) -> None:
        """Add one, and throw away what is too old to be kept."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{one.at:%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}.json"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(orjson.dumps(asdict(one)))
        for old in self._files()[KEPT:]:
            old.unlink(missing_ok=True)

    def latest(self, count: int = KEPT) -> list[Exchange]:
        """Return the last ones, the latest first; a file that cannot be read is passed over."""
        found = []
        for path in self._files()[:count]:
            with suppress(OSError, ValidationError):
                found.append(_READ.validate_json(path.read_bytes()))
        return found

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"), reverse=True)
