"""The item's page."""

from datetime import timedelta

import pytest

from headway import commands
from headway.queries.item_page import ShowItem
from headway.rules.errors import NotFound
from tests.queries.world import NOW


@pytest.fixture
def world(world):
    goal = world.item("goal", "Grow", period_end="2026-12-31")
    sub = world.item("goal", "Grow abroad", parent=goal)
    project = world.item("project", "Launch", sponsor="bob@x.org", budget=10_000)
    task = world.item("task", "Translate", team="PAY", parent=project, owner="bob@x.org")
    world.item("task", "Find words", team="PAY", parent=task)
    issue = world.item("issue", "Broken", team="PAY", severity="major")
    world.relate(project, "contributes-to", sub, weight=2)
    world.relate(issue, "blocks", task)
    world.do(commands.comments.AddComment(key=task, body="Which language?"), actor=world.actor("bob"))
    world.do(commands.work.LogWork(key=task, minutes=30))
    box = world.do(commands.timeboxes.AddTimebox(kind="sprint", title="Sprint 1", team="PAY"))["id"]
    world.do(commands.timeboxes.PlanItem(key=task, timebox=box))
    return world


def test_a_task_with_all_that_hangs_on_it(world):
    page = world.ask(ShowItem(key="pay-1"))
    assert page.row.key == "PAY-1"
    assert page.row.place.key == "P-1"
    assert [(s.below, s.via, s.item.key) for s in page.line] == [
        ("PAY-1", "parent", "P-1"),
        ("P-1", "contributes-to", "G-2"),
        ("G-2", "parent", "G-1"),
    ]
    assert [child.title for child in page.children] == ["Find words"]
    assert [(r.type, r.outgoing, r.other.key) for r in page.relations] == [("blocks", False, "PAY-3")]
    assert [row.key for row in page.waits_for] == ["PAY-3"]
    assert [(c.body, c.author.name, c.mine) for c in page.comments] == [("Which language?", "Bob", False)]
    assert (page.comments_count, page.minutes_logged, page.watching) == (1, 30, False)
    assert [person.name for person in page.watchers] == ["Bob"]
    assert [place.name for place in page.timeboxes] == ["Sprint 1"]
    refusals = {state.name: state.refused for state in page.states}
    assert refusals["Ready"] is None
    assert "PAY-2" in refusals["Done"]


def test_an_issue_reaches_goals_through_what_it_blocks(world):
    page = world.ask(ShowItem(key="PAY-3"))
    assert [step.item.key for step in page.line] == ["PAY-1", "P-1", "G-2", "G-1"]
    assert [row.key for row in page.holds_up] == ["PAY-1"]
    assert page.row.goals == ()


def test_details_of_the_kinds(world):
    world.do(commands.key_results.AddKeyResult(goal="G-1", title="Orders", target=200, current=50))
    goal = world.ask(ShowItem(key="G-1"))
    assert str(goal.details.period_end) == "2026-12-31"
    assert [(k.title, k.progress) for k in goal.key_results] == [("Orders", 0.25)]
    project = world.ask(ShowItem(key="P-1"))
    assert (project.details.sponsor.name, project.details.budget) == ("Bob", 10_000)


def test_what_is_hidden_does_not_exist(world):
    world.do(commands.items.ChangeItem(key="P-1", private=True))
    world.do(commands.items.ChangeItem(key="PAY-3", private=True))
    page = world.ask(ShowItem(key="PAY-1"), as_="bob")
    assert page.row.parent is None
    assert page.row.goals == ()
    assert page.line == ()
    assert page.relations == ()
    with pytest.raises(NotFound):
        world.ask(ShowItem(key="PAY-3"), as_="bob")
    with pytest.raises(NotFound):
        world.ask(ShowItem(key="PAY-99"))


def test_a_guest_learns_no_names_of_strangers(world):
    world.do(commands.items.ChangeItem(key="PAY-2", owner="cy@x.org"))
    page = world.ask(ShowItem(key="PAY-2"), as_="gus")
    assert (page.row.owner.email, page.row.owner.name) == ("", "not shown")
    assert "cy@x.org" not in repr(page)


def test_beneath_an_operation_what_is_open_comes_first_then_what_was_closed_last(world):
    desk = world.item("operation", "Desk")
    keys = [world.item("task", title, parent=desk) for title in ("First", "Second", "Third", "Fourth")]
    for day, key in ((3, keys[0]), (4, keys[2])):
        world.move(key, "done", now=NOW + timedelta(days=day))
    page = world.ask(ShowItem(key=desk))
    assert [child.title for child in page.children] == ["Second", "Fourth", "Third", "First"]
