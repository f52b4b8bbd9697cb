"""Every question of insights: nobody learns of what he may not see by any answer, and nonsense gets an honest one."""

import math
import random
from dataclasses import fields, is_dataclass
from datetime import date, timedelta

import pytest

from headway.commands.items import ChangeItem
from headway.commands.key_results import AddKeyResult
from headway.commands.scenario_lines import ChangeInScenario
from headway.commands.scenarios import CreateScenario
from headway.insights.asking import ListImpact, ListOutlook, ListTriageImpact, ShowImpact, ShowOutlook
from headway.insights.phrasing import ListExchanges, PhraseSummary
from headway.insights.project_outlook import ShowProjectOutlook
from headway.insights.scenarios import ListScenarios, ShowScenario, ShowScenarioOutlook
from headway.insights.summaries import ShowSummary
from headway.insights.team_capacity import ShowTeamCapacity
from headway.insights.timeline import ShowTimeline
from headway.insights.track import ShowTrackRecord
from headway.jobs import insights as jobs
from headway.models import Finding, FindingTold, Forecast, Item, Relation, Scenario
from headway.queries import kept
from headway.queries.base import catalogue
from headway.queries.findings import ListFindings
from headway.rules.errors import Problem
from headway.rules.insight_words import Sight
from headway.rules.words import RelationType
from tests.insights.test_ledger import LATER, PAY, SEC, working  # noqa: F401

WEEK = timedelta(days=7)


def questions(world, task):
    """Every question, of what stands in the world."""
    shop = world.keys["Shop"]
    scenario = Scenario.objects.values_list("id", flat=True).first() or 1
    return [
        ListScenarios(),
        ShowScenario(id=scenario),
        ShowScenarioOutlook(id=scenario),
        ListOutlook(),
        ShowOutlook(key="G-1"),
        ListImpact(limit=200),
        ListImpact(q="is:open", limit=200),
        ShowImpact(key=task),
        ListTriageImpact(),
        ListTriageImpact(team=PAY),
        ShowProjectOutlook(key=shop),
        ShowTeamCapacity(team=PAY),
        ShowTimeline(key=shop),
        ShowTrackRecord(),
        ShowSummary(),
        ShowSummary(goal="G-1"),
        ShowSummary(project=shop, since=str(LATER.date() - WEEK)),
        ShowSummary(team=PAY),
        PhraseSummary(),
        ListExchanges(),
        ListFindings(limit=200),
        ListFindings(goal="G-1"),
        ListFindings(standing="resolved"),
    ]


def test_every_question_of_insights_is_asked_here(working):  # noqa: F811
    known = {name for name, query in catalogue().items() if query.__module__.startswith("headway.insights.")}
    assert known <= {one.name for one in questions(working, working.keys["Build"])}


def answers(world, who, now):
    """What somebody is told by every question; numbers of rows and of snapshots aside, which name nothing."""
    told = {}
    for number, one in enumerate(questions(world, world.keys["Build"])):
        try:
            told[one.name, number] = plain(world.ask(one, as_=who, now=now))
        except Problem as problem:
            told[one.name, number] = type(problem).__name__
    return told


def plain(value):
    """An answer as plain values, without the numbers of rows, which hidden rows move."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name not in ("id", "version")}
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def shown(world):
    """A week of what everybody may see, with a bit of all that is told of."""
    world.move(world.keys["Shop"], "Approved", now=LATER - WEEK)
    world.item("issue", "Fire", team=PAY, severity="critical", now=LATER - WEEK)
    world.relate(world.keys["Fire"], "blocks", world.keys["Build"])
    for n in range(3):
        world.item("task", f"Due {n}", team=PAY, owner="bob@x.org", effort=2400, due="2026-05-01", now=LATER)
    bold = world.do(CreateScenario(title="Bold", shared=True), now=LATER)["id"]
    world.do(ChangeInScenario(id=bold, key=world.keys["Build"], effort=4800), now=LATER)


def hidden(world, draw):
    """Private work, a private team's work and a private project, which bear on all of that."""
    keys = list(world.keys.values())
    for n in range(10):
        place = draw.choice([{"private": True}, {"team": SEC}])
        kind = draw.choice(["task", "issue"])
        due = draw.choice(["2026-04-01", "2026-04-24", "2026-05-02", None])
        above = {"parent": world.keys["Shop"]} if kind == "task" and draw.random() < 0.5 else {}
        owner = draw.choice(["cy@x.org", None])
        at = LATER - timedelta(days=draw.randint(0, 9))
        key = world.item(kind, f"Hidden {n}", effort=6000, due=due, owner=owner, now=at, **place, **above)
        type_ = draw.choice(["blocks", "affects"])
        world.relate(key, type_, draw.choice([key for key in keys if not key.startswith("G-")]))
        if draw.random() < 0.4:
            world.move(key, "Done", now=LATER)
    world.item("project", "Shadow", private=True, due="2026-04-25", now=LATER - WEEK)
    world.relate(world.keys["Shadow"], "contributes-to", "G-1")
    world.item("goal", "Covert", private=True, due="2026-04-30", now=LATER - WEEK)
    late = world.item("task", "Hidden late", private=True, effort=6000, due="2026-05-02", now=LATER)
    for key in (world.keys["Shadow"], late):
        world.do(ChangeInScenario(id=Scenario.objects.get().pk, key=key, due="2026-06-30"), now=LATER)


