"""Boards, goals, my work, feeds and search."""

from datetime import timedelta

import pytest

from headway import commands
from headway.queries.board import ShowBoard
from headway.queries.feed import ListEvents, ListItemEvents
from headway.queries.goals import ShowGoals
from headway.queries.my_work import ShowMyWork
from headway.queries.portfolio import Effort, ShowPortfolio
from headway.queries.search import SearchItems
from headway.rules.errors import NotFound
from tests.queries.world import NOW


def cards(board):
    return {column.state: [card.title for card in column.cards] for column in board.columns}


def test_a_board_of_a_kind_has_its_states(world):
    for number in range(3):
        world.item("task", f"t{number}", team="PAY")
    world.item("issue", "i", team="PAY")
    world.move("PAY-2", "In progress")
    board = world.ask(ShowBoard(kind="task", limit=1))
    assert cards(board) == {
        **{"Backlog": ["t0"], "Ready": [], "In progress": ["t1"], "Waiting": [], "Done": [], "Dropped": []},
    }
    assert [column.count for column in board.columns] == [2, 0, 1, 0, 0, 0]


def test_a_board_over_all_kinds_has_categories(world):
    world.item("task", "t", team="PAY")
    world.item("issue", "i")
    board = world.ask(ShowBoard())
    assert cards(board)["backlog"] == ["t", "i"]
    assert cards(world.ask(ShowBoard(team="PAY")))["backlog"] == ["t"]
    assert cards(world.ask(ShowBoard(q="kind:issue")))["backlog"] == ["i"]
    with pytest.raises(NotFound, match="no team"):
        world.ask(ShowBoard(team="NOPE"))


def test_a_teams_own_states_are_its_columns(world):
    world.item("task", "t", team="PAY")
    world.do(commands.states.AddState(kind="task", state="Review", category="doing", team="PAY"))
    states = [column.state for column in world.ask(ShowBoard(kind="task", team="PAY")).columns]
    assert states == ["Backlog", "Ready", "In progress", "Review", "Waiting", "Done", "Dropped"]
    assert cards(world.ask(ShowBoard(kind="task")))["Backlog"] == ["t"]
    assert "Review" not in cards(world.ask(ShowBoard(kind="task", team="SEC")))


def test_goals_roll_up(world):
    top = world.item("goal", "Top")
    world.item("goal", "Measured", parent=top)
    world.item("goal", "Worked", parent=top)
    world.do(commands.key_results.AddKeyResult(goal="G-2", title="k", start=0, target=10, current=5))
    project, operation = world.item("project", "P"), world.item("operation", "O")
    world.item("task", "done", parent=project, effort=60)
    world.item("task", "open", parent=project, effort=180)
    world.move("T-1", "Done")
    world.relate(project, "contributes-to", "G-3")
    world.relate(operation, "contributes-to", "G-3")
    nodes = {node.row.title: node for node in world.ask(ShowGoals())}
    assert [(node.row.title, node.depth) for node in nodes.values()] == [("Top", 0), ("Measured", 1), ("Worked", 1)]
    assert nodes["Worked"].progress == 0.25
    assert nodes["Worked"].contributions == {"operation": 1, "project": 1}
    assert nodes["Measured"].progress == 0.5
    assert nodes["Top"].progress == 0.375


def test_my_work_has_each_item_once(world):
    bob = world.actor("bob")
    project = world.item("project", "P")
    for title, due in (("late", "2026-03-01"), ("soon", "2026-03-13"), ("then", None), ("held", None), ("now", None)):
        world.item("task", title, owner="bob@x.org", parent=project, due=due, effort=60)
    world.move("T-5", "In progress")
    world.relate(world.item("issue", "hold", owner="cy@x.org"), "blocks", "T-4")
    world.item("issue", "please", by=bob, owner="cy@x.org")
    work = world.ask(ShowMyWork(), as_="bob")
    parts = {name: [row.title for row in getattr(work, name).rows] for name in ("now", "overdue", "next", "asked")}
    assert parts == {"now": ["now"], "overdue": ["late"], "next": ["then"], "asked": ["please"]}
    assert [row.title for row in work.due_this_week.rows] == ["soon"]
    [waiting] = work.waiting
    assert (waiting.row.title, waiting.waits_for[0].owner.name, waiting.since) == ("held", "Cy", NOW)
    assert work.now.rows[0].place.title == "P"
    assert (work.week_minutes, work.hours_per_week) == (180, 40.0)


