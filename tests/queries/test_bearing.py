"""Sums over a team's work, kept while nothing bears on them: never other than if they had been read anew."""

from random import Random
from typing import Any

import pytest
from django.db import transaction

from headway import commands
from headway.insights.timeline import ShowTimeline
from headway.queries import bearing, kept
from headway.queries.base import Look
from headway.queries.bearing import Facts, since
from headway.queries.board import ShowBoard
from headway.queries.portfolio import ShowPortfolio
from headway.queries.project_brief import ShowProjectBrief
from headway.queries.projects import ShowProject
from headway.queries.team_flow import ShowTeamFlow
from headway.queries.team_load import ShowTeamLoad
from headway.queries.team_work import ShowTeamWork
from headway.rules.errors import Problem
from tests.queries.world import NOW

ASKED = (
    ShowPortfolio(),
    ShowTeamWork(team="PAY"),
    ShowTeamLoad(team="PAY", weeks=3),
    ShowTeamFlow(team="PAY"),
    ShowTimeline(key="PAY-1"),
    ShowProject(key="PAY-1"),
    ShowProjectBrief(key="PAY-1"),
    ShowBoard(),
    ShowBoard(team="PAY", kind="task"),
)


@pytest.fixture(autouse=True)
def _nothing_kept():
    kept.forget()
    bearing.forget()
    yield
    kept.forget()
    bearing.forget()


@pytest.fixture
def busy(world):
    """Two projects, work of both teams and of none beneath them, with owners and without."""
    project = world.item("project", "ours", team="PAY", owner="bob@x.org")
    for n in range(6):
        facts: dict[str, Any] = {"team": ("PAY", "PAY", "SEC", None)[n % 4], "parent": project if n % 2 else None}
        facts |= {"owner": ("bob@x.org", None, "cy@x.org")[n % 3], "effort": 60 * n or None, "due": "2026-03-20"}
        world.item("task", f"task {n}", **{name: value for name, value in facts.items() if value})
    return world


def answers(world):
    """What those are told whose sight differs."""
    return [world.ask(query, as_=who) for query in ASKED for who in ("ada", "bob")]


def acts(world, random):
    """Whatever may happen to an item, in no order."""
    items, change = [world.keys[f"task {n}"] for n in range(6)], commands.items.ChangeItem
    one, other = random.sample(items, 2)
    people, teams = ("bob@x.org", "cy@x.org", "gus@x.org", None), ("PAY", "SEC", None)
    return (
        lambda: world.do(change(key=one, title=f"{random.random()}")),
        lambda: world.do(change(key=one, owner=random.choice(people))),
        lambda: world.do(change(key=one, team=random.choice(teams))),
        lambda: world.do(change(key=one, private=random.random() < 0.5)),
        lambda: world.do(change(key=one, effort=random.randint(1, 900))),
        lambda: world.do(change(key=one, due=f"2026-03-{random.randint(10, 30)}")),
        lambda: world.do(change(key=one, parent=random.choice((world.keys["ours"], None)))),
        lambda: world.do(change(key=one, milestone=random.random() < 0.5)),
        lambda: world.move(one, random.choice(("Doing", "Waiting", "Done", "Ready"))),
        lambda: world.item("task", "part", parent=one),
        lambda: world.item("task", "more", team="PAY", owner="bob@x.org", effort=30, due="2026-03-17"),
        lambda: world.relate(one, "blocks", other),
        lambda: world.relate(one, "depends-on", other),
        lambda: world.do(commands.relations.RemoveRelation(source=one, type="depends-on", target=other)),
        lambda: world.do(commands.bin.RestoreItem(key=one)),
        lambda: world.do(commands.phases.AddPhase(project=world.keys["ours"], phase_name=f"Phase {random.random()}")),
        lambda: world.do(commands.comments.AddComment(key=one, body="Well.")),
        lambda: world.do(commands.comments.WatchItem(key=one, member=random.choice(people[:3]))),
        lambda: world.do(commands.bin.DeleteItem(key=one)),
        lambda: world.do(commands.leave.AddLeave(member="bob@x.org", first="2026-03-12", last="2026-03-13")),
    )


def test_what_is_kept_is_what_would_be_read(busy):
    random, done = Random(1), 0
    for _ in range(20):
        try:
            random.choice(acts(busy, random))()
        except Problem:
            continue
        done += 1
        told = answers(busy)
        kept.forget()
        assert told == answers(busy)
    assert done > 8


def marks(world):
    """(standing, plans) of PAY and of SEC."""
    look, teams = Look(world.owner, NOW), {team.key: team.pk for team in world.workspace.teams.all()}
    return {key: tuple(since(look, facts, team=teams[key])[0] for facts in Facts) for key in teams}


def moved(world, act):
    """Which of them an act moves on."""
    before = marks(world)
    act()
    after = marks(world)
    return {
        (key, facts.value)
        for key in after
        for facts, was, now in zip(Facts, before[key], after[key], strict=True)
        if now > was
    }


def test_events_bear_on_what_they_are_about(busy):
    change, ours, theirs = commands.items.ChangeItem, busy.keys["task 0"], busy.keys["task 2"]
    pay, sec = {("PAY", "plans"), ("PAY", "standing")}, {("SEC", "plans"), ("SEC", "standing")}
    busy.do(commands.comments.AddComment(key=ours, body="Whoever speaks follows."))
    assert moved(busy, lambda: busy.do(commands.comments.AddComment(key=ours, body="Well."))) == set()
    assert moved(busy, lambda: busy.do(change(key=ours, title="Words", priority="high"))) == set()
    assert moved(busy, lambda: busy.do(change(key=ours, effort=77))) == {("PAY", "plans")}
    assert moved(busy, lambda: busy.move(theirs, "Doing")) == sec
    assert moved(busy, lambda: busy.do(change(key=theirs, team="PAY"))) == pay | sec
    assert moved(busy, lambda: busy.item("task", "part", parent=busy.keys["ours"], team="SEC")) == pay | sec
    assert moved(busy, lambda: busy.do(commands.teams.ChangeTeam(team="SEC", team_name="S"))) == pay | sec


def test_numbers_that_are_given_again_are_noticed(busy):
    def planned(effort):
        busy.do(commands.items.ChangeItem(key=busy.keys["task 0"], effort=effort))
        bob = busy.ask(ShowTeamLoad(team="PAY", weeks=3)).people[0]
        return sum(cell.planned for cell in bob.cells)

    before = planned(100)
    with transaction.atomic():
        assert planned(500) == before + 400
        transaction.set_rollback(True)
    assert planned(700) == before + 600
