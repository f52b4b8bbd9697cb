"""What the house does for its own sake: workers say that they live, and what nobody needs any more is thrown away."""

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ..models import Receipt, Worker

SILENT: Final = timedelta(seconds=60)
"""A worker that said nothing for so long is taken for dead."""
ATTEMPTS: Final = 3
"""A job in whose course so many workers died is not begun again."""
KEPT: Final = timedelta(days=7)
"""How long receipts of commands and results of jobs are kept."""
_LOCK: Final = zlib.crc32(b"headway.jobs")


@contextmanager
def alone() -> Iterator[None]:
    """A transaction that no other process enters at the same time."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def pulse(*, name: str, host: str, pid: int, now: datetime) -> None:
    """A worker says that it lives."""
    facts = {"host": host, "pid": pid, "seen_at": now}
    Worker.objects.update_or_create(name=name, defaults=facts, create_defaults={**facts, "started_at": now})


def farewell(*, name: str) -> None:
    """A worker stops, with nothing in hand."""
    Worker.objects.filter(name=name).delete()


def revive(*, name: str, host: str, now: datetime) -> int:
    """Have the jobs of dead workers begun again, and return how many those are; `name` and `host` are the caller's.

    A job may thus run twice. What it does must bear that: commands do, under an idempotency key made of the job's id.
    """
    with alone():
        _bury(name=name, host=host, now=now)
        living = set(Worker.objects.values_list("name", flat=True))
        running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
        left = [row for row in running if not living & set(row.worker_ids[-1:])]
        hopeless = [row.pk for row in left if len(row.worker_ids) >= ATTEMPTS]
        again = DBTaskResult.objects.filter(pk__in={row.pk for row in left}.difference(hopeless))
        _give_up(hopeless, now=now)
        return again.update(status=TaskResultStatus.READY, started_at=None)


def _bury(*, name: str, host: str, now: datetime) -> None:
    """Forget the workers that are silent, or whose process on this machine is gone (or is now the caller's)."""
    gone = [
        row.pk
        for row in Worker.objects.exclude(name=name).filter(host=host)
        if row.pid == os.getpid() or not _lives(row.pid)
    ]
    Worker.objects.exclude(name=name).filter(Q(seen_at__lt=now - SILENT) | Q(pk__in=gone)).delete()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _give_up(jobs: list[UUID], *, now: datetime) -> None:
    DBTaskResult.objects.filter(pk__in=jobs).update(
        status=TaskResultStatus.FAILED,
        finished_at=now,
        exception_class_path="builtins.RuntimeError",
        traceback=f"{ATTEMPTS} workers died in the course of this job",
    )


def last_asked(path: str) -> datetime | None:
    """When a job of this path was last asked for; now-ish while one is still to be done counts too."""
    found: datetime | None = (
        DBTaskResult.objects.filter(task_path=path)
        .order_by("-enqueued_at")
        .values_list("enqueued_at", flat=True)
        .first()
    )
    return found


def forget_sessions(*, now: datetime) -> int:
    """Throw expired sessions away."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def forget_receipts(*, now: datetime) -> int:
    """Throw away receipts older than a week: nobody repeats a request after so long."""
    return Receipt.objects.filter(created_at__lt=now - KEPT).delete()[0]


def forget_results(*, now: datetime) -> int:
    """Throw away what jobs that ended more than a week ago returned."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT).delete()[0]


def refresh_statistics() -> None:
    """Have the database plan by what is there now; of PostgreSQL's own upkeep this is the part that cannot wait."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