def test_waiting_says_since_when(world):
    key = world.item("task", "t", owner="bob@x.org")
    world.move(key, "Waiting", now=NOW + timedelta(days=2))
    [waiting] = world.ask(ShowMyWork(), as_="bob").waiting
    assert (waiting.since, waiting.waits_for) == (NOW + timedelta(days=2), ())


def test_history_in_words(world):
    key = world.item("task", "Translate", team="PAY", labels=["web"])
    world.do(commands.items.ChangeItem(key=key, owner="bob@x.org", effort=90, due="2026-04-01"))
    world.move(key, "In progress")
    other = world.item("goal", "Grow")
    world.relate(key, "contributes-to", other)
    world.do(commands.comments.AddComment(key=key, body="Hello"), actor=world.actor("bob"))
    texts = [(row.who.name, row.text) for row in world.ask(ListItemEvents(key=key)).rows]
    assert texts[::-1] == [
        ("Ada", "created this task"),
        ("Ada", "changed: due to 2026-04-01; effort to 1h 30m; owner to Bob"),
        ("Ada", "moved this from Backlog to In progress"),
        ("Ada", "noted that this contributes to G-1 Grow"),
        ("Bob", "said: Hello"),
        ("Bob", "added Bob to those who follow this"),
    ]


def test_history_names_schedules_and_calendars(world):
    operation = world.item("operation", "Billing", team="PAY")
    world.do(commands.calendars.AddCalendar(calendar_name="Half days", zone="Europe/Berlin"))
    facts = {"rule": "FREQ=MONTHLY", "start": "2026-03-12", "calendar": "Half days"}
    made = world.do(commands.schedules.AddSchedule(operation=operation, **facts))
    world.do(commands.schedules.ChangeSchedule(id=made["id"], title="Invoices"))
    told = [change for row in world.ask(ListItemEvents(key=operation)).rows for change in row.changes]
    assert ("calendar", "Half days") in {(one.field, one.new) for one in told}
    world.do(commands.occurrences.MakeOccurrences())
    [task] = [row for row in world.ask(ListEvents(limit=50)).rows if row.text == "created this task"]
    assert ("schedule", "Invoices") in {(one.field, one.new) for one in task.changes}


