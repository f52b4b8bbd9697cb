"""My work: what I do now and next, why it matters, whom I wait for, and what others do for me."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import HttpResponse
from django.urls import path

from ...queries.items import ListItems
from ...queries.lists import ListStates
from ...queries.load import PersonLoad
from ...queries.my_work import MyWork, ShowMyWork, Waiting
from ...queries.rows import ItemRow
from ...queries.team_load import ShowMyLoad
from ...tongue import word
from ..explore.filters import address
from ..moves import Lifecycles
from ..page import Visit, screen
from ..teams.load import BASE

_FREE: Final = "owner:me state:open -state:doing -state:waiting -is:blocked"
UNOWNED: Final = "state:open is:unassigned"
WORDS: Final = (
    ("now", word("Now"), word("Nothing is under way. Start what comes next.")),
    ("overdue", word("Overdue"), ""),
    ("week", word("Due this week"), ""),
    ("next", word("Next"), ""),
    ("waiting", word("Waiting on others"), ""),
    ("asked", word("Asked by me"), ""),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page: its rows, how many there are, and the address of them all."""

    name: str
    title: str
    rows: tuple[ItemRow, ...]
    count: int
    href: str
    hint: str = ""


def asked_for(today: date) -> dict[str, str]:
    """Return part -> the query that finds the same items."""
    sunday = today + timedelta(days=6 - today.weekday())
    return {
        "now": "owner:me state:doing -is:blocked",
        "overdue": f"{_FREE} is:overdue",
        "week": f"{_FREE} due:{today}..{sunday}",
        "next": f"{_FREE} (no:due OR due:>{sunday})",
        "waiting": "owner:me state:open (state:waiting OR is:blocked)",
        "asked": "reporter:me state:open -owner:me",
        "load": f"owner:me {BASE} effort:>0 has:due (no:start OR start:<={sunday})",
        "undated": f"owner:me {BASE} effort:>0 no:due",
        "unestimated": f"owner:me {BASE} no:effort",
    }


def parts(work: MyWork, today: date) -> list[Part]:
    """Return the sections that hold something; what is under way keeps its place even when it is empty."""
    held = {
        "now": (work.now.rows, work.now.count),
        "overdue": (work.overdue.rows, work.overdue.count),
        "week": (work.due_this_week.rows, work.due_this_week.count),
        "next": (work.next.rows, work.next.count),
        "waiting": (tuple(one.row for one in work.waiting), work.waiting_count),
        "asked": (work.asked.rows, work.asked.count),
    }
    queries = asked_for(today)
    made = (Part(name, title, *held[name], _explore(queries[name]), hint) for name, title, hint in WORDS)
    mine = any(count for name, (_, count) in held.items() if name != "asked")
    return [part for part in made if part.count or (part.hint and mine)]


@dataclass(frozen=True, slots=True)
class Week:
    """One's week: minutes planned, minutes left, and what cannot be laid on days; each with what is behind it."""

    planned: int
    available: int
    undated: int
    unestimated: int
    hrefs: Mapping[str, str]

    @property
    def full(self) -> int:
        """The minutes that fill the bar."""
        return max(self.planned, self.available, 1)


def week(mine: PersonLoad, today: date) -> Week | None:
    """Return one's week against one's hours; None where one has neither work nor hours."""
    cell, asked = mine.cells[0], asked_for(today)
    available = cell.available or 0
    if not (cell.planned or available or mine.undated or mine.unestimated):
        return None
    hrefs = {name: _explore(asked[name]) for name in ("load", "undated", "unestimated")}
    return Week(cell.planned, available, mine.undated, mine.unestimated, hrefs)


def left(visit: Visit) -> str:
    """Return what somebody without work can turn to: what nobody owns, the ways to begin, or work to write down."""
    if visit.ask(ListItems(q=UNOWNED, limit=1)).rows:
        return "unowned"
    begins = visit.may("workspace.update") and not visit.ask(ListItems(limit=1)).rows
    return "begin" if begins else "write"


def _explore(query: str) -> str:
    return address("/explore", q=query)


@screen
def my_work(visit: Visit) -> HttpResponse:
    """Show the visitor's own open work."""
    work: MyWork = visit.ask(ShowMyWork())
    waits: dict[str, Waiting] = {one.row.key: one for one in work.waiting}
    shown = parts(work, visit.today)
    return visit.page(
        "my_work/my_work.html",
        parts=shown,
        left=None if shown else left(visit),
        waits=waits,
        lifecycles=Lifecycles(visit.ask(ListStates())),
        may_move=visit.may("item.move"),
        week=week(visit.ask(ShowMyLoad(weeks=1)), visit.today),
    )


urlpatterns = [path("my-work", my_work)]
