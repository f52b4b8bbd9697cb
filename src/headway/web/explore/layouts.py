"""Explore by days: what a query finds as a timeline or as a calendar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zlib import crc32

from ...insights.timeline import TimelineLink, TimelinePhase, TimelineRow
from ...queries.days import Days, ListDays
from ...queries.rows import ItemRow, Ref
from ...tongue import say
from ..page import Visit
from ..timeline.drawing import dates, draw, opening
from ..timeline.scale import ZOOMS, scale
from ..timeline.view import asked as asked_of_timeline
from ..timeline.view import day_in
from .calendar import month_in, weeks
from .filters import address, narrowed

BARS: Final = 150
"""Items that a timeline shows at once; a link leads to those before and after."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What a query finds, as a timeline draws it: by the projects and operations in which it lies."""

    today: date
    phases: tuple[TimelinePhase, ...]
    rows: tuple[TimelineRow, ...]
    links: tuple[TimelineLink, ...]


def timeline(visit: Visit, q: str) -> dict[str, Any]:
    """Return what the timeline shows of a query."""
    begin = day_in(visit.request.GET.get("from"))
    found: Days = visit.ask(ListDays(q=q, first=begin, limit=BARS))
    stays = {"q": q, "layout": "timeline", "from": begin.isoformat() if begin else ""}
    wanted = asked_of_timeline(visit, "/explore", **stays)
    plan = planned(found)
    shown = scale(dates(plan), today=found.today, zoom=wanted.zoom, at=wanted.at)
    drawing = draw(plan, shown, folded=wanted.folded or (), rest=say("In no project or operation"))
    about = {
        "opening": opening(plan, wanted.folded or ()),
        "found": found,
        "drawing": drawing,
        "scale": shown,
        "asked": wanted,
        "zooms": ZOOMS,
    }
    return {**about, **_around(found, q), "may_move": visit.may("item.update"), **_undated(q)}


def _around(found: Days, q: str) -> dict[str, str]:
    """Where those are that are due before and after, where not all are shown."""
    if not (found.rows and (found.first or found.count > len(found.rows))):
        return {"earlier": "", "later": ""}
    first, last = found.rows[0].due, found.rows[-1].due
    assert first
    assert last
    before = first - max(last - first, timedelta(days=28))
    further = last if last > first else last + timedelta(days=1)
    begins = {"earlier": before, "later": further} if found.count > len(found.rows) else {"earlier": before}
    at = {
        name: address("/explore", q=q, layout="timeline", **{"from": day.isoformat()}) for name, day in begins.items()
    }
    return {"earlier": "", "later": "", **at}


def _undated(q: str) -> dict[str, str]:
    return {"undated": narrowed(q, "no:due")}


def planned(found: Days) -> Planned:
    """Return rows as those of a timeline, each in the phase of its project or operation."""
    places = {number(row.place): row.place for row in found.rows if row.place}
    phases = tuple(TimelinePhase(pk, place.title, 0, None, None, False) for pk, place in places.items())
    links = tuple(TimelineLink(w.earlier, w.later, w.type, w.dependency, w.lag, False, "") for w in found.waits)
    return Planned(found.today, phases, tuple(map(_row, found.rows)), links)


def number(place: Ref) -> int:
    """Return a number by which an address names a place that is folded."""
    return crc32(place.key.encode())


def _row(row: ItemRow) -> TimelineRow:
    return TimelineRow(
        *(row.key, row.kind, row.title, row.state, row.category),
        *(row.start, row.due, None, None, None, None),
        *(row.effort, row.milestone, False, number(row.place) if row.place else None, 0),
        *(row.owner, row.version, None, None),
    )


def calendar(visit: Visit, q: str) -> dict[str, Any]:
    """Return what the calendar of a month shows of a query."""
    month = month_in(visit.request.GET.get("month", ""), visit.today)
    grid = weeks(month)
    found: Days = visit.ask(ListDays(q=q, first=grid[0][0], last=grid[-1][-1], each=CELL))
    by_day: dict[date, list[ItemRow]] = {}
    for row in found.rows:
        by_day.setdefault(row.due or month, []).append(row)

    def at(day: date) -> str:
        return address("/explore", q=q, layout="calendar", month=f"{day:%Y-%m}")

    moves = {"before": at(month - timedelta(days=1)), "after": at(month + timedelta(days=31)), "now": at(visit.today)}
    about = {"found": found, "month": month, "weeks": grid, "by_day": by_day, "moves": moves, **_undated(q)}
    days = {day: narrowed(q, f"due:{day.isoformat()}") for day in found.more}
    return {**about, "days": days, "may_move": visit.may("item.update")}


CELL: Final = 5
"""Items that a day shows; the others are a click away."""
LAYOUTS: Final[Mapping[str, Callable[[Visit, str], dict[str, Any]]]] = {"timeline": timeline, "calendar": calendar}
