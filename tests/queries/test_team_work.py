"""Teams' work in numbers that agree with the query language, of what the reader may see."""

import pytest

from headway import commands
from headway.queries.items import CountItems
from headway.queries.team_work import ShowTeamWork
from headway.rules.errors import NotFound
from tests.queries.world import NOW


@pytest.fixture
def busy(world):
    for number, state in enumerate(("Backlog", "Ready", "In progress", "In progress", "Done")):
        owner = "bob@x.org" if number % 2 == 0 else None
        key = world.item("task", f"t{number}", team="PAY", owner=owner, due="2026-03-01", effort=60)
        world.move(key, state)
    world.item("task", "hidden", team="PAY", private=True)
    world.relate("PAY-2", "depends-on", "PAY-3")
    world.item("task", "s", team="SEC", owner="cy@x.org")
    return world


def test_numbers_agree_with_the_query_language(busy):
    (pay,) = busy.ask(ShowTeamWork(team="pay"))
    asked = {
        "open": ("state:open", pay.open),
        "overdue": ("is:overdue", pay.overdue),
        "blocked": ("is:blocked", pay.blocked),
        "unassigned": ("state:open is:unassigned", pay.unassigned),
        **{one.category: (f"state:{one.category}", one.count) for one in pay.states},
    }
    for name, (q, count) in asked.items():
        assert busy.ask(CountItems(q=f"team:PAY {q}")).count == count, name
    assert (pay.open, pay.overdue, pay.blocked, pay.unassigned) == (5, 4, 1, 3)


def test_members_carry_what_they_own_in_this_team(busy):
    busy.item("task", "elsewhere", owner="bob@x.org")
    (pay,) = busy.ask(ShowTeamWork(team="PAY"))
    bob = next(one for one in pay.members if one.email == "bob@x.org")
    assert (bob.lead, bob.open, bob.doing, bob.overdue, bob.minutes) == (True, 2, 1, 2, 120)
    assert pay.members[0] is bob


def test_what_one_may_not_see_is_not_counted(busy):
    (pay,) = busy.ask(ShowTeamWork(), as_="bob")
    assert (pay.key, pay.open) == ("PAY", 4)
    assert {team.key for team in busy.ask(ShowTeamWork(), as_="cy")} == {"PAY", "SEC"}
    with pytest.raises(NotFound, match="no team"):
        busy.ask(ShowTeamWork(team="SEC"), as_="bob")


def test_a_team_without_work_counts_nothing(world):
    world.do(commands.teams.CreateTeam(key="NEW", team_name="New"), now=NOW)
    (new,) = world.ask(ShowTeamWork(team="NEW"))
    assert (new.open, new.members) == (0, ())
