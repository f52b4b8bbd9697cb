"""The palette finds what the visitor may see and offers what he may do, in an order that does not change."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from headway import commands
from headway.commands.bin import DeleteItem
from headway.commands.comments import AddComment
from headway.commands.items import CreateItem
from headway.commands.views import SaveView
from headway.web.palette.entries import Entry, groups
from headway.web.palette.offers import from_anywhere, upon_items
from headway.web.palette.wording import EVERYWHERE, MANY, ONE

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"' {{ 7*7 }}"


def palette(client: Client, **asked: str) -> str:
    answer = client.get(f"/palette?{urlencode(asked)}")
    assert answer.status_code == 200
    return answer.content.decode()


def told(page: str) -> dict[str, list[tuple[str, str]]]:
    """Return section -> (label, address) of its lines, in order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for part in page.split('class="palette-group"')[1:]:
        head = re.search(r'class="palette-head"[^>]*>([^<]*)<', part)
        assert head is not None
        lines = re.findall(r'<a class="palette-line.*?href="([^"]*)".*?palette-label">(.*?)</span>', part, re.DOTALL)
        found[unescape(head[1])] = [(unescape(re.sub("</?mark>", "", label)), unescape(href)) for href, label in lines]
    return found


def labels(page: str) -> list[str]:
    return [label for lines in told(page).values() for label, _ in lines]


def hrefs(page: str) -> list[str]:
    return [href for lines in told(page).values() for _, href in lines]


def test_before_anything_is_typed_pages_and_commands_are_there(world: Any, visit: Any) -> None:
    found = told(palette(visit("member")))
    assert list(found) == ["Pages", "Commands"]
    assert found["Pages"][0] == ("My work", "/my-work")
    assert found["Commands"][0] == ("New task …", "/act/item.create?kind=task")


@pytest.mark.parametrize("words", ["{task}", "{task_small}", "{task_tight}"])
def test_a_key_comes_first(words: str, work: dict[str, str], visit: Any) -> None:
    key = work["task"]
    given = words.format(task=key, task_small=key.lower(), task_tight=key.replace("-", ""))
    found = told(palette(visit("member"), q=given))
    assert next(iter(found["Items"])) == ("Write the plan", f"/items/{key}")


def test_the_beginning_of_a_key_finds_all_that_begin_so(world: Any, visit: Any) -> None:
    for number in range(12):
        world.do(CreateItem(kind="task", title=f"Number {number}", team="PAY"))
    found = [href for _, href in told(palette(visit("member"), q="pay-1"))["Items"]]
    assert found[0] == "/items/PAY-1"
    assert set(found[1:]) == {"/items/PAY-10", "/items/PAY-11", "/items/PAY-12"}


@pytest.mark.parametrize("words", ["write", "Wri", "plan", "the plan wri", "wirte", "writte", "wrpl"])
def test_words_beginnings_slips_and_gaps_find(words: str, work: dict[str, str], visit: Any) -> None:
    page = palette(visit("member"), q=words)
    assert f"/items/{work['task']}" in hrefs(page)
    assert "<mark>" in page


def test_words_of_a_comment_find_its_item_after_those_named_so(work: dict[str, str], world: Any, visit: Any) -> None:
    world.do(AddComment(key=work["issue"], body="The plan is late."))
    found = [href for _, href in told(palette(visit("member"), q="plan"))["Items"]]
    assert found == [f"/items/{work['task']}", f"/items/{work['issue']}"]


def test_the_query_language_works_and_nonsense_is_taken_as_words(work: dict[str, str], visit: Any) -> None:
    client = visit("member")
    assert [href for _, href in told(palette(client, q="kind:goal trust"))["Items"]] == [f"/items/{work['goal']}"]
    for words in ("plan)", '"plan', "nonsense: plan", "((", "-", "\x00", "or OR", "kind:", "'; --", "ORdinary AND"):
        assert 'id="palette-list"' in palette(client, q=words)
    assert f"/items/{work['task']}" in hrefs(palette(client, q="(write"))


@pytest.mark.parametrize("who", ["outsider", "guest", "member"])
def test_what_one_may_not_see_is_not_there(who: str, world: Any, visit: Any) -> None:
    key = world.do(CreateItem(kind="task", title="Quarry of secrets", team="SEC"))["key"]
    world.do(AddComment(key=key, body="quarry quarry"))
    world.do(SaveView(view_name="Quarry view", address="/explore?q=quarry"))
    recent = f"/items/{key}\n/teams/SEC\n/explore?q=quarry"
    asked = [{"q": "quarry"}, {"q": key}, {"q": "qarry"}, {"recent": recent}, {"keys": key}, {"keys": key, "acts": "1"}]
    seen = [*asked[:5], {"q": "Security"}]
    assert all(
        "Quarry" in palette(visit("owner"), **one) or "Security" in palette(visit("owner"), **one) for one in seen
    )
    for one in [*asked, {"q": "Security"}]:
        page = palette(visit(who), **one)
        assert "Quarry" not in page
        assert "/teams/SEC" not in page
        assert f"/items/{key}" not in page
        assert f"/act/item.update?key={key}" not in page


