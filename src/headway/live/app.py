"""The stream at /live, as an ASGI application.

A page opens it with its session (or a program with a bearer token) and gets server-sent events: `hello` once, then
`change` with {seq, keys, nouns, many} whenever something happened that its reader may see. `Last-Event-ID` (or
`?since=`) resumes without a gap; `?workspace=` says which workspace, for a reader with several.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import orjson

from ..rules.errors import Problem
from . import door
from .streams import Stream, Streams

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEARTBEAT: Final = 15.0
RECHECK: Final = 4
MOST: Final = 5000
_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Busy(Problem):
    """There are as many streams as this process holds."""

    code = "busy"
    status = 503


class NoMethod(Problem):
    """Streams are read."""

    code = "method_not_allowed"
    status = 405


async def live(streams: Streams, scope: Message, receive: Receive, send: Send) -> None:
    """Serve one stream until its reader goes, may no longer read, or the process stops."""
    try:
        stream = await _admit(streams, scope)
    except Problem as problem:
        await _refuse(problem, send)
        return
    gone = asyncio.create_task(_disconnected(receive, stream))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _run(streams, stream, send)
    finally:
        streams.remove(stream)
        gone.cancel()


async def _admit(streams: Streams, scope: Message) -> Stream:
    if scope["method"] != "GET":
        raise NoMethod("a stream is opened with GET")
    if streams.closing or sum(map(len, streams.open.values())) >= MOST:
        raise Busy("no more streams are taken here at the moment")
    return await streams.add(door.knock(scope))


async def _run(streams: Streams, stream: Stream, send: Send) -> None:
    beats = 0
    while not (stream.ended or streams.closing):
        if stream.waiting:
            await send({"type": "http.response.body", "body": stream.take(), "more_body": True})
        stream.stirred.clear()
        if stream.waiting or stream.ended or streams.closing:
            continue
        try:
            await asyncio.wait_for(stream.stirred.wait(), timeout=HEARTBEAT)
        except TimeoutError:
            beats += 1
            await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
            if beats % RECHECK == 0:
                await streams.recheck([stream])
    with contextlib.suppress(OSError):
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _disconnected(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _refuse(problem: Problem, send: Send) -> None:
    body = orjson.dumps({"status": problem.status, "detail": problem.message, **problem.as_dict()})
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
