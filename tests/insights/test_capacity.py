"""Over-commitment: as brute force counts it, by what work takes, and with a remedy that does what it says."""

import itertools
import math
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.commands.bulk import ChangeItems
from headway.commands.items import ChangeItem
from headway.commands.teams import CreateTeam
from headway.commands.work import LogWork
from headway.insights import capacity
from headway.insights.capacity import Duty, Person
from headway.insights.effort import Open, Spent, beliefs, remaining
from headway.insights.team_capacity import ShowTeamCapacity
from headway.rules.errors import Forbidden, NotFound
from tests.queries.world import NOW

PAY, SEC = "PAY", "SEC"


def duty(pk, week, *, loss=0.0, begun=False, give=True, defer=True):
    return Duty(pk, week, loss, begun, give, defer)


def person(pk, duties, minutes, hours):
    return Person(pk, tuple(duties), np.array(minutes, dtype=float), tuple(float(one) for one in hours))


def test_a_chance_is_the_share_of_runs_in_which_what_is_due_does_not_fit():
    draw = np.random.default_rng(1)
    minutes = draw.uniform(10, 90, (6, 400))
    one = person(1, [duty(n, n % 3) for n in range(6)], minutes, (60, 100, 30))
    for week, chance in enumerate(one.chances):
        over = sum(
            sum(minutes[n][run] for n in range(6) if n % 3 <= week) > sum((60, 100, 30)[: week + 1])
            for run in range(400)
        )
        assert chance == pytest.approx(over / 400)
    assert person(1, [], np.zeros((0, 5)), (60, 60)).chances == [0.0, 0.0]


def test_the_cheapest_act_helps_and_overloads_nobody():
    busy = person(
        1, [duty(1, 0, loss=0.3), duty(2, 0), duty(3, 0, give=False)], [[50] * 10, [50] * 10, [50] * 10], (100, 100)
    )
    idle, full = person(2, [], np.zeros((0, 10)), (100, 100)), person(3, [duty(9, 0)], [[95] * 10], (100, 100))
    found = capacity.cure(busy, [full, idle], 0)
    assert (found.before, found.after) == (1.0, 0.0)
    assert (found.items, found.to, found.week) == ((2,), None, 1)  # nobody loses by a week later
    held = [duty(n, 0, defer=False, give=n != 3) for n in (1, 2, 3)]
    given = capacity.cure(Person(1, tuple(held), busy.minutes, busy.hours), [full, idle], 0)
    assert (given.to, len(given.items), given.other) == (2, 1, (0.0, 0.0))
    assert capacity.cure(Person(1, tuple(held), busy.minutes, busy.hours), [full], 0) is None
    assert capacity.worst(idle) is None
    assert capacity.worst(busy) == 0


def random_person(pk, draw):
    duties = [duty(10 * pk + n, int(draw.integers(0, 4)), loss=float(draw.integers(0, 2)) / 10) for n in range(5)]
    return person(pk, duties, draw.uniform(5, 80, (5, 50)), draw.uniform(40, 120, 4))


def test_every_remedy_is_what_brute_force_says_of_it():
    draw, told = np.random.default_rng(2), 0
    for _ in range(20):
        people = [random_person(pk, draw) for pk in (1, 2, 3)]
        week = capacity.worst(people[0])
        found = None if week is None else capacity.cure(people[0], people[1:], week)
        if found is None:
            continue
        told += 1
        left = [n for n, it in enumerate(people[0].duties) if it.id not in found.items and it.week <= week]
        after = (people[0].minutes[left].sum(axis=0) > sum(people[0].hours[: week + 1])).mean()
        assert found.after == pytest.approx(after)
        assert found.before - found.after >= capacity.WORTH
        if found.to is not None:
            assert found.other[1] < capacity.LIKELY
    assert told >= 5


def test_what_work_takes_is_learned_from_what_was_logged_and_little_says_little():
    slow = [Spent("task", 60, 120) for _ in range(200)]
    mean, spread = beliefs(slow)["task", True]
    assert mean == pytest.approx(math.log(2), abs=0.1)
    assert spread < 0.3
    assert abs(beliefs([Spent("task", 60, 6000)])["task", True][0]) < 1.0
    believed = beliefs(slow)
    work = [Open(1, "task", 60, 0), Open(2, "task", None, 0), Open(3, "issue", 60, 0), Open(4, "task", 60, 100)]
    takes = np.median(remaining(work, believed), axis=1)
    assert takes[0] == pytest.approx(120, rel=0.15)
    assert takes[1] == pytest.approx(120, rel=0.2)
    assert takes[3] < takes[0]


