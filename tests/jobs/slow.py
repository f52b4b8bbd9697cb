"""A job that is killed in its first course: it has done its work, and not yet said so."""

import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django_tasks import TaskContext, task

from headway.commands import run
from headway.commands.items import CreateItem
from headway.commands.workspaces import owner_of
from headway.models import Workspace


@task(takes_context=True)
def slow(context: TaskContext) -> str:
    """Create an item once, however often the job runs."""
    job = str(context.task_result.id)
    actor = owner_of(Workspace.objects.get())
    made = run(CreateItem(kind="task", title="By a job"), actor=actor, now=datetime.now(UTC), key=f"job-{job}")
    courses = Path(settings.HOME) / "courses"
    with courses.open("a") as file:
        file.write("begun\n")
    if courses.read_text().count("begun") == 1:
        time.sleep(60)
    return str(made["key"])
