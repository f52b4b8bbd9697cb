"""Jobs that come round: asked for by whichever worker looks first, and by one alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django_tasks.base import Task

from ..commands import looks, upkeep
from . import tasks

SOONER: Final = timedelta(seconds=5)
"""After a job was asked for, what else asks for it is taken to be answered by that one for so long."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """A job, and how often it is to be done; sooner when `asked` says that somebody waits for it."""

    task: Task[Any, Any]
    every: timedelta
    asked: Callable[[], bool] | None = None


SCHEDULE: Final[Sequence[Recurring]] = (
    Recurring(tasks.forget_sessions, timedelta(hours=6)),
    Recurring(tasks.forget_receipts, timedelta(hours=6)),
    Recurring(tasks.forget_results, timedelta(hours=6)),
    Recurring(tasks.send_notices, timedelta(minutes=5)),
    Recurring(tasks.send_letters, timedelta(minutes=5)),
    Recurring(tasks.escalate, timedelta(minutes=1)),
    Recurring(tasks.make_occurrences, timedelta(minutes=1)),
    Recurring(tasks.tell_breaches, timedelta(minutes=1)),
    Recurring(tasks.remind_of_check_ins, timedelta(hours=1)),
    Recurring(tasks.collect_files, timedelta(hours=24)),
    Recurring(tasks.find_risks, timedelta(minutes=2), asked=looks.asked),
    Recurring(tasks.find_late, timedelta(hours=6)),
    Recurring(tasks.forecast, timedelta(hours=6)),
    Recurring(tasks.backtest, timedelta(hours=24)),
    Recurring(tasks.refresh_statistics, timedelta(hours=24)),
)
"""Every recurring job of the house."""


def ask_for_due(*, now: datetime, schedule: Sequence[Recurring] = SCHEDULE) -> int:
    """Enqueue each job whose time has come, and return how many those are."""
    if not any(_due(one, now=now) for one in schedule):
        return 0
    with upkeep.alone():
        due = [one for one in schedule if _due(one, now=now)]
        for one in due:
            one.task.enqueue()
    return len(due)


def _due(one: Recurring, *, now: datetime) -> bool:
    last = upkeep.last_asked(one.task.module_path)
    if last is None or now - last >= one.every:
        return True
    return one.asked is not None and now - last >= SOONER and one.asked()
