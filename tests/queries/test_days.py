"""Work by its due dates: what is told where not all fits, how many more there are, and what waits for what."""

from datetime import date, timedelta

import pytest

from headway.commands.items import CreateItem
from headway.commands.relations import AddRelation
from headway.queries.days import ListDays
from headway.rules.errors import Invalid

TODAY = date(2026, 3, 11)


@pytest.fixture
def dated(world):
    def task(title, due):
        return world.do(CreateItem(kind="task", title=title, due=due))["key"]

    keys = [task(f"day {n}", TODAY + timedelta(days=n)) for n in (-60, -1, 0, 0, 0, 5)]
    world.do(CreateItem(kind="task", title="some day"))
    world.do(AddRelation(source=keys[5], type="depends-on", target=keys[1]))
    return keys


def test_all_that_is_due_comes_in_order_with_what_waits(world, dated):
    found = world.ask(ListDays(q="kind:task"))
    assert [row.key for row in found.rows] == dated
    assert (found.count, found.first, found.more) == (6, None, {})
    assert [(one.earlier, one.later, one.dependency) for one in found.waits] == [(dated[1], dated[5], "FS")]


def test_where_not_all_fits_the_last_four_weeks_come_first(world, dated):
    found = world.ask(ListDays(q="kind:task", limit=2))
    assert [row.key for row in found.rows] == dated[1:3]
    assert (found.count, found.first) == (6, found.today - timedelta(days=28))
    earlier = world.ask(ListDays(q="kind:task", limit=2, first="2026-01-01"))
    assert [row.key for row in earlier.rows] == dated[:2]


def test_so_many_a_day_and_how_many_more(world, dated):
    found = world.ask(ListDays(q="kind:task", first="2026-03-09", last="2026-03-31", each=2))
    assert [row.key for row in found.rows] == [*dated[1:4], dated[5]]
    assert (found.count, found.more) == (5, {TODAY: 1})
    with pytest.raises(Invalid, match="state first and last"):
        world.ask(ListDays(q="kind:task", each=2))
