"""A project's own pages, one tab each."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.urls import path

from ...commands.template_use import UseTemplate
from ...queries.baselines import CompareBaselines
from ...queries.project_brief import ProjectBrief, ShowProjectBrief
from ...queries.project_budget import ListRates, ShowBudget
from ...queries.project_course import ProjectCourse, ShowProjectCourse
from ...queries.project_plan import ShowProjectPlan
from ...queries.status_reports import ShowStatusReport
from ...queries.templates import ListTemplates, ShowTemplate
from ...tongue import word
from ..page import Visit, screen
from . import burn, shared
from .outlook import told
from .using import offered, use

TABS = (
    *(("", word("Overview")), ("plan", word("Plan")), ("timeline", word("Timeline")), ("budget", word("Budget"))),
    *(("baselines", word("Baselines")), ("reports", word("Reports"))),
)
ELSEWHERE = (
    ("list", "list", word("List"), "/explore?q={}"),
    ("board", "columns-3", word("Board"), "/board?q={}"),
    ("calendar", "calendar", word("Calendar"), "/explore?q={}&layout=calendar"),
)
"""(name, icon, words, address) of the other ways to look at what is beneath a project."""
VERDICTS = {"approved": word("Approved"), "declined": word("Declined")}
LOOKS = {"green": "good", "amber": "warn", "red": "bad"}


def page(visit: Visit, key: str, tab: str, *, template: str = "", **shown: Any) -> HttpResponse:
    """Show a tab of a project, with what stands above all of them."""
    found: ProjectBrief = visit.ask(ShowProjectBrief(key=key))
    tabs = [(slug, words) for slug, words in TABS if slug != "budget" or found.runs]
    shown |= {
        "page": found,
        **shown,
        "row": found.row,
        "progress": found.progress,
        "tabs": tabs,
        "tab": tab,
        "looks": LOOKS,
        "verdicts": VERDICTS,
    }
    beneath = quote(f"project:{found.row.key}")
    shown["elsewhere"] = [(name, icon, words, at.format(beneath)) for name, icon, words, at in ELSEWHERE]
    template = template or f"project/{tab or 'overview'}.html"
    return visit.page(template, may_edit=visit.may("item.update"), **shown)


@screen
def overview(visit: Visit, key: str) -> HttpResponse:
    """Show how a project is, what it hands over, who has a stake in it, and what was decided."""
    course: ProjectCourse = visit.ask(ShowProjectCourse(key=key))
    return page(visit, key, "", course=course, burn=burn.drawn(course.burn_up, visit.today), **told(visit, key))


@screen
def plan(visit: Visit, key: str) -> HttpResponse:
    """Show a project's phases with what is in them, and its milestones."""
    return page(visit, key, "plan", plan=visit.ask(ShowProjectPlan(key=key)))


@screen
def budget(visit: Visit, key: str) -> HttpResponse:
    """Show a project's money to those who may see it."""
    return page(visit, key, "budget", money=visit.ask(ShowBudget(key=key)))


@screen
def baselines(visit: Visit, key: str) -> HttpResponse:
    """Show a project's plans on record, and what became of one of them."""
    found: ProjectBrief = visit.ask(ShowProjectBrief(key=key))
    first, other = (visit.request.GET.get(name) or "" for name in ("first", "second"))
    first = first or (str(found.baselines[0].id) if found.baselines else "")
    compared = visit.ask(CompareBaselines.model_validate({"id": first, "other": other or None})) if first else None
    return page(visit, key, "baselines", compared=compared, first=first, second=other)


@screen
def reports(visit: Visit, key: str) -> HttpResponse:
    """List a project's status reports."""
    return page(visit, key, "reports")


@screen
def report(visit: Visit, pk: int) -> HttpResponse:
    """Show one status report."""
    found = visit.ask(ShowStatusReport(id=pk))
    return visit.page("project/report.html", report=found, looks=LOOKS, host=visit.request.build_absolute_uri("/")[:-1])


@screen
def templates(visit: Visit) -> HttpResponse:
    """List the templates."""
    return visit.page("project/templates.html", templates=visit.ask(ListTemplates()))


@screen
def template(visit: Visit, pk: int) -> HttpResponse:
    """Show a template, and make a project of it: who does what is chosen by role."""
    found = visit.ask(ShowTemplate(id=pk))
    if visit.request.method == "POST":
        return use(visit, found, UseTemplate)
    return visit.page("project/template.html", kept=found, fields=offered(visit, found))


@screen
def rates(visit: Visit) -> HttpResponse:
    """Show admins what an hour costs."""
    return visit.page("project/rates.html", rates=visit.ask(ListRates()))


urlpatterns = [
    path("projects/<str:key>", overview),
    path("projects/<str:key>/plan", plan),
    path("projects/<str:key>/budget", budget),
    path("projects/<str:key>/baselines", baselines),
    path("projects/<str:key>/reports", reports),
    path("status-reports/<int:pk>", report),
    path("templates", templates),
    path("templates/<int:pk>", template),
    path("rates", rates),
    path("shared/status-reports/<str:token>", shared.report),
]