def test_nonsense_takes_finite_minutes_and_draws_do_not_depend_on_company():
    given = itertools.product((None, 0, 1, 10**8), (0, 1, 10**8))
    odd = [Open(n, "task", effort, logged) for n, (effort, logged) in enumerate(given)]
    believed = beliefs([Spent("task", 0, 5), Spent("task", 5, 0), Spent("task", None, None), Spent("task", 1, 10**8)])
    minutes = remaining(odd, believed)
    assert np.isfinite(minutes).all()
    assert (minutes > 0).all()
    assert (remaining(odd[3:4], believed) == minutes[3:4]).all()
    assert remaining([], believed).shape == (0, 1000)


@pytest.fixture
def busy(world):
    """Bob has three days of work due this week and the days from Wednesday to Friday; Gus is in his team."""
    for n in range(12):
        before = NOW - timedelta(days=1)
        key = world.item("task", f"Done {n}", team=PAY, owner="bob@x.org", effort=240, now=before)
        world.do(LogWork(key=key, minutes=240), now=before)
        world.move(key, "Done", now=before)
    for n in range(6):
        world.item("task", f"Due {n}", team=PAY, owner="bob@x.org", effort=480, due="2026-03-13")
    return world


def ask(world, who="bob", **given):
    return world.ask(ShowTeamCapacity(team=PAY, **given), as_=who)


def test_who_has_too_much_is_found_and_the_act_that_is_told_does_it(busy):
    told = ask(busy)
    bob, gus = told.people
    assert (bob.person.name, gus.person.name, told.learned) == ("Bob", "Gus", 12)
    assert bob.worst.chance > 0.9
    assert bob.worst.available == 3 * 480
    assert gus.worst is None
    remedy = bob.remedy
    assert remedy.after < 0.5 < remedy.before
    keys = [one.item.key for one in remedy.items]
    change = {"owner": remedy.to.email} if remedy.to else {"due": remedy.due}
    busy.do(ChangeItems(keys=keys, **change))
    after = next(one for one in ask(busy).people if one.person.name == "Bob")
    assert after.weeks[0].chance == pytest.approx(remedy.after)


def test_a_team_of_nobody_has_no_chances_to_tell(world):
    world.do(CreateTeam(key="NEW", team_name="New"))
    told = world.ask(ShowTeamCapacity(team="NEW"), as_="ada")
    assert told.people == ()
    assert {week.chance for week in told.team} == {0.0}


def test_what_the_reader_does_not_see_counts_for_nothing(busy):
    before = ask(busy)
    for n in range(4):
        busy.item("task", f"Hidden {n}", team=SEC, owner="cy@x.org", effort=4800, due="2026-03-13")
        busy.item("task", f"Own {n}", team=PAY, owner="gus@x.org", effort=4800, due="2026-03-13", private=True)
    assert ask(busy) == before
    assert ask(busy, who=None) != before
    with pytest.raises(NotFound):
        busy.ask(ShowTeamCapacity(team=SEC), as_="bob")
    with pytest.raises(Forbidden):
        ask(busy, who="gus")


def test_what_others_wait_for_is_not_put_off_and_private_work_not_given_away(busy):
    waits = busy.item("task", "Waits", team=PAY)
    for n in (4, 5):
        busy.move(busy.keys[f"Due {n}"], "Done")
    due = [busy.keys[f"Due {n}"] for n in range(4)]
    for key in due:
        busy.relate(waits, "depends-on", key)
    given = next(one for one in ask(busy).people if one.person.name == "Bob").remedy
    assert given.to.name == "Gus"
    for key in due:
        busy.do(ChangeItem(key=key, private=True))
    assert next(one for one in ask(busy).people if one.person.name == "Bob").remedy is None


def test_the_statements_are_the_same_however_much_there_is(busy):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            ask(busy)
        return len(caught)

    few = statements()
    for n in range(20):
        busy.item("task", f"More {n}", team=PAY, owner="gus@x.org", due="2026-04-01", now=NOW - timedelta(days=n))
    assert statements() == few
