"""A team's page: its load leads to what is behind it, and from there a task changes hands."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from headway.commands.comments import AddComment
from headway.commands.items import CreateItem
from headway.models import Item

TODAY = datetime.now(UTC).date()
HOSTILE = "<i>\"'{{ 7*7 }}"


def test_from_a_cell_to_its_items_and_one_changes_hands(world: Any, visit: Any) -> None:
    facts = {"team": "PAY", "owner": world.email("member"), "due": TODAY - timedelta(days=1), "effort": 6000}
    key = world.do(CreateItem(kind="task", title=HOSTILE, **facts))["key"]
    page = visit("member").get("/teams/PAY").content.decode()
    link = re.search(r'<td class="heat-far"><a href="([^"]*)" aria-label="Member Person, week of [^"]*: 100 of', page)
    assert link is not None
    shown = visit("member").get(unescape(link[1]).partition("#")[0]).content.decode()
    behind = shown[shown.index('id="behind"') : shown.index('id="s-stuck"')]
    assert key in behind
    assert "<i>" not in behind
    forms = re.findall(r'<form class="act".*?</form>', behind, re.DOTALL)
    later, give = ({n: unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)} for form in forms)
    assert give["owner"] == world.email("guest")
    client = visit("member")
    assert client.post("/act/item.update", later).status_code == 302
    assert client.post("/act/item.update", give | {"seen": "2"}).status_code == 302
    row = Item.objects.get(key=key)
    assert (row.owner.email, row.due.isoformat()) == (world.email("guest"), later["due"])
    assert row.due > TODAY + timedelta(days=4)


def test_who_has_too_much_is_told_and_helped_in_one_click(world: Any, visit: Any) -> None:
    monday = TODAY - timedelta(days=TODAY.weekday())
    facts = {"team": "PAY", "owner": world.email("member"), "due": monday + timedelta(days=11)}
    keys = [world.do(CreateItem(kind="task", title=HOSTILE, effort=960, **facts))["key"] for _ in range(7)]
    page = visit("member").get("/teams/PAY").content.decode()
    address = re.search(r'hx-get="(/teams/PAY/capacity)"', page)
    assert address is not None
    shown = visit("member").get(address[1]).content.decode()
    assert "Member Person" in shown
    assert "<i>" not in shown
    command, form = re.findall(r'<form class="act" method="post" action="/act/([\w.]+)"(.*?)</form>', shown, re.DOTALL)[
        0
    ]
    given = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    moved = given.get("keys", given.get("key", "")).split(",")
    assert set(moved) <= set(keys)
    assert visit("member").post(f"/act/{command}", given).status_code == 302
    for row in Item.objects.filter(key__in=moved):
        assert row.due.isoformat() == given["due"] if "due" in given else row.owner.email == given["owner"]
    assert visit("guest").get(address[1]).content.decode().strip() == ""


def test_a_wrong_week_is_told(world: Any, visit: Any) -> None:
    for address in ("/teams/PAY?week=never", "/teams/PAY?week=1999-01-04", "/teams/PAY?week=x&member=nobody@x.org"):
        assert visit("member").get(address).status_code in (404, 422), address


def test_an_empty_team_says_what_comes_next(world: Any, visit: Any) -> None:
    page = visit("owner").get("/teams/SEC").content.decode()
    assert "Nobody is in this team yet" in page
    assert "Nothing waits for anything" in page
    flow = visit("owner").get("/teams/SEC/flow").content.decode()
    assert "Nothing to draw yet" in flow


def test_a_project_older_than_a_week_shows_its_burn_up(world: Any, work: dict[str, str], visit: Any) -> None:
    address = f"/projects/{work['project']}"
    made = dict(Item.objects.values_list("id", "created_at"))
    Item.objects.update(created_at=datetime.now(UTC))
    assert 'id="p-burn"' not in visit("member").get(address).content.decode()
    for pk, at in made.items():
        Item.objects.filter(pk=pk).update(created_at=at)
    world.do(AddComment(key=work["project"], body="What was kept is over."))
    assert 'id="p-burn"' in visit("member").get(address).content.decode()
