"""Every query issues as many SQL statements for a large workspace as for a small one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway import commands, insights
from headway.access.policy import at_least
from headway.insights.asking import ListImpact, ShowImpact, ShowOutlook
from headway.insights.phrasing import PhraseSummary
from headway.insights.summaries import ShowSummary
from headway.insights.team_capacity import ShowTeamCapacity
from headway.queries.audit import ListAudit
from headway.queries.automation import TryRule
from headway.queries.board import ShowBoard
from headway.queries.checklists import ListSteps
from headway.queries.days import ListDays
from headway.queries.feed import ListEvents, ListItemEvents
from headway.queries.files import ListAttachments
from headway.queries.goal_page import ShowGoal
from headway.queries.holdings import ShowHoldings
from headway.queries.issues import ShowIssue
from headway.queries.item_page import ShowItem
from headway.queries.items import CountItems, ListItems
from headway.queries.schedules import PreviewSchedule
from headway.queries.search import SearchItems
from headway.queries.team_flow import ShowTeamFlow
from headway.queries.team_load import ShowCarried, ShowTeamLoad
from headway.queries.team_stuck import ShowTeamStuck
from headway.queries.time import ListWork
from headway.queries.triage import ListTriage

GIVEN = {
    "item.list": [
        ListItems(limit=200),
        ListItems(q="goal:G-1 is:open owner:me label:a -is:blocked due:<7d words", sort="-due", limit=200),
        ListItems(q="sort:impact", limit=3),
        ListItems(q="sla:breached,at-risk,running,paused,met OR has:phase OR no:sla", limit=200),
    ],
    "audit.list": [ListAudit(topic="members", limit=200)],
    "item.days": [ListDays(limit=500), ListDays(q="goal:G-1 kind:task", first="2026-03-01", last="2026-04-30", each=2)],
    "item.count": [CountItems(q="goal:G-1 OR is:blocked")],
    "item.show": [ShowItem(key="P-1"), ShowItem(key="G-1"), ShowItem(key="T-1")],
    "item.history": [ListItemEvents(key="T-1", limit=200)],
    "goal.show": [ShowGoal(key="G-1")],
    "summary.phrased": [PhraseSummary(team="PAY")],
    "summary.show": [ShowSummary(), ShowSummary(goal="G-1"), ShowSummary(project="P-1"), ShowSummary(team="PAY")],
    "board.show": [ShowBoard(), ShowBoard(kind="task", limit=200)],
    "feed.list": [ListEvents(limit=200)],
    "search.items": [SearchItems(q="words", limit=200)],
    "goal.outlook": [ShowOutlook(key="G-1")],
    "item.impact": [ShowImpact(key="T-1")],
    "impact.list": [ListImpact(q="is:open", limit=200)],
    "member.holdings": [ShowHoldings(member="ada@x.org")],
    "issue.show": [ShowIssue(key="I-1")],
    "triage.list": [ListTriage(limit=200)],
    "team.load": [ShowTeamLoad(team="PAY")],
    "team.carried": [ShowCarried(team="PAY"), ShowCarried(team="PAY", member="bob@x.org", week="2026-03-18")],
    "team.capacity": [ShowTeamCapacity(team="PAY")],
    "team.flow": [ShowTeamFlow(team="PAY")],
    "team.stuck": [ShowTeamStuck(team="PAY", limit=200)],
    "automation.try": [
        TryRule(
            on=["item.created", "comment.added", "relation.added"],
            q="is:open",
            acts='[{"command": "item.move", "each": "dependants", "only": "is:open", "arguments": {"state": "done"}}]',
            days=90,
        )
    ],
    # Asked by number, in test_automation.py.
    "rule.show": [],
    # Asked by number, in tests/insights/test_scenarios.py.
    **{name: [] for name in ("scenario.show", "scenario.outlook")},
    # Asked in test_timeline.py.
    **{name: [] for name in ("project.timeline", "item.successors")},
    # Asked in tests/insights/test_projects.py.
    "project.outlook": [],
    # Asked in test_projects.py.
    **{
        name: []
        for name in (
            "project.show",
            "project.brief",
            "project.course",
            "project.plan",
            "project.burnup",
            "budget.show",
            "baseline.compare",
            "rate.list",
        )
    },
    **{name: [] for name in ("status_report.list", "status_report.show", "template.list", "template.show")},
    "attachment.list": [ListAttachments(key="T-1")],
    "checklist.list": [ListSteps(key="T-1")],
    "work.list": [ListWork(key="T-1")],
    "schedule.preview": [PreviewSchedule(rule="FREQ=DAILY")],
    # Asked by number and key, in test_shared.py and test_operations.py.
    "attachment.show": [],
    "operation.show": [],
    # Asked by links, in test_intake.py.
    "form.show": [],
    "report.show": [],
}


def grow(world, *, first, last):
    """Tasks under a project, in every sort of tie."""
    made = [
        commands.items.CreateItem(
            kind="task",
            title=f"words {n}",
            parent="P-1",
            owner="bob@x.org",
            labels=["a", f"l{n % 7}"],
            due="2026-03-05",
        )
        for n in range(first, last)
    ]
    made += [commands.relations.AddRelation(source=f"T-{n + 1}", type="blocks", target="T-1") for n in range(1, 5)]
    made += [commands.relations.AddRelation(source="T-1", type="contributes-to", target="G-1")]
    made += [
        commands.relations.AddRelation(source=f"T-{n}", type="affects", target="P-1") for n in range(first + 1, last)
    ]
    made += [commands.comments.AddComment(key="T-1", body=f"words {n}") for n in range(first, last)]
    made += [commands.items.CreateItem(kind="issue", title=f"words {n}") for n in range(first, last)]
    made += [
        commands.relations.AddRelation(source="I-1", type="blocks", target=f"T-{n}") for n in range(first + 9, last)
    ]
    made += [
        commands.relations.AddRelation(source=f"I-{n + 1}", type="affects", target="T-1") for n in range(first, last)
    ]
    made += ours(range(first, last, 4), already=2 * len(range(0, first, 4)))
    commands.run_many(made, actor=world.owner, now=world.workspace.created_at)


def ours(numbers, *, already):
    """A team's tasks, owned and not, blocked and not, begun, done and waiting."""
    made = [
        commands.items.CreateItem(kind="task", title=f"ours {n}", team="PAY", owner=owner, effort=60, due="2026-03-20")
        for n in numbers
        for owner in ("bob@x.org", None)
    ]
    keys = [f"PAY-{already + n}" for n in range(1, len(made) + 1)]
    made += [commands.relations.AddRelation(source="I-1", type="blocks", target=key) for key in keys[::2]]
    for moved, state in ((keys[::3], "In progress"), (keys[::6], "Done"), (keys[1::6], "Waiting")):
        made += [commands.moves.MoveItem(key=key, state=state) for key in moved]
    return made


def asked(name, query_class):
    return GIVEN[name] if name in GIVEN else [query_class()]


def count(world, query, *, as_):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        world.ask(query, as_=as_)
    return len(caught)


@pytest.mark.parametrize("who", ["ada", "bob", "gus"])
def test_statements_do_not_grow(world, who):
    world.item("goal", "Grow")
    world.item("project", "P", owner="bob@x.org")
    world.relate("P-1", "contributes-to", "G-1")
    for key in ("P-1", "G-1"):
        world.do(commands.comments.WatchItem(key=key, member="gus@x.org"))
    grow(world, first=0, last=10)
    for key in ("T-1", "I-1"):
        world.do(commands.comments.WatchItem(key=key, member="gus@x.org"))
    may = [(name, cls) for name, cls in insights.catalogue().items() if at_least(world.actor(who), cls.least)]
    every = [query for name, class_ in may for query in asked(name, class_)]
    few = [count(world, query, as_=who) for query in every]
    grow(world, first=10, last=230)
    many = [count(world, query, as_=who) for query in every]
    told = {f"{type(query).name} {query}": pair for query, *pair in zip(every, few, many, strict=True)}
    assert {what: pair for what, pair in told.items() if pair[1] > pair[0]} == {}
    assert max(many) < 30
