"""Everything on a project's page. A constant number of statements, whatever hangs on it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from ..access import visible
from ..access.actor import Actor
from ..access.project_facts import Asked, figures, tied_to
from ..access.project_tree import Node, Tree
from ..access.seen import Seen
from ..models import Deliverable, Item, Member, Phase, Stakeholder
from ..models.ids import among, listed
from ..models.prepared import Prepared
from ..rules.reporting import Figures
from .base import Look, Query
from .bearing import kept_about
from .burn_up import BurnUp, burn_up_of
from .project_brief import brief_of, people, person_of
from .project_rows import BaselineRow, DecisionRow, DeliverableRow, PhaseRow, ReportRow, StakeholderRow, WorkLine
from .project_seen import find_project, local, runs_it, seen_money, seen_tree
from .rows import ItemRow, Known, Person
from .types import ItemKey

LINES: Final = 200
"""Lines of a phase that its page shows; its figures count all."""


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


@dataclass(frozen=True, slots=True)
class _Work:
    """What of a project's page is made of its work, and of what hangs on it."""

    figures: Figures
    phases: tuple[PhaseRow, ...]
    loose: tuple[WorkLine, ...]
    loose_count: int
    milestones: tuple[WorkLine, ...]
    deliverables: tuple[DeliverableRow, ...]
    stakeholders: tuple[StakeholderRow, ...]
    burn_up: BurnUp


class ShowProject(Query):
    """Show a project: how it is, its phases, milestones, deliverables and people, what was decided and reported."""

    name = "project.show"
    route = "/projects/{key}"

    key: ItemKey

    def answer(self, look: Look) -> ProjectPage:
        """Find it among what the reader sees; its work is kept until something happens to it. Raises NotFound."""
        project = find_project(look, self.key)
        brief = brief_of(look, project)
        work = _work_of(look, project, brief.reports)
        return ProjectPage(
            **{name: getattr(brief, name) for name in _OF_BRIEF}, **{name: getattr(work, name) for name in _OF_WORK}
        )


_OF_WORK: Final = tuple(one.name for one in fields(_Work))
_OF_BRIEF: Final = tuple(one.name for one in fields(ProjectPage) if one.name not in _OF_WORK)


class ShowBurnUp(Query):
    """Show how a project's scope grew and how much of it was done, week by week from its beginning."""

    name = "project.burnup"
    route = "/projects/{key}/burn-up"

    key: ItemKey

    def answer(self, look: Look) -> BurnUp:
        """One statement for the tree, whatever its size. Raises NotFound."""
        project = find_project(look, self.key)
        zone, day = local(look, project)
        return burn_up_of(seen_tree(look, project).tree, zone=zone, today=day)


def _work_of(look: Look, project: Item, reports: Sequence[ReportRow]) -> _Work:
    _, day = local(look, project)
    return kept_about(look, f"work of {project.pk}", day, lambda: _read(look, project, reports), weigh=_weight)


def _weight(work: _Work) -> int:
    return (sum(len(phase.lines) for phase in work.phases) + len(work.loose) + len(work.milestones)) // 100


def _read(look: Look, project: Item, reports: Sequence[ReportRow]) -> tuple[_Work, frozenset[int]]:
    """Read it, and tell of which items it is made: of what is beneath the project, and of what that is tied to."""
    seen, known = seen_tree(look, project), Known(look)
    zone, day = local(look, project)
    asked = Asked(actor=look.actor, now=look.now, today=day, zone=zone, since=_since(project, reports))
    tied = tied_to(asked, seen.tree)
    phases, deliverables = _phases.rows(project.pk), _deliverables.rows(project.pk)
    lines = _Lines(seen.tree, _owners(look, known, seen.tree), known)
    money = seen_money(look, project, seen).lines if runs_it(look, project) else None
    work = _Work(
        figures=figures(asked, seen.tree, phases=phases, deliverables=deliverables, budget=money, tied=tied),
        phases=tuple(_phase(phase, n, lines, known) for n, phase in enumerate(phases, start=1)),
        loose=lines.of(None),
        loose_count=lines.count(None),
        milestones=lines.milestones,
        deliverables=tuple(_deliverable(row, known) for row in deliverables),
        stakeholders=_stakeholders(project, known),
        burn_up=burn_up_of(seen.tree, zone=zone, today=day),
    )
    return work, seen.ids | tied.ends


