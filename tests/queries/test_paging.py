"""Pages follow one another without gap or repetition, in every order, empty values last."""

import itertools
import random
from datetime import date, timedelta

import pytest
from django.db.models import F

from headway import commands
from headway.models import Item
from headway.queries.feed import ListEvents
from headway.queries.items import ListItems
from headway.rules.errors import Invalid
from headway.rules.query.fields import SORTS
from tests.queries.world import NOW


@pytest.fixture
def many(world):
    rnd = random.Random(3)
    for number in range(23):
        due = date(2026, 3, 1) + timedelta(days=rnd.randrange(4)) if rnd.random() < 0.6 else None
        effort = rnd.choice([None, 60, 120])
        title = rnd.choice(["b", "A", "c"])
        team = rnd.choice(["PAY", None])
        priority = rnd.choice(["urgent", "low"])
        key = world.item(
            "task", title, due=due, effort=effort, team=team, priority=priority, now=NOW + timedelta(number)
        )
        if rnd.random() < 0.5:
            world.move(key, rnd.choice(["In progress", "Done"]), now=NOW + timedelta(hours=rnd.randrange(3)))
    return world


def walk(world, **asked):
    cursor, keys = None, []
    while True:
        page = world.ask(ListItems(cursor=cursor, limit=5, **asked))
        keys += [row.key for row in page.rows]
        cursor = page.next
        if cursor is None:
            return keys


@pytest.mark.parametrize("sort", [f"{sign}{name}" for sign, name in itertools.product(("", "-"), SORTS)])
def test_pages_hold_everything_once(many, sort):
    keys = walk(many, sort=sort)
    assert len(keys) == len(set(keys)) == 23
    assert keys == [row.key for row in many.ask(ListItems(q=f"sort:{sort}", limit=200)).rows]


@pytest.mark.parametrize("column", ["due", "effort", "started_at", "closed_at"])
@pytest.mark.parametrize("descending", [False, True])
def test_empty_values_come_last(many, column, descending):
    field = column.removesuffix("_at")
    keys = walk(many, sort=f"-{field}" if descending else field)
    order = F(column).desc(nulls_last=True) if descending else F(column).asc(nulls_last=True)
    expected = Item.objects.order_by(order, "-id" if descending else "id").values_list("key", flat=True)
    assert keys == list(expected)


def test_several_keys(many):
    keys = walk(many, sort="priority,-due,title")
    rows = {row.key: row for row in many.ask(ListItems(limit=200)).rows}
    assert [rows[key].priority for key in keys] == sorted((rows[key].priority for key in keys), reverse=True)
    urgent = [rows[key].due for key in keys if rows[key].priority == "urgent"]
    given = [due for due in urgent if due]
    assert urgent == sorted(given, reverse=True) + [None] * (len(urgent) - len(given))


def test_keys_are_ordered_by_number(world):
    for _ in range(11):
        world.item("task", "t")
    assert walk(world, sort="key") == [f"T-{number}" for number in range(1, 12)]


def test_a_cursor_made_up_or_of_another_order_is_refused(many):
    cursor = many.ask(ListItems(limit=5)).next
    for bad in (cursor[:-1], "x", f"{cursor}x"):
        with pytest.raises(Invalid) as caught:
            many.ask(ListItems(cursor=bad))
        assert caught.value.field == "cursor"
    with pytest.raises(Invalid, match="another order"):
        many.ask(ListItems(sort="due", cursor=cursor))
    with pytest.raises(Invalid):
        many.ask(ListEvents(cursor=cursor))


def test_rows_that_vanish_do_not_break_the_pages(many):
    page = many.ask(ListItems(limit=5, sort="due"))
    many.do(commands.bin.DeleteItem(key=page.rows[-1].key))
    rest = many.ask(ListItems(limit=200, sort="due", cursor=page.next)).rows
    assert len(rest) == 18
