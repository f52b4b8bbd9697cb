"""Explore: all work by the query language, one line each; and the lists of one kind that lead into it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path

from ...insights.asking import Impacts, ListImpact
from ...insights.findings import Gain
from ...queries.fields import FieldValue, ListFields
from ...queries.items import CountItems, ListItems, Page
from ...rules.errors import Invalid
from ...rules.fields import FieldType
from ...tongue import said, say, word
from ..page import Visit, screen
from ..saved_views.strip import strip
from .columns import ALWAYS, Chosen, Column, chosen, picked
from .filters import KIND_NAMES, address, chips, words
from .layouts import LAYOUTS

DEFAULT: Final = "state:open"
STEP: Final = 50
MOST: Final = 200
IMPACT: Final = "goals"
"""The order by what goals gain, which the engine makes and no column holds."""
ICONS: Final = {word("timeline"): "chart-gantt", word("calendar"): "calendar"}
HAND: Final = "rank"
"""The order that is given by hand."""
EMPTY: Final = {
    "goal": word("A goal says what is to be reached by when; its key results prove it, and work contributes to it."),
    "project": word("A project is temporary: it has an end, milestones and a budget, and tasks stand beneath it."),
    "operation": word("An operation is what recurs: it has a schedule and a procedure, and its occurrences are tasks."),
    "issue": word("An issue is what nobody planned: it is triaged by what it affects, and then resolved."),
    "task": word("A task is a unit of doing, in a project, an operation or an issue, or alone."),
    "": word("Take a word out of the query, or write down the work that is missing."),
}


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: where a click sorts, how it is sorted now, and where a click moves it to."""

    column: Column
    href: str
    sorted: str
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """An error in the query: the words before the wrong one, the wrong one, and those after."""

    message: str
    before: str
    word: str
    after: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks of the list that lies at the address `at`."""

    at: str
    q: str
    sort: str
    limit: int
    cursor: str
    cols: str
    layout: str


@screen
def explore(visit: Visit) -> HttpResponse:
    """Show what a query finds; a query that cannot be read is shown with the word that is wrong."""
    return _list(visit, at="/explore", title=say("Explore"), default=DEFAULT)


@screen
def of_kind(visit: Visit, kind: str) -> HttpResponse:
    """Show the open work of a kind, on the way into Explore."""
    return _list(visit, at=f"/{kind}s", title=said(KIND_NAMES[kind]), default=f"kind:{kind} {DEFAULT}")


def _asked(visit: Visit, *, at: str, default: str) -> Asked:
    get = visit.request.GET
    limit = get.get("limit", "")
    rows = min(MOST, max(1, int(limit))) if limit.isdecimal() and len(limit) < 6 else STEP
    layout = get.get("layout", "") if get.get("layout") in LAYOUTS else ""
    asked = Asked(at, get.get("q", default).strip(), get.get("sort", ""), rows, get.get("cursor", ""), "", layout)
    # The form of the columns states each by itself, and which there were: one word in the address says the same.
    stated = picked(get.getlist("col"), get.get("cols", ""), at) if "col" in get else get.get("cols", "")
    return replace(asked, cols=stated)


def _list(visit: Visit, *, at: str, title: str, default: str) -> HttpResponse:
    asked = _asked(visit, at=at, default=default)
    if "col" in visit.request.GET:
        return HttpResponseRedirect(address(at, q=asked.q, sort=asked.sort, cols=asked.cols))
    return _by_days(visit, asked) if asked.layout else _table(visit, asked, title=title)


def _by_days(visit: Visit, asked: Asked) -> HttpResponse:
    """What is asked for as a timeline or a calendar."""
    shown: dict[str, Any] = {"title": say("Explore"), "wrong": None, "chosen": None, "rows": ()}
    try:
        shown |= LAYOUTS[asked.layout](visit, asked.q)
    except (Invalid, ValueError) as error:
        shown["wrong"] = wrong_in(asked.q, error)
    shown |= _above(visit, asked)
    template = "explore/explore.html" if shown["wrong"] else f"explore/{asked.layout}.html"
    return visit.page(template, status=422 if shown["wrong"] else 200, **shown)


def _above(visit: Visit, asked: Asked) -> dict[str, Any]:
    """What stands above the work, however that is laid out."""
    kinds, states = chips(asked.q, cols=asked.cols, layout=asked.layout)
    layouts = [(name, icon, address("/explore", q=asked.q, layout=name)) for name, icon in ICONS.items()]
    listed = address(asked.at, q=asked.q, sort=asked.sort, cols=asked.cols)
    ways = [(word("list"), "list", listed), (word("board"), "columns-3", address("/board", q=asked.q)), *layouts]
    only = next((chip.kind for chip in kinds if chip.on), "")
    above: dict[str, Any] = {
        "q": asked.q,
        "sort": asked.sort,
        "at": asked.at,
        "layout": asked.layout,
        "ways": ways,
        "only": only,
    }
    above |= {"kinds": kinds, "states": states, "strip": strip(visit), "may_edit": visit.may("item.update_many")}
    by_hand = _orders(asked) == HAND and not asked.layout
    above |= {"by_impact": asked.sort == IMPACT, "by_hand": by_hand, "ranked": by_hand and above["may_edit"]}
    for name, order in (("impact_href", IMPACT), ("rank_href", HAND)):
        above[name] = address(asked.at, q=asked.q, sort="" if asked.sort == order else order, cols=asked.cols)
    return above


def _table(visit: Visit, asked: Asked, *, title: str) -> HttpResponse:
    """What is asked for as a table."""
    columns = chosen(asked.cols, visit.ask(ListFields()), asked.at)
    asked = replace(asked, cols=columns.cols)
    wrong, found, count, by_impact = None, Page((), None), 0, asked.sort == IMPACT
    reasons: dict[str, Gain] = {}
    try:
        found, count, reasons = _by_impact(visit, asked) if by_impact else _found(visit, asked, columns)
    except (Invalid, ValueError) as error:
        wrong = wrong_in(asked.q, error)
    heads = [_head(asked, columns, one) for one in columns.shown if not (by_impact and one.own)]
    shown: dict[str, Any] = {"title": title, "count": count, "wrong": wrong, **_above(visit, asked)}
    shown |= {"rows": found.rows, "more": _more(asked, found), "chosen": columns, "always": ALWAYS}
    shown |= {"heads": heads, "cells": _cells(columns, found), "reasons": reasons}
    shown |= {"usual": address(asked.at, q=asked.q, sort=asked.sort), "empty": said(EMPTY[shown["only"]])}
    return visit.page("explore/explore.html", status=422 if wrong else 200, **shown)


def _orders(asked: Asked) -> str:
    """The order that was asked for, by the address or within the query."""
    own = [word.partition(":")[2] for word in words(asked.q) if word.startswith("sort:")]
    return asked.sort or (own[-1] if own else "")


def _found(visit: Visit, asked: Asked, columns: Chosen) -> tuple[Page, int, dict[str, Gain]]:
    """A page of what is asked for in an order of its own, and how much there is of it."""
    rows = ListItems(
        q=asked.q,
        sort=asked.sort or None,
        fields=columns.own or None,
        limit=asked.limit,
        cursor=asked.cursor or None,
    )
    return visit.ask(rows), visit.ask(CountItems(q=asked.q)).count, {}


def _by_impact(visit: Visit, asked: Asked) -> tuple[Page, int, dict[str, Gain]]:
    """What costs goals the most of what is asked for, how much there is of it, and the first reason of each."""
    found: Impacts = visit.ask(ListImpact(q=asked.q, limit=asked.limit))
    page = Page(tuple(one.row for one in found.rows), None)
    return page, found.count, {one.row.key: one.reasons[0] for one in found.rows}


def wrong_in(q: str, error: Exception) -> Wrong:
    """Return what is wrong in a query, and where, from the error that it raised."""
    message = error.message if isinstance(error, Invalid) else say("this query is too long, or its order is none")
    at = error.detail.get("position") if isinstance(error, Invalid) else None
    if not isinstance(at, int):
        return Wrong(message, q, "", "")
    assert isinstance(error, Invalid)
    end = at + max(1, int(error.detail.get("length", 1)))
    return Wrong(message, q[:at], q[at:end], q[end:])


def _head(asked: Asked, columns: Chosen, column: Column) -> Head:
    href, now = "", ""
    if by := column.by:
        turned = by if asked.sort != by else _turned(by)
        now = "" if asked.sort.lstrip("-") != by.lstrip("-") else _way(asked.sort)
        href = address(asked.at, q=asked.q, sort=turned, cols=asked.cols)
    earlier, later = (columns.moved(column.name, step) for step in (-1, 1))
    moved = [address(asked.at, q=asked.q, sort=asked.sort, cols=cols) for cols in (earlier, later)]
    return Head(column, href, now, *moved)


def _way(sort: str) -> str:
    return "descending" if sort.startswith("-") else "ascending"


def _cells(columns: Chosen, found: Page) -> Mapping[str, Mapping[str, FieldValue]]:
    """By the item's key what its own fields hold, each by the name of its column."""
    names = [column.name for column in columns.shown if column.own]
    return {key: dict(zip(names, map(_typed, values), strict=True)) for key, values in found.fields.items()}


def _typed(one: FieldValue) -> FieldValue:
    """A field with a day as a day."""
    return replace(one, value=date.fromisoformat(one.value)) if one.value and one.type == FieldType.DATE else one


def _turned(by: str) -> str:
    return by[1:] if by.startswith("-") else f"-{by}"


def _more(asked: Asked, found: Page) -> str:
    """More of the same page as long as one answer may hold it, then the page after."""
    if not found.next:
        return ""
    longer = asked.limit < MOST
    limit, cursor = (min(MOST, asked.limit * 2), asked.cursor) if longer else (asked.limit, found.next)
    return address(asked.at, q=asked.q, sort=asked.sort, cols=asked.cols, limit=limit, cursor=cursor)


urlpatterns = [
    path("explore", explore),
    path("projects", of_kind, {"kind": "project"}),
    path("operations", of_kind, {"kind": "operation"}),
    path("issues", of_kind, {"kind": "issue"}),
]
