"""`headway serve`: one port, one or several processes behind it, and a worker within it or beside them."""

import contextlib
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final

import structlog
import uvicorn
from uvicorn.supervisors import Multiprocess

from ..jobs.worker import Worker
from ..models import blobs
from ..rules.errors import Invalid, Unavailable
from . import logs, migrations, static

GRACE: Final = 30
APPLICATION: Final = "headway.config.asgi:application"
_log = structlog.get_logger()


def serve(*, host: str, port: int, workers: int = 1, worker: bool = True) -> None:
    """Serve until told to stop. Raises Invalid when the address cannot be had."""
    logs.configure()
    listening = _listen(host=host, port=port)
    migrations.bring_up_to_date()
    _check_files()
    static.collect()
    config = uvicorn.Config(
        APPLICATION,
        host=host,
        port=port,
        workers=workers,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
    )
    with _signals_held(), _at_work(wanted=worker, alone=workers == 1) as attendant:
        shown = f"[{host}]" if ":" in host else host
        _log.info("serving", url=f"http://{shown}:{listening.getsockname()[1]}", processes=workers, worker=worker)
        if workers > 1:
            Multiprocess(config, sockets=[listening]).run()
        else:
            _Server(config, attendant).run(sockets=[listening])
    _log.info("stopped")


def _check_files() -> None:
    """Look for the bucket of files, if there is one. Raises Invalid naming the variable that is wrong.

    One that cannot be reached is told of, no more: everything else works without it.
    """
    bucket = blobs.bucket()
    if bucket is None:
        return
    try:
        bucket.check()
    except Unavailable as error:
        _log.warning("files.unreachable", store=str(bucket), told=error.message)


def _listen(*, host: str, port: int) -> socket.socket:
    """Take the address before anything else, so that a mistake shows at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio does not switch Nagle's algorithm off, and answers wait 40 ms for an acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        said = f"cannot listen on {host}:{port} ({error.strerror}); state another with --port or PORT"
        raise Invalid(said, field="port") from error
    listening.set_inheritable(True)
    return listening


class _Server(uvicorn.Server):
    """uvicorn, telling the worker to stop at the same time."""

    def __init__(self, config: uvicorn.Config, attendant: "Attendant | Inmate | None") -> None:
        super().__init__(config)
        self._attendant = attendant

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        if self._attendant is not None:
            self._attendant.dismiss()
        super().handle_exit(sig, frame)


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """uvicorn raises the signal that stopped it once more when it is done; let that not end us half-way."""
    former = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _at_work(*, wanted: bool, alone: bool) -> Iterator["Attendant | Inmate | None"]:
    """Have a worker: in this process where it serves alone, in one of its own beside several."""
    if not wanted:
        yield None
        return
    attendant = Inmate() if alone else Attendant()
    attendant.start()
    try:
        yield attendant
    finally:
        attendant.dismiss()
        attendant.join()


class Inmate(threading.Thread):
    """A worker on threads of this process, begun anew should it fail."""

    def __init__(self) -> None:
        super().__init__(name="worker", daemon=True)
        self._stopping = threading.Event()
        self._worker = Worker()

    def run(self) -> None:
        """Work until that is no longer wanted, after a failure once more, with a pause that grows up to a minute."""
        pause = 1.0
        while not self._stopping.is_set():
            try:
                self._worker.run()
            except Exception:
                self._worker.stop()
                _log.exception("the worker failed; beginning anew", seconds=pause)
                self._stopping.wait(pause)
                pause = min(pause * 2, 60)
                self._worker = Worker()

    def dismiss(self) -> None:
        """Ask the worker to stop after the job at hand. Safe in a signal handler."""
        self._stopping.set()
        self._worker.stop()

    def join(self, timeout: float | None = GRACE) -> None:
        """Wait for the worker to stop; what it still has in hand then is done again when a worker begins."""
        super().join(timeout)


class Attendant(threading.Thread):
    """Keeps a worker running in a process of its own, and starts another when it dies.

    The worker reads from a pipe that we hold open: when we are killed it sees the end of it, and stops too.
    """

    COMMAND: Final = [sys.executable, "-m", "headway", "worker", "--attended"]

    def __init__(self) -> None:
        super().__init__(name="attendant")
        self._stopping = threading.Event()
        self._process = self._begin()

    def _begin(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self.COMMAND, stdin=subprocess.PIPE)  # noqa: S603 - our own command

    def run(self) -> None:
        """Wait for the worker to end; unless that is wanted, begin anew, after a pause that grows up to a minute."""
        pause = 1.0
        while True:
            code = self._process.wait()
            if self._stopping.is_set():
                return
            _log.warning("the worker ended; starting another", code=code, seconds=pause)
            if self._stopping.wait(pause):
                return
            pause = min(pause * 2, 60)
            self._process = self._begin()
            if self._stopping.is_set():
                self._process.terminate()

    def dismiss(self) -> None:
        """Ask the worker to stop after the job at hand. Safe in a signal handler."""
        self._stopping.set()
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()

    def join(self, timeout: float | None = GRACE) -> None:
        """Wait for the worker to stop; end it by force when it does not."""
        super().join(timeout)
        if self.is_alive():
            self._process.kill()
            super().join()
