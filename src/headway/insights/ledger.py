"""The ledger of forecasts: what stands in it, what has come out since, and what it scores."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Q

from ..access import visible
from ..access.actor import Actor, everybody, house
from ..access.visible import item_rule
from ..models import Backtest, Event, Forecast, State, Workspace
from ..queries.base import Look
from ..rules.forecasts import Resolved, Said
from ..rules.insight_words import ForecastKind, ForecastResult, Sight
from ..rules.words import OPEN, Category
from .forecasts import said
from .learning import Learned, learned_from
from .outcomes import Course, deadline_of, outcome
from .outlook import MODEL
from .rows import WORK, read
from .scoring import Case

MOST: Final = 50_000
"""Forecasts that are scored at most, the latest."""


def eyes(sight: Sight, *, workspace: Workspace) -> Actor:
    """Return who sees what a sight means."""
    return house(workspace=workspace) if sight is Sight.ALL else everybody(workspace=workspace)


def sight_of(actor: Actor) -> Sight:
    """Return with whose eyes that was computed which a reader is shown."""
    return Sight.ALL if actor.sees_all else Sight.OPEN


def said_today(sight: Sight, *, workspace: Workspace, now: datetime, most: int) -> Said | None:
    """Return what is to be said today; None where there is more open work than is weighed."""
    actor = eyes(sight, workspace=workspace)
    if visible.items(actor).filter(kind__in=WORK, category__in=OPEN)[most : most + 1].exists():
        return None
    return said(read(Look(actor=actor, now=now), ZoneInfo(workspace.time_zone)), _learned(sight, workspace))


def _learned(sight: Sight, workspace: Workspace) -> Learned | None:
    """What the last replay taught with the same eyes, if the model is still the same."""
    rows = Backtest.objects.filter(workspace=workspace, sight=sight, model=MODEL)
    return learned_from(rows.values_list("learned", flat=True).first() or {})


def come_out(workspace: Workspace, *, now: datetime) -> list[Resolved]:
    """Return what has come of forecasts that were open, or that were missed by work which has been done since."""
    waits = Q(result="") | Q(result=ForecastResult.MISSED, ended=None)
    columns = ("id", "item_id", "kind", "as_of", "target", "p85", "result")
    rows = list(Forecast.objects.filter(waits, workspace=workspace).values_list(*columns))
    courses = _courses(workspace)
    today = now.astimezone(ZoneInfo(workspace.time_zone)).date()
    found = []
    for pk, item, kind, as_of, target, p85, before in rows:
        deadline = deadline_of(kind, target, p85)
        it = outcome(as_of=as_of, deadline=deadline, course=courses.get(item, ()), today=today)
        if it is not None and (not before or it.ended is not None):
            found.append(Resolved(pk, it.result, it.ended))
    return found


def _courses(workspace: Workspace) -> dict[int, Course]:
    """Item -> the days on which it went into another category, where forecasts of it wait."""
    zone = ZoneInfo(workspace.time_zone)
    categories = dict(State.objects.filter(workspace=workspace).values_list("id", "category"))
    waiting = Forecast.objects.filter(workspace=workspace, ended=None).values("item")
    rows = Event.objects.filter(item__in=waiting, type__in=("item.moved", "item.deleted"))
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    columns = ("item_id", "type", "changes", "happened_at")
    for item, type_, changes, at in rows.order_by("happened_at", "seq").values_list(*columns).iterator(chunk_size=2000):
        category = _turn(type_, changes, categories)
        if category:
            found[item].append((at.astimezone(zone).date(), category))
    return dict(found)


def _turn(type_: str, changes: dict[str, list[int]], categories: dict[int, str]) -> str:
    if type_ == "item.deleted":
        return Category.DROPPED
    return categories.get(changes["state"][1], "") if "state" in changes else ""


def cases(actor: Actor, *, today: date) -> Iterator[Case]:
    """Yield the latest forecasts that a reader is shown: of what he sees, by what all such readers see."""
    rows = Forecast.objects.filter(
        item_rule(actor, "item__"), workspace_id=actor.workspace_id, sight=sight_of(actor), item__deleted_at=None
    )
    columns = ("item_id", "kind", "as_of", "target", "probability", "p50", "p85", "result", "ended")
    for item, kind, as_of, target, probability, p50, p85, result, ended in rows.order_by("-id").values_list(*columns)[
        :MOST
    ]:
        yield Case(
            kind=ForecastKind(kind),
            item=item,
            probability=probability,
            p50=(p50 - as_of).days if p50 else 0.0,
            deadline=(deadline_of(kind, target, p85) - as_of).days,
            took=(ended - as_of).days if ended else None,
            age=(today - as_of).days,
            result=result,
        )
