"""What was last forecast of a project, what a week before, and what happened in between: from what is kept."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from ..access import visible
from ..access.project_tree import Node
from ..models import Forecast, Item
from ..queries.base import Look, Query
from ..queries.project_seen import find_project, local, seen_tree
from ..queries.types import ItemKey
from ..rules.insight_words import ForecastKind
from ..rules.words import OPEN, Category, Role
from ..tongue import say
from .ledger import sight_of
from .moved import Drift, read_moved
from .rows import WORK

WEEK: Final = timedelta(days=7)
OLDEST: Final = timedelta(days=21)
"""Forecasts older than this are not looked at: they say nothing of now."""
_KINDS: Final = (ForecastKind.PROJECT_MET, ForecastKind.PROJECT_FINISH)


@dataclass(frozen=True, slots=True)
class ProjectForecast:
    """What was said of a project on a day: how likely it was done by `target`, and the days by which it would be.

    None where nothing was said: the project had no date to come, or its end was out of sight.
    """

    as_of: date
    target: date | None
    probability: float | None
    p50: date | None
    p85: date | None


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of the project's work since a day, as far as the reader sees it: tasks and issues without parts."""

    added: int
    done: int
    dropped: int


@dataclass(frozen=True, slots=True)
class ProjectStanding:
    """The last forecast of a project, the one about a week before, and what happened in between.

    `margin` is the days from the 85 % day to its date, below zero where it comes after; `moved` by how many days the
    85 % day came to lie later. `because` says why there is no forecast. `causes` splits by cause how that day moved in
    about a week.
    """

    due: date | None
    now: ProjectForecast | None
    before: ProjectForecast | None
    margin: int | None
    moved: int | None
    since: Happened | None
    because: str
    causes: Drift | None


class ShowProjectOutlook(Query):
    """Show how likely a project is done by its date and by when, a week ago too, and what happened in between.

    Read from the forecasts that are kept every day: of what every member sees, for owners and admins of all work.
    """

    name = "project.outlook"
    route = "/projects/{key}/outlook"
    least = Role.MEMBER

    key: ItemKey

    def answer(self, look: Look) -> ProjectStanding:
        """Four statements. Raises NotFound."""
        project = find_project(look, self.key)
        zone, day = local(look, project)
        kept, causes = _kept(look, project, day)
        now = kept[0] if kept else None
        before = _before(kept)
        margin = (project.due - now.p85).days if now and now.p85 and project.due else None
        moved = (now.p85 - before.p85).days if now and before and now.p85 and before.p85 else None
        since = _happened(look, project, before.as_of, zone) if before else None
        split = read_moved(look, {self.key: (now.as_of, causes)}).get(self.key) if now else None
        return ProjectStanding(project.due, now, before, margin, moved, since, "" if now else _why(project), split)


def last_said(look: Look, keys: Collection[str], day: date) -> Mapping[str, ProjectForecast]:
    """Return project -> what was forecast of it last, in the last week. One statement; guests are told none."""
    if look.actor.role is Role.GUEST or not keys:
        return {}
    seen = visible.items(look.actor).filter(key__in=keys)
    rows = Forecast.objects.filter(item__in=seen, sight=sight_of(look.actor), kind__in=_KINDS, as_of__gt=day - WEEK)
    told: dict[str, dict[date, dict[str, Any]]] = defaultdict(dict)
    for key, as_of, kind, *said in rows.order_by("as_of").values_list(
        "item__key", "as_of", "kind", "target", "probability", "p50", "p85"
    ):
        told[key].setdefault(as_of, {})[kind] = said
    return {key: _said(max(days), days[max(days)]) for key, days in told.items()}


def _said(as_of: date, kinds: Mapping[str, Any]) -> ProjectForecast:
    met, finish = (kinds.get(kind, (None,) * 4) for kind in _KINDS)
    return ProjectForecast(as_of, met[0], met[1], finish[2], finish[3])


def _kept(look: Look, project: Item, day: date) -> tuple[list[ProjectForecast], dict[str, Any]]:
    """The forecasts of the last weeks, the latest first; and by what that one moved."""
    rows = Forecast.objects.filter(item=project, sight=sight_of(look.actor), kind__in=_KINDS, as_of__gt=day - OLDEST)
    told: dict[date, dict[str, Any]] = {}
    for as_of, kind, *said in rows.order_by("-as_of").values_list(
        "as_of", "kind", "target", "probability", "p50", "p85", "causes"
    ):
        told.setdefault(as_of, {})[kind] = said
    found = [_said(as_of, kinds) for as_of, kinds in told.items()]
    latest = told[found[0].as_of].get(ForecastKind.PROJECT_FINISH) if found else None
    return found, latest[4] if latest else {}


def _before(kept: list[ProjectForecast]) -> ProjectForecast | None:
    """The forecast of a week before the last one; the oldest where there is none so old."""
    older = kept[1:]
    return next((one for one in older if one.as_of <= kept[0].as_of - WEEK), older[-1] if older else None)


def _happened(look: Look, project: Item, since: date, zone: ZoneInfo) -> Happened:
    found = seen_tree(look, project)
    work = [one for one in found.nodes if one.kind in WORK and not found.children.get(one.id)]
    ended = [one for one in work if one.closed and one.closed.astimezone(zone).date() >= since]
    return Happened(
        added=sum(one.created.astimezone(zone).date() >= since for one in work),
        done=_count(ended, Category.DONE),
        dropped=_count(ended, Category.DROPPED),
    )


def _count(nodes: Iterable[Node], category: Category) -> int:
    return sum(one.category == category for one in nodes)


def _why(project: Item) -> str:
    if project.category not in OPEN:
        return say("it has ended")
    if project.category == Category.BACKLOG:
        return say("it has not been approved yet")
    return say(
        "nothing has been forecast of it lately: that takes open work in it, ten finished pieces of work, and a day"
    )
