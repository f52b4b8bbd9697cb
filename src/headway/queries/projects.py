"""Everything on a project's page. A constant number of statements, whatever hangs on it."""

from dataclasses import dataclass, fields

from ..rules.reporting import Figures
from .base import Look, Query
from .burn_up import BurnUp, burn_up_of
from .project_brief import brief_of
from .project_course import course_of
from .project_plan import plan_of
from .project_rows import BaselineRow, DecisionRow, DeliverableRow, PhaseRow, ReportRow, StakeholderRow, WorkLine
from .project_seen import find_project, local, seen_tree
from .rows import ItemRow, Person
from .types import ItemKey


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """A project and all that belongs to it. `runs`: the reader decides at gates and reports; `approves` likewise."""

    row: ItemRow
    description: str
    sponsor: Person | None
    runs: bool
    approves: bool
    figures: Figures
    phases: tuple[PhaseRow, ...]
    loose: tuple[WorkLine, ...]
    loose_count: int
    milestones: tuple[WorkLine, ...]
    deliverables: tuple[DeliverableRow, ...]
    stakeholders: tuple[StakeholderRow, ...]
    decisions: tuple[DecisionRow, ...]
    baselines: tuple[BaselineRow, ...]
    reports: tuple[ReportRow, ...]
    burn_up: BurnUp


class ShowProject(Query):
    """Show a project: how it is, its phases, milestones, deliverables and people, what was decided and reported."""

    name = "project.show"
    route = "/projects/{key}"

    key: ItemKey

    def answer(self, look: Look) -> ProjectPage:
        """Find it among what the reader sees, and put its parts together, which are kept. Raises NotFound."""
        project = find_project(look, self.key)
        brief = brief_of(look, project)
        parts = (brief, plan_of(look, project), course_of(look, project, brief.reports))
        known = {one.name: getattr(part, one.name) for part in parts for one in fields(part)}
        return ProjectPage(**{one.name: known[one.name] for one in fields(ProjectPage)})


class ShowBurnUp(Query):
    """Show how a project's scope grew and how much of it was done, week by week from its beginning."""

    name = "project.burnup"
    route = "/projects/{key}/burn-up"

    key: ItemKey

    def answer(self, look: Look) -> BurnUp:
        """One statement for the tree, whatever its size. Raises NotFound."""
        project = find_project(look, self.key)
        zone, day = local(look, project)
        return burn_up_of(seen_tree(look, project), zone=zone, today=day)
