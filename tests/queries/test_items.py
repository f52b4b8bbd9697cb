"""Lists of items."""

import pytest

from headway import commands
from headway.queries.items import CountItems, ListItems
from headway.rules.errors import Invalid


def keys(world, q="", **more):
    return [row.key for row in world.ask(ListItems(q=q, **more)).rows]


@pytest.fixture
def line(world):
    """A goal, its sub-goal, a project that contributes with a task beneath, and an issue that affects the task."""
    goal = world.item("goal", "Grow")
    sub = world.item("goal", "Grow abroad", parent=goal)
    project = world.item("project", "Launch", owner="bob@x.org")
    task = world.item(
        "task", "Translate the shop", team="PAY", parent=project, due="2026-03-09", effort=240, labels=["web"]
    )
    issue = world.item("issue", "Checkout broken", team="PAY", severity="critical", priority="urgent")
    world.relate(project, "contributes-to", sub)
    world.relate(issue, "affects", task)
    world.relate(issue, "blocks", task)
    return world


def test_everything_of_a_row(line):
    [row] = line.ask(ListItems(q="key:PAY-1")).rows
    assert (row.title, row.state, row.category, row.team.key, row.labels) == (
        *("Translate the shop", "Backlog", "backlog", "PAY", ("web",)),
    )
    assert row.parent.title == "Launch"
    assert [goal.key for goal in row.goals] == ["G-2"]
    assert (row.effort, row.work_total, row.progress, row.priority) == (240, 240, 0.0, "normal")


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("kind:task", {"PAY-1"}),
        ("kind:task,issue", {"PAY-1", "PAY-2"}),
        ("-kind:task,issue", {"G-1", "G-2", "P-1"}),
        ("goal:G-1", {"G-2", "P-1", "PAY-1"}),
        ("goal:G-2", {"P-1", "PAY-1"}),
        ("project:P-1", {"PAY-1"}),
        ("parent:G-1", {"G-2"}),
        ("threatens:G-1", {"PAY-2"}),
        ("no:goal kind:issue", {"PAY-2"}),
        ("is:overdue", {"PAY-1"}),
        ("is:blocked", {"PAY-1"}),
        ("blocks:PAY-1", {"PAY-2"}),
        ("blocked-by:PAY-2", {"PAY-1"}),
        ("due:<today", {"PAY-1"}),
        ("due:this-week", {"PAY-1"}),
        ("due:2026-03-01..2026-03-09", {"PAY-1"}),
        ("due:>-2d", set()),
        ("due:>=-2d", {"PAY-1"}),
        ("effort:>=4h", {"PAY-1"}),
        ("effort:<4h", set()),
        ("severity:critical,major", {"PAY-2"}),
        ("-severity:critical kind:issue", set()),
        ("priority:urgent", {"PAY-2"}),
        ("label:WEB", {"PAY-1"}),
        ("no:label kind:task,issue", {"PAY-2"}),
        ("owner:bob@x.org", {"P-1"}),
        ("owner:none kind:project,task", {"PAY-1"}),
        ("owner:none,bob@x.org kind:project,task", {"P-1", "PAY-1"}),
        ("-owner:bob@x.org kind:project,task", {"PAY-1"}),
        ("reporter:me kind:issue", {"PAY-2"}),
        ("state:Triage", {"PAY-2"}),
        ("state:open kind:issue", {"PAY-2"}),
        ("state:backlog,Active kind:issue", {"PAY-2"}),
        ("team:pay", {"PAY-1", "PAY-2"}),
        ("team:none kind:project", {"P-1"}),
        ("created:today kind:task", {"PAY-1"}),
        ("updated:<-30d", set()),
        ("transl", {"PAY-1"}),
        ('"translate the"', {"PAY-1"}),
        ('"shop translate"', set()),
        ("translating shops", {"PAY-1"}),
        ("pay-2", {"PAY-2"}),
        ("-translate team:PAY", {"PAY-2"}),
        ("(checkout OR translate) -kind:issue", {"PAY-1"}),
        ("checkout OR kind:project", {"P-1", "PAY-2"}),
        ("title:launch", {"P-1"}),
        ("is:unassigned kind:project", set()),
        ("is:deleted", set()),
        ("watcher:me", set()),
    ],
)
def test_a_query_finds(line, q, expected):
    assert set(keys(line, q)) == expected
    assert line.ask(CountItems(q=q)).count == len(expected)
    complement = keys(line, f"-({q})") if "is:deleted" not in q else keys(line)
    assert set(complement) == set(keys(line)) - expected


@pytest.mark.parametrize(
    ("q", "position", "length"),
    [("kind:task owner:zoe@x.org", 16, 9), ("team:NOPE", 5, 4), ("goal:G-77", 5, 4), ("state:Nowhere", 6, 7)],
)
def test_an_unknown_name_is_pointed_at(line, q, position, length):
    with pytest.raises(Invalid) as caught:
        line.ask(ListItems(q=q))
    assert caught.value.field == "q"
    assert (caught.value.detail["position"], caught.value.detail["length"]) == (position, length)


def test_the_bin(line):
    line.do(commands.bin.DeleteItem(key="PAY-2"))
    assert keys(line, "is:deleted") == ["PAY-2"]
    assert "PAY-2" not in keys(line)
    assert keys(line, "is:blocked") == []


def test_what_holds_no_letter_asks_for_nothing(line):
    assert keys(line, "!!! '") == keys(line)
