"""What is asked about projects costs as many SQL statements for a large one as for a small one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway import commands
from headway.commands import baselines, deliverables, money, phases, stakeholders, status_reports, templates
from headway.models import Baseline, StatusReport, Template
from headway.queries.baselines import CompareBaselines
from headway.queries.project_brief import ShowProjectBrief
from headway.queries.project_budget import ListRates, ShowBudget
from headway.queries.projects import ShowProject
from headway.queries.status_reports import ListStatusReports, ShowStatusReport
from headway.queries.templates import ListTemplates, ShowTemplate


def grow(world, *, size, round_):
    """Phases, tasks at two depths with time on them, money, people, records and reports."""
    names = [f"{round_}.{n}" for n in range(size)]
    made = [phases.AddPhase(project="P-1", phase_name=name) for name in names]
    made += [deliverables.AddDeliverable(project="P-1", title=name, owner="bob@x.org") for name in names]
    made += [stakeholders.AddStakeholder(project="P-1", outside=name) for name in names]
    money_ = {"project": "P-1", "amount": 5, "currency": "EUR"}
    made += [money.AddBudgetLine(heading=name, **money_) for name in names]
    made += [money.AddCost(heading=name, date="2026-03-02", **money_) for name in names]
    made += [money.SetRate(amount=5, currency="EUR", valid_from=f"20{10 + n}-0{round_}-01") for n in range(size)]
    made += [baselines.TakeBaseline(project="P-1", baseline_name=name) for name in names]
    made += [templates.CreateTemplate(project="P-1", template_name=name) for name in names]
    commands.run_many(made, actor=world.owner, now=world.workspace.created_at)
    phase = world.do(phases.AddPhase(project="P-1", phase_name=f"Last {round_}"))["id"]
    for name in names:
        facts = {"owner": "bob@x.org", "due": "2026-03-01", "effort": 60, "phase": phase}
        top = world.item("task", name, parent="P-1", **facts)
        low = world.item("task", name, parent=top, milestone=True)
        issue = world.item("issue", name, severity="major")
        world.relate(issue, "blocks", low)
        world.do(commands.work.LogWork(key=top, minutes=30))
    for _ in names:
        report = world.do(status_reports.DraftStatusReport(project="P-1", with_budget=True))["id"]
        world.do(status_reports.PublishStatusReport(id=report))


@pytest.mark.parametrize("who", ["ada", "bob", "gus"])
def test_statements_do_not_grow(world, who):
    world.item("project", "P", owner="bob@x.org", sponsor="ada@x.org")
    world.do(commands.comments.WatchItem(key="P-1", member="gus@x.org"))
    counts = []
    for round_, size in ((1, 2), (2, 12)):
        grow(world, size=size, round_=round_)
        counts.append({name: _count(world, query, who) for name, query in _asked(who).items()})
    few, many = counts
    assert {name: (few[name], many[name]) for name in few if many[name] > few[name]} == {}
    assert max(many.values()) < 33


def _pk(model):
    return model.objects.order_by("id").values_list("id", flat=True).first()


def _asked(who):
    shown = {
        "project.show": ShowProject(key="P-1"),
        "project.brief": ShowProjectBrief(key="P-1"),
        "status_report.list": ListStatusReports(project="P-1"),
        "status_report.show": ShowStatusReport(id=_pk(StatusReport)),
        "baseline.compare": CompareBaselines(id=_pk(Baseline)),
        "baseline.compare two": CompareBaselines(id=_pk(Baseline), other=_pk(Baseline) + 1),
    }
    if who != "gus":
        shown |= {
            "template.list": ListTemplates(),
            "template.show": ShowTemplate(id=_pk(Template)),
            "budget.show": ShowBudget(key="P-1"),
        }
    return shown | ({"rate.list": ListRates()} if who == "ada" else {})


def _count(world, query, who):
    with CaptureQueriesContext(connection) as caught:
        world.ask(query, as_=who)
    return len(caught)
