"""What the engine found, where somebody decides: it is said where there is something to say, and nowhere else."""

from datetime import timedelta
from html import escape
from typing import Any

import pytest

from headway.commands.items import CreateItem
from headway.commands.moves import MoveItem
from headway.commands.relations import AddRelation
from headway.queries import kept
from tests.world import World

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Rows of other tests bore the same numbers."""
    kept._kept.clear()


@pytest.fixture
def living(world: World) -> dict[str, str]:
    """A goal that waits for a task that an issue blocks, and enough that was done before; returns title -> key."""
    made: dict[str, str] = {}

    def item(kind: str, title: str, **fields: Any) -> str:
        made[title] = world.do(CreateItem(kind=kind, title=title, **fields))["key"]
        return made[title]

    item("goal", "Trust", state="Active", due="2026-04-30")
    for n in range(12):
        key = item("task", f"Done {n}", team="PAY")
        world.do(MoveItem(key=key, state="In progress"))
        world.now += timedelta(days=2)
        world.do(MoveItem(key=key, state="Done"))
    item("task", "Open", team="PAY")
    item("issue", HOSTILE, team="PAY")
    world.do(AddRelation(source=made["Open"], type="contributes-to", target=made["Trust"]))
    world.do(AddRelation(source=made[HOSTILE], type="blocks", target=made["Open"]))
    return made


@pytest.mark.parametrize("role", ["owner", "admin", "member"])
def test_every_place_says_what_a_goal_gains(role: str, living: dict[str, str], visit: Any) -> None:
    goal, issue = living["Trust"], living[HOSTILE]
    client = visit(role)
    client.get("/outlook/known")
    said = f"it first makes {goal} reachable"
    for address in (
        *("/triage?by=impact", "/issues?sort=goals", "/explore?q=kind:issue&sort=goals"),
        *(f"/items/{issue}/impact", f"/items/{goal}/outlook", "/goals"),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert said in page.content.decode(), address
        assert HOSTILE not in page.content.decode()
    for address in ("/goals", "/portfolio", f"/items/{goal}/outlook"):
        assert 'class="chance' in client.get(address).content.decode(), address
    assert f'hx-get="/items/{issue}/impact"' in client.get(f"/items/{issue}").content.decode()
    assert f'hx-get="/items/{goal}/outlook"' in client.get(f"/items/{goal}").content.decode()


def test_what_helps_a_goal_stands_there_by_its_title(living: dict[str, str], visit: Any) -> None:
    client = visit("owner")
    client.get("/outlook/known")
    for address in ("/goals", "/portfolio", f"/items/{living['Trust']}/outlook"):
        page = client.get(address).content.decode()
        assert escape(HOSTILE) in page or ">Open</a>" in page, address


def test_the_portfolio_tells_the_week_in_five_sentences_and_the_risks(living: dict[str, str], visit: Any) -> None:
    assert 'hx-get="/portfolio/news"' in visit("owner").get("/portfolio").content.decode()
    assert 'hx-get="/portfolio/news?team=PAY"' in visit("owner").get("/portfolio?q=team:PAY").content.decode()
    assert "/portfolio/news" not in visit("owner").get("/portfolio?q=team:PAY%20is:open").content.decode()
    for who, risks in (("owner", True), ("guest", False)):
        for address in ("/portfolio/news", "/portfolio/news?team=PAY")[: 1 + risks]:
            page = visit(who).get(address).content.decode()
            assert 1 <= page.partition("portfolio-week")[2].partition("</ul>")[0].count("<li>") <= 5
            assert ("p-threats" in page) is risks


def test_who_does_not_see_the_goal_is_told_nothing(living: dict[str, str], visit: Any) -> None:
    client = visit("guest")
    for address in ("/triage?by=impact", "/issues?sort=goals", f"/items/{living[HOSTILE]}/impact", "/portfolio"):
        page = client.get(address).content.decode()
        assert living["Trust"] not in page
        assert "Fixing it first" not in page


def test_where_there_is_nothing_to_say_nothing_is_said(work: dict[str, str], visit: Any) -> None:
    client = visit("owner")
    assert client.get(f"/items/{work['task']}/impact").content.decode().strip() == ""
    assert client.get(f"/items/{work['issue']}/outlook").content.decode().strip() == ""
    assert client.get("/items/NO-1/impact").content.decode().strip() == ""
    assert "Cannot tell: no work has been finished" in client.get(f"/items/{work['goal']}/outlook").content.decode()
    assert 'class="chance' not in client.get("/portfolio").content.decode()
    page = client.get("/issues?sort=goals").content.decode()
    assert "Nothing here costs a goal anything" in page


def test_a_query_that_cannot_be_read_is_shown_by_impact_too(work: dict[str, str], visit: Any) -> None:
    page = visit("owner").get("/issues?q=kind:isue&sort=goals")
    assert page.status_code == 422
    assert "<mark>" in page.content.decode()


def test_a_page_does_not_wait_for_what_is_not_known_yet(living: dict[str, str], visit: Any, world: World) -> None:
    client = visit("owner")
    asked, chance = 'hx-get="/outlook/known"', 'class="chance'
    for address in ("/goals", "/portfolio"):
        assert asked in client.get(address).content.decode()
        answer = client.get("/outlook/known")
        assert (answer.status_code, answer["HX-Trigger"]) == (204, "headway:known")
        page = client.get(address).content.decode()
        assert asked not in page
        assert chance in page
        # Something happened: what was known stands until it is known anew.
        world.do(CreateItem(kind="task", title="One more"))
        page = client.get(address).content.decode()
        assert asked in page
        assert chance in page


def test_more_work_than_is_weighed_on_demand_is_told_nothing_of(
    living: dict[str, str], visit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("headway.insights.findings.MOST", 1)
    page = visit("owner").get(f"/items/{living['Trust']}/outlook")
    assert page.status_code == 200
    assert "chance" not in page.content.decode()
