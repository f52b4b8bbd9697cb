"""One item: what it is, its people and dates, the line up to its goals, what it bears on, and the conversation."""

from itertools import groupby
from typing import Any, Final

from django.http import HttpResponse
from django.urls import path

from ...queries.feed import ListItemEvents
from ...queries.goal_page import ShowGoal
from ...queries.issues import ShowIssue
from ...queries.item_page import ItemPage, RelationRow, ShowItem
from ...queries.items import ListItems
from ...queries.operations import ShowOperation
from ...queries.rows import ItemRow
from ...rules.errors import NotFound, Problem
from ...rules.lifecycle import PARENTS
from ...rules.words import Kind
from ...tongue import say, word
from ..goals.spark import spark
from ..page import Visit, screen
from .line import hurt, paths

PHRASES: Final = {
    "contributes-to": (word("Contributes to"), word("Served by")),
    "depends-on": (word("Depends on"), word("Needed by")),
    "blocks": (word("Blocks"), word("Blocked by")),
    "affects": (word("Affects"), word("Affected by")),
    "duplicates": (word("Duplicates"), word("Duplicated by")),
    "relates-to": (word("Relates to"), word("Relates to")),
}


@screen
def item(visit: Visit, key: str) -> HttpResponse:
    """Show an item, or that it is in the bin."""
    try:
        page: ItemPage = visit.ask(ShowItem(key=key))
    except NotFound:
        return _gone(visit, key.upper())
    shown: dict[str, Any] = {
        "page": page,
        "row": page.row,
        "closed": page.row.category in ("done", "dropped"),
        "lines": paths(page.row.key, page.line),
        "bonds": _grouped(page.relations),
        "child_kinds": [kind.value for kind in Kind if Kind(page.row.kind) in PARENTS[kind]],
        "may_edit": visit.may("item.update"),
        "operation": visit.ask(ShowOperation(key=key)) if page.row.kind == Kind.OPERATION else None,
        "issue": visit.ask(ShowIssue(key=key, reach=False)) if page.row.kind == Kind.ISSUE else None,
        "goal": visit.ask(ShowGoal(key=key)) if page.row.kind == Kind.GOAL else None,
        "spark": spark,
        "hurt": hurt(page),
    }
    return visit.page("item/item.html", **shown)


def _gone(visit: Visit, key: str) -> HttpResponse:
    try:
        rows: tuple[ItemRow, ...] = visit.ask(ListItems(q=f"is:deleted key:{key}", limit=1)).rows
    except Problem:
        rows = ()
    if not rows:
        raise NotFound(say("there is no item %(key)s here", key=repr(key)), field="key")
    return visit.page("item/bin.html", status=404, row=rows[0])


def _grouped(relations: tuple[RelationRow, ...]) -> list[tuple[str, list[RelationRow]]]:
    """Return the relations under the words in which they are read from here."""

    def words(tie: RelationRow) -> str:
        return PHRASES[tie.type][0 if tie.outgoing else 1]

    order = sorted(relations, key=lambda tie: (list(PHRASES).index(tie.type), not tie.outgoing))
    return [(phrase, list(rows)) for phrase, rows in groupby(order, key=words)]


@screen
def history(visit: Visit, key: str) -> HttpResponse:
    """Show what happened to an item."""
    page: ItemPage = visit.ask(ShowItem(key=key))
    feed = visit.ask(ListItemEvents(key=key, limit=100, cursor=visit.request.GET.get("cursor") or None))
    return visit.page("item/history.html", row=page.row, feed=feed)


urlpatterns = [
    path("items/<str:key>", item),
    path("items/<str:key>/history", history),
]
