"""Each occurrence once, whoever makes it: two at once, one that breaks off, and what the database itself refuses."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from headway.access.actor import house
from headway.commands import run
from headway.commands.items import CreateItem
from headway.commands.occurrences import MakeOccurrences, Maker, workspaces_to_make
from headway.commands.schedules import AddSchedule
from headway.jobs import tasks as jobs
from headway.models import Event, Item, KeySeries, Schedule, Task, Workspace
from headway.queries.verify import verify
from tests.world import World, make_world


def daily(world: World, **more: Any) -> int:
    operation = world.do(CreateItem(kind="operation", title="Backups", team="PAY"))["key"]
    facts: dict[str, Any] = {"rule": "FREQ=DAILY", "time": "12:00", "ahead_days": 0, **more}
    return int(world.do(AddSchedule(operation=operation, **facts))["id"])


def instances(pk: int) -> list[str]:
    rows = Task.objects.filter(schedule=pk).order_by("instance")
    return list(rows.values_list("instance", flat=True))


def everything(workspace: Workspace, now: Any) -> int:
    made, more = 0, True
    while more:
        answer = run(MakeOccurrences(), actor=house(workspace=workspace), now=now)
        made, more = made + answer["made"], answer["more"]
    return made


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_after_a_year(request: pytest.FixtureRequest) -> None:
    world = make_world()
    pk = daily(world, rule="FREQ=DAILY;BYHOUR=9,12")
    before = len(instances(pk))
    later = world.now + timedelta(days=366)
    made: list[int] = []

    def work() -> None:
        try:
            made.append(everything(world.workspace, later))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = instances(pk)
    assert len(found) == len(set(found)) == before + sum(made) == 2 * 367 - 1
    assert Item.objects.filter(kind="task").count() == len(found)
    keys = set(Item.objects.filter(kind="task").values_list("key", flat=True))
    assert len(keys) == len(found)
    assert KeySeries.objects.get(prefix="PAY").last == len(found) + 1
    assert Event.objects.filter(type="item.created", item__kind="task").count() == len(found)
    assert verify(world.workspace) == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_in_a_batch_leaves_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    pk = daily(world)
    later = world.now + timedelta(days=300)
    run(MakeOccurrences(), actor=house(workspace=world.workspace), now=later)
    whole = Maker._save

    def killed(self: Maker, *args: Any) -> Any:
        whole(self, *args)
        raise KeyboardInterrupt

    before, seq = instances(pk), Event.objects.count()
    with monkeypatch.context() as patched:
        patched.setattr(Maker, "_save", killed)
        with pytest.raises(KeyboardInterrupt):
            run(MakeOccurrences(), actor=house(workspace=world.workspace), now=later)
    assert (instances(pk), Event.objects.count()) == (before, seq)
    everything(world.workspace, later)
    assert len(instances(pk)) == len(set(instances(pk))) == 301
    assert verify(world.workspace) == []


@pytest.mark.django_db
def test_the_database_takes_an_occurrence_once() -> None:
    world = make_world()
    task = Task.objects.get(schedule=daily(world))
    other = Item.objects.get(key=world.do(CreateItem(kind="task", title="Other"))["key"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(item=other).update(
            operation=task.operation, schedule=task.schedule, instance=task.instance, occurs_at=task.occurs_at
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(item=task.item).update(instance="")


@pytest.mark.django_db
def test_a_forgotten_place_makes_nothing_twice() -> None:
    """Even if it were lost how far the tasks have been made, those that are there are not made again."""
    world = make_world()
    pk = daily(world, ahead_days=5)
    before = instances(pk)
    Schedule.objects.update(made_to="", wake=world.now)
    assert everything(world.workspace, world.now) == 0
    assert instances(pk) == before


@pytest.mark.django_db
def test_the_job_makes_for_every_workspace_that_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = [make_world(name) for name in ("acme", "other")]
    schedules = [daily(world) for world in worlds]
    later = worlds[0].now + timedelta(days=2, minutes=30)

    class Clock:
        @staticmethod
        def now(_: Any) -> Any:
            return later

    monkeypatch.setattr(jobs, "datetime", Clock)
    assert len(workspaces_to_make(now=later)) == 2
    assert jobs.make_occurrences.func() == 4
    assert workspaces_to_make(now=later) == []
    assert [len(instances(pk)) for pk in schedules] == [3, 3]


@pytest.mark.django_db
def test_tasks_are_made_in_sets() -> None:
    """A hundred tasks more cost a few statements more: rows are inserted many at a time."""
    world = make_world()
    daily(world)
    counts = []
    for days in (20, 120):
        world.now += timedelta(days=days)
        with CaptureQueriesContext(connection) as asked:
            run(MakeOccurrences(), actor=house(workspace=world.workspace), now=world.now)
        counts.append(len(asked))
    assert counts[1] - counts[0] < 10
