"""My work: every part holds what its link finds, a row moves by one form, and a guest sees his own alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from headway.commands.items import CreateItem
from headway.commands.moves import MoveItem
from headway.commands.relations import AddRelation
from headway.commands.teams import JoinTeam
from headway.insights.summaries import ShowSummary
from headway.queries.base import ask
from headway.queries.items import CountItems
from headway.queries.lists import ListStates
from headway.queries.my_work import ShowMyWork
from headway.queries.team_load import ShowMyLoad
from headway.web.moves import Lifecycles
from headway.web.my_work.view import asked_for, parts, week

NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture
def busy(world: Any) -> Any:
    """The member owns work in every part."""
    mine = world.email("member")
    for number, away in enumerate((-9, -1, 0, 1, 9, None)):
        due = TODAY + timedelta(days=away) if away is not None else None
        for state in ("Backlog", "Ready", "In progress", "Waiting"):
            title = f"{state} {number}"
            key = world.do(CreateItem(kind="task", title=title, team="PAY", owner=mine, due=due, effort=60))["key"]
            world.do(MoveItem(key=key, state=state))
    world.do(AddRelation(source="PAY-2", type="depends-on", target="PAY-3"))
    world.do(AddRelation(source="PAY-5", type="blocks", target="PAY-7"))
    world.do(CreateItem(kind="issue", title="Somebody should", team="PAY"), by="member")
    return world


def test_the_link_of_every_part_finds_what_the_part_counts(busy: Any) -> None:
    actor, now = busy.actor("member"), NOW
    work = ask(ShowMyWork(), actor=actor, now=now)
    queries = asked_for(TODAY)
    shown = parts(work, TODAY)
    assert {part.name for part in shown} >= {"now", "overdue", "next", "waiting", "asked"}
    for part in shown:
        assert ask(CountItems(q=queries[part.name]), actor=actor, now=now).count == part.count, part.name
    loaded = sum(part.count for part in shown if part.name in ("now", "overdue", "week"))
    assert work.week_minutes == 60 * loaded


def test_ones_week_leads_to_what_it_is_made_of(busy: Any) -> None:
    actor, now = busy.actor("member"), NOW
    mine = ask(ShowMyLoad(weeks=26), actor=actor, now=now)
    queries = asked_for(TODAY)
    shown = week(mine, TODAY)
    assert shown is not None
    assert (shown.undated, shown.unestimated) == (4 * 60, 0)
    assert ask(CountItems(q=queries["undated"]), actor=actor, now=now).count == 4
    assert ask(CountItems(q=queries["load"]), actor=actor, now=now).count == 20
    assert sum(cell.planned for cell in mine.cells) == pytest.approx(20 * 60, abs=5)


def test_a_row_tells_its_project_its_goal_and_whom_it_waits_for(world: Any, work: dict[str, str], visit: Any) -> None:
    from headway.commands.items import ChangeItem

    world.do(ChangeItem(key=work["task"], owner=world.email("member")))
    world.do(ChangeItem(key=work["issue"], owner=world.email("admin")))
    world.do(AddRelation(source=work["task"], type="depends-on", target=work["issue"]))
    page = visit("member").get("/my-work").content.decode()
    for words in ("New provider", "Customers trust us", "Waits for", f"{work['issue']} An issue", "Admin Person"):
        assert words in page


def test_a_row_is_moved_by_its_own_form(world: Any, visit: Any) -> None:
    key = world.do(CreateItem(kind="task", title="Do it", team="PAY", owner=world.email("member")))["key"]
    client = visit("member")
    assert f'aria-label="Start {key}"' in client.get("/my-work").content.decode()
    client.post("/act/item.move", {"key": key, "state": "In progress", "seen": "1", "next": "/my-work"})
    assert f'aria-label="Done {key}"' in client.get("/my-work").content.decode()


def test_a_team_with_states_of_its_own_offers_these(busy: Any) -> None:
    from headway.commands.states import AddState

    busy.do(AddState(kind="task", state="Review", category="doing", team="PAY"))
    actor, now = busy.actor("member"), NOW
    ways = Lifecycles(ask(ListStates(), actor=actor, now=now))
    row = ask(ShowMyWork(), actor=actor, now=now).next.rows[0]
    assert "Review" in [state.name for state in ways.of(row).states]
    assert row.state not in [state.name for state in ways.of(row).states]


def test_a_gated_kind_offers_only_where_it_may_go(world: Any) -> None:
    goal = world.do(CreateItem(kind="goal", title="Grow", owner=world.email("owner")))["key"]
    actor, now = world.actor("owner"), datetime.now(UTC)
    row = next(r for r in ask(ShowMyWork(), actor=actor, now=now).next.rows if r.key == goal)
    moves = Lifecycles(ask(ListStates(), actor=actor, now=now)).of(row)
    assert [state.name for state in moves.states] == ["Agreed", "Abandoned"]
    assert moves.next is None


def test_a_guest_sees_his_own(world: Any, visit: Any) -> None:
    world.do(CreateItem(kind="task", title="For the guest", team="PAY", owner=world.email("guest")))
    world.do(CreateItem(kind="task", title="For the member", team="PAY", owner=world.email("member")))
    page = visit("guest").get("/my-work").content.decode()
    assert "For the guest" in page
    assert "For the member" not in page


def _begins(visit: Any, who: str, home: str = "") -> str:
    client = visit(who)
    if home:
        client.post("/settings/account/home", {"home": home})
    return str(client.get("/")["Location"])


def _read_as(world: Any, who: str) -> str:
    return ask(ShowSummary(), actor=world.actor(who), now=datetime.now(UTC)).reader


def test_one_begins_where_one_s_question_is_answered(world: Any, visit: Any) -> None:
    """Before anything is answered for, at one's work; then at a project, a team or the portfolio. Summaries agree."""
    assert (_begins(visit, "member"), _read_as(world, "member")) == ("/my-work", "contributor")
    mine = {"owner": world.email("member"), "state": "Active"}
    for title, due in (("Later", "2031-03-01"), ("Sooner", "2031-02-01")):
        made = world.do(CreateItem(kind="project", title=title, team="PAY", due=due, **mine))
        assert _read_as(world, "member") == ("contributor" if title == "Later" else "project-manager")
    assert _begins(visit, "member") == f"/projects/{made['key']}"
    world.do(JoinTeam(team="PAY", member=world.email("member"), lead=True))
    assert (_begins(visit, "member"), _read_as(world, "member")) == ("/teams/PAY", "manager")
    world.do(CreateItem(kind="goal", title="Of the house", **mine))
    assert (_begins(visit, "member"), _read_as(world, "member")) == ("/portfolio", "executive")
    assert _begins(visit, "member", "work") == "/my-work"
    assert _begins(visit, "member", "team") == "/teams/PAY"
    assert _begins(visit, "guest", "project") == "/my-work"
