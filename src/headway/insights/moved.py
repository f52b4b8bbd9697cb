"""By how many days the forecasts of goals and projects moved in about a week, and by what: found once a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Max

from ..access import visible
from ..models import Forecast, Item, Workspace
from ..models.ids import those
from ..queries.base import Look
from ..queries.rows import Ref
from ..rules.insight_words import Cause, ForecastKind, Movement, Sight
from ..rules.words import OPEN, Category, Role
from .lately import Lately
from .ledger import eyes, sight_of
from .rows import WORK, Rows, read

K = TypeVar("K")
WEEK: Final = timedelta(days=7)
OLDEST: Final = timedelta(days=21)
"""How old the forecast may be with which one is compared."""
FINISH: Final = (ForecastKind.GOAL_FINISH, ForecastKind.PROJECT_FINISH)
NAMED: Final = 8
"""Pieces of work that are named of each thing that happened."""


@dataclass(frozen=True, slots=True)
class SeenChange:
    """What happened to so many pieces of work that lead to it, and the first of them."""

    change: Movement
    count: int
    items: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class CauseMove:
    """By how many days one cause moved a forecast, and what was seen of it among what leads there.

    Days without anything seen come from other work of the same teams, which stands in line before it.
    """

    cause: Cause
    days: int
    seen: tuple[SeenChange, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """By how many days the 85 % day moved between two forecasts: later above zero. The parts add up to it.

    `unexplained` is what neither cause explains: what was kept then is not what is computed of that day now.
    """

    since: date
    as_of: date
    days: int
    causes: tuple[CauseMove, ...]
    unexplained: int


def moved_today(sight: Sight, *, workspace: Workspace, now: datetime, most: int) -> dict[int, dict[str, Any]]:
    """Return by item how today's forecasts moved, for those of which that is not kept yet; nothing where too much."""
    zone = ZoneInfo(workspace.time_zone)
    actor, day = eyes(sight, workspace=workspace), now.astimezone(zone).date()
    kept = Forecast.objects.filter(workspace=workspace, sight=sight, kind__in=FINISH)
    if kept.filter(as_of=day).exclude(causes={}).exists():
        return {}
    today = dict(kept.filter(as_of=day).values_list("item_id", "p85"))
    work = visible.items(actor).filter(kind__in=WORK, category__in=OPEN)
    if not today or work[most : most + 1].exists():
        return {}
    since = kept.filter(as_of__lte=day - WEEK, as_of__gt=day - OLDEST).aggregate(last=Max("as_of"))["last"]
    since = since or day - WEEK
    before = dict(kept.filter(as_of=since).values_list("item_id", "p85"))
    from .moves import splits  # NumPy takes a tenth of a second, for those who ask

    past, rows = Lately(actor, zone, since).rows(), read(Look(actor=actor, now=now), zone)
    gone = _open(past) - _open(rows)
    done = Item.objects.filter(id__in=those(gone), category=Category.DONE).values_list("id", flat=True)
    found = splits(past, rows, frozenset(done))
    return {pk: _facts(one, since, before.get(pk), today[pk]) for pk, one in found.items() if pk in today}


def _open(rows: Rows) -> set[int]:
    return {one.id for one in rows.pieces} | {one.id for one in rows.aims}


def _facts(one: Any, since: date, before: date | None, now: date | None) -> dict[str, Any]:
    """As it is kept; the whole is what the two forecasts say that are kept, where both are."""
    days = (now - before).days if before and now else one.days
    seen = {
        cause.value: {change.value: [len(keys), list(keys[:NAMED])] for change, keys in changes.items()}
        for cause, changes in one.seen.items()
    }
    parts = {cause.value: part for cause, part in one.parts.items()}
    return {"since": since.isoformat(), "days": days, "parts": parts, "unexplained": days - one.days, "seen": seen}


def moved(look: Look, item: int) -> Drift | None:
    """Return how the last forecast of an item moved; None where nothing is known, or all of it is not for this reader.

    At most two statements.
    """
    if look.actor.role is Role.GUEST:
        return None
    rows = Forecast.objects.filter(item=item, sight=sight_of(look.actor), kind__in=FINISH)
    fresh = rows.filter(as_of__gt=look.now.date() - OLDEST)
    told: Any = fresh.order_by("-as_of").values_list("as_of", "causes").first()
    return read_moved(look, {item: told}).get(item) if told else None


def read_moved(look: Look, kept: Mapping[K, tuple[date, Mapping[str, Any]]]) -> dict[K, Drift]:
    """Read what is kept, given as its day and facts. What names work that the reader does not see is left out.

    One statement.
    """
    told = {name: (as_of, facts) for name, (as_of, facts) in kept.items() if facts}
    names = {name: set(_keys(facts)) for name, (_, facts) in told.items()}
    wanted = set[str]().union(*names.values())
    rows: Any = visible.items(look.actor) | visible.items(look.actor, deleted=True)
    columns = ("key", "kind", "title", "category")
    refs = {row[0]: Ref(*row) for row in rows.filter(key__in=wanted).values_list(*columns)} if wanted else {}
    return {name: _read(*told[name], refs) for name in told if names[name] <= refs.keys()}


def _keys(facts: Mapping[str, Any]) -> Iterable[str]:
    return (key for changes in facts["seen"].values() for _, keys in changes.values() for key in keys)


def _read(as_of: date, facts: Mapping[str, Any], refs: Mapping[str, Ref]) -> Drift:
    causes = tuple(_cause(one, facts["parts"].get(one, 0), facts["seen"].get(one, {}), refs) for one in Cause)
    return Drift(date.fromisoformat(facts["since"]), as_of, facts["days"], causes, facts["unexplained"])


def _cause(cause: Cause, days: int, seen: Mapping[str, Any], refs: Mapping[str, Ref]) -> CauseMove:
    told = ((change, *seen[change]) for change in Movement if change in seen)
    return CauseMove(cause, days, tuple(SeenChange(c, count, tuple(refs[k] for k in keys)) for c, count, keys in told))
