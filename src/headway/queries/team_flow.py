"""How work flows through a team: what it finishes, how long that takes, and how old is what is under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Item, State
from ..models.moments import read, written
from ..models.prepared import Prepared
from ..rules.flow import between, days_between, quantile
from ..rules.words import Category
from .base import Look, Query
from .bearing import Facts, kept_since, since
from .clock import end_of, start_of, today, zone_of
from .kept import kept
from .load import WORK
from .rows import ItemRow, item_rows
from .team_load import team_id
from .types import TeamKey

WEEKS: Final = 12
SHOWN: Final = 10
BEGUN: Final = (Category.DOING.value, Category.WAITING.value)


@dataclass(frozen=True, slots=True)
class FlowWeek:
    """How many tasks and issues were done in the week that begins on `start`."""

    start: date
    done: int


@dataclass(frozen=True, slots=True)
class Ageing:
    """Work that is under way, how many days since it began, and whether that is longer than 85 of 100 took."""

    row: ItemRow
    days: int
    slow: bool


@dataclass(frozen=True, slots=True)
class TeamFlow:
    """The last twelve weeks, the present one last.

    `median` and `p85` are days from beginning to end of the `timed` pieces of work finished in these weeks whose
    beginning is known; None for fewer than five. `under_way` are the oldest of `count`, of which `slow` are older than
    `p85`; `slow_before` is the day before which these began.
    """

    weeks: tuple[FlowWeek, ...]
    timed: int
    median: float | None
    p85: float | None
    under_way: tuple[Ageing, ...]
    count: int
    slow: int
    slow_before: date | None


class ShowTeamFlow(Query):
    """Show a team's tasks and issues: done by week, days from beginning to end, and the age of what is under way."""

    name = "team.flow"
    route = "/teams/{team}/flow"

    team: TeamKey

    def answer(self, look: Look) -> TeamFlow:
        """Kept until something happens. Raises NotFound."""
        pk, zone = team_id(look, self.team), zone_of(look)
        day = today(look, zone)
        return kept(look, f"{self.name} {pk}", day, lambda: _flow(look, pk, day, zone))


def _flow(look: Look, team: int, day: date, zone: ZoneInfo) -> TeamFlow:
    monday = day - timedelta(days=day.weekday())
    starts = [monday - timedelta(weeks=n) for n in reversed(range(WEEKS))]
    edges, end = [start_of(start, zone) for start in starts], end_of(day, zone)
    mark = since(look, Facts.STANDING, team=team)
    past = kept_since(look, mark, f"past of {team}", day, lambda: _Past(look, team, edges, end))
    p85 = quantile(past.taken, 0.85)
    begun = [(pk, (day - at.astimezone(zone).date()).days) for pk, at in past.begun]
    rows = item_rows(look, [pk for pk, _ in begun[:SHOWN]])
    return TeamFlow(
        weeks=tuple(FlowWeek(*pair) for pair in zip(starts, past.counts, strict=True)),
        timed=len(past.taken),
        median=_told(quantile(past.taken, 0.5)),
        p85=_told(p85),
        under_way=tuple(Ageing(rows[pk], age, p85 is not None and age > p85) for pk, age in begun[:SHOWN]),
        count=len(begun),
        slow=sum(1 for _, age in begun if p85 is not None and age > p85),
        slow_before=day - timedelta(days=int(p85)) if p85 is not None else None,
    )


def _told(days: float | None) -> float | None:
    return None if days is None else round(days, 1)


class _Past:
    """What a team has done in some weeks and has under way: read again once some of it may stand elsewhere."""

    def __init__(self, look: Look, team: int, starts: Sequence[datetime], last: datetime) -> None:
        done = _done(look, team, starts[0], last)
        self.counts = between([closed for _, closed in done], starts)
        self.taken = sorted(days_between(begun, closed) for begun, closed in done if begun is not None)
        self.begun = _begun(look, team)


def _done(look: Look, team: int, first: datetime, last: datetime) -> list[tuple[datetime | None, datetime]]:
    """(begun, closed) of what was done."""
    states = tuple(pk for (pk,) in _states.tuples(look.actor.workspace_id))
    found = _ended.tuples(look.actor, team, first, last, of=(states,))
    return [(read(begun) if begun else None, read(closed)) for begun, closed in found]


def _ended_rows(
    actor: Actor, states: tuple[int, ...], team: int, first: datetime, last: datetime
) -> QuerySet[Item, Any]:
    """Kinds and states are named so that an index leads to the stretch of time."""
    rows = visible.items(actor).filter(kind__in=WORK, category=Category.DONE, team_id=team)
    rows = rows.filter(state_id__in=states, closed_at__gte=first, closed_at__lt=last)
    return rows.order_by().values_list(written("started_at"), written("closed_at"))


def _begun_rows(actor: Actor, team: int) -> QuerySet[Item, Any]:
    rows = visible.items(actor).filter(kind__in=WORK, category__in=BEGUN, team_id=team, started_at__isnull=False)
    return rows.order_by("started_at", "id").values_list("id", "started_at")


_ended, _under_way = Seen(_ended_rows), Seen(_begun_rows)
_states: Final = Prepared(
    lambda workspace: (
        State.objects.filter(workspace_id=workspace, category=Category.DONE, kind__in=WORK)
        .order_by("id")
        .values_list("id")
    )
)


def _begun(look: Look, team: int) -> list[tuple[int, datetime]]:
    """(id, since when) of what is under way or waits, the oldest first."""
    return [(pk, begun) for pk, begun in _under_way.tuples(look.actor, team)]
