"""A project's plan is put on record."""

from typing import Any

from ..access.project_tree import plan, tree
from ..events.types import BaselineKept, BaselineRemoved, BaselineTaken
from ..models import Baseline, Phase
from ..rules.errors import NotFound, Refused
from ..tongue import say
from .base import Answer, Command
from .project_answers import PartTold
from .project_parts import OnPart, part_of, project_of, remove, told
from .types import ItemKey, Name
from .unit import Unit, born


class TakeBaseline(Command):
    """Put a project's plan on record under a name: of the project and all beneath it the dates, effort and phase."""

    name = "baseline.take"
    route = ("POST", "/projects/{project}/baselines")
    answers = PartTold

    project: ItemKey
    baseline_name: Name

    def act(self, unit: Unit) -> Answer:
        """Keep what the author sees; the plan itself stands in the audit log alone, as titles in it may be private."""
        project = project_of(unit, self.project)
        if project.baselines.filter(name=self.baseline_name).exists():
            raise Refused(
                say(
                    "%(key)s has a baseline %(baseline_name)s already",
                    key=project.key,
                    baseline_name=repr(self.baseline_name),
                ),
                field="baseline_name",
            )
        facts = {"project": project, "name": self.baseline_name, "taken_at": unit.now}
        by = unit.actor.member_id
        row = Baseline.objects.create(**facts, taken_by_id=by, plan=plan_of(unit, project.pk))
        unit.record(BaselineTaken, subject=row, item=project, changes=born(facts | {"taken_by": by}))
        unit.record(BaselineKept, subject=row, changes=born({"plan": row.plan}))
        return told(row)


def plan_of(unit: Unit, project: int) -> list[dict[str, Any]]:
    """The plan of a project as rules.baselines describes it, as far as the author sees it."""
    found = tree(unit.actor, project)
    if found is None:
        raise NotFound(say("there is no such project here"), field="project")
    return plan(found, dict(Phase.objects.filter(project=project).values_list("id", "name")))


class RemoveBaseline(OnPart):
    """Remove a baseline."""

    name = "baseline.remove"
    route = ("DELETE", "/baselines/{id}")
    answers = PartTold

    def act(self, unit: Unit) -> Answer:
        """Take it away; the log remembers that it was."""
        row = part_of(unit, Baseline, self.id, noun="baseline")
        row.plan = []
        return remove(unit, row, type_=BaselineRemoved)
