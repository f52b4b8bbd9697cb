"""The open streams of this process, and the one task that hears of news and tells them.

News is heard at once when it was made in this process (events.hub), and within POLL seconds when another made it.
A stream costs one waiting task and no thread; the database is asked per workspace and kind of reader, not per stream.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeVar

import orjson
import structlog
from django.db import close_old_connections

from ..access.actor import Actor
from ..events import hub
from ..queries import changes, house
from ..rules.errors import Problem
from . import door

POLL: Final = 0.25
BACKLOG: Final = 100
THREADS: Final = 2
_T = TypeVar("_T")
_log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class Stream:
    """One reader's open stream: what is still to be sent to him, and whether it has ended."""

    asked: door.Knock
    actor: Actor
    waiting: deque[bytes] = field(default_factory=deque)
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False

    def tell(self, message: bytes) -> None:
        """Queue a message; a reader who does not keep up is let go, and comes back for what he missed."""
        if len(self.waiting) >= BACKLOG:
            self.end()
        else:
            self.waiting.append(message)
            self.stirred.set()

    def take(self) -> bytes:
        """Take all that is to be sent."""
        wire = b"".join(self.waiting)
        self.waiting.clear()
        return wire

    def end(self) -> None:
        """Have the stream close once it wakes."""
        self.ended = True
        self.stirred.set()


def message(change: changes.Change) -> bytes:
    """A change as a server-sent event."""
    return b"id: %d\nevent: change\ndata: %s\n\n" % (change.seq, orjson.dumps(asdict(change)))


def hello(seq: int) -> bytes:
    """The first message: how far the log has come, and how soon to come back after a break."""
    return b"retry: 1000\nid: %d\nevent: hello\ndata: %s\n\n" % (seq, orjson.dumps({"seq": seq}))


def _fresh(call: Callable[[], _T]) -> _T:
    """Call on a connection that is known to live."""
    close_old_connections()
    return call()


class Streams:
    """All open streams of this process."""

    def __init__(self) -> None:
        self.open: dict[int, set[Stream]] = {}
        self.closing = False
        self._told: dict[int, int] = {}
        self._news = asyncio.Event()
        self._pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="live")
        self._task: asyncio.Task[None] | None = None
        self._unlisten: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin to listen; called on the event loop."""
        loop = asyncio.get_running_loop()

        def heard(workspace_id: int, seq: int) -> None:
            if workspace_id in self.open:
                with contextlib.suppress(RuntimeError):  # the loop has gone
                    loop.call_soon_threadsafe(self._news.set)

        self._unlisten = hub.listen(heard)
        self._task = asyncio.create_task(self._pump())

    def close(self) -> None:
        """End all streams, now and hereafter."""
        self.closing = True
        for stream in [one for streams in self.open.values() for one in streams]:
            stream.end()

    async def stop(self) -> None:
        """Close, and stop listening."""
        self.close()
        self._unlisten()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def ask(self, call: Callable[[], _T]) -> _T:
        """Ask the database on one of the few threads of the streams."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, _fresh, call)

    async def add(self, asked: door.Knock) -> Stream:
        """Admit a reader; his stream begins with a greeting and what he missed. Raises a Problem."""
        actor = await self.ask(lambda: door.enter(asked))
        stream = Stream(asked=asked, actor=actor)
        workspace = actor.workspace_id
        # Listening first and reading then, nothing falls between the two.
        self.open.setdefault(workspace, set()).add(stream)
        try:
            seq = (await self.ask(lambda: house.latest([workspace])))[workspace]
            self._told.setdefault(workspace, seq)
            missed = await self._missed(stream, upto=seq)
        except BaseException:
            self.remove(stream)
            raise
        since = seq if asked.seen is None else min(asked.seen, seq)
        stream.waiting.extendleft(reversed([hello(since), *map(message, missed)]))
        return stream

    async def _missed(self, stream: Stream, *, upto: int) -> list[changes.Change]:
        after = stream.asked.seen
        if after is None or after >= upto:
            return []
        return await self.ask(lambda: changes.missed(actor=stream.actor, after=after, upto=upto))

    def remove(self, stream: Stream) -> None:
        """Forget a reader who has gone."""
        streams = self.open.get(stream.actor.workspace_id, set())
        streams.discard(stream)
        if not streams:
            self.open.pop(stream.actor.workspace_id, None)
            self._told.pop(stream.actor.workspace_id, None)

    async def _pump(self) -> None:
        while not self.closing:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), timeout=POLL)
            self._news.clear()
            try:
                await self._look()
            except Exception:  # whatever it is: streams that silently hear nothing more would be worse
                _log.exception("live streams could not be told")
                await asyncio.sleep(1)

    async def _look(self) -> None:
        if not self._told:
            return
        latest = await self.ask(lambda: house.latest(list(self._told)))
        for workspace, seq in latest.items():
            while workspace in self._told and self._told[workspace] < seq:
                self._told[workspace] = await self._tell(workspace, after=self._told[workspace], upto=seq)

    async def _tell(self, workspace: int, *, after: int, upto: int) -> int:
        """Tell the readers of a workspace of its events after a number; return how far that got."""
        found = await self.ask(lambda: changes.stretch(workspace_id=workspace, after=after, upto=upto))
        if found.changes_access:
            await self.recheck(list(self.open.get(workspace, ())))
        actors = {stream.actor for stream in self.open.get(workspace, ())}
        told = await self.ask(lambda: changes.for_readers(found, actors=actors))
        wire = {change: message(change) for change in told.values() if change is not None}
        for stream in self.open.get(workspace, ()):
            change = told.get(stream.actor)
            if change is not None:
                stream.tell(wire[change])
        return found.upto

    async def recheck(self, streams: Iterable[Stream]) -> None:
        """Ask again who the readers are: end the streams of those who may no longer read."""
        found: dict[door.Knock, Any] = {}
        for stream in streams:
            asked = stream.asked
            if asked not in found:
                found[asked] = await self.ask(lambda asked=asked: _still(asked))  # type: ignore[misc]
            if found[asked] is None:
                stream.end()
            else:
                stream.actor = found[asked]


def _still(asked: door.Knock) -> Actor | None:
    try:
        return door.enter(asked)
    except Problem:
        return None
