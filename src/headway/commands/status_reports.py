"""Status reports: drafted from the facts, edited, published and then fixed, shared by a link."""

from zoneinfo import ZoneInfo

import orjson
from django.db.models import Max
from pydantic import Field

from ..access.project_facts import Asked, figures
from ..access.project_money import money
from ..access.project_tree import tree
from ..access.projects import check_runs, share_token, status_reports
from ..events.types import (
    StatusReportDiscarded,
    StatusReportDrafted,
    StatusReportEdited,
    StatusReportPublished,
    StatusReportShared,
    StatusReportUnshared,
)
from ..models import Item, StatusReport
from ..rules.errors import NotFound, Refused
from ..rules.reporting import Figures, draft
from ..rules.words import Light
from ..tongue import say
from .base import Answer, Command
from .project_answers import PartTold, SharedTold
from .project_parts import OnPart, add, change, project_of, remove, stated, told
from .run import new_key
from .types import Body, ItemKey, Name
from .unit import Unit


class DraftStatusReport(Command):
    """Begin a status report on a project, filled from the facts: one draft at a time.

    Its figures tell of what everybody sees who sees the project; of its money only where `with_budget` says so.
    For the project's owner and sponsor, and admins.
    """

    name = "status_report.draft"
    route = ("POST", "/projects/{project}/status-reports")
    answers = PartTold

    project: ItemKey
    title: Name | None = None
    health: Light | None = Field(default=None, description="left out: as the figures suggest")
    with_budget: bool = False

    def act(self, unit: Unit) -> Answer:
        """Ask the facts, and write them down."""
        project = project_of(unit, self.project)
        check_runs(unit.actor, project, act=say("reporting on a project"))
        if project.status_reports.filter(published_at=None).exists():
            raise Refused(
                say("%(key)s has a draft already: publish or discard it first", key=project.key), field="project"
            )
        facts = facts_of(unit, project, with_budget=self.with_budget)
        today = unit.now.astimezone(ZoneInfo(unit.workspace.time_zone)).date()
        light = self.health or facts.suggested
        values = {
            "project": project,
            "title": self.title or f"{project.title[:180]}, {facts.as_of.date().isoformat()}",
            "health": light.value,
            "body": draft(facts, light=light, key=project.key, today=today),
            "figures": orjson.loads(orjson.dumps(facts)),
            "with_budget": self.with_budget,
            "created_at": unit.now,
            "author_id": unit.actor.member_id,
        }
        return told(add(unit, StatusReport, values, type_=StatusReportDrafted, quiet=True))


def facts_of(unit: Unit, project: Item, *, with_budget: bool) -> Figures:
    """The figures of a project that may be told to all who see it."""
    found = tree(unit.actor, project.pk, told_to_all=True)
    if found is None:
        raise NotFound(say("there is no item %(key)s here", key=repr(project.key)), field="project")
    zone = ZoneInfo(unit.workspace.time_zone)
    today = unit.now.astimezone(zone).date()
    last = project.status_reports.aggregate(last=Max("published_at"))["last"]
    asked = Asked(
        actor=unit.actor,
        now=unit.now,
        today=today,
        zone=zone,
        since=last or project.started_at or project.created_at,
        told_to_all=True,
    )
    return figures(
        asked,
        found,
        phases=list(project.phases.order_by("position", "id")),
        deliverables=list(project.deliverables.order_by("due", "id")),
        budget=money(unit.actor, found, today=today, zone=zone).lines if with_budget else None,
    )


class _OnReport(OnPart):
    def _find(self, unit: Unit, *, draft: bool | None) -> StatusReport:
        row = status_reports(unit.actor).filter(pk=self.id).select_related("project").first()
        if row is None:
            raise NotFound(say("there is no status report %(id)s", id=self.id), field="id")
        check_runs(unit.actor, row.project, act=say("reporting on a project"))
        if draft is not None and draft is not (row.published_at is None):
            published = say("this report has been published and stays as it is")
            raise Refused(published if draft else say("this report is a draft: publish it first"), field="id")
        return row


class EditStatusReport(_OnReport):
    """Change the words or the stated health of a draft. For the project's owner and sponsor, and admins."""

    name = "status_report.edit"
    route = ("PATCH", "/status-reports/{id}")
    answers = PartTold

    title: Name | None = None
    health: Light | None = None
    body: Body | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated; only drafts change."""
        row = self._find(unit, draft=True)
        values = {name: value for name, value in stated(self, "title", "health", "body").items() if value is not None}
        if "health" in values:
            values["health"] = values["health"].value
        change(unit, row, values, type_=StatusReportEdited, quiet=True)
        return told(row)


class PublishStatusReport(_OnReport):
    """Publish a draft: everybody who sees the project reads it from now on, and it never changes again."""

    name = "status_report.publish"
    route = ("POST", "/status-reports/{id}/publish")
    answers = PartTold

    def act(self, unit: Unit) -> Answer:
        """Fix it; the database refuses every change from here."""
        row = self._find(unit, draft=True)
        change(unit, row, {"published_at": unit.now}, type_=StatusReportPublished)
        return told(row)


class DiscardStatusReport(_OnReport):
    """Throw a draft away."""

    name = "status_report.discard"
    route = ("DELETE", "/status-reports/{id}")
    answers = PartTold

    def act(self, unit: Unit) -> Answer:
        """Only drafts can be thrown away."""
        row = self._find(unit, draft=True)
        row.figures = {}
        return remove(unit, row, type_=StatusReportDiscarded, quiet=True)


class ShareStatusReport(_OnReport):
    """Share a published report: whoever has the link reads the report, and nothing else. Shared again: a new link."""

    name = "status_report.share"
    route = ("POST", "/status-reports/{id}/share")
    answers = SharedTold
    secrets = ("link",)

    def act(self, unit: Unit) -> Answer:
        """Draw a salt; the link is made of it and the house's own secret."""
        row = self._find(unit, draft=False)
        change(unit, row, {"share_salt": new_key()}, type_=StatusReportShared, quiet=True)
        return told(row) | {"link": f"/shared/status-reports/{share_token(row.pk, row.share_salt)}"}


class UnshareStatusReport(_OnReport):
    """Revoke the link of a shared report: it leads nowhere from now on."""

    name = "status_report.unshare"
    route = ("DELETE", "/status-reports/{id}/share")
    answers = PartTold

    def act(self, unit: Unit) -> Answer:
        """Forget the salt."""
        row = self._find(unit, draft=False)
        change(unit, row, {"share_salt": ""}, type_=StatusReportUnshared, quiet=True)
        return told(row)
