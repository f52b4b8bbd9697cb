"""What risks are seen by in the course of things: dates put off, work opened again, work that grows."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from django.db.models import TextField
from django.db.models.functions import Cast

from ..access import visible
from ..models import Event, Forecast, Issue
from ..models.ids import those
from ..queries.base import Look
from ..rules.insight_words import Cause, Movement
from .ledger import sight_of
from .moved import FINISH
from .risk_view import RiskView

LATELY: Final = timedelta(days=60)
"""How far back due days are looked at that were put off."""
GROWS: Final = timedelta(days=28)
"""How far back it is counted what came and what was done."""
WEEKS: Final = 4096
"""Reasons why forecasts moved that are remembered, as they were read."""
AGAIN: Final = timedelta(days=30)
"""How long ago something was opened again at most."""


@dataclass(frozen=True, slots=True)
class Slip:
    """How often a due day was put off, and by how many days together."""

    times: int
    days: int


@dataclass(frozen=True, slots=True)
class Growth:
    """What came to a goal or project since a day, and what was done of it: pieces of work."""

    since: date
    added: int
    done: int


@dataclass(frozen=True, slots=True)
class Course:
    """All of it, by item; `names` are those of people who own what decides a goal."""

    slips: Mapping[int, Slip] = field(default_factory=dict)
    reopened: Mapping[int, int] = field(default_factory=dict)
    growth: Mapping[int, Growth] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)


def read_course(look: Look, view: RiskView) -> Course:
    """Read it, of what the reader sees."""
    issues = Issue.objects.filter(reopened__gt=0, reopened_at__gt=look.now - AGAIN)
    again = issues.filter(item__workspace_id=look.actor.workspace_id).values_list("item_id", "reopened")
    members = visible.members(look.actor).filter(active=True)
    return Course(
        slips=_slips(look, [pk for pk, others in view.waiting.items() if others and pk in view.pieces]),
        reopened={pk: times for pk, times in again if pk in view.pieces},
        growth=_growth(look, view),
        names=dict(members.values_list("id", "name")),
    )


def _slips(look: Look, items: Iterable[int]) -> dict[int, Slip]:
    """The due days that moved of what other work waits for: the log of these alone is read."""
    rows = Event.objects.filter(item__in=those(items), type="item.changed", happened_at__gt=look.now - LATELY)
    found: dict[int, list[int]] = defaultdict(list)
    rows = rows.filter(changes__has_key="due")
    for pk, changes in rows.order_by("item_id", "happened_at", "seq").values_list("item_id", "changes"):
        old, new = (_day(one) for one in changes.get("due") or (None, None))
        if old and new and new > old:
            found[pk].append((new - old).days)
    return {pk: Slip(len(days), sum(days)) for pk, days in found.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _growth(look: Look, view: RiskView) -> dict[int, Growth]:
    """By what forecasts moved week by week, which counts what came and what was done."""
    rows = Forecast.objects.filter(workspace_id=look.actor.workspace_id, sight=sight_of(look.actor), kind__in=FINISH)
    fresh = rows.filter(as_of__gt=view.day - GROWS, as_of__lte=view.day).exclude(causes={})
    weeks: dict[int, dict[date, _Week]] = defaultdict(dict)
    told = fresh.annotate(text=Cast("causes", TextField())).values_list("item_id", "as_of", "text")
    for pk, as_of, text in told:
        weeks[pk][as_of] = _week(text)
    known = view.pieces.keys() | view.aims.keys()
    return {pk: _added_up(told) for pk, told in weeks.items() if pk in known}


_Week = tuple[date, int, int]
"""Since when, what came and what was done."""


@lru_cache(WEEKS)
def _week(text: str) -> _Week:
    """Read why a forecast moved: looked at every time, and written once."""
    causes = json.loads(text)
    seen = causes["seen"]
    added, done = _count(seen, Cause.SCOPE, Movement.ADDED), _count(seen, Cause.PACE, Movement.DONE)
    return date.fromisoformat(causes["since"]), added, done


def _added_up(weeks: Mapping[date, _Week]) -> Growth:
    """The weeks that follow upon each other, from the last one back."""
    at, added, done = max(weeks), 0, 0
    while at in weeks:
        at, came, went = weeks[at]
        added, done = added + came, done + went
    return Growth(at, added, done)


def _count(seen: Mapping[str, Any], cause: Cause, change: Movement) -> int:
    count: int = seen.get(cause, {}).get(change, (0, ()))[0]
    return count