@pytest.mark.parametrize("seed", range(2))
def test_what_is_hidden_changes_no_answer_and_stands_in_none(working, seed):  # noqa: F811
    def told():
        for model in (FindingTold, Finding, Forecast):
            model.objects.all().delete()
        kept.forget()
        jobs.forecast(working.workspace, now=LATER.replace(hour=0))
        jobs.forecast(working.workspace, now=LATER + WEEK)
        jobs.find(working.workspace, now=LATER + WEEK)
        return {who: answers(working, who, LATER + WEEK) for who in ("bob", "gus")}

    shown(working)
    before = told()
    known = dict(working.keys)
    hidden(working, random.Random(seed))
    everything = {title: key for title, key in working.keys.items() if title not in known}
    after = told()
    for who, asked in before.items():
        for name, answer in asked.items():
            assert after[who][name] == answer, (who, name)
    for title, key in everything.items():
        assert title not in str(after)
        assert f"'{key}'" not in str(after)
    assert not all(isinstance(one, str) for one in before["bob"].values())
    assert "Hidden" in str(answers(working, None, LATER + WEEK))


ODD = {"1970": date(1970, 1, 1), "9999": date(9999, 12, 31)}


def one_item(world):
    world.item("task", "Build", team=PAY)
    world.item("project", "Shop", team=PAY)
    world.item("goal", "Grow")


def far_dates(world):
    one_item(world)
    Item.objects.filter(key=world.keys["Build"]).update(due=ODD["1970"], start=ODD["1970"])
    Item.objects.filter(key="G-1").update(due=ODD["9999"])
    Item.objects.filter(key=world.keys["Shop"]).update(due=ODD["9999"], start=ODD["1970"])
    history(world)
    for due in ODD.values():
        for title in ("Near", "Far"):
            key = world.item("task", f"{title} {due.year}", team=PAY, parent=world.keys["Shop"], owner="bob@x.org")
            Item.objects.filter(key=key).update(due=due)
    world.relate(world.keys["Shop"], "contributes-to", "G-1")


def history(world, count=12):
    for n in range(count):
        key = world.item("task", f"Done {n}", team=PAY)
        world.move(key, "In progress")
        world.move(key, "Done")


def circles(world):
    """Cycles as an import may bring them: through ties, and through parents."""
    one_item(world)
    history(world)
    keys = [world.item("task", f"Ring {n}", team=PAY, parent=world.keys["Shop"]) for n in range(3)]
    rows = list(Item.objects.filter(key__in=keys).order_by("id"))
    for one, other in zip(rows, rows[1:] + rows[:1], strict=True):
        Relation.objects.create(
            workspace=world.workspace, type=RelationType.BLOCKS, source=one, target=other, created_at=LATER
        )
    world.relate(keys[0], "contributes-to", "G-1")


def absurd(world):
    """Efforts of nothing and of a million hours; all of it overdue."""
    one_item(world)
    history(world)
    for n, effort in enumerate((0, 1, 60_000_000, None)):
        key = world.item(
            "task",
            f"Odd {n}",
            team=PAY,
            owner="bob@x.org",
            parent=world.keys["Shop"],
            due="2026-01-02",
            effort=effort or 1,
        )
        Item.objects.filter(key=key).update(effort=effort)
    world.relate(world.keys["Shop"], "contributes-to", "G-1")
    world.do(ChangeItem(key="G-1", due="2026-01-03"))
    world.do(AddKeyResult(goal="G-1", title="Nothing", start=0, target=0.0001, current=0))


@pytest.mark.parametrize("build", [one_item, far_dates, circles, absurd])
def test_nonsense_gets_an_honest_answer_by_every_question(world, build):
    build(world)
    for state in ("Agreed", "Active"):
        world.move("G-1", state)
    for at in (LATER, LATER + WEEK):
        jobs.forecast(world.workspace, now=at)
        jobs.find(world.workspace, now=at)
    jobs.backtest(world.workspace, now=LATER + WEEK)
    for who in (None, "bob", "gus"):
        for one in questions(world, world.keys["Build"]):
            try:
                answer = world.ask(one, as_=who, now=LATER + WEEK)
            except Problem:
                continue
            assert all(math.isfinite(number) for number in numbers(answer)), one.name
            assert "nan" not in words(answer)
            assert "None" not in sentences(answer)
    for row in Forecast.objects.filter(sight=Sight.ALL).exclude(probability=None):
        assert 0 <= row.probability <= 1


def numbers(value):
    """All numbers in an answer."""
    if is_dataclass(value) and not isinstance(value, type):
        return [n for f in fields(value) for n in numbers(getattr(value, f.name))]
    if isinstance(value, dict):
        return [n for one in value.values() for n in numbers(one)]
    if isinstance(value, list | tuple):
        return [n for one in value for n in numbers(one)]
    return [value] if isinstance(value, int | float) else []


def strings(value):
    if is_dataclass(value) and not isinstance(value, type):
        return [n for f in fields(value) for n in strings(getattr(value, f.name))]
    if isinstance(value, dict):
        return [n for one in value.values() for n in strings(one)]
    if isinstance(value, list | tuple):
        return [n for one in value for n in strings(one)]
    return [value] if isinstance(value, str) else []


def words(value):
    """The words of all texts in an answer, in small letters."""
    return {word.strip(".,;:()%") for text in strings(value) for word in text.lower().split()}


def sentences(value):
    """The words of all texts in an answer, as they are."""
    return {word.strip(".,;:()%") for text in strings(value) for word in text.split()}
