"""Explore: all work by the query language, one line each; and the lists of one kind that lead into it."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path

from ...queries.items import CountItems, ListItems, Page
from ...rules.errors import Invalid
from ..page import Visit, screen
from .filters import address, chips

DEFAULT: Final = "state:open"
STEP: Final = 50
MOST: Final = 200
COLUMNS: Final = (
    ("Key", "key", "minor"),
    ("Title", "title", ""),
    ("State", "", ""),
    ("Owner", "", "minor"),
    ("Priority", "priority", "minor"),
    ("Due", "due", ""),
    ("Updated", "-updated", "minor"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head: where a click sorts, and how it is sorted now."""

    label: str
    look: str
    href: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """An error in the query: the words before the wrong one, the wrong one, and those after."""

    message: str
    before: str
    word: str
    after: str


@screen
def explore(visit: Visit) -> HttpResponse:
    """Show what a query finds; a query that cannot be read is shown with the word that is wrong."""
    get = visit.request.GET
    q = get.get("q", DEFAULT).strip()
    sort, cursor = get.get("sort", ""), get.get("cursor", "")
    limit = min(MOST, int(get["limit"])) if get.get("limit", "").isdigit() and get["limit"] != "0" else STEP
    try:
        found: Page = visit.ask(
            ListItems.model_validate({"q": q, "sort": sort or None, "limit": limit, "cursor": cursor or None})
        )
        count, wrong = visit.ask(CountItems(q=q)).count, None
    except (Invalid, ValueError) as error:
        found, count, wrong = Page((), None), 0, _wrong(q, error)
    kinds, states = chips(q)
    shown = {"q": q, "sort": sort, "rows": found.rows, "count": count, "wrong": wrong, "kinds": kinds, "states": states}
    links = {
        "columns": [_column(*one, q=q, sort=sort) for one in COLUMNS],
        "more": _more(found, q, sort, limit, cursor),
    }
    return visit.page("explore/explore.html", status=422 if wrong else 200, **shown, **links)


def _wrong(q: str, error: Exception) -> Wrong:
    message = error.message if isinstance(error, Invalid) else "this query is too long, or its order is none"
    at = error.detail.get("position") if isinstance(error, Invalid) else None
    if not isinstance(at, int):
        return Wrong(message, q, "", "")
    assert isinstance(error, Invalid)
    end = at + max(1, int(error.detail.get("length", 1)))
    return Wrong(message, q[:at], q[at:end], q[end:])


def _column(label: str, by: str, look: str, *, q: str, sort: str) -> Column:
    if not by:
        return Column(label, look)
    plain, turned = by.lstrip("-"), by if sort != by else _turned(by)
    now = "" if sort.lstrip("-") != plain else "descending" if sort.startswith("-") else "ascending"
    return Column(label, look, address("/explore", q=q, sort=turned), now)


def _turned(by: str) -> str:
    return by[1:] if by.startswith("-") else f"-{by}"


def _more(found: Page, q: str, sort: str, limit: int, cursor: str) -> str:
    """More of the same page as long as one answer may hold it, then the page after."""
    if not found.next:
        return ""
    if limit < MOST:
        return address("/explore", q=q, sort=sort, limit=min(MOST, limit * 2), cursor=cursor)
    return address("/explore", q=q, sort=sort, limit=limit, cursor=found.next)


@screen
def of_kind(visit: Visit, kind: str) -> HttpResponse:
    """Lead from the list of a kind into Explore."""
    return HttpResponseRedirect(address("/explore", q=f"kind:{kind} state:open"))


urlpatterns = [
    path("explore", explore),
    path("projects", of_kind, {"kind": "project"}),
    path("operations", of_kind, {"kind": "operation"}),
    path("issues", of_kind, {"kind": "issue"}),
]