def test_a_guest_is_shown_nobody_outside_his_teams(world: Any, visit: Any) -> None:
    assert "People" in told(palette(visit("guest"), q="Member Person"))
    assert "People" not in told(palette(visit("guest"), q="Outsider"))
    assert told(palette(visit("member"), q="Outsider"))["People"][0][0] == "Outsider Person"


@pytest.mark.one_database
@pytest.mark.parametrize("who", ["owner", "admin", "member", "guest"])
@pytest.mark.parametrize("kind", ["goal", "project", "operation", "issue", "task"])
def test_every_offer_has_a_form(who: str, kind: str, work: dict[str, str], visit: Any) -> None:
    client = visit(who)
    page = palette(client, keys=work[kind], acts="1")
    offered = [href for href in hrefs(page) if href.startswith("/act/")]
    assert (len(offered) > 15) == (who != "guest")
    for href in {*offered, *hrefs(palette(client, keys="PAY-1,PAY-2", acts="1"))}:
        name = urlsplit(href).path.removeprefix("/act/")
        form = client.get(href)
        assert form.status_code == 200, href
        assert b'id="act"' in form.content
        given = parse_qs(urlsplit(href).query)
        fields = given.get("only", [""])[0].split(",")
        assert all(f'data-field="{one}"'.encode() in form.content for one in fields if one), href
        assert name in commands.catalogue()


@pytest.mark.one_database
def test_offers_from_anywhere_have_forms_and_go_by_role(world: Any, visit: Any) -> None:
    seen = {}
    for who in ("owner", "member", "guest"):
        client = visit(who)
        pages = [palette(client, q=word, here="/explore?q=") for word in NOUNS]
        seen[who] = {href for page in pages for href in hrefs(page) if href.startswith("/act/")}
        for href in seen[who]:
            assert client.get(href).status_code == 200, href
    offered = {urlsplit(href).path.removeprefix("/act/") for href in seen["owner"]}
    assert offered == {*from_anywhere()}
    assert "/act/team.create" in seen["owner"]
    assert "/act/team.create" not in seen["member"]
    assert "/act/leave.add" in seen["member"]
    assert [href for href in seen["guest"] if "item.create" in href] == ["/act/item.create?kind=issue"]
    assert not any("leave" in href for href in seen["guest"])


NOUNS = sorted({name.partition(".")[0].replace("_", " ") for name in commands.catalogue()})


def test_the_palettes_words_name_commands_and_their_fields() -> None:
    catalogue = commands.catalogue()
    for one in (*EVERYWHERE, *ONE, *MANY):
        fields = {*catalogue[one.command].model_fields}
        assert {*one.given} - {"only"} <= fields
        assert {*one.given.get("only", "").split(",")} - {""} <= fields
    upon = {one.name for one in upon_items()}
    assert {one.command for one in ONE} <= {*upon, "item.create"}
    assert {"item.move", "relation.add", "check_in.add", "schedule.add", "baseline.take"} <= upon
    assert not {"history.item", "mail.receive", "attachment.add", "act.undo"} & {*upon, *from_anywhere()}


def test_what_can_be_done_with_an_item_goes_by_its_kind_and_state(work: dict[str, str], visit: Any) -> None:
    client = visit("member")
    issue = labels(palette(client, keys=work["issue"], acts="1"))
    task = labels(palette(client, keys=work["task"], acts="1"))
    assert {"Accept …", "Resolve …", "Move to In progress …"} <= {*issue}
    assert not {"Accept …", "Resolve …", "Open again …"} & {*task}
    assert "Open again …" not in issue
    found = told(palette(client, keys=work["task"], q="done"))
    assert next(iter(found.items())) == (
        f"{work['task']} Write the plan",
        [("Move to Done …", f"/act/item.move?key={work['task']}&state=Done")],
    )
    assert told(palette(visit("guest"), keys=work["task"], q="assign")).keys() == {"More"}


