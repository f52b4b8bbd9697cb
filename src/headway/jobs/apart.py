"""Jobs that are run in a process of their own: what they load and compute goes back with it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django_tasks_db.models import DBTaskResult

from ..commands import findings
from ..models import Workspace
from ..queries import house
from . import tasks
from .staying import STAYING

MUCH: Final = 10_000
"""Events of a workspace from which on a process of its own costs less than what the work leaves behind."""

APART: Final[Mapping[str, Callable[[], Iterable[Workspace]]]] = {
    tasks.find_risks.module_path: lambda: house.news_for(findings.FOLLOWER),
    tasks.find_late.module_path: Workspace.objects.all,
    tasks.forecast.module_path: Workspace.objects.all,
    tasks.backtest.module_path: Workspace.objects.all,
}
"""The jobs that the engine works in, and the workspaces that each is about."""
COMES_AGAIN: Final = frozenset({tasks.find_risks.module_path})
"""Those that are run again after each change: their process stays for a while, and computes what has changed."""


def wanted(job: DBTaskResult[Any, Any]) -> bool:
    """Whether the job is to be run apart: one of the engine's, with much to compute."""
    return job.task_path in APART and any(one.seq >= MUCH for one in APART[job.task_path]())


def run(job: DBTaskResult[Any, Any]) -> None:
    """Run a job in a process that ends with it, or after a quiet while, and with this one.

    A job whose process dies has failed.
    """
    if job.task_path in COMES_AGAIN:
        STAYING.run(job)
        return
    command = [sys.executable, "-m", "headway", "job", str(job.pk)]
    # Its end of the pipe ends when we do, however we end.
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:  # noqa: S603 - our own command
        code = process.wait()
    job.refresh_from_db()
    if not job.task_result.is_finished:
        job.set_failed(ChildProcessError(f"the process of the job ended with {code}"))


def end_with_parent() -> None:
    """End this process at once when standard input ends: whoever runs the job anew must not find us at it."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()
