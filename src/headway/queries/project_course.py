"""How a project is: its figures and its burn-up, what it hands over, and who has a stake in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ..access.project_facts import Asked, figures, tied_to
from ..models import Deliverable, Item, Stakeholder
from ..models.prepared import Prepared
from ..rules.reporting import Figures
from .base import Look, Query
from .bearing import kept_about
from .burn_up import BurnUp, burn_up_of
from .project_brief import brief_of, people, person_of
from .project_plan import phases_of
from .project_rows import DeliverableRow, ReportRow, StakeholderRow
from .project_seen import find_project, local, runs_it, seen_money, seen_tree
from .rows import Known
from .types import ItemKey


@dataclass(frozen=True, slots=True)
class ProjectCourse:
    """How a project is, what it hands over, who has a stake in it, and how its scope grew and was done."""

    figures: Figures
    deliverables: tuple[DeliverableRow, ...]
    stakeholders: tuple[StakeholderRow, ...]
    burn_up: BurnUp


class ShowProjectCourse(Query):
    """Show how a project is: its figures, its burn-up, what it hands over, and who has a stake in it."""

    name = "project.course"
    route = "/projects/{key}/course"

    key: ItemKey

    def answer(self, look: Look) -> ProjectCourse:
        """Kept until something happens to what is beneath it, or tied to that. Raises NotFound."""
        project = find_project(look, self.key)
        return course_of(look, project, brief_of(look, project).reports)


def course_of(look: Look, project: Item, reports: Sequence[ReportRow]) -> ProjectCourse:
    """Return how a project is that was found, with its reports; kept until something bears on it."""
    _, day = local(look, project)
    kept = kept_about(look, f"course of {project.pk}", day, lambda: _read(look, project, reports))
    return replace(kept, figures=replace(kept.figures, as_of=look.now))  # What is kept still holds now.


def _read(look: Look, project: Item, reports: Sequence[ReportRow]) -> tuple[ProjectCourse, frozenset[int]]:
    """Read it, and tell of which items it is made: of what is beneath the project, and of what that is tied to."""
    found, known = seen_tree(look, project), Known(look)
    zone, day = local(look, project)
    asked = Asked(actor=look.actor, now=look.now, today=day, zone=zone, since=_since(project, reports))
    tied, deliverables = tied_to(asked, found), _deliverables.rows(project.pk)
    money = seen_money(look, project, found).lines if runs_it(look, project) else None
    course = ProjectCourse(
        figures=figures(asked, found, phases=phases_of(project), deliverables=deliverables, budget=money, tied=tied),
        deliverables=tuple(_deliverable(row, known) for row in deliverables),
        stakeholders=_stakeholders(project, known),
        burn_up=burn_up_of(found, zone=zone, today=day),
    )
    return course, found.all_ids | tied.ends


def _since(project: Item, reports: Sequence[ReportRow]) -> datetime:
    """When the last report was published that the reader may read, or the project was begun."""
    published = (row.published for row in reports if row.published)
    return max(published, default=None) or project.started_at or project.created_at


_deliverables: Final = Prepared(
    lambda project: (
        Deliverable.objects.filter(project_id=project).select_related("owner", "accepted_by").order_by("due", "id")
    )
)
_stakes: Final = Prepared(
    lambda project: (
        Stakeholder.objects.filter(project_id=project)
        .order_by("id")
        .values_list("id", *people("member"), "name", "role", "interest")
    )
)


def _deliverable(row: Deliverable, known: Known) -> DeliverableRow:
    whom = person_of(known, row.owner), person_of(known, row.accepted_by)
    return DeliverableRow(row.pk, row.title, row.due, *whom, row.accepted_at, row.note)


def _stakeholders(project: Item, known: Known) -> tuple[StakeholderRow, ...]:
    rows = _stakes.tuples(project.pk)
    return tuple(StakeholderRow(pk, known.person(*who[:3]), *who[3:]) for pk, *who in rows)
