"""The worker: runs jobs one after another, and beside them the followers and its own pulse."""

import os
import random
import socket
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import structlog
from django.db import DatabaseError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker as Runner
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from ..commands import upkeep
from . import apart, followers, schedule
from .staying import STAYING

IDLE: Final = 0.5
PULSE: Final = 10.0
_log = structlog.get_logger()


def runner(name: str) -> Runner:
    """Return what runs a job that has been claimed."""
    return Runner(
        queue_names=["*"],
        interval=IDLE,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )


class Worker:
    """One process's worker. `run` returns after `stop`, once the job at hand and the batches at hand are done."""

    def __init__(self) -> None:
        self.host, self.pid = socket.gethostname()[:255], os.getpid()
        self.name = f"{self.host[:30]}-{self.pid}-{random.SystemRandom().getrandbits(32):08x}"
        self._stopped = threading.Event()
        self._loop = followers.Loop()
        self._runner = runner(self.name)

    def stop(self) -> None:
        """Stop after the job at hand. Safe in a signal handler and from other threads."""
        self._stopped.set()
        self._loop.stop()

    def run(self) -> None:
        """Work until stopped."""
        _log.info("the worker is at work", worker=self.name)
        self._beat()
        beside = [threading.Thread(target=one, daemon=True) for one in (self._loop.run, self._pulse)]
        for thread in beside:
            thread.start()
        self._work()
        for thread in beside:
            thread.join()
        STAYING.end()
        _tried(lambda: upkeep.farewell(name=self.name))
        _log.info("the worker has stopped", worker=self.name)

    def _work(self) -> None:
        while not self._stopped.is_set():
            close_old_connections()
            if not _tried(self.once):
                self._stopped.wait(IDLE)

    def once(self) -> bool:
        """Run one job, if there is one."""
        ready = DBTaskResult.objects.ready().filter(backend_name="default")
        # Looking first keeps an idle worker from taking SQLite's only write lock twice a second.
        if not ready.exists():
            return False
        with exclusive_transaction():
            job = ready.get_locked()
            if job is None:
                return False
            job.claim(self.name)
        if apart.wanted(job):
            apart.run(job)
        else:
            self._runner.run_task(job)
        _log.info("job", job=job.task_path, id=str(job.pk), status=job.status)
        return True

    def _pulse(self) -> None:
        while not self._stopped.wait(PULSE):
            close_old_connections()
            self._beat()

    def _beat(self) -> None:
        _tried(self.beat)

    def beat(self) -> bool:
        """Say that this worker lives, take up what dead ones left, and ask for the jobs whose time has come."""
        now = datetime.now(UTC)
        upkeep.pulse(name=self.name, host=self.host, pid=self.pid, now=now)
        upkeep.revive(name=self.name, host=self.host, now=now)
        schedule.ask_for_due(now=now)
        return True


def _tried(call: Callable[[], object]) -> bool:
    """Call; a database that cannot be had just now is worth a line in the log, and another try later."""
    try:
        return bool(call())
    except DatabaseError:
        _log.warning("the worker cannot reach the database", exc_info=True)
        return False


def stop_with_parent(worker: Worker) -> None:
    """Stop the worker when standard input ends: then the process that holds its other end is gone."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        worker.stop()

    threading.Thread(target=wait, name="parent", daemon=True).start()
