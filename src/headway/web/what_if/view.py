"""What if: the scenarios that there are, one of them with its changes, and what would come of it beside others."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import urlencode
from pydantic import ValidationError

from ...commands.scenarios import CreateScenario
from ...insights.scenario_rows import LineRow
from ...insights.scenarios import MOST, ListScenarios, ShowScenario, ShowScenarioOutlook
from ...queries.item_page import ItemPage, ShowItem
from ...rules.errors import Invalid, Problem
from ...rules.scenarios import Standing, What
from ...rules.words import Kind, RelationType
from ...tongue import say
from ..act.values import messages
from ..page import Visit, render, screen
from . import words

HOME: Final = "/insights/what-if"
CUT: Final = (RelationType.DEPENDS_ON, RelationType.BLOCKS, RelationType.AFFECTS, RelationType.CONTRIBUTES_TO)


@screen
def scenarios(visit: Visit) -> HttpResponse:
    """Show one's own scenarios and those of others; begin one, for an item where one comes from there."""
    key = _first(visit.request, "item")
    if visit.request.method != "POST":
        return _list(visit, key)
    title = visit.request.POST.get("title", "")
    try:
        made = visit.run(CreateScenario(title=title))
    except ValidationError as error:
        return _list(visit, key, title=title, wrong=messages(error)["title"])
    except Problem as problem:
        return _list(visit, key, title=title, wrong=problem.message)
    return HttpResponseRedirect(f"{HOME}/{made['id']}{_asked(item=key)}")


def _list(visit: Visit, key: str, *, title: str = "", wrong: str = "") -> HttpResponse:
    rows = visit.ask(ListScenarios())
    item = visit.ask(ShowItem(key=key)).row if key else None
    status = 422 if wrong else 200
    asked = _asked(item=key)
    return visit.page("what_if/list.html", status=status, rows=rows, item=item, title=title, wrong=wrong, asked=asked)


@screen
def scenario(visit: Visit, pk: int) -> HttpResponse:
    """Show a scenario's changes; what comes of them is fetched once the page stands."""
    page = visit.ask(ShowScenario(id=pk))
    beside = _beside(visit, pk)
    key = _first(visit.request, "item")
    others = [row for row in visit.ask(ListScenarios()) if row.id != pk and row.applied is None]
    made = page.row.applied is not None
    editable = page.row.mine and not made
    return visit.page(
        "what_if/scenario.html",
        page=page,
        row=page.row,
        said=[(line, words.told(line, visit.today, made=made), _form(pk, line)) for line in page.lines],
        stale=any(line.standing != Standing.HOLDS for line in page.lines),
        others=others,
        beside=beside,
        compared=_asked(**{"with": beside}),
        editable=editable,
        links=words.LINKS,
        item=_changeable(visit, key) if key and editable else None,
    )


@screen
def outcome(visit: Visit, pk: int) -> HttpResponse:
    """Compute what would come of a scenario, and of those beside it: a fragment of its page."""
    found = visit.ask(ShowScenarioOutlook(id=pk, beside=_beside(visit, pk)))
    moving = [row for row in found.rows if any(one.moved for one in row.then)]
    staying = [row for row in found.rows if row not in moving]
    facts: dict[str, Any] = {"found": found, "moved": words.moved, "moving": moving, "staying": staying}
    return render(visit.request, "what_if/outcome.html", visit=visit, now=visit.now, today=visit.today, **facts)


def _changeable(visit: Visit, key: str) -> dict[str, Any]:
    """The item whose changes are offered, and its links that can be cut, each by its ends."""
    page: ItemPage = visit.ask(ShowItem(key=key))
    links = [
        (one.type, *((key, one.other.key) if one.outgoing else (one.other.key, key)), one.other)
        for one in page.relations
        if one.type in CUT and one.other.category not in ("done", "dropped")
    ]
    return {"row": page.row, "links": links, "grows": page.row.kind in (Kind.PROJECT, Kind.GOAL)}


def _form(pk: int, line: LineRow) -> str:
    """The address of the form in which a line is edited; none for a cut, which there is or is not."""
    if line.what == What.CUT:
        return ""
    named: dict[str, Any] = {"id": pk, "key": line.item.key}
    if line.what == What.END:
        return f"/act/scenario.end{_asked(**named, ending=line.word)}"
    if line.what != What.ADD:
        return f"/act/scenario.change{_asked(**named, only=line.what)}"
    effort = None if line.effort is None else f"{line.effort}m"
    return f"/act/scenario.add{_asked(**named, line=line.id, count=line.count, title=line.word, effort=effort)}"


def _beside(visit: Visit, pk: int) -> list[int]:
    """The scenarios that the address names to compare with. Raises Invalid for what is none."""
    given = list(dict.fromkeys(visit.request.GET.getlist("with")))
    if any(not one.isdecimal() or len(one) > 18 for one in given):
        raise Invalid(say("a scenario is named by its number"), field="with")
    return [int(one) for one in given if int(one) != pk][: MOST - 1]


def _first(request: HttpRequest, name: str) -> str:
    return (request.GET.get(name) or request.POST.get(name) or "").strip().upper()


def _asked(**given: Any) -> str:
    """A query of what there is."""
    kept = {name: value for name, value in given.items() if value}
    return f"?{urlencode(kept, doseq=True)}" if kept else ""


urlpatterns = [
    path("insights/what-if", scenarios),
    path("insights/what-if/<int:pk>", scenario),
    path("insights/what-if/<int:pk>/outcome", outcome),
]