def test_the_feed_goes_on_where_it_stopped(world):
    for number in range(5):
        world.item("task", f"t{number}")
    seen, cursor = [], None
    while True:
        page = world.ask(ListEvents(limit=4, cursor=cursor))
        seen += [row.seq for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == len(world.ask(ListEvents(limit=200)).rows)


def test_the_feed_tells_nothing_of_hidden_work(world):
    world.item("task", "Plan the raid", team="SEC")
    world.item("task", "Open work", team="PAY")
    world.relate("PAY-1", "relates-to", "SEC-1")
    world.do(commands.items.ChangeItem(key="PAY-1", title="Shared work"))
    told = repr(world.ask(ListEvents(), as_="bob"))
    assert "Open work" in told
    assert "raid" not in told
    assert "relation" not in told
    assert "raid" in repr(world.ask(ListEvents()))
    world.do(commands.relations.AddRelation(source="PAY-1", type="relates-to", target="SEC-1", weight=2))
    world.do(commands.relations.RemoveRelation(source="PAY-1", type="relates-to", target="SEC-1"))
    assert "relation" not in repr(world.ask(ListItemEvents(key="PAY-1"), as_="bob"))
    assert repr(world.ask(ListItemEvents(key="PAY-1"))).count("type='relation.") == 3


def test_search_is_by_relevance_and_reaches_comments(world):
    world.item("task", "Order the cables", description="for the invoice desk")
    world.item("task", "Invoice template")
    world.item("task", "Unrelated")
    world.do(commands.comments.AddComment(key="T-3", body="see the invoice of May"))
    hits = world.ask(SearchItems(q="invoice"))
    assert [(hit.row.key, hit.where) for hit in hits] == [("T-2", "title"), ("T-1", "description"), ("T-3", "comment")]
    assert [(piece.text, piece.hit) for piece in hits[0].snippet] == [("Invoice", True), (" template", False)]
    assert [hit.row.key for hit in world.ask(SearchItems(q="-template invoi"))] == ["T-1", "T-3"]
    assert [hit.row.key for hit in world.ask(SearchItems(q="t-3"))] == ["T-3"]
    assert {hit.row.key for hit in world.ask(SearchItems(q="in"))} == {"T-1", "T-2", "T-3"}
    assert [hit.row.key for hit in world.ask(SearchItems(q="invoice kind:goal"))] == []
    assert len(world.ask(SearchItems(q="kind:task"))) == 3


def test_search_finds_nothing_hidden(world):
    world.item("task", "Secret plan", team="SEC")
    world.item("task", "Other", team="SEC")
    world.do(commands.comments.AddComment(key="SEC-2", body="a secret"))
    assert len(world.ask(SearchItems(q="secret"))) == 2
    assert world.ask(SearchItems(q="secret"), as_="bob") == ()
    assert len(world.ask(SearchItems(q="secret"), as_="cy")) == 2


def test_the_portfolio_counts_over_all_kinds(world):
    project, operation = world.item("project", "P"), world.item("operation", "O")
    issue = world.item("issue", "I", effort=30, owner="bob@x.org")
    world.item("task", "plan", parent=project, effort=60, due="2026-03-01")
    world.item("task", "again", parent=operation, effort=15)
    world.item("task", "mend", parent=issue, effort=10)
    world.item("task", "past", effort=100)
    world.move("T-4", "Done", now=NOW - timedelta(days=8))
    world.relate("T-2", "blocks", "T-1")
    world.item("task", "hidden", team="SEC", effort=1000)
    folio = world.ask(ShowPortfolio(), as_="bob")
    tasks = {counts.kind: counts for counts in folio.kinds}["task"]
    assert (tasks.open, tasks.closed, tasks.overdue, tasks.blocked, tasks.unassigned) == (3, 1, 1, 1, 3)
    assert tasks.categories["backlog"] == 3
    assert folio.effort_open == Effort(planned=60, reactive=40, recurring=15)
    assert folio.effort_done == Effort(planned=100, reactive=0, recurring=0)
    assert [week.done for week in folio.weeks] == [{}] * 6 + [{"task": 1}, {}]
    assert [row.key for row in folio.projects] == ["P-1"]
    assert world.ask(ShowPortfolio()).effort_open.planned == 1060
    assert world.ask(ShowPortfolio(q="kind:issue")).effort_open == Effort(planned=0, reactive=30, recurring=0)


def test_a_kept_portfolio_ends_with_the_next_event_and_is_the_readers_own(world, django_assert_num_queries):
    world.item("task", "one")
    first = world.ask(ShowPortfolio())
    with django_assert_num_queries(2):
        assert world.ask(ShowPortfolio()) == first
    world.item("task", "private", private=True)

    def tasks(**reader):
        return next(one for one in world.ask(ShowPortfolio(), **reader).kinds if one.kind == "task")

    assert (tasks().open, tasks(as_="bob").open) == (2, 1)
    assert sum(one.open for one in world.ask(ShowPortfolio(q="kind:task")).kinds) == 2


@pytest.mark.parametrize(
    "odd", ["'", "\\\\", "a'b\\\\", "it''s x", "*", "a:*", "a& !b", "x<->y", "-", "NEAR", "a^2", "{b}", "%s", "é"]
)
def test_no_word_is_syntax(world, odd):
    key = world.item("task", f"invoice {odd} template")
    assert [hit.row.key for hit in world.ask(SearchItems(q=f'invoice "{odd}"'))] == [key]
    plain = odd if ":" not in odd else f'"{odd}"'
    world.ask(SearchItems(q=f"invoice {plain} more"))
    world.ask(SearchItems(q=plain))
