"""An item beside its list, rows put in order by hand, goals moved in their tree: by mouse, by keys, and put back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.site import COLLEAGUE, Site, axe_as_shown, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database

TASKS = ("One", "Two", "Three", "Four")


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("beside"), browser, postgres=postgres) as site:
        token = site.home.token(scopes="read,write,admin")
        for title in TASKS:
            assert site.home.post("/api/v1/items", {"kind": "task", "title": title}, token=token)[0] in (200, 201)
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def _open(site: Site, page: Page, address: str) -> None:
    site.go(page, address)
    expect(page.locator("html[data-live=up]")).to_have_count(1)


def _row(page: Page, title: str) -> str:
    """The key of the item with that title, from the list."""
    href = page.get_by_role("link", name=title, exact=True).first.get_attribute("href")
    assert href
    return href.rpartition("/")[2]


def test_an_item_is_shown_beside_its_list(site: Site) -> None:
    page, bea = site.page(), site.page(COLLEAGUE)
    _open(site, page, "/explore?q=kind:task&sort=title")
    panel = page.get_by_role("dialog")
    row = page.get_by_role("link", name="One", exact=True)
    row.focus()
    page.keyboard.press("p")
    expect(panel.get_by_role("heading", name="One", exact=True)).to_be_visible()
    assert page.url.endswith(f"&peek={_row(page, 'One')}")
    page.keyboard.press("j")
    expect(panel.get_by_role("heading", name="Three", exact=True)).to_be_visible()
    page.keyboard.press("k")
    expect(panel.get_by_role("heading", name="One", exact=True)).to_be_visible()
    assert axe_as_shown(page) == []
    # What is half written stays, while a colleague's words arrive and another item is looked at.
    panel.get_by_label("Comment", exact=True).fill("Half a thought")
    _open(site, bea, f"/items/{_row(page, 'One')}")
    bea.get_by_role("button", name="In progress").click()
    expect(panel.locator(".states .current")).to_have_text("In progress")
    panel.get_by_role("button", name="Next row").click()
    expect(panel.get_by_role("heading", name="Three", exact=True)).to_be_visible()
    panel.get_by_role("button", name="Waiting").click()
    expect(panel.locator(".states .current")).to_have_text("Waiting")
    expect(page.locator("tr", has=page.get_by_role("link", name="Three", exact=True))).to_contain_text("Waiting")
    panel.get_by_role("button", name="Row before").click()
    expect(panel.get_by_label("Comment", exact=True)).to_have_value("Half a thought")
    # However many were looked at, one step back leads to the list, and Escape does the same.
    page.go_back()
    expect(panel).to_be_hidden()
    assert "peek" not in page.url
    expect(row).to_be_focused()
    row.click(modifiers=["Alt"])
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(row).to_be_focused()


def test_on_a_phone_the_item_covers_its_list(site: Site) -> None:
    page = site.page(width=390, scheme="dark")
    _open(site, page, "/board?peek=PAY-2")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", name="Write the plan")).to_be_visible()
    box = panel.bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, 390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".frame").get_attribute("inert") is not None
    assert axe_as_shown(page) == []
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
    assert page.locator(".frame").get_attribute("inert") is None


def _settled(page: Page) -> None:
    expect(page.locator("[aria-busy]")).to_have_count(0)


def _keys(page: Page) -> list[str]:
    return page.locator("tbody tr[data-item] a[data-row]").all_inner_texts()


def test_rows_are_put_in_order_by_hand(site: Site) -> None:
    page = site.page()
    _open(site, page, "/explore?q=kind:task parent:none&sort=rank")
    assert _keys(page) == list(TASKS)
    page.locator("tr", has_text="Four").drag_to(page.locator("tr", has_text="Two"), target_position={"x": 300, "y": 4})
    expect(page.locator("#toasts")).to_contain_text("moved")
    _settled(page)
    page.reload()
    assert _keys(page) == ["One", "Four", "Two", "Three"]
    # Two that are ticked go together, by keys.
    for title in ("One", "Two"):
        page.locator("tr", has_text=title).get_by_role("checkbox").check()
    page.get_by_role("link", name="One", exact=True).focus()
    page.keyboard.press("Shift+ArrowDown")
    assert _keys(page) == ["Four", "Three", "One", "Two"]
    _settled(page)
    expect(page.get_by_role("link", name="One", exact=True)).to_be_focused()
    page.reload()
    assert _keys(page) == ["Four", "Three", "One", "Two"]
    # What the server does not take is put back.
    expect(page.locator("html[data-live=up]")).to_have_count(1)
    page.route("**/act/item.rank_many", lambda route: route.abort())
    page.get_by_role("link", name="Three", exact=True).focus()
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("#toasts")).to_contain_text("was not moved: the server did not answer")
    assert _keys(page) == ["Four", "Three", "One", "Two"]


def test_goals_are_moved_in_their_tree(site: Site) -> None:
    token = site.home.token(scopes="read,write,admin")
    for title in ("Upper", "Lower"):
        body = {"kind": "goal", "title": title, "state": "Active"}
        assert site.home.post("/api/v1/items", body, token=token)[0] in (200, 201)
    page = site.page()
    _open(site, page, "/goals")

    def line(title: str) -> Locator:
        return page.locator(".goals-goal", has=page.get_by_role("link", name=title, exact=True))

    within = page.locator(".goals-branch", has=line("Upper")).locator(".goals-beneath")
    line("Lower").drag_to(line("Upper"))
    expect(within.get_by_role("link", name="Lower", exact=True)).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("stands beneath Upper")
    _settled(page)
    line("Upper").drag_to(line("Lower"))
    expect(page.locator("#toasts")).to_contain_text("this would close a cycle of parents")
    _settled(page)
    page.reload()
    expect(within.get_by_role("link", name="Lower", exact=True)).to_be_visible()
    expect(page.locator("html[data-live=up]")).to_have_count(1)
    page.get_by_role("link", name="Lower", exact=True).focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("#toasts")).to_contain_text("stands at the top")
    _settled(page)
    expect(page.get_by_role("link", name="Lower", exact=True)).to_be_focused()
    page.reload()
    expect(within).to_have_count(0)


def test_work_is_given_other_days_on_calendar_and_timeline(site: Site) -> None:
    token = site.home.token(scopes="read,write,admin")
    body = {"kind": "task", "title": "Dated", "start": "2026-05-12", "due": "2026-05-13"}
    assert site.home.post("/api/v1/items", body, token=token)[0] in (200, 201)
    page = site.page()
    _open(site, page, "/explore?q=title:Dated&layout=calendar&month=2026-05")

    def day(number: str) -> Locator:
        return page.locator(f"#day-2026-05-{number}").get_by_role("link", name="Dated", exact=True)

    day("13").drag_to(page.locator("#day-2026-05-20"))
    expect(day("20")).to_be_visible()
    _settled(page)
    day("20").focus()
    page.keyboard.press("Shift+ArrowDown")
    _settled(page)
    expect(day("27")).to_be_focused()
    assert axe_as_shown(page) == []
    page.route("**/act/item.update", lambda route: route.abort())
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("#toasts")).to_contain_text("was not moved: the server did not answer")
    expect(day("27")).to_be_visible()
    page.unroute("**/act/item.update")
    page.get_by_role("link", name="Timeline", exact=True).click()
    # What had a start kept its length.
    bar = page.locator(".tl-bar")
    assert axe_as_shown(page) == []
    expect(bar).to_have_attribute("data-start", "2026-05-26")
    expect(page.locator("html[data-live=up]")).to_have_count(1)
    bar.focus()
    page.keyboard.press("ArrowRight")
    # The move is told a moment after the last key, and makes the item one version older.
    expect(bar).to_have_attribute("data-version", "4")
    _settled(page)
    page.reload()
    expect(bar).to_have_attribute("data-due", "2026-05-28")
    expect(page.locator("html[data-live=up]")).to_have_count(1)
    bar.focus()
    page.keyboard.press("p")
    expect(page.get_by_role("dialog").get_by_role("heading", name="Dated")).to_be_visible()


def test_cards_go_from_lane_to_lane(site: Site) -> None:
    token = site.home.token(scopes="read,write,admin")
    for title, priority in (("Soon", "urgent"), ("Later", "low")):
        body = {"kind": "task", "title": title, "priority": priority, "labels": ["lanes"]}
        assert site.home.post("/api/v1/items", body, token=token)[0] in (200, 201)
    page = site.page(width=1600)
    _open(site, page, "/board?kind=task&lanes=priority&q=label:lanes")

    def cell(lane: str, state: str) -> Locator:
        return page.locator(f'#lane-{lane} .board-column[data-state="{state}"]')

    def card(lane: str, state: str) -> Locator:
        return cell(lane, state).get_by_role("link", name="Soon", exact=True)

    page.locator(".board-card", has_text="Soon").drag_to(cell("low", "Ready").locator(".board-cards"))
    _settled(page)
    page.reload()
    expect(card("low", "Ready")).to_be_visible()
    expect(page.locator("#lane-urgent")).to_have_count(0)
    expect(page.locator("html[data-live=up]")).to_have_count(1)
    assert axe_as_shown(page) == []
    page.locator(".board-card", has_text="Soon").get_by_role("link", name="Soon").focus()
    page.keyboard.press("Shift+ArrowRight")
    _settled(page)
    expect(card("low", "In progress")).to_be_focused()
    # What the server does not take is put back into its lane.
    _open(site, page, "/board?kind=task&lanes=priority")
    page.route("**/act/item.update", lambda route: route.abort())
    card("low", "In progress").focus()
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("#toasts")).to_contain_text("was not moved: the server did not answer")
    expect(card("low", "In progress")).to_be_visible()
