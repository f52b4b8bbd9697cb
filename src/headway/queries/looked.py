"""When risks were last looked for, and what that took: told by the house's record of its jobs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ..rules.words import Role
from .base import Look, Query

JOB = "headway.jobs.tasks.find_risks"
"""The job that looks wherever something has happened, and answers in how many workspaces that was."""


@dataclass(frozen=True, slots=True)
class Looked:
    """As of when findings are: what happened until then is in them; None where nobody has looked.

    `took` is the seconds that the last look took which had anything to look at, in the whole house.
    """

    as_of: datetime | None
    took: float | None


class ShowLooked(Query):
    """Tell as of when risks are known, and how long it took to look for them."""

    name = "finding.looked"
    route = "/findings/looked"
    least = Role.MEMBER

    def answer(self, look: Look) -> Looked:
        """Two statements. Results are kept for a week, and a look that finds nothing new comes every two minutes."""
        rows = DBTaskResult.objects.filter(task_path=JOB, status=TaskResultStatus.SUCCESSFUL)
        done: Any = rows.order_by("-started_at")
        as_of = done.values_list("started_at", flat=True).first()
        last = done.exclude(return_value=0).values_list("started_at", "finished_at").first()
        return Looked(as_of, (last[1] - last[0]).total_seconds() if last else None)
