"""The columns of Explore: chosen in the address, own fields as what they are, for as many statements however many."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from headway.commands import catalogue
from headway.queries.base import ask
from headway.queries.fields import FieldRow
from headway.queries.items import ListItems
from headway.rules.errors import Invalid
from headway.web.explore.columns import DEFAULT, chosen, picked
from tests.world import World, make_world

HOSTILE = '"><script>alert(1)</script>'
MARKUP = "<script>alert(2)</script>"


def field(key: str, type: str = "text") -> FieldRow:
    return FieldRow(key, key.title(), type, "", (), (), "", False, 0, False)


def names(stated: str) -> list[str]:
    return [column.name for column in chosen(stated, [field("cost", "money"), field("tags", "choices")]).shown]


def test_the_usual_columns_need_no_word_in_the_address() -> None:
    assert names("") == names(" , ") == list(DEFAULT)
    assert chosen(",".join(DEFAULT), []).cols == chosen("", []).cols == ""
    assert [column.name for column in chosen("", []).shown if "minor" in column.look] == [
        *("key", "owner", "priority", "updated"),
    ]


def test_columns_are_shown_in_the_order_stated_and_once() -> None:
    assert names("due,title,field.cost,due") == ["due", "title", "field.cost"]
    assert names("key,Field.Cost") == ["key", "title", "field.cost"]
    assert names("field.cost") == ["title", "field.cost"]
    found = chosen("title,nonsense,field.gone", [field("cost")])
    assert found.unknown == ("nonsense", "field.gone")
    assert found.cols == "title"
    assert "field.cost" in [column.name for column in found.rest]


def test_columns_move_and_stay_within_the_table() -> None:
    found = chosen("key,title,due", [])
    assert (found.moved("due", -1), found.moved("due", 1)) == ("key,due,title", "key,title,due")
    assert found.moved("key", -1) == "key,title,due"


def test_a_form_keeps_the_order_and_adds_behind() -> None:
    assert picked(["title", "team", "due"], "due,title,key") == "due,title,team"
    assert picked(["title", "key"], "") == "key,title"


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    for name, facts in {
        "Cost": {"type": "money", "currency": "EUR"},
        "Size": {"type": "number"},
        "Note": {"type": "text"},
        "Buyer": {"type": "person"},
        "Tags": {"type": "choices", "options": ["Red", MARKUP]},
        "Page": {"type": "link"},
        "When": {"type": "date"},
    }.items():
        do(made, "field.add", field_name=name, **facts)
    many = {"size": 5, "note": HOSTILE, "buyer": made.email("member"), "tags": ["Red", MARKUP]}
    do(
        made,
        "item.create",
        kind="task",
        title="One",
        fields={**many, "cost": "100 EUR", "when": "2026-01-31", "page": "https://a.example/x"},
    )
    do(made, "item.create", kind="task", title="Two", fields={"cost": "20 EUR", "size": 40})
    do(made, "item.create", kind="task", title="Three")
    return made


def do(world: World, name: str, **arguments: Any) -> Any:
    return world.do(catalogue()[name](**arguments), by="owner")


@pytest.fixture
def client(world: World) -> Client:
    found = Client()
    found.force_login(world.user("owner"))
    return found


OWN = "field.cost,field.size,field.note,field.buyer,field.tags,field.page,field.when"


def page(client: Client, query: str) -> str:
    answer = client.get(f"/explore?q=kind:task&{query}")
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def table(html: str) -> str:
    found = re.search(r"<table.*</table>", html, re.S)
    assert found
    return found[0]


def test_own_fields_are_shown_as_what_they_are(client: Client, world: World) -> None:
    shown = table(page(client, f"cols=title,{OWN}"))
    assert re.search(r"<td[^>]*num[^>]*><span[^>]*>100(\.00)? EUR", shown)
    assert re.search('<a [^>]*href="https://a.example/x"[^>]*rel="noopener nofollow noreferrer">a.example/x</a>', shown)
    assert '<span class="label">Red</span>' in shown
    assert '<time datetime="2026-01-31"' in shown
    assert "<script" not in shown
    assert world.email("member") not in shown


def test_a_click_sorts_by_an_own_field_and_keeps_the_columns(client: Client) -> None:
    first = page(client, "cols=title,field.size")
    assert "sort=field.size&amp;cols=title%2Cfield.size" in table(first)
    up = page(client, "cols=title,field.size&sort=field.size")
    assert 'aria-sort="ascending"' in up
    assert "sort=-field.size&amp;cols=" in table(up)
    down = table(page(client, "cols=title,field.size&sort=-field.size"))
    for text, order in ((table(up), ["One", "Two", "Three"]), (down, ["Two", "One", "Three"])):
        assert sorted(order, key=lambda title: text.index(f">{title}</a>")) == order
    assert "sort=field.tags" not in page(client, "cols=title,field.tags")


def test_filters_the_form_and_views_keep_the_columns(client: Client) -> None:
    shown = page(client, "cols=title,field.cost")
    chips = re.findall(r'class="chip" href="([^"]*)"', shown)
    assert chips
    assert all("cols=title%2Cfield.cost" in href for href in chips)
    assert '<input type="hidden" name="cols" value="title,field.cost">' in shown
    assert "/act/view.save?address=/explore%3Fq%3Dkind%253Atask%26cols%3D" in shown


def test_the_form_leads_to_one_word_in_the_address(client: Client) -> None:
    answer = client.get("/explore?q=a&sort=due&cols=due,title&col=title&col=due&col=field.cost")
    assert (answer.status_code, answer["Location"]) == (302, "/explore?q=a&sort=due&cols=due%2Ctitle%2Cfield.cost")
    assert client.get("/issues?q=a&col=title")["Location"] == "/issues?q=a&cols=title"


def test_what_is_no_column_is_told_and_the_rest_shown(client: Client) -> None:
    shown = page(client, "cols=title,field.gone,%3Cb%3E")
    assert "There is no column" in shown
    assert "field.gone" in shown
    assert "<b>" not in shown
    assert "One" in table(shown)


def test_a_column_costs_no_statement(client: Client) -> None:
    def count(cols: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            page(client, f"cols={cols}")
        return len(caught)

    count("title")
    usual = count("title")
    assert count("title,team,goals,labels,progress,effort,created") == usual
    assert count("title,field.cost") == count("title,field.cost,field.size,field.note,field.tags") == usual + 2
    assert count(f"title,{OWN}") == usual + 3


def test_items_tell_the_own_fields_asked_for(world: World) -> None:
    found = ask(
        ListItems(q="kind:task", sort="-field.size", fields="size, field.buyer"), actor=world.actor(), now=world.now
    )
    assert [row.key for row in found.rows] == ["T-2", "T-1", "T-3"]
    assert [one.text for one in found.fields["T-1"]] == ["5", world.email("member")]
    assert [one.value for one in found.fields["T-3"]] == [None, None]
    assert ask(ListItems(q="kind:task"), actor=world.actor(), now=world.now).fields == {}
    with pytest.raises(Invalid) as refusal:
        ask(ListItems(fields="sise"), actor=world.actor(), now=world.now)
    assert refusal.value.field == "fields"
    assert refusal.value.message.endswith("known are: cost, size, note, buyer, tags, page, when")


def test_lists_of_a_kind_have_usual_columns_of_their_own(client: Client) -> None:
    assert "progress" in [column.name for column in chosen("", [], "/projects").shown]
    assert chosen(",".join(DEFAULT), [], "/projects").cols == ",".join(DEFAULT)
    assert picked(["title", "progress", "team"], "", "/projects") == "title,progress,team"
    assert ">Progress" in client.get("/projects?q=").text
    assert ">Severity" in client.get("/issues?q=").text
