"""What became of a plan: two baselines compared, or one with how it stands now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from ..access import visible
from ..access.project_tree import plan, tree
from ..access.projects import projects
from ..models import Baseline, Phase
from ..rules.baselines import Comparison, compare
from ..rules.errors import Invalid, NotFound
from ..tongue import say
from .base import Look, Query
from .rows import Ref

Id = Annotated[int, Field(ge=1, le=9_223_372_036_854_775_807)]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two plans of a project, and what differs from the first to the second; without a second, how it stands now."""

    project: Ref
    first: str
    first_taken: datetime
    second: str | None
    second_taken: datetime | None
    differences: Comparison


class CompareBaselines(Query):
    """Compare a baseline with another of its project, or, if none is named, with how the project stands now."""

    name = "baseline.compare"
    route = "/baselines/{id}/compare"

    id: Id
    other: Id | None = Field(default=None, description="another baseline's number; left out: now")

    def answer(self, look: Look) -> Compared:
        """Compare what of both plans the reader may see."""
        first = _find(look, self.id, field="id")
        second = _find(look, self.other, field="other") if self.other is not None else None
        if second is not None and second.project_id != first.project_id:
            raise Invalid(say("the baselines are of two projects"), field="other")
        plans = first.plan, second.plan if second is not None else _now(look, first.project_id)
        seen = _seen(look, (one["key"] for part in plans for one in part))
        before, after = ([one for one in part if one["key"] in seen] for part in plans)
        row = first.project
        return Compared(
            project=Ref(row.key, row.kind, row.title, row.category),
            first=first.name,
            first_taken=first.taken_at,
            second=second.name if second else None,
            second_taken=second.taken_at if second else None,
            differences=compare(before, after),
        )


def _find(look: Look, pk: int, *, field: str) -> Baseline:
    rows = Baseline.objects.filter(pk=pk, project__in=projects(look.actor)).select_related("project")
    row = rows.first()
    if row is None:
        raise NotFound(say("there is no baseline %(pk)s", pk=pk), field=field)
    return row


def _now(look: Look, project: int) -> list[dict[str, Any]]:
    found = tree(look.actor, project)
    if found is None:
        raise NotFound(say("there is no such project here"), field="id")
    names: Mapping[int, str] = dict(Phase.objects.filter(project=project).values_list("id", "name"))
    return plan(found, names)


def _seen(look: Look, keys: Iterable[str]) -> set[str]:
    """Which of these the reader may see, living or in the bin."""
    wanted = list(dict.fromkeys(keys))
    found: set[str] = set()
    for deleted in (False, True):
        found |= set(visible.items(look.actor, deleted=deleted).filter(key__in=wanted).values_list("key", flat=True))
    return found
