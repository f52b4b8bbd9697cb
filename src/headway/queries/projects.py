"""Everything on a project's page. A constant number of statements, whatever hangs on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from ..access import visible
from ..access.project_facts import Asked, figures
from ..access.project_money import money
from ..access.project_tree import Node, Tree, tree
from ..access.projects import approves, projects, runs, status_reports
from ..models import Baseline, Decision, Deliverable, Item, Phase, Stakeholder
from ..rules.errors import NotFound
from ..rules.reporting import Figures
from ..tongue import say
from .base import Look, Query
from .burn_up import BurnUp, burn_up_of
from .kept import kept
from .project_rows import BaselineRow, DecisionRow, DeliverableRow, PhaseRow, ReportRow, StakeholderRow, WorkLine
from .rows import ItemRow, Known, Person, item_rows
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


class ShowProject(Query):
    """Show a project: how it is, its phases, milestones, deliverables and people, what was decided and reported."""

    name = "project.show"
    route = "/projects/{key}"

    key: ItemKey

    def answer(self, look: Look) -> ProjectPage:
        """Find it among what the reader sees; read its tree once, and its parts. Kept until something happens."""
        project = find_project(look, self.key)
        _, day = local(look, project)
        return kept(look, f"{self.name} {project.pk}", day, lambda: self._answer(look, project))

    def _answer(self, look: Look, project: Item) -> ProjectPage:
        found = tree(look.actor, project.pk)
        if found is None:
            raise NotFound(say("there is no item %(key)s here", key=repr(self.key)), field="key")
        return _page(look, project, found)


class ShowBurnUp(Query):
    """Show how a project's scope grew and how much of it was done, week by week from its beginning."""

    name = "project.burnup"
    route = "/projects/{key}/burn-up"

    key: ItemKey

    def answer(self, look: Look) -> BurnUp:
        """One statement for the tree, whatever its size. Raises NotFound."""
        project = find_project(look, self.key)
        found = tree(look.actor, project.pk)
        zone, day = local(look, project)
        return burn_up_of(found, zone=zone, today=day) if found else BurnUp(True, (), project.due)


def find_project(look: Look, key: str) -> Item:
    """Find a project that the reader sees, with its own row. Raises NotFound."""
    rows = projects(look.actor).filter(key=key.upper())
    row = rows.select_related("project__sponsor", "workspace").first()
    if row is None:
        raise NotFound(say("there is no project %(key)s here", key=repr(key)), field="key")
    return row


def local(look: Look, project: Item) -> tuple[ZoneInfo, date]:
    """The zone of a project's workspace, and the day that it is there."""
    zone = ZoneInfo(project.workspace.time_zone)
    return zone, look.now.astimezone(zone).date()


def runs_it(look: Look, project: Item) -> bool:
    """Whether the reader runs a project, and so sees its money."""
    return runs(look.actor, manager=project.owner_id, sponsor=project.project.sponsor_id)


def _page(look: Look, project: Item, found: Tree) -> ProjectPage:
    known = Known(look)
    phases = list(project.phases.select_related("passed_by").order_by("position", "id"))
    deliverables = list(project.deliverables.select_related("owner", "accepted_by").order_by("due", "id"))
    reports = report_rows(look, project, known)
    people = _people(look, known, found)
    lines = _Lines(found, people, known)
    facts = _figures(look, project, found, phases, deliverables, since=_last(reports))
    sponsor, (zone, day) = project.project.sponsor, local(look, project)
    return ProjectPage(
        row=item_rows(look, [project.pk], known=known)[project.pk],
        description=project.description,
        sponsor=person_of(known, sponsor),
        runs=runs_it(look, project),
        approves=approves(look.actor, sponsor=sponsor.pk if sponsor else None),
        figures=facts,
        phases=tuple(_phase(phase, n, lines, known) for n, phase in enumerate(phases, start=1)),
        loose=lines.of(None)[:LINES],
        loose_count=len(lines.of(None)),
        milestones=lines.milestones[:LINES],
        deliverables=tuple(_deliverable(row, known) for row in deliverables),
        stakeholders=_stakeholders(project, known),
        decisions=_decisions(project, known),
        baselines=baseline_rows(project, known),
        reports=reports,
        burn_up=burn_up_of(found, zone=zone, today=day),
    )


def _last(reports: Iterable[ReportRow]) -> datetime | None:
    return max((row.published for row in reports if row.published), default=None)


