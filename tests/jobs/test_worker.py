import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from headway.commands import run, upkeep
from headway.commands.items import CreateItem
from headway.jobs import apart, tasks
from headway.jobs.schedule import SCHEDULE, Recurring, ask_for_due
from headway.jobs.worker import Worker
from headway.models import Receipt
from headway.models import Worker as Row
from tests.world import World

NOW = datetime.now(UTC)


@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_what_is_asked_for() -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=NOW + timedelta(days=1))
    asked = tasks.forget_sessions.enqueue()
    worker = Worker()
    assert worker.once()
    assert not worker.once()
    assert [row.session_key for row in Session.objects.all()] == ["new"]
    row = DBTaskResult.objects.get(pk=asked.id)
    assert (row.status, row.return_value, row.worker_ids) == (TaskResultStatus.SUCCESSFUL, 1, [worker.name])


@pytest.mark.django_db
def test_recurring_jobs_are_asked_for_once_in_their_time() -> None:
    schedule = [Recurring(tasks.forget_results, timedelta(hours=6))]
    now = datetime.now(UTC)
    assert ask_for_due(now=now, schedule=schedule) == 1
    assert ask_for_due(now=now + timedelta(hours=5), schedule=schedule) == 0
    assert ask_for_due(now=now + timedelta(hours=7), schedule=schedule) == 1
    assert len(SCHEDULE) == len({one.task.module_path for one in SCHEDULE})


def _job(*, worker: str, times: int = 1) -> DBTaskResult:
    row = DBTaskResult.objects.get(pk=tasks.forget_receipts.enqueue().id)
    for _ in range(times):
        row.claim(worker)
    return row


@pytest.mark.django_db
def test_the_jobs_of_dead_workers_are_begun_again_and_those_of_living_ones_left() -> None:
    upkeep.pulse(name="lives", host="there", pid=1, now=NOW)
    upkeep.pulse(name="silent", host="there", pid=2, now=NOW - 2 * upkeep.SILENT)
    mine, left, hopeless = _job(worker="lives"), _job(worker="silent"), _job(worker="silent", times=upkeep.ATTEMPTS)
    assert upkeep.revive(name="me", host="here", now=NOW) == 1
    states = {row.pk: row.status for row in DBTaskResult.objects.all()}
    assert states == {
        mine.pk: TaskResultStatus.RUNNING,
        left.pk: TaskResultStatus.READY,
        hopeless.pk: TaskResultStatus.FAILED,
    }
    assert list(Row.objects.values_list("name", flat=True)) == ["lives"]


@pytest.mark.django_db
def test_a_worker_whose_process_is_gone_is_dead_at_once() -> None:
    unused = 2**22 + 1  # above the highest number that Linux gives a process
    upkeep.pulse(name="gone", host="here", pid=unused, now=NOW)
    _job(worker="gone")
    assert upkeep.revive(name="me", host="here", now=NOW) == 1


@pytest.mark.django_db
def test_old_receipts_and_results_are_forgotten(world: Any) -> None:
    for key, age in (("old", 8), ("new", 6)):
        run(CreateItem(kind="task", title="x"), actor=world.actor(), now=NOW - timedelta(days=age), key=key)
    assert upkeep.forget_receipts(now=NOW) == 1
    assert [row.key for row in Receipt.objects.all()] == ["new"]
    row = _job(worker="me")
    row.set_successful(0)
    assert upkeep.forget_results(now=datetime.now(UTC) + timedelta(days=6)) == 0
    assert upkeep.forget_results(now=datetime.now(UTC) + timedelta(days=8)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_process_dies_has_failed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tasks.find_late.enqueue()
    monkeypatch.setattr(apart, "MUCH", 0)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert Worker().once()
    row = DBTaskResult.objects.get(pk=asked.id)
    assert row.status == TaskResultStatus.FAILED
    assert "ended with 1" in row.traceback


@pytest.mark.django_db(transaction=True)
def test_a_job_with_little_to_do_needs_no_process(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tasks.find_late.enqueue()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert Worker().once()
    assert DBTaskResult.objects.get(pk=asked.id).status == TaskResultStatus.SUCCESSFUL
