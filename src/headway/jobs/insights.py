"""What the engine says is computed here, and handed to the commands that keep it."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from ..commands import findings, forecasts, interruptions
from ..insights.backtest import replay
from ..insights.findings import KEPT
from ..insights.ledger import come_out, eyes, said_today
from ..insights.moved import moved_today
from ..insights.risks import Risks
from ..insights.track import facts
from ..insights.warm import SHELF, Warm
from ..models import Backtest, Workspace
from ..queries import house
from ..rules.errors import Refused
from ..rules.findings import Step
from ..rules.insight_words import Sight

FRESH: Final = timedelta(days=7)
"""How long a replay of the history serves."""
_log = structlog.get_logger()


def forecast(workspace: Workspace, *, now: datetime) -> int:
    """Keep what is to be said today, and resolve what has come out; return how many forecasts are new."""
    made, today = 0, now.astimezone(ZoneInfo(workspace.time_zone)).date()
    for sight in Sight:
        said = said_today(sight, workspace=workspace, now=now, most=KEPT)
        made += forecasts.keep(workspace, sight, said) if said is not None else 0
        moved = moved_today(sight, workspace=workspace, now=now, most=KEPT)
        forecasts.explain(workspace, sight, today, moved)
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


def each(act: Callable[..., int], workspaces: Iterable[Workspace], *, now: datetime) -> int:
    """Do it in each, and return the sum; one that fails must not stop the others."""
    done = 0
    for one in workspaces:
        try:
            done += act(one, now=now)
        except Exception:
            _log.exception("insights failed", workspace=one.slug, of=act.__name__)
    return done


def backtest_stale(*, now: datetime) -> int:
    """Replay the histories that have not been replayed for a week; return how many those are."""
    fresh = Backtest.objects.filter(ran_at__gt=now - FRESH).values("workspace_id")
    return each(_tried, Workspace.objects.exclude(pk__in=fresh).order_by("pk"), now=now)


def _tried(workspace: Workspace, *, now: datetime) -> bool:
    try:
        return backtest(workspace, now=now)
    except Refused as refused:
        _log.info("no back-test", workspace=workspace.slug, because=refused.message)
        return False


def find(workspace: Workspace, *, now: datetime) -> int:
    """Look for what is at risk, for all eyes and for everybody's, and tell who can act; return what opened or spoke."""
    workspace.refresh_from_db()
    seq, news = workspace.seq, 0
    warm = SHELF.of(workspace)
    for sight, found in _risks(warm, workspace, now=now).items():
        done = warm.stored[sight] = findings.renew(
            workspace,
            sight,
            found.signals,
            snapshot=found.snapshot,
            model=found.model,
            now=now,
            last=warm.stored.get(sight),
        )
        news += done.steps[Step.OPEN] + done.steps[Step.SPEAK]
    findings.caught_up(workspace, seq=seq)
    interruptions.interrupt(workspace, now=now)
    return news


def _risks(warm: Warm, workspace: Workspace, *, now: datetime) -> dict[Sight, Risks]:
    try:
        return warm.risks(workspace, now=now)
    except BaseException:
        SHELF.forget(workspace)
        raise


def find_news(*, now: datetime) -> int:
    """Look again wherever something has happened since, and return in how many workspaces that was."""
    behind = house.news_for(findings.FOLLOWER)
    each(find, behind, now=now)
    return len(behind)
