"""Fields of an organisation's own in the query language: filtered, negated and sorted in SQL, on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from headway.commands import catalogue
from headway.queries.base import ask
from headway.queries.items import CountItems, ListItems
from headway.rules.errors import Invalid
from tests.world import World, make_world

VALUES: dict[str, dict[str, Any]] = {
    "T-1": {"cost": "100 EUR", "size": 1, "tier": "Gold", "tags": ["Red", "Blue"], "buyer": "owner@acme.example"},
    "T-2": {"cost": "99.50 EUR", "size": 10, "tier": "Silver", "tags": ["Blue"], "buyer": "member@acme.example"},
    "T-3": {"cost": "100 USD", "size": 2.5, "when": "2026-03-10", "note": "Élan vital", "page": "https://a.example"},
    "T-4": {"cost": "5000 JPY", "size": -3, "when": "2026-04-01", "note": "plain", "tags": ["Red"]},
    "T-5": {},
}


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Build the world once; each test takes back what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    return built


def _build() -> World:
    made = make_world()
    other = make_world("other")
    for name, world in (("own", made), ("other", other)):
        _do(world, "field.add", field_name="Size", type="number" if name == "own" else "text")
    for key, facts in {
        "cost": {"type": "money", "currency": "EUR"},
        "tier": {"type": "choice", "options": ["Silver", "Gold", "two words"]},
        "tags": {"type": "choices", "options": ["Red", "Blue", "Green"]},
        "buyer": {"type": "person"},
        "when": {"type": "date"},
        "note": {"type": "text"},
        "page": {"type": "link"},
    }.items():
        _do(made, "field.add", field_name=key.title(), **facts)
    # What another workspace keeps under the same key is no number.
    _do(other, "item.create", kind="task", title="Elsewhere", fields={"size": "huge"})
    for key, values in VALUES.items():
        assert _do(made, "item.create", kind="task", title=key, fields=values)["key"] == key
    return made


def _do(world: World, name: str, **arguments: Any) -> dict[str, Any]:
    return world.do(catalogue()[name](**arguments))


def found(world: World, q: str, *, sort: str | None = None, limit: int = 50) -> list[str]:
    answer = ask(ListItems(q=q, sort=sort, limit=limit), actor=world.actor(), now=world.now)
    return [row.key for row in answer.rows]


@pytest.mark.parametrize(
    ("q", "numbers"),
    [
        ("field.cost:100", "1"),
        ("field.cost:>99", "12"),
        ("field.cost:>99.5", "1"),
        ("field.cost:99..100", "12"),
        ('field.cost:"100 USD"', "3"),
        ("field.cost:100USD", "3"),
        ("field.cost:<6000JPY", "4"),
        ("field.size:>2", "23"),
        ("field.size:<=1", "14"),
        ("field.size:1,10", "12"),
        ("field.size:-3", "4"),
        ("-field.size:>2", "145"),
        ("field.tier:gold", "1"),
        ("field.tier:gold,silver", "12"),
        ('field.tier:"two words"', ""),
        ("-field.tier:gold", "2345"),
        ("field.tags:red", "14"),
        ("field.tags:red,blue", "124"),
        ("field.tags:red field.tags:blue", "1"),
        ("-field.tags:red", "235"),
        ("field.tags:green", ""),
        ("field.buyer:me", "1"),
        ("field.buyer:member@acme.example", "2"),
        ("field.buyer:me,none", "1345"),
        ("field.when:2026-03", "3"),
        ("field.when:>2026-03-10", "4"),
        ("field.when:2026-03-10..2026-04-01", "34"),
        ("field.note:VITAL", "3"),
        ("field.page:a.example", "3"),
        ("has:field.cost", "1234"),
        ("no:field.cost", "5"),
        ("field.when:none", "125"),
        ("FIELD.Size:>2", "23"),
        ("field.size:>2 OR field.tier:gold", "123"),
        ("kind:task -(field.size:>2 field.cost:>0)", "1345"),
    ],
)
def test_what_a_query_finds(world: World, q: str, numbers: str) -> None:
    assert sorted(found(world, q)) == [f"T-{number}" for number in numbers]
    assert ask(CountItems(q=q), actor=world.actor(), now=world.now).count == len(numbers)


@pytest.mark.parametrize(
    ("sort", "numbers"),
    [
        ("field.size", "41325"),
        ("-field.size", "23145"),
        ("field.cost", "21435"),
        ("field.tier", "21543"),
        ("field.when", "34521"),
        ("-field.when", "43"),
        ("field.buyer", "21543"),
        ("-field.buyer", "12"),
    ],
)
def test_orders_and_their_pages(world: World, sort: str, numbers: str) -> None:
    whole = found(world, "", sort=sort)
    assert sorted(whole) == sorted(VALUES)
    filled = [f"T-{number}" for number in numbers[:2]]
    assert whole[:2] == filled
    if sort == "field.size":
        assert whole == [f"T-{number}" for number in numbers]
    assert found(world, f"sort:{sort}") == whole
    paged, cursor = [], None
    while True:
        page = ask(ListItems(sort=sort, limit=2, cursor=cursor), actor=world.actor(), now=world.now)
        paged += [row.key for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert paged == whole


@pytest.mark.parametrize(
    ("q", "position", "words"),
    [
        ("kind:task field.colour:red", 10, "no field"),
        ("field.:x", 0, "no field"),
        ("field.size:big", 11, "cannot read"),
        ("field.tier:bronze", 11, "no field.tier"),
        ("field.tags:>red", 11, "not compared"),
        ("field.cost:>lots", 12, "cannot read"),
        ("field.cost:1.234", 11, "cannot read"),
        ("field.buyer:nobody@x.org", 12, "there is no"),
        ("has:field.colour", 4, "no field"),
        ("sort:field.tags", 5, "no order"),
        ("sort:field.colour", 5, "no order"),
    ],
)
def test_a_mistake_is_pointed_at(world: World, q: str, position: int, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        found(world, q)
    assert caught.value.field == "q"
    assert caught.value.detail["position"] == position
    assert words in caught.value.message


def test_what_looks_like_an_address_is_still_a_word(world: World) -> None:
    assert found(world, "example.com:8080") == []


def test_an_archived_field_is_not_known(world: World) -> None:
    _do(world, "field.update", field="size", archived=True)
    with pytest.raises(Invalid):
        found(world, "field.size:>2")


def test_a_query_without_own_fields_pays_nothing_and_one_with_them_a_single_statement(world: World) -> None:
    counts = []
    for q in ("points:>1", "field.size:>1", "field.size:>1 field.cost:>1 field.tags:red sort:field.tier"):
        with CaptureQueriesContext(connection) as caught:
            ask(CountItems(q=q), actor=world.actor(), now=world.now)
        counts.append(len(caught))
        assert "JOIN" not in caught[-1]["sql"]
    assert counts[1] == counts[0] + 1
    assert counts[2] == counts[1]