def test_several_items_are_acted_upon_at_once(work: dict[str, str], visit: Any) -> None:
    keys = f"{work['task']},{work['issue']}"
    found = told(palette(visit("member"), keys=keys))
    assert found["2 selected items"][0] == ("Move to a state …", f"/act/item.update_many?keys={keys}&only=state")
    assert any("item.delete_many" in href for href in hrefs(palette(visit("member"), keys=keys, q="delete")))
    assert not any("/act/item." in href for href in hrefs(palette(visit("guest"), keys=keys, q="delete")))


def test_recent_are_told_as_they_are_called_now(work: dict[str, str], world: Any, visit: Any) -> None:
    task, project, issue = work["task"], work["project"], work["issue"]
    good = (f"/items/{task}", "/act/item.create?kind=goal", f"/projects/{project}", f"/items/{issue}", "/teams/PAY")
    bad = ("https://evil.example/", "/explore", "/nowhere", "javascript:alert(1)")
    recent = "\n".join((*good[:1], *bad[:2], *good[1:], *bad[2:]))
    page = palette(visit("member"), recent=recent, here="/explore")
    assert [href for _, href in told(page)["Recent"]] == [*good]
    assert "evil" not in page
    world.do(DeleteItem(key=issue))
    assert f"/items/{issue}" not in hrefs(palette(visit("member"), recent=recent))
    assert f"/items/{task}" not in hrefs(palette(visit("member"), recent=recent, keys=task, here=f"/items/{task}"))


def test_hostile_words_stay_words(world: Any, visit: Any) -> None:
    key = world.do(CreateItem(kind="issue", title=HOSTILE, team="PAY"))["key"]
    world.do(SaveView(view_name=HOSTILE[:60], address="/explore?q=alert", everybody=True))
    for asked in ({"q": "alert"}, {"q": HOSTILE}, {"keys": key}, {"recent": f"/items/{key}"}, {"q": "scritp"}):
        page = palette(visit("owner"), **asked)
        assert "alert" in page
        assert "<script" not in page
        assert "<img" not in page
        assert "49" not in page


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"q": "x" * 201}, "at most 200 characters"),
        ({"keys": "PAY-1,nonsense"}, "keys are like PAY-41"),
        ({"keys": ",".join(f"PAY-{n}" for n in range(1, 502))}, "at most 500 items"),
    ],
)
def test_bad_input_is_refused_in_words(asked: dict[str, str], says: str, world: Any, visit: Any) -> None:
    answer = visit("member").get(f"/palette?{urlencode(asked)}")
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_strangers_are_asked_to_sign_in(world: Any) -> None:
    assert Client().get("/palette?q=plan").status_code == 302
    assert Client().get("/palette?q=plan", headers={"HX-Request": "true"}).status_code == 401


def test_the_better_fit_comes_first_and_equals_keep_their_order() -> None:
    names = ("Pull lanes", "Airplane", "Our plan", "Planning", "Plan", "The plan", "Paln")
    given = [Entry(section="Pages", label=name, href=name, icon="x") for name in names]
    given += [
        Entry(section="Items", label="Plan", href="i", icon="x"),
        Entry(section="More", label="plan", href="m", icon="x"),
    ]
    found = groups(given, "plan", most=9)
    assert [group.name for group in found] == ["Pages", "Items", "More"]
    order = ["Plan", "Planning", "Our plan", "The plan", "Airplane", "Paln", "Pull lanes"]
    assert [line.entry.label for line in found[0].lines] == order
    assert [group.name for group in groups(given[1:3] + given[-2:], "plan", most=9)] == ["Items", "Pages", "More"]
    assert [len(group.lines) for group in groups(given, "plan", most=2)] == [2, 1, 1]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "plan"},
        {"q": "paln"},
        {"keys": "{task}", "recent": "/items/{project}\n/items/{issue}\n/teams/PAY"},
        {"keys": "{task},{issue}", "q": "move"},
    ],
)
@pytest.mark.parametrize("who", ["owner", "member", "guest"])
def test_statements_do_not_grow(who: str, asked: dict[str, str], work: dict[str, str], world: Any, visit: Any) -> None:
    given = {name: value.format(**work) for name, value in asked.items()}
    client = visit(who)

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            palette(client, **given)
        return len(caught)

    world.do(CreateItem(kind="task", title="Plan 0", team="PAY"))
    count()
    before = count()
    for number in range(1, 25):
        key = world.do(CreateItem(kind="task", title=f"Plan {number}", team="PAY", parent=work["project"]))["key"]
        world.do(AddComment(key=key, body="plan"))
        world.do(SaveView(view_name=f"Plan {number}", address=f"/explore?q=plan{number}", everybody=True))
    assert count() <= before < 50