def _since(project: Item, reports: Sequence[ReportRow]) -> datetime:
    """When the last report was published that the reader may read, or the project was begun."""
    published = (row.published for row in reports if row.published)
    return max(published, default=None) or project.started_at or project.created_at


def _owner_rows(actor: Actor, ids: str) -> QuerySet[Member, Any]:
    return visible.members(actor).filter(id__in=among(ids)).values_list("id", "email", "name")


_members: Final[Seen[Member]] = Seen(_owner_rows)
_phases: Final = Prepared(
    lambda project: Phase.objects.filter(project_id=project).select_related("passed_by").order_by("position", "id")
)
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


def _owners(look: Look, known: Known, found: Tree) -> Mapping[int, Person]:
    """The owners of what stands beneath a project, as the reader may know them. One statement."""
    ids = {node.owner for node in found.nodes if node.owner}
    rows = _members.tuples(look.actor, listed(ids)) if ids else ()
    seen = {pk: known.person(pk, email, name) for pk, email, name in rows}
    return {pk: person for pk, person in seen.items() if person}


class _Lines:
    """The items beneath a project as lines, by phase: as many as a page shows, for thousands may stand beneath it."""

    def __init__(self, found: Tree, owners: Mapping[int, Person], known: Known) -> None:
        self._owners, self._known = owners, known
        self._of: dict[int | None, list[Node]] = defaultdict(list)
        self.work: dict[int | None, list[Node]] = defaultdict(list)
        self.tree = found
        phases, self._depth = found.phases(), {found.root.id: 0}
        for node in found.nodes:
            self._depth[node.id] = self._depth[node.parent or 0] + 1
            self._of[phases.get(node.id)].append(node)
        for node in found.leaves:
            self.work[phases.get(node.id)].append(node)

    @property
    def milestones(self) -> tuple[WorkLine, ...]:
        """What is to be reached, the next first."""
        ahead = (node for node in self.tree.nodes if node.milestone and node.category != "dropped")
        return self._told(sorted(ahead, key=lambda node: (node.due or date.max, node.key)))

    def of(self, phase: int | None) -> tuple[WorkLine, ...]:
        """The lines of a phase, or of none."""
        return self._told(self._of[phase])

    def count(self, phase: int | None) -> int:
        """How many there are."""
        return len(self._of[phase])

    def _told(self, nodes: Sequence[Node]) -> tuple[WorkLine, ...]:
        return tuple(map(self._line, nodes[:LINES]))

    def _line(self, node: Node) -> WorkLine:
        facts = (node.key, node.kind, node.title, node.state, node.category, node.start, node.due, node.effort)
        owner = self._owners.get(node.owner) or self._known.person(node.owner, "", "") if node.owner else None
        return WorkLine(*facts, node.milestone, owner, self._depth[node.id])


def _phase(row: Phase, place: int, lines: _Lines, known: Known) -> PhaseRow:
    work = lines.tree.work(lines.work[row.pk])
    return PhaseRow(
        id=row.pk,
        name=row.name,
        place=place,
        start=row.start,
        due=row.due,
        gate=row.gate,
        passed_by=person_of(known, row.passed_by),
        passed=row.passed_at,
        note=row.note,
        total=work.total,
        done=work.done,
        lines=lines.of(row.pk),
        count=lines.count(row.pk),
    )


def _deliverable(row: Deliverable, known: Known) -> DeliverableRow:
    whom = person_of(known, row.owner), person_of(known, row.accepted_by)
    return DeliverableRow(row.pk, row.title, row.due, *whom, row.accepted_at, row.note)


def _stakeholders(project: Item, known: Known) -> tuple[StakeholderRow, ...]:
    rows = _stakes.tuples(project.pk)
    return tuple(StakeholderRow(pk, known.person(*who[:3]), *who[3:]) for pk, *who in rows)
