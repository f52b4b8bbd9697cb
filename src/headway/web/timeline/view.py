"""The timeline of a project, and what a move would take along with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.http import HttpResponse
from django.urls import path

from ...insights.timeline import MOST, ShowTimeline, Timeline
from ...queries.successors import ListSuccessors
from ...rules.errors import Refused
from ..explore.filters import address
from ..page import Visit, screen
from ..project.view import page
from .drawing import dates, draw, opening, over
from .scale import ZOOMS, scale

OPEN: Final = "none"
"""What an address says where no phase is folded; where it says nothing, those that are over are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says: zoom, the phases that are folded, the baseline, the day about which to draw.

    `folded` is None where it says nothing of them. `fixed` is what else it says, which stays.
    """

    path: str
    zoom: str
    folded: tuple[int, ...] | None
    baseline: str
    at: date | None
    fixed: Mapping[str, str] = field(default_factory=dict)

    def href(self, **changed: str) -> str:
        """The address with some of it changed."""
        folded = "" if self.folded is None else ",".join(map(str, self.folded)) or OPEN
        now = {"zoom": self.zoom, "folded": folded, "baseline": self.baseline}
        stated = {name: value for name, value in {**now, **changed}.items() if value}
        return address(self.path, **self.fixed, **stated).rstrip("?")

    def fold(self, phase: int, shown: Collection[int]) -> str:
        """The address with a phase folded, or unfolded, where those of `shown` are folded now."""
        others = [str(one) for one in shown if one != phase]
        return self.href(folded=",".join(others if phase in shown else [*others, str(phase)]) or OPEN)


def asked(visit: Visit, at: str, **fixed: str) -> Asked:
    """Return what a request asks of the timeline that lies at an address."""
    get = visit.request.GET
    words = get.get("folded", "")
    folded = tuple(int(n) for n in words.split(",") if len(n) < 19 and n.isascii() and n.isdigit()) if words else None
    return Asked(at, get.get("zoom", ""), folded, get.get("baseline", ""), day_in(get.get("at")), fixed)


def day_in(words: str | None) -> date | None:
    """Return the day that somebody wrote, None for anything else."""
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        return None


ALL: Final = "all"
"""What an address says instead of the number of a part, for those who wait for no script."""


def part_in(words: str) -> int | None:
    """Return the number of the part that is asked for, None for anything else."""
    return int(words) if len(words) < 6 and words.isascii() and words.isdigit() else None


@screen
def timeline(visit: Visit, key: str) -> HttpResponse:
    """Show a project by days."""
    wanted = asked(visit, f"/projects/{key}/timeline")
    found: Timeline = visit.ask(ShowTimeline.model_validate({"key": key, "baseline": wanted.baseline or None}))
    shown = scale(dates(found), today=found.today, zoom=wanted.zoom, at=wanted.at)
    folded = over(found) if wanted.folded is None else wanted.folded
    begins, words = opening(found, folded), visit.request.GET.get("part", "")
    part = part_in(words)
    if part is not None:
        return visit.page("timeline/part.html", drawing=draw(found, shown, folded=folded, part=part))
    drawing = draw(found, shown, folded=folded, part=None if words == ALL else begins.part)
    about = {
        "opening": begins,
        "timeline": found,
        "drawing": drawing,
        "scale": shown,
        "asked": wanted,
        "zooms": ZOOMS,
        "most": MOST,
    }
    return page(visit, key, "timeline", template="timeline/timeline.html", may_move=visit.may("item.update"), **about)


@screen
def along(visit: Visit, item: str, key: str = "") -> HttpResponse:
    """Tell what would have to move along if an item lay on other days; nothing is an empty answer."""
    stated = {name: visit.request.GET[name] for name in ("start", "due") if visit.request.GET.get(name)}
    try:
        found, refusal = visit.ask(ListSuccessors.model_validate({"key": item, **stated})), ""
    except Refused as problem:
        found, refusal = (), problem.message
    if not found and not refusal:
        return HttpResponse(status=204)
    return visit.page("timeline/along.html", key=item, found=found, refusal=refusal)


urlpatterns = [
    path("projects/<str:key>/timeline", timeline),
    path("projects/<str:key>/timeline/along/<str:item>", along),
    path("explore/along/<str:item>", along),
]
