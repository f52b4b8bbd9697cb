"""How work flows through a team, what holds it up; a project's burn-up; where effort went; how goals came along."""

from datetime import date, timedelta

import pytest

from headway import commands
from headway.queries.items import CountItems
from headway.queries.portfolio import Effort, ShowPortfolio
from headway.queries.projects import ShowBurnUp, ShowProject
from headway.queries.team_flow import ShowTeamFlow
from headway.queries.team_stuck import ShowTeamStuck
from headway.rules.flow import Point
from headway.web.teams import flow as drawn
from tests.queries.world import NOW


def ago(days):
    return NOW - timedelta(days=days)


def did(world, title, *, began, ended=None, **fields):
    key = world.item("task", title, team="PAY", now=ago(began), **fields)
    world.move(key, "In progress", now=ago(began))
    if ended is not None:
        world.move(key, "Done", now=ago(ended))
    return key


@pytest.fixture
def flowing(world):
    for number, (began, ended) in enumerate(((3, 2), (6, 4), (13, 10), (14, 10), (40, 30), (120, 90))):
        did(world, f"done {number}", began=began, ended=ended)
    for began in (2, 11, 20):
        did(world, f"open {began}", began=began)
    return world


def test_throughput_cycle_time_and_age(flowing):
    flow = flowing.ask(ShowTeamFlow(team="PAY"))
    assert [week.done for week in flow.weeks][-6:] == [0, 1, 0, 2, 1, 1]
    assert len(flow.weeks) == 12
    # One, two, three, four and ten days; what was done ninety days ago is not of these weeks.
    assert (flow.timed, flow.median, flow.p85) == (5, 3.0, 10.0)
    assert [(one.row.title, one.days, one.slow) for one in flow.under_way] == [
        ("open 20", 20, True),
        ("open 11", 11, True),
        ("open 2", 2, False),
    ]
    assert (flow.count, flow.slow) == (3, 2)


def test_explore_finds_what_is_slow_and_what_was_done(flowing):
    from urllib.parse import parse_qs, urlsplit

    def count(address):
        return flowing.ask(CountItems(q=parse_qs(urlsplit(address).query)["q"][0].replace(" sort:started", ""))).count

    flow = flowing.ask(ShowTeamFlow(team="PAY"))
    assert count(drawn.under_way(flow, "PAY")) == flow.count
    assert count(drawn.under_way(flow, "PAY", slow=True)) == flow.slow
    assert count(drawn.taken(flow, "PAY")) == flow.timed
    bars = drawn.done_by_week(flow, "PAY", NOW.date()).bars
    assert [count(bar.href) for bar in bars if bar.href] == [week.done for week in flow.weeks if week.done]


def test_few_say_nothing_and_what_is_hidden_is_not_counted(world):
    did(world, "one", began=3, ended=1)
    did(world, "hidden", began=9, ended=1, private=True)
    did(world, "hidden still", began=9, private=True)
    assert [world.ask(ShowTeamFlow(team="PAY"), as_=who).timed for who in (None, "bob")] == [2, 1]
    flow = world.ask(ShowTeamFlow(team="PAY"), as_="bob")
    assert (flow.median, flow.p85, flow.count, flow.slow, flow.slow_before) == (None, None, 0, 0, None)


def test_what_holds_a_team_up_since_when_and_who_can_clear_it(world):
    for title in ("held", "held later", "held twice"):
        world.item("task", title, team="PAY")
    world.do(commands.items.ChangeItem(key="PAY-2", start="2026-03-20"))
    world.item("issue", "breaks", team="SEC", owner="cy@x.org")
    world.item("task", "first", owner="bob@x.org", now=ago(9))
    for source, type_, target, days in (
        ("SEC-1", "blocks", "PAY-1", 1),
        ("SEC-1", "blocks", "PAY-3", 4),
        ("PAY-2", "depends-on", "T-1", 7),
        ("PAY-3", "depends-on", "T-1", 6),
    ):
        world.do(commands.relations.AddRelation(source=source, type=type_, target=target), now=ago(days))
    silent = world.item("task", "silent", team="PAY")
    world.move(silent, "Waiting", now=ago(3))
    stuck = world.ask(ShowTeamStuck(team="PAY"))
    told = [(one.row.key, one.since, [ref.key for ref in one.holds], one.row.owner.name) for one in stuck.blockers]
    # What is to begin on the twentieth is not held up yet.
    assert told == [("T-1", ago(6), ["PAY-3"], "Bob"), ("SEC-1", ago(4), ["PAY-1", "PAY-3"], "Cy")]
    assert [(one.row.key, one.since) for one in stuck.silent] == [(silent, ago(3))]
    bob = world.ask(ShowTeamStuck(team="PAY"), as_="bob")
    assert [one.row.key for one in bob.blockers] == ["T-1"]
    later = world.ask(ShowTeamStuck(team="PAY", limit=1), now=NOW + timedelta(days=9))
    assert ([one.count for one in later.blockers], later.blocker_count) == ([2], 2)


