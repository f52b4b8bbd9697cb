"""Those who follow the log: each handles the events of every workspace, in order, none twice and none missed."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

import structlog
from django.db import DatabaseError, close_old_connections, transaction

from ..commands import letters
from ..commands.notices import inform
from ..commands.notifications import notify
from ..events import hub
from ..events.followers import Following, advance
from ..models import Event, Workspace
from ..queries import house
from . import automation, tasks

POLL: Final = 0.25
LONGEST_PAUSE: Final = 60.0
_log = structlog.get_logger()


def _inbox(workspace: Workspace, events: Sequence[Event]) -> None:
    notify(workspace, events, now=datetime.now(UTC))
    if letters.at_once(workspace):
        transaction.on_commit(lambda: tasks.send_letters.enqueue())


def _reporters(workspace: Workspace, events: Sequence[Event]) -> None:
    if inform(workspace, events, now=datetime.now(UTC)):
        transaction.on_commit(lambda: tasks.send_notices.enqueue())


def _rules(workspace: Workspace, events: Sequence[Event]) -> None:
    automation.answer(workspace, events, now=datetime.now(UTC))


FOLLOWERS: Final[Sequence[Following]] = (
    Following("inbox", _inbox),
    Following("reporters", _reporters),
    Following("rules", _rules, batch=20),
)
"""Every follower of the house. To add one, write what it does as a function in commands/ and name it here."""


class Loop:
    """Advances followers as soon as there is news: at once for this process's own, within POLL seconds for others'.

    A follower that fails in a workspace is tried again there after a pause that doubles up to a minute; the others
    go on.
    """

    def __init__(self, followers: Sequence[Following] = FOLLOWERS, *, clock: Callable[[], float] = time.monotonic):
        self._followers, self._clock = followers, clock
        self._news, self._stopped = threading.Event(), threading.Event()
        self._paused: dict[tuple[str, int], tuple[float, float]] = {}

    def run(self) -> None:
        """Go on until stopped."""
        unlisten = hub.listen(lambda *_: self._news.set())
        try:
            while not self._stopped.is_set():
                self._news.wait(POLL)
                self._news.clear()
                close_old_connections()
                self.once()
        finally:
            unlisten()

    def stop(self) -> None:
        """Stop after the batch at hand."""
        self._stopped.set()
        self._news.set()

    def once(self) -> int:
        """Advance every follower wherever there is news; return how many events were handled."""
        handled = 0
        for following in self._followers:
            try:
                behind = house.news_for(following.name)
            except DatabaseError:
                _log.warning("followers cannot reach the database", exc_info=True)
                return handled
            for workspace in behind:
                if not self._stopped.is_set() and self._may(following, workspace):
                    handled += self._advance(following, workspace)
        return handled

    def _may(self, following: Following, workspace: Workspace) -> bool:
        until, _ = self._paused.get((following.name, workspace.pk), (0.0, 0.0))
        return self._clock() >= until

    def _advance(self, following: Following, workspace: Workspace) -> int:
        place = (following.name, workspace.pk)
        try:
            count = advance(following, workspace=workspace, going=lambda: not self._stopped.is_set())
        except Exception:  # one event that cannot be handled must stop neither the others nor the worker
            _, last = self._paused.get(place, (0.0, 0.5))
            pause = min(last * 2, LONGEST_PAUSE)
            self._paused[place] = (self._clock() + pause, pause)
            _log.exception("a follower failed", follower=following.name, workspace=workspace.slug, again_in=pause)
            return 0
        self._paused.pop(place, None)
        return count
