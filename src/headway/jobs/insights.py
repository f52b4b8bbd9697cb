"""What the engine says is computed here and handed to the commands that keep it."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from ..commands import forecasts
from ..insights.backtest import replay
from ..insights.findings import MOST
from ..insights.ledger import come_out, eyes, said_today
from ..insights.track import facts
from ..models import Backtest, Workspace
from ..rules.errors import Refused
from ..rules.words import Sight

FRESH: Final = timedelta(days=7)
"""How long a replay of the history serves."""
_log = structlog.get_logger()


def forecast(workspace: Workspace, *, now: datetime) -> int:
    """Keep what is to be said today, and resolve what has come out; return how many forecasts are new."""
    made = 0
    for sight in Sight:
        said = said_today(sight, workspace=workspace, now=now, most=MOST)
        made += forecasts.keep(workspace, sight, said) if said is not None else 0
    forecasts.resolve(come_out(workspace, now=now), now=now)
    return made


def backtest(workspace: Workspace, *, now: datetime) -> bool:
    """Replay the history, for all eyes and for everybody's; return whether there was anything to say.

    Raises Refused for a history too long to be replayed.
    """
    zone = ZoneInfo(workspace.time_zone)
    spoke = False
    for sight in Sight:
        made = replay(eyes(sight, workspace=workspace), zone=zone, today=now.astimezone(zone).date())
        if made.first is not None:
            forecasts.keep_backtest(workspace, sight, facts=facts(made), now=now)
            spoke = True
    return spoke


def backtest_stale(*, now: datetime) -> int:
    """Replay the histories that have not been replayed for a week; return how many those are."""
    fresh = Backtest.objects.filter(ran_at__gt=now - FRESH).values("workspace_id")
    return sum(_tried(one, now=now) for one in Workspace.objects.exclude(pk__in=fresh).order_by("pk"))


def _tried(workspace: Workspace, *, now: datetime) -> bool:
    try:
        return backtest(workspace, now=now)
    except Refused as refused:
        _log.info("no back-test", workspace=workspace.slug, because=refused.message)
        return False
