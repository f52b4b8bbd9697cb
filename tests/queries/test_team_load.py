"""Who carries how much in which week: of what the reader sees, by calendars, leave and the workspace's day."""

from datetime import UTC, date, datetime

import pytest

from headway import commands
from headway.queries.items import CountItems, ListItems
from headway.queries.lists import ListTeams
from headway.queries.team_load import ShowCarried, ShowMyLoad, ShowTeamLoad
from headway.rules.errors import Invalid, NotFound
from headway.web.teams import load as drawn
from tests.queries.world import NOW

TODAY = NOW.date()
WEDNESDAY_TO_FRIDAY = 3 * 480


def load_of(world, who, *, as_=None, now=NOW, weeks=2):
    team = world.ask(ShowTeamLoad(team="PAY", weeks=weeks), as_=as_, now=now)
    return next(one for one in team.people if one.person.email == f"{who}@x.org")


def cells(load):
    return [(cell.planned, cell.available) for cell in load.cells]


@pytest.fixture
def busy(world):
    for title, due, effort in (
        ("late", "2026-03-02", 120),
        ("both weeks", "2026-03-17", 500),
        ("later", "2026-04-01", 0),
    ):
        world.item("task", title, team="PAY", owner="bob@x.org", due=due, effort=effort)
    world.item("task", "undated", owner="bob@x.org", effort=45)
    world.item("issue", "unknown", owner="bob@x.org", due="2026-03-12")
    world.item("task", "nobody's", team="PAY", due="2026-03-13", effort=90)
    return world


def test_a_person_carries_all_of_his_work_and_a_team_what_nobody_owns(busy):
    bob = load_of(busy, "bob")
    assert cells(bob) == [(120 + 300, WEDNESDAY_TO_FRIDAY), (200, 2400)]
    assert (bob.later, bob.undated, bob.unestimated, bob.lead) == (0, 45, 1, True)
    team = busy.ask(ShowTeamLoad(team="PAY", weeks=1))
    assert [one.person.name for one in team.people] == ["Bob", "Gus"]
    assert (cells(team.unowned), team.unowned.person) == ([(90, None)], None)


def test_parts_are_counted_and_not_what_they_stand_under(busy):
    above = busy.item("task", "above", owner="bob@x.org", due="2026-03-13", effort=4000)
    busy.item("task", "part", owner="bob@x.org", parent=above, due="2026-03-13", effort=60)
    busy.item("task", "gate", owner="bob@x.org", due="2026-03-13", milestone=True)
    assert load_of(busy, "bob").cells[0].planned == 480
    assert load_of(busy, "bob").unestimated == 1


def test_what_the_reader_does_not_see_is_not_counted(busy):
    busy.item("task", "secret", team="SEC", owner="cy@x.org", due="2026-03-13", effort=600)
    busy.item("task", "private", team="PAY", owner="gus@x.org", private=True, due="2026-03-13", effort=60)
    assert [load_of(busy, "gus", as_=who).cells[0].planned for who in (None, "bob", "gus")] == [60, 0, 60]
    with pytest.raises(NotFound, match="no team"):
        busy.ask(ShowTeamLoad(team="SEC"), as_="bob")


def test_leave_and_a_calendar_of_ones_own_make_the_hours(busy):
    busy.do(commands.leave.AddLeave(member="bob@x.org", first="2026-03-11", last="2026-03-13"))
    assert cells(load_of(busy, "bob")) == [(120, 0), (500, 2400)]
    busy.do(commands.calendars.AddCalendar(calendar_name="Office"))
    busy.do(commands.calendars.AddCalendar(calendar_name="Mornings", hours="mon,wed 08:00-12:00"))
    busy.do(commands.members.ChangeMember(member="gus@x.org", calendar="Mornings", hours_per_week=8))
    assert [cell.available for cell in load_of(busy, "gus").cells] == [240, 480]
    busy.do(commands.members.ChangeMember(member="gus@x.org", calendar=None, hours_per_week=20))
    assert [cell.available for cell in load_of(busy, "gus").cells] == [WEDNESDAY_TO_FRIDAY / 2, 1200]


