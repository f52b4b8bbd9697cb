"""A project without its work: its row, how far it is, who runs it, and what was decided, recorded and reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from ..access.actor import Actor
from ..access.projects import approves, status_reports
from ..access.seen import Seen
from ..models import Baseline, Decision, Item, StatusReport
from ..models.prepared import Prepared
from ..rules.rollup import share
from .base import Look, Query
from .kept import kept
from .project_rows import BaselineRow, DecisionRow, ReportRow
from .project_seen import find_project, local, runs_it, seen_tree
from .rows import ItemRow, Known, Person, item_rows
from .types import ItemKey


@dataclass(frozen=True, slots=True)
class ProjectBrief:
    """A project without its work, of which `progress` tells how much is done as far as the reader sees it.

    `runs`: the reader decides at gates and reports; `approves` likewise.
    """

    row: ItemRow
    description: str
    sponsor: Person | None
    runs: bool
    approves: bool
    progress: float
    decisions: tuple[DecisionRow, ...]
    baselines: tuple[BaselineRow, ...]
    reports: tuple[ReportRow, ...]


class ShowProjectBrief(Query):
    """Show a project without its work: how far it is, who runs it, what was decided, recorded and reported."""

    name = "project.brief"
    route = "/projects/{key}/brief"

    key: ItemKey

    def answer(self, look: Look) -> ProjectBrief:
        """Kept until something happens. Raises NotFound."""
        return brief_of(look, find_project(look, self.key))


def brief_of(look: Look, project: Item) -> ProjectBrief:
    """Return the brief of a project that was found; kept until something happens."""
    _, day = local(look, project)
    return kept(look, f"project.brief {project.pk}", day, lambda: _brief(look, project))


def _brief(look: Look, project: Item) -> ProjectBrief:
    known, sponsor = Known(look), project.project.sponsor
    return ProjectBrief(
        row=item_rows(look, [project.pk], known=known)[project.pk],
        description=project.description,
        sponsor=person_of(known, sponsor),
        runs=runs_it(look, project),
        approves=approves(look.actor, sponsor=sponsor.pk if sponsor else None),
        progress=share(seen_tree(look, project).work(), category=project.category),
        decisions=_told(project, known),
        baselines=baseline_rows(project, known),
        reports=report_rows(look, project, known),
    )


def person_of(known: Known, member: Any) -> Person | None:
    """A member's row as the reader may know him."""
    return known.person(member.pk, member.email, member.name) if member else None


def people(*ends: str) -> Iterable[str]:
    """The columns of which a person is made, for each of these members of a row."""
    return (f"{end}{column}" for end in ends for column in ("_id", "__email", "__name"))


_decisions: Final = Prepared(
    lambda project: (
        Decision.objects.filter(project_id=project)
        .order_by("-at", "-id")
        .values_list("verdict", "at", "comment", *people("decided_by"))
    )
)
_baselines: Final = Prepared(
    lambda project: (
        Baseline.objects.filter(project_id=project)
        .order_by("-taken_at", "-id")
        .values_list("id", "name", "taken_at", *people("taken_by"))
    )
)


def _report_rows(actor: Actor, project: int) -> QuerySet[StatusReport, Any]:
    rows = status_reports(actor).filter(project_id=project).order_by("-created_at", "-id")
    return rows.values_list(*("id", "title", "health", *people("author"), "created_at", "published_at", "share_salt"))


_reports: Final[Seen[StatusReport]] = Seen(_report_rows)


def _told(project: Item, known: Known) -> tuple[DecisionRow, ...]:
    rows = _decisions.tuples(project.pk)
    return tuple(DecisionRow(verdict, known.person(*by), at, comment) for verdict, at, comment, *by in rows)


def baseline_rows(project: Item, known: Known) -> tuple[BaselineRow, ...]:
    """A project's baselines, latest first."""
    rows = _baselines.tuples(project.pk)
    return tuple(BaselineRow(pk, name, taken, known.person(*by)) for pk, name, taken, *by in rows)


def report_rows(look: Look, project: Item, known: Known) -> tuple[ReportRow, ...]:
    """A project's status reports that the reader may read, latest first."""
    return tuple(
        ReportRow(pk, title, health, known.person(author, email, name), created, published, bool(salt))
        for pk, title, health, author, email, name, created, published, salt in _reports.tuples(look.actor, project.pk)
    )
