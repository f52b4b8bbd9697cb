"""Forecasts, findings and the back-test of a demo organisation: how long each takes, and how much memory.

    HEADWAY_HOME=DIR .venv/bin/headway demo
    HEADWAY_HOME=DIR .venv/bin/python bench/insights.py

What was kept of these in DIR is thrown away first.
"""

import os
import resource
import time
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.config.settings")
django.setup()

from headway.access.actor import house  # noqa: E402
from headway.insights.moved import moved_today  # noqa: E402
from headway.insights.track import ShowTrackRecord  # noqa: E402
from headway.jobs import insights as jobs  # noqa: E402
from headway.models import Backtest, Finding, Forecast, Workspace  # noqa: E402
from headway.queries import kept  # noqa: E402
from headway.queries.base import ask  # noqa: E402
from headway.queries.findings import ListFindings  # noqa: E402
from headway.rules.errors import Refused  # noqa: E402
from headway.rules.insight_words import Sight  # noqa: E402


def timed(name, act):
    """Print how long it takes."""
    begin = time.perf_counter()
    try:
        act()
    except Refused as refused:
        name = f"{name} ({refused.message})"
    print(f"{time.perf_counter() - begin:8.2f} s  {name}", flush=True)


def main():
    """Measure each, as the worker and the pages ask for it."""
    workspace, now = Workspace.objects.earliest("id"), datetime.now(UTC)
    for model in (Forecast, Finding, Backtest):
        model.objects.all().delete()
    timed("forecasts of a day, and by what they moved", lambda: jobs.forecast(workspace, now=now))
    Forecast.objects.update(causes={})
    for sight in Sight:
        timed(f"by what they moved, {sight}", lambda s=sight: moved_today(s, workspace=workspace, now=now, most=10**6))
    timed("forecasts of a day, again", lambda: jobs.forecast(workspace, now=now))
    kept._kept.clear()
    timed("findings, the first", lambda: jobs.find(workspace, now=now))
    kept._kept.clear()
    timed("findings, after a change", lambda: jobs.find(workspace, now=now))
    timed("back-test", lambda: jobs.backtest(workspace, now=now))
    for query in (ShowTrackRecord(), ListFindings()):
        ask(query, actor=house(workspace=workspace), now=now)
        timed(query.name, lambda query=query: ask(query, actor=house(workspace=workspace), now=now))
    print(f"{Forecast.objects.count()} forecasts, {Finding.objects.count()} findings")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
