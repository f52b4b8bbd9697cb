"""A process that runs jobs as they come and keeps what they know of workspaces warm; it ends after a quiet while."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from django_tasks_db.models import DBTaskResult

QUIET: Final = 300.0
"""Seconds without a job after which the process ends, and with it all that it holds."""


class Staying:
    """The worker's end: begins the process when there is a job for it, and again when it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def run(self, job: "DBTaskResult[Any, Any]") -> None:
        """Run a job there; one whose process dies has failed. Two workers of one process take turns."""
        with self._lock:
            known = self._process is not None
            code = self._ran(job)
            if code == 0 and known:  # it ended in the quiet just before it was asked
                code = self._ran(job)
        job.refresh_from_db()
        if code is not None and not job.task_result.is_finished:
            job.set_failed(ChildProcessError(f"the process of the job ended with {code}"))

    def end(self) -> None:
        """Have the process end, if there is one."""
        with self._lock:
            self._ended()

    def _ran(self, job: "DBTaskResult[Any, Any]") -> int | None:
        """None where the process has run the job, else what it ended with."""
        if self._process is None:
            command = [sys.executable, "-m", "headway", "jobs"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own command
            # It may end long before anybody asks it again: nothing of it is to stay in the system's table.
            threading.Thread(target=self._process.wait, name="jobs", daemon=True).start()
        try:
            _input(self._process).write(f"{job.pk}\n".encode())
            _input(self._process).flush()
        except BrokenPipeError:
            return self._ended()
        output = self._process.stdout
        told = output.readline() if output is not None else b""
        return None if told.strip() == str(job.pk).encode() else self._ended()

    def _ended(self) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        process.communicate()  # closes our end of its pipe, whereupon it ends
        return process.returncode


def _input(process: subprocess.Popen[bytes]) -> Any:
    return process.stdin


def work(run: Callable[[str], None], *, quiet: float = QUIET) -> None:
    """The process's end: run each job whose id comes in on standard input, and say its id when it is done.

    Ends after so many seconds in which none came; and at once when its input ends, for whoever runs the jobs anew must
    not find us at them. What jobs print goes to standard error.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    asked: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), name="parent", daemon=True).start()
    while True:
        try:
            job = asked.get(timeout=quiet)
        except queue.Empty:
            return
        run(job)
        print(job, file=answers, flush=True)


def _listen(asked: "queue.SimpleQueue[str]") -> None:
    for line in sys.stdin:
        asked.put(line.strip())
    os._exit(1)


STAYING: Final = Staying()
