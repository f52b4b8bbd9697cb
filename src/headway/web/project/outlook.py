"""What is forecast of a project, in words."""

from datetime import date
from typing import Any, Final

from ...insights.project_outlook import Happened, ProjectForecast, ProjectStanding, ShowProjectOutlook
from ...queries.findings import FindingList, ListFindings
from ...rules.errors import Problem
from ...tongue import say, say_n
from ..formats import day
from ..insights import moved as split_by_cause
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
        **split_by_cause.facts(found.causes, visit.today),
    }


def ends(one: ProjectForecast, today: date) -> str:
    """Write by when it is done."""
    if one.p50 is None or one.p85 is None:
        return say("Its work is done later than in ten years.")
    half, most = day(one.p50, today), day(one.p85, today)
    return say("Its work is done by %(half)s in half of all runs, and by %(most)s in 85 of 100.", half=half, most=most)


def margin(found: ProjectStanding) -> str:
    """Write how the 85 % day lies to the date."""
    if found.margin is None or found.due is None:
        return ""
    if found.margin == 0:
        return say("The second of these is its date.")
    if found.margin > 0:
        return say_n(
            "The second of these is %(num)s day before its date.",
            "The second of these is %(num)s days before its date.",
            found.margin,
        )
    return say_n(
        "The second of these is %(num)s day after its date.",
        "The second of these is %(num)s days after its date.",
        -found.margin,
    )


def moved(found: ProjectStanding, today: date) -> str:
    """Write how it moved since, and what happened in between; empty where there is nothing to compare with."""
    now, before = found.now, found.before
    if now is None or before is None or found.since is None:
        return ""
    since = _moved(found, day(before.as_of, today))
    steps = "; ".join([since, *_retargeted(now, before, today)])
    return say(
        "%(steps)s. Of its tasks and issues, in between: %(counts)s.", steps=steps, counts=_happened(found.since)
    )


def _moved(found: ProjectStanding, since: str) -> str:
    if found.moved is None:
        return say("Since %(day)s there has been no other 85 %% day to compare with", day=since)
    if not found.moved:
        return say("Since %(day)s the 85 %% day has not moved", day=since)
    if found.moved > 0:
        return say_n(
            "Since %(day)s the 85 %% day has moved %(num)s day later",
            "Since %(day)s the 85 %% day has moved %(num)s days later",
            found.moved,
            day=since,
        )
    return say_n(
        "Since %(day)s the 85 %% day has moved %(num)s day earlier",
        "Since %(day)s the 85 %% day has moved %(num)s days earlier",
        -found.moved,
        day=since,
    )


def _retargeted(now: ProjectForecast, before: ProjectForecast, today: date) -> list[str]:
    if now.target is None or before.target is None or now.target == before.target:
        return []
    old, new = day(before.target, today), day(now.target, today)
    return [say("its date was moved from %(old)s to %(new)s", old=old, new=new)]


def _happened(since: Happened) -> str:
    counts = (
        *((since.added, say("%(num)s added", num=since.added)), (since.done, say("%(num)s done", num=since.done))),
        (since.dropped, say("%(num)s dropped", num=since.dropped)),
    )
    return ", ".join(words for count, words in counts if count) or say("nothing added, done or dropped")