def _figures(
    look: Look,
    project: Item,
    found: Tree,
    phases: list[Phase],
    deliverables: list[Deliverable],
    *,
    since: datetime | None,
) -> Figures:
    zone, today = local(look, project)
    asked = Asked(
        actor=look.actor, now=look.now, today=today, zone=zone, since=since or project.started_at or project.created_at
    )
    seen = money(look.actor, found, today=today, zone=zone).lines if runs_it(look, project) else None
    return figures(asked, found, phases=phases, deliverables=deliverables, budget=seen)


def _people(look: Look, known: Known, found: Tree) -> Mapping[int, Person]:
    """The owners of what stands beneath a project, as the reader may know them. One statement."""
    ids = {node.owner for node in found.nodes if node.owner}
    rows = visible.members(look.actor).filter(id__in=ids).values_list("id", "email", "name")
    people = {pk: known.person(pk, email, name) for pk, email, name in rows}
    return {pk: person for pk, person in people.items() if person}


class _Lines:
    """The items beneath a project as lines, by phase."""

    def __init__(self, found: Tree, people: Mapping[int, Person], known: Known) -> None:
        self._people, self._known = people, known
        self._of: dict[int | None, list[WorkLine]] = defaultdict(list)
        self.work: dict[int | None, list[Node]] = defaultdict(list)
        self.tree = found
        phases, depth = found.phases(), {found.root.id: 0}
        milestones = []
        for node in found.nodes:
            depth[node.id] = depth[node.parent or 0] + 1
            line = self._line(node, depth[node.id])
            self._of[phases.get(node.id)].append(line)
            if node.milestone and node.category != "dropped":
                milestones.append(line)
        for node in found.leaves:
            self.work[phases.get(node.id)].append(node)
        self.milestones = tuple(sorted(milestones, key=lambda line: (line.due or date.max, line.key)))

    def of(self, phase: int | None) -> tuple[WorkLine, ...]:
        """The lines of a phase, or of none."""
        return tuple(self._of[phase])

    def _line(self, node: Node, depth: int) -> WorkLine:
        facts = (node.key, node.kind, node.title, node.state, node.category, node.start, node.due, node.effort)
        owner = self._people.get(node.owner) or self._known.person(node.owner, "", "") if node.owner else None
        return WorkLine(*facts, node.milestone, owner, depth)


def _phase(row: Phase, place: int, lines: _Lines, known: Known) -> PhaseRow:
    work, inside = lines.tree.work(lines.work[row.pk]), lines.of(row.pk)
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
        lines=inside[:LINES],
        count=len(inside),
    )


def person_of(known: Known, member: Any) -> Person | None:
    """A member's row as the reader may know him."""
    return known.person(member.pk, member.email, member.name) if member else None


def _deliverable(row: Deliverable, known: Known) -> DeliverableRow:
    people = person_of(known, row.owner), person_of(known, row.accepted_by)
    return DeliverableRow(row.pk, row.title, row.due, *people, row.accepted_at, row.note)


def _stakeholders(project: Item, known: Known) -> tuple[StakeholderRow, ...]:
    rows = Stakeholder.objects.filter(project=project).select_related("member").order_by("id")
    return tuple(StakeholderRow(r.pk, person_of(known, r.member), r.name, r.role, r.interest) for r in rows)


def _decisions(project: Item, known: Known) -> tuple[DecisionRow, ...]:
    rows = Decision.objects.filter(project=project).select_related("decided_by").order_by("-at", "-id")
    return tuple(DecisionRow(row.verdict, person_of(known, row.decided_by), row.at, row.comment) for row in rows)


def baseline_rows(project: Item, known: Known) -> tuple[BaselineRow, ...]:
    """A project's baselines, latest first."""
    rows = (
        Baseline.objects.filter(project=project).defer("plan").select_related("taken_by").order_by("-taken_at", "-id")
    )
    return tuple(BaselineRow(row.pk, row.name, row.taken_at, person_of(known, row.taken_by)) for row in rows)


def report_rows(look: Look, project: Item, known: Known) -> tuple[ReportRow, ...]:
    """A project's status reports that the reader may read, latest first."""
    rows = status_reports(look.actor).filter(project=project).defer("figures", "body")
    rows = rows.select_related("author").order_by("-created_at", "-id")
    return tuple(
        ReportRow(
            row.pk,
            row.title,
            row.health,
            person_of(known, row.author),
            row.created_at,
            row.published_at,
            bool(row.share_salt),
        )
        for row in rows
    )