def test_the_day_is_that_of_the_workspace(busy):
    busy.do(commands.workspaces.ChangeWorkspace(time_zone="Pacific/Auckland"))
    sunday_noon = datetime(2026, 3, 15, 12, tzinfo=UTC)  # one o'clock on Monday there
    first = load_of(busy, "bob", now=sunday_noon).cells[0]
    assert (first.start, first.available, first.planned) == (date(2026, 3, 16), 2400, 120 + 500)


def test_what_stands_behind_a_cell_adds_up_to_it(busy):
    busy.item("task", "gus's", owner="gus@x.org", due="2026-03-17", effort=100)
    one = busy.ask(ShowCarried(team="PAY", member="BOB@x.org"))
    assert [(share.row.title, share.minutes) for share in one.rows] == [("both weeks", 300), ("late", 120)]
    assert (one.planned, one.available, one.count) == (420, WEDNESDAY_TO_FRIDAY, 2)
    assert [(free.person.name, free.minutes) for free in one.others] == [("Gus", WEDNESDAY_TO_FRIDAY - 60)]
    second = busy.ask(ShowCarried(team="PAY", member="me", week="2026-03-20"), as_="bob")
    assert (second.start, second.planned, second.rows[0].minutes) == (date(2026, 3, 16), 200, 200)
    nobody = busy.ask(ShowCarried(team="PAY"))
    assert (nobody.person, nobody.planned, nobody.available) == (None, 90, None)


@pytest.mark.parametrize(
    ("given", "error", "match"),
    [
        ({"member": "cy@x.org"}, NotFound, "not in team"),
        ({"week": "2026-03-02"}, Invalid, "a week lies between 2026-03-09 and 2026-09-06"),
        ({"week": "2027-03-02"}, Invalid, "a week lies between"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(busy, given, error, match):
    with pytest.raises(error, match=match):
        busy.ask(ShowCarried(team="PAY", **given))


def test_explore_finds_what_a_cell_counts(busy):
    from urllib.parse import parse_qs, urlsplit

    def asked(address):
        return parse_qs(urlsplit(address).query)["q"][0]

    above = busy.item("task", "above", owner="bob@x.org", due="2026-03-17", effort=4000)
    part = busy.item("task", "part", owner="bob@x.org", parent=above, due="2026-03-17", effort=60)
    parted = {
        q: {row.key for row in busy.ask(ListItems(q=f"owner:bob@x.org {q}")).rows} for q in ("has:parts", "no:parts")
    }
    assert parted["has:parts"] == {above}
    assert part in parted["no:parts"]
    for week in ("2026-03-11", "2026-03-18"):
        for member in ("bob@x.org", None):
            one = busy.ask(ShowCarried(team="PAY", member=member, week=week))
            found = busy.ask(ListItems(q=asked(drawn.explored(one, "PAY", TODAY))))
            assert {row.key for row in found.rows} == {share.row.key for share in one.rows}
    team = busy.ask(ShowTeamLoad(team="PAY"))
    (bob, *_, last) = drawn.rows(team, "PAY", TODAY)
    assert [cell.figure for cell in (bob.cells[0], *bob.cells[-2:])] == ["7.6", "0.8", "1"]
    assert [busy.ask(CountItems(q=asked(cell.href))).count for cell in bob.cells[-2:]] == [1, 1]
    assert (last.name, last.cells[0].figure, last.cells[1].figure) == (drawn.NOBODY, "1.5", "")


def test_my_own_load_is_the_one_that_my_lead_sees(busy):
    mine = busy.ask(ShowMyLoad(weeks=2), as_="bob")
    assert mine.cells == load_of(busy, "bob").cells
    assert busy.ask(ListTeams(), as_="bob")


def test_putting_off_never_lands_in_this_week(busy):
    late, both = (busy.ask(ListItems(q=f"key:{key}")).rows[0] for key in ("PAY-1", "PAY-2"))
    assert drawn.later(late, TODAY) == {"due": "2026-03-20"}
    assert drawn.later(both, TODAY) == {"due": "2026-03-24"}
    key = busy.item("task", "ahead", start="2026-03-12", due="2026-03-12")
    assert drawn.later(busy.ask(ListItems(q=f"key:{key}")).rows[0], TODAY) == {
        "due": "2026-03-20",
        "start": "2026-03-19",
    }
