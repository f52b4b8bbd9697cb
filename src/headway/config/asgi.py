"""The front door: one address for everything. Streams are served on the event loop, the rest as WSGI on threads."""

import asyncio
import gc
import os
import re
import signal
import threading
import time
import uuid
from types import FrameType
from typing import Any, Final
from urllib.parse import quote

import structlog
from a2wsgi import WSGIMiddleware

from . import logs
from .wsgi import application as pages

# After .wsgi, which sets Django up.
from ..live.app import Message, Receive, Send, live  # isort: skip
from ..live.streams import Streams  # isort: skip

THREADS: Final = int(os.environ.get("HEADWAY_THREADS", "8"))
_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_QUIET: Final = frozenset({"/healthz", "/readyz"})
_log = structlog.get_logger()


class FrontDoor:
    """The ASGI application that uvicorn runs."""

    def __init__(self) -> None:
        self.pages = WSGIMiddleware(pages, workers=THREADS)  # type: ignore[arg-type]
        self.streams: Streams | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or the life of the process."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self._logged(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await asyncio.to_thread(warm)
        self.streams = Streams()
        self.streams.start()
        _before_signals(self.streams.close)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.streams.stop()
        self.pages.executor.shutdown(wait=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def _logged(self, scope: Message, receive: Receive, send: Send) -> None:
        """Give the request an id, tell it in the answer and in every line of the log, and log how it went."""
        began, request_id, answered = time.perf_counter(), _request_id(scope), [500]
        structlog.contextvars.bind_contextvars(request_id=request_id.decode())

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered[0] = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id)]
            await send(message)

        try:
            await self._route(scope, receive, noted)
        finally:
            told = _log.debug if scope["path"] in _QUIET else _log.info
            took = round((time.perf_counter() - began) * 1000, 1)
            told("request", method=scope["method"], path=scope["path"], status=answered[0], ms=took)
            structlog.contextvars.clear_contextvars()

    async def _route(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] == "/live" and self.streams is not None:
            await live(self.streams, scope, receive, send)
        else:
            await self.pages(_plain(scope), receive, send)  # type: ignore[arg-type]


def warm() -> None:
    """Load what the first visitors would otherwise wait for: every address, every page's template, the icons."""
    from django.template import engines
    from django.urls import get_resolver

    from ..web import icons

    get_resolver()._populate()
    templates = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in templates.list_templates(extensions=["html"]):
        templates.get_template(name)
    icons.sheet()
    # What is loaded now stays: a collection that went through all of it would hold a page up for a tenth of a second.
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 50)


def _request_id(scope: Message) -> bytes:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return bytes(value)
    return uuid.uuid4().hex.encode()


def _plain(scope: Message) -> Message:
    """What WSGI can take: a query in ASCII, and no header that would pass for another once dashes are underscores."""
    scope["headers"] = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    if not scope["query_string"].isascii():
        scope["query_string"] = quote(scope["query_string"], safe=bytes(range(128))).encode()
    return scope


def _before_signals(close: Any) -> None:
    """Close the streams as soon as the process is told to stop: uvicorn waits for all answers to end first."""
    if threading.current_thread() is not threading.main_thread():
        return

    def wrapped(number: int, frame: FrameType | None) -> None:
        close()
        former = handlers[signal.Signals(number)]
        if callable(former):
            former(number, frame)

    handlers = {number: signal.signal(number, wrapped) for number in (signal.SIGTERM, signal.SIGINT)}


logs.configure()
application = FrontDoor()
