"""Status reports: the list of a project's, and one of them as it was written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from ..access.projects import runs, share_token, shared_report, status_reports
from ..models import StatusReport
from ..rules.errors import NotFound
from ..rules.reporting import Figures
from ..tongue import say
from .base import Look, Query
from .project_brief import person_of, report_rows
from .project_rows import ReportRow
from .project_seen import find_project
from .rows import Known, Person, Ref
from .types import ItemKey

_FIGURES: TypeAdapter[Figures] = TypeAdapter(Figures)


@dataclass(frozen=True, slots=True)
class StatusReportPage:
    """A status report. `link` is where whoever has it reads it; told to those who run the project, while shared."""

    id: int
    project: Ref
    title: str
    health: str
    body: str
    figures: Figures
    with_budget: bool
    author: Person | None
    created: datetime
    published: datetime | None
    shared: bool
    link: str | None
    runs: bool


class ListStatusReports(Query):
    """List a project's status reports, latest first; drafts for those who run it."""

    name = "status_report.list"
    route = "/projects/{project}/status-reports"

    project: ItemKey

    def answer(self, look: Look) -> tuple[ReportRow, ...]:
        """Two statements."""
        return report_rows(look, find_project(look, self.project), Known(look))


class ShowStatusReport(Query):
    """Show a status report, with its figures as they were."""

    name = "status_report.show"
    route = "/status-reports/{id}"

    id: Annotated[int, Field(ge=1, le=9_223_372_036_854_775_807)]

    def answer(self, look: Look) -> StatusReportPage:
        """Find it among what the reader may read."""
        rows = status_reports(look.actor).filter(pk=self.id)
        row = rows.select_related("project__project", "author").first()
        if row is None:
            raise NotFound(say("there is no status report %(id)s", id=self.id), field="id")
        project = row.project
        in_charge = runs(look.actor, manager=project.owner_id, sponsor=project.project.sponsor_id)
        link = f"/shared/status-reports/{share_token(row.pk, row.share_salt)}" if row.share_salt and in_charge else None
        return StatusReportPage(
            id=row.pk,
            project=Ref(project.key, project.kind, project.title, project.category),
            author=person_of(Known(look), row.author),
            shared=bool(row.share_salt),
            link=link,
            runs=in_charge,
            **_told(row),
        )


@dataclass(frozen=True, slots=True)
class SharedReport:
    """What a stranger who has the link reads: the report, and nothing else."""

    organisation: str
    project: str
    title: str
    health: str
    body: str
    figures: Figures
    author: str
    published: datetime


def shared(token: str) -> SharedReport | None:
    """Return the report that a link leads to, whoever asks; None when it leads nowhere. One statement."""
    row = shared_report(token)
    if row is None or row.published_at is None:
        return None
    told = _told(row)
    return SharedReport(
        organisation=row.project.workspace.name,
        project=row.project.title,
        author=row.author.name if row.author else "",
        published=row.published_at,
        **{name: told[name] for name in ("title", "health", "body", "figures")},
    )


def _told(row: StatusReport) -> dict[str, Any]:
    return {
        "title": row.title,
        "health": row.health,
        "body": row.body,
        "figures": _FIGURES.validate_python(row.figures),
        "with_budget": row.with_budget,
        "created": row.created_at,
        "published": row.published_at,
    }
