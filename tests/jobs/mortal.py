"""A worker with much before it, killed again and again. Run as a process of its own in the home of a test:

python -m tests.jobs.mortal prepares the work, kills workers in the midst of each kind, lets the last one finish, and
prints what came of it as JSON.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

from django_tasks_db.models import DBTaskResult  # noqa: E402

from headway.access.actor import Actor  # noqa: E402
from headway.commands import Command, run  # noqa: E402
from headway.commands.automation import CreateRule  # noqa: E402
from headway.commands.escalation_paths import AddEscalationLevel, CreateEscalation  # noqa: E402
from headway.commands.findings import FOLLOWER  # noqa: E402
from headway.commands.items import ChangeItem, CreateItem  # noqa: E402
from headway.commands.members import AddMember  # noqa: E402
from headway.commands.schedules import AddSchedule  # noqa: E402
from headway.commands.teams import CreateTeam  # noqa: E402
from headway.commands.workspaces import owner_of  # noqa: E402
from headway.models import (  # noqa: E402
    AutomationRun,
    Comment,
    Escalation,
    Event,
    Follower,
    Notification,
    Schedule,
    Task,
    Workspace,
)
from headway.queries.verify import verify  # noqa: E402

DAYS, ISSUES, CHANGES = 20, 30, 30
MINUTE = timedelta(minutes=1)


class Worker:
    """`headway worker`, to be killed as a power cut kills."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "headway", "worker"]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, start_new_session=True, stdout=quiet, stderr=quiet)
        atexit.register(self.kill)

    def kill_once(self, met: Callable[[], bool], *, what: str) -> None:
        """Kill it as soon as this holds, while it works."""
        self.wait(met, what=what)
        self.kill()

    def kill(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def wait(self, met: Callable[[], bool], *, what: str) -> None:
        end = time.monotonic() + 60
        while not met():
            if time.monotonic() > end or self._process.poll() is not None:
                raise SystemExit(f"it never came to this: {what}")
            time.sleep(0.002)


def prepare(workspace: Workspace, actor: Actor, now: datetime) -> dict[str, Any]:
    """An operation that recurs every hour and stood still for three weeks; old issues; changes that a rule answers."""

    def do(command: Command, at: datetime) -> Any:
        return run(command, actor=actor, now=at)

    past = now - timedelta(days=DAYS)
    do(CreateTeam(key="PAY", team_name="Payments"), past)
    do(AddMember(email="eve@acme.example", member_name="Eve"), past)
    operation = do(CreateItem(kind="operation", title="Backups", team="PAY"), past)["key"]
    do(AddSchedule(operation=operation, rule="FREQ=HOURLY", time="00:00", ahead_days=0), past)
    path = do(CreateEscalation(path_name="Late", trigger="unaccepted", working=False), past)["id"]
    do(AddEscalationLevel(escalation_path=path, after=10, who="member", member="eve@acme.example"), past)
    for number in range(ISSUES):
        do(CreateItem(kind="issue", title=f"It fails {number}", team="PAY"), past + MINUTE)
    act = {"command": "comment.add", "arguments": {"body": "Noted"}}
    do(CreateRule(rule_name="Note", on=["item.changed"], fields=["title"], acts=[act]), now)
    key = do(CreateItem(kind="task", title="Pay"), now)["key"]
    for number in range(CHANGES):
        do(ChangeItem(key=key, title=f"Pay {number}"), now)
    return {"operation": operation, "task": key}


def quiet() -> bool:
    """Whether all is done: no job waits or runs, every follower has come to the end of the log."""
    last = Event.objects.order_by("-seq").values_list("seq", flat=True)[0]
    # Causes of risks are looked for every two minutes, and not at each event.
    followers = Follower.objects.exclude(name=FOLLOWER)
    behind = followers.filter(cursor__lt=last).exists() or followers.count() < 3
    jobs = DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"]).exists()
    return not behind and not jobs and not Schedule.objects.filter(wake__lte=datetime.now(UTC)).exists()


def main() -> None:
    """Kill a worker in the midst of escalating, of making tasks and of a rule's answers; let one live; tell."""
    workspace = Workspace.objects.get()
    now = datetime.now(UTC)
    made = prepare(workspace, owner_of(workspace), now)
    before = Task.objects.filter(schedule__isnull=False).count()
    running = DBTaskResult.objects.filter(status="RUNNING", task_path__endswith="escalate")
    makes = Task.objects.filter(schedule__isnull=False)
    Worker().kill_once(lambda: running.exists() or Escalation.objects.exists(), what="escalating")
    Worker().kill_once(lambda: makes.count() > before, what="making tasks")
    halfway = makes.count()
    runs = AutomationRun.objects.count()
    Worker().kill_once(lambda: AutomationRun.objects.count() > runs or runs == CHANGES, what="a rule's answers")
    last = Worker()
    last.wait(quiet, what=f"the end of all work: {list(DBTaskResult.objects.values_list('task_path', 'status'))}")
    last.kill()
    instances = list(makes.order_by("instance").values_list("instance", flat=True))
    told = Notification.objects.filter(reason="escalated", member__email="eve@acme.example")
    print(
        json.dumps(
            {
                "halfway": halfway,
                "now": now.isoformat(),
                "instances": instances,
                "created": Event.objects.filter(type="item.created", item__task__schedule__isnull=False).count(),
                "fired": list(Escalation.objects.order_by("item").values_list("item__title", flat=True)),
                "told": told.count(),
                "runs": list(AutomationRun.objects.order_by("event_seq").values_list("outcome", flat=True)),
                "changes": Event.objects.filter(type="item.changed", item__key=made["task"]).count(),
                "notes": Comment.objects.filter(item__key=made["task"]).count(),
                "wrong": [str(one) for one in verify(workspace)],
            }
        )
    )


if __name__ == "__main__":
    main()
