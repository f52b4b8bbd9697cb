"""Forecasts are kept and resolved, and the score sheets of replays: by jobs, which compute them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from ..models import Backtest, Forecast, Workspace
from ..models.database import writing
from ..rules.forecasts import Prediction, Resolved, Said
from ..rules.insight_words import ForecastKind, Sight

EVERY: Final = timedelta(days=7)
"""How often something is said of a piece of work; of goals and projects it is every day."""
MOST: Final = 20_000
"""Forecasts that are resolved at a time; the rest at the next."""
_FINISH: Final = (ForecastKind.GOAL_FINISH, ForecastKind.PROJECT_FINISH)
_OF_WORK: Final = (ForecastKind.WORK_MET, ForecastKind.WORK_FINISH)


def keep(workspace: Workspace, sight: Sight, said: Said) -> int:
    """Keep what was said, one forecast of a kind for an item and day; return how many are new. Repeating adds nothing.

    What was said first on a day stands. Of work one is kept a week.
    """
    with writing(), transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        here = Forecast.objects.filter(workspace=workspace, sight=sight)
        today = set(here.filter(as_of=said.day).values_list("item_id", "kind"))
        week = here.filter(as_of__gt=said.day - EVERY, as_of__lte=said.day, kind__in=_OF_WORK)
        known = today | set(week.values_list("item_id", "kind"))
        made = [
            _row(workspace, sight, said, one) for one in said.predictions if (one.item, one.kind.value) not in known
        ]
        Forecast.objects.bulk_create(made, batch_size=500)
    return len(made)


def _row(workspace: Workspace, sight: Sight, said: Said, one: Prediction) -> Forecast:
    return Forecast(
        workspace=workspace,
        item_id=one.item,
        kind=one.kind.value,
        sight=sight.value,
        as_of=said.day,
        target=one.target,
        probability=one.probability,
        p50=one.p50,
        p85=one.p85,
        model=said.model,
        snapshot=said.snapshot,
        runs=said.runs,
    )


def explain(workspace: Workspace, sight: Sight, day: date, causes: Mapping[int, dict[str, Any]]) -> int:
    """Keep with the forecasts of a day by what they moved, item by item; return of how many. What stands there stands.

    Kept with the days by which goals and projects are done.
    """
    with writing(), transaction.atomic():
        here = Forecast.objects.filter(workspace=workspace, sight=sight, as_of=day, kind__in=_FINISH, causes={})
        rows = list(here.filter(item_id__in=list(causes)))
        for row in rows:
            row.causes = causes[row.item_id]
        Forecast.objects.bulk_update(rows, ["causes"], batch_size=200)
    return len(rows)


def resolve(outcomes: Iterable[Resolved], *, now: datetime) -> int:
    """Write down what came of forecasts, and return of how many; when it became known stands once."""
    found = {one.forecast: one for one in outcomes}
    with writing(), transaction.atomic():
        rows = list(Forecast.objects.filter(pk__in=list(found)[:MOST]))
        for row in rows:
            row.result, row.ended = found[row.pk].result.value, found[row.pk].ended
            row.resolved_at = row.resolved_at or now
        Forecast.objects.bulk_update(rows, ["result", "ended", "resolved_at"], batch_size=200)
    return len(rows)


def keep_backtest(workspace: Workspace, sight: Sight, *, facts: dict[str, Any], now: datetime) -> None:
    """Keep the score sheet of a replay in place of the one before: `model`, `first`, `last`, `origins`, `sheet`."""
    Backtest.objects.update_or_create(workspace=workspace, sight=sight, defaults={**facts, "ran_at": now})