def test_a_burn_up_tells_scope_and_what_is_done_of_it(world):
    world.item("project", "P", due="2026-05-01", now=ago(20))
    for title, made, effort in (("a", 16, 60), ("b", 16, 30), ("c", 9, 10)):
        world.item("task", title, parent="P-1", effort=effort, now=ago(made))
    world.item("task", "gate", parent="P-1", milestone=True, now=ago(16))
    under = world.item("task", "under c", parent="T-3", effort=25, now=ago(9))
    world.move("T-1", "Done", now=ago(8))
    world.move("T-2", "Dropped", now=ago(1))
    # Sundays are 1 and 8 March; `c` counts by its part, the milestone by nothing.
    points = [(date(2026, 3, 1), 90, 0), (date(2026, 3, 8), 115, 60), (date(2026, 3, 11), 85, 60)]
    found = world.ask(ShowBurnUp(key="P-1"))
    assert found.points == tuple(Point(*one) for one in points)
    assert (found.counted, found.due) == (False, date(2026, 5, 1))
    assert world.ask(ShowProject(key="P-1")).burn_up == found
    world.do(commands.items.ChangeItem(key=under, effort=None))
    counted = world.ask(ShowBurnUp(key="P-1"))
    assert (counted.counted, counted.points[-1]) == (True, Point(date(2026, 3, 11), 2, 1))


def test_a_burn_up_has_only_what_the_reader_sees(world):
    world.item("project", "P")
    assert world.ask(ShowBurnUp(key="P-1")).points == ()
    world.item("task", "plain", parent="P-1", effort=5)
    world.item("task", "hidden", parent="P-1", effort=50, private=True)
    assert [world.ask(ShowBurnUp(key="P-1"), as_=who).points[-1].scope for who in (None, "bob")] == [55, 5]


def test_the_portfolio_tells_effort_done_by_week_and_nature(world):
    operation, issue = world.item("operation", "O"), world.item("issue", "I", effort=30)
    for title, parent, effort, days in (("plan", None, 60, 1), ("again", operation, 15, 1), ("mend", issue, 10, 8)):
        key = world.item("task", title, parent=parent, effort=effort)
        world.move(key, "Done", now=ago(days))
    world.item("task", "hidden", effort=1000, private=True)
    world.move("T-4", "Done", now=ago(1))
    before, present = world.ask(ShowPortfolio(), as_="bob").weeks[-2:]
    assert (before.effort, present.effort) == (Effort(0, 10, 0), Effort(60, 0, 15))
    assert (before.done, present.done) == ({"task": 1}, {"task": 2})


def test_a_goal_comes_along_as_its_check_ins_tell(world):
    world.item("goal", "G", now=ago(60))
    world.item("goal", "silent", now=ago(60))
    add = commands.key_results.AddKeyResult(goal="G-1", title="K", start=0, target=10)
    result = world.do(add, now=ago(60))["id"]
    for value, days in ((2, 30), (5, 10), (8, 1)):
        told = commands.reports.CheckInOnGoal(goal="G-1", key_result=result, value=value)
        world.do(told, now=ago(days))
    lines = {line.row.title: line.trend for line in world.ask(ShowPortfolio()).goals}
    # Sundays: the values of 9 February (2) and 1 March (5) count from their week on, that of 10 March today.
    assert lines == {"G": (0.0, 0.0, 0.0, 0.2, 0.2, 0.5, 0.5, 0.8), "silent": ()}
