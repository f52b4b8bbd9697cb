"""A project's plan: its phases with what is in them, what is in none, and its milestones."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from ..access import visible
from ..access.actor import Actor
from ..access.project_tree import Node, Tree
from ..access.seen import Seen
from ..models import Item, Member, Phase
from ..models.ids import among, listed
from ..models.prepared import Prepared
from .base import Look, Query
from .bearing import kept_about
from .project_brief import person_of
from .project_rows import PhaseRow, WorkLine
from .project_seen import find_project, local, seen_tree
from .rows import Known, Person
from .types import ItemKey

LINES: Final = 200
"""Lines of a phase that its page shows; its figures count all."""


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """A project's phases with what is in them, `loose` what is in none, and its milestones, the next first."""

    phases: tuple[PhaseRow, ...]
    loose: tuple[WorkLine, ...]
    loose_count: int
    milestones: tuple[WorkLine, ...]


class ShowProjectPlan(Query):
    """Show a project's plan: its phases with what is in them, what is in none, and its milestones."""

    name = "project.plan"
    route = "/projects/{key}/plan"

    key: ItemKey

    def answer(self, look: Look) -> ProjectPlan:
        """Kept until something happens to what is beneath it. Raises NotFound."""
        return plan_of(look, find_project(look, self.key))


def plan_of(look: Look, project: Item) -> ProjectPlan:
    """Return the plan of a project that was found; kept until something happens to what is beneath it."""
    _, day = local(look, project)
    return kept_about(look, f"plan of {project.pk}", day, lambda: _read(look, project), weigh=_weight)


def _weight(plan: ProjectPlan) -> int:
    return (sum(len(phase.lines) for phase in plan.phases) + len(plan.loose) + len(plan.milestones)) // 100


def _read(look: Look, project: Item) -> tuple[ProjectPlan, frozenset[int]]:
    found, known = seen_tree(look, project), Known(look)
    lines = _Lines(found, _owners(look, known, found), known)
    plan = ProjectPlan(
        phases=tuple(_phase(phase, n, lines, known) for n, phase in enumerate(phases_of(project), start=1)),
        loose=lines.of(None),
        loose_count=lines.count(None),
        milestones=lines.milestones,
    )
    return plan, found.all_ids


def phases_of(project: Item) -> list[Phase]:
    """A project's phases in their order, with who passed them. One statement."""
    return _phases.rows(project.pk)


_phases: Final = Prepared(
    lambda project: Phase.objects.filter(project_id=project).select_related("passed_by").order_by("position", "id")
)


def _owner_rows(actor: Actor, ids: str) -> QuerySet[Member, Any]:
    return visible.members(actor).filter(id__in=among(ids)).values_list("id", "email", "name")


_members: Final[Seen[Member]] = Seen(_owner_rows)


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
