"""The templates of which projects are made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from ..access.projects import templates
from ..rules.errors import NotFound
from ..rules.words import Role
from ..tongue import say
from .base import Look, Query
from .project_brief import person_of
from .rows import Known, Person, TeamRef


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template; what it holds is told by numbers."""

    id: int
    name: str
    about: str
    team: TeamRef | None
    by: Person | None
    created: datetime
    items: int
    phases: int
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """A template and its shape, as docs/projects.md describes it; days are counted from the first."""

    row: TemplateRow
    shape: dict[str, Any]


class ListTemplates(Query):
    """List the templates of the workspace and of the reader's teams."""

    name = "template.list"
    route = "/templates"
    least = Role.MEMBER

    def answer(self, look: Look) -> tuple[TemplateRow, ...]:
        """One statement."""
        known = Known(look)
        rows = templates(look.actor).select_related("team", "created_by").order_by("name", "id")
        return tuple(_row(row, known) for row in rows)


class ShowTemplate(Query):
    """Show a template with all that it holds."""

    name = "template.show"
    route = "/templates/{id}"
    least = Role.MEMBER

    id: Annotated[int, Field(ge=1, le=9_223_372_036_854_775_807)]

    def answer(self, look: Look) -> TemplatePage:
        """One statement."""
        row = templates(look.actor).select_related("team", "created_by").filter(pk=self.id).first()
        if row is None:
            raise NotFound(say("there is no template %(id)s", id=self.id), field="id")
        return TemplatePage(_row(row, Known(look)), row.shape)


def _row(row: Any, known: Known) -> TemplateRow:
    return TemplateRow(
        id=row.pk,
        name=row.name,
        about=row.about,
        team=known.team(row.team.pk, row.team.key, row.team.name) if row.team else None,
        by=person_of(known, row.created_by),
        created=row.created_at,
        items=len(row.shape["items"]),
        phases=len(row.shape["phases"]),
        roles=tuple(row.shape["roles"]),
    )
