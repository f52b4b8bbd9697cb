"""Who is at which item now: a file each below HEADWAY_HOME, touched while the page is open.

All processes of a machine share them, and no database is written for what nobody wants to know in a minute.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from os import utime
from pathlib import Path
from typing import Final

STALE: Final = timedelta(seconds=40)
"""After so long without a word somebody is taken to have gone."""


class Desk:
    """Those at one item, as numbers of members."""

    def __init__(self, home: Path, *, workspace: int, item: int) -> None:
        self._folder = home / "presence" / str(workspace) / str(item)

    def come(self, member: int, *, now: datetime) -> None:
        """Note that somebody is here at this moment."""
        card = self._folder / str(member)
        for _ in range(3):  # The last to leave may take the folder away in between.
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with suppress(FileNotFoundError):
                card.touch(mode=0o600)
                utime(card, (now.timestamp(), now.timestamp()))
                return

    def go(self, member: int) -> None:
        """Note that somebody has gone."""
        (self._folder / str(member)).unlink(missing_ok=True)
        self._tidy()

    def here(self, *, now: datetime) -> list[int]:
        """Return who is here; cards of those who left without a word are taken away."""
        found = []
        for card in self._folder.glob("*"):
            if _since(card) < (now - STALE).timestamp():
                card.unlink(missing_ok=True)
            else:
                found.append(int(card.name))
        return sorted(found)

    def _tidy(self) -> None:
        try:
            self._folder.rmdir()
        except OSError:  # somebody else is here, or has just tidied up
            return


def _since(card: Path) -> float:
    try:
        return card.stat().st_mtime
    except FileNotFoundError:
        return 0
