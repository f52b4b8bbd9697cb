"""What is forecast of a project, in words."""

from datetime import date
from typing import Any, Final

from ...insights.project_outlook import Happened, ProjectForecast, ProjectStanding, ShowProjectOutlook
from ...queries.findings import FindingList, ListFindings
from ...rules.errors import Problem
from ..formats import day, plural
from ..page import Visit

FEW: Final = 2


def told(visit: Visit, key: str) -> dict[str, Any]:
    """Return what the page shows of a project's outlook; nothing to visitors who are shown no forecasts."""
    try:
        found: ProjectStanding = visit.ask(ShowProjectOutlook(key=key))
        risks: FindingList = visit.ask(ListFindings(item=key, limit=FEW))
    except Problem:
        return {"standing": None, "risks": ()}
    return {
        "standing": found,
        "ends": ends(found.now, visit.today) if found.now else "",
        "margin": margin(found),
        "moved": moved(found, visit.today),
        "risks": risks.rows,
    }


def ends(one: ProjectForecast, today: date) -> str:
    """Write by when it is done."""
    if one.p50 is None or one.p85 is None:
        return "Its work is done later than in ten years."
    return f"Its work is done by {day(one.p50, today)} in half of all runs, and by {day(one.p85, today)} in 85 of 100."


def margin(found: ProjectStanding) -> str:
    """Write how the 85 % day lies to the date."""
    if found.margin is None or found.due is None:
        return ""
    if found.margin == 0:
        return "The second of these is its date."
    before = "before" if found.margin > 0 else "after"
    return f"The second of these is {plural(abs(found.margin), 'day')} {before} its date."


def moved(found: ProjectStanding, today: date) -> str:
    """Write how it moved since, and what happened in between; empty where there is nothing to compare with."""
    now, before = found.now, found.before
    if now is None or before is None or found.since is None:
        return ""
    since = f"Since {day(before.as_of, today)}"
    steps = [f"{since} {_moved(found)}", *_retargeted(now, before, today)]
    return f"{'; '.join(steps)}. Of its tasks and issues, in between: {_happened(found.since)}."


def _moved(found: ProjectStanding) -> str:
    if found.moved is None:
        return "there has been no other 85 % day to compare with"
    if not found.moved:
        return "the 85 % day has not moved"
    way = "later" if found.moved > 0 else "earlier"
    return f"the 85 % day has moved {plural(abs(found.moved), 'day')} {way}"


def _retargeted(now: ProjectForecast, before: ProjectForecast, today: date) -> list[str]:
    if now.target is None or before.target is None or now.target == before.target:
        return []
    return [f"its date was moved from {day(before.target, today)} to {day(now.target, today)}"]


def _happened(since: Happened) -> str:
    counts = ((since.added, "added"), (since.done, "done"), (since.dropped, "dropped"))
    return ", ".join(f"{count} {word}" for count, word in counts if count) or "nothing added, done or dropped"
