"""The palette in a real browser: by keys alone, upon an item, upon a selection, on a phone, and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.site import Site, axe, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("palette"), browser, postgres=postgres) as site:
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def _ask(page: Page) -> Locator:
    """Open the palette by keys; its field has the focus and its list is there."""
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Find or do anything")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "true")
    return field


def _chosen(page: Page) -> Locator:
    return page.locator("#palette [role=option][aria-selected=true]")


def test_finds_by_keys_alone_and_gives_the_focus_back(site: Site) -> None:
    page = site.page()
    site.go(page, "/explore")
    row = page.get_by_role("link", name="Charged twice")
    row.focus()
    field = _ask(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(row).to_be_focused()

    _ask(page)
    page.keyboard.type("PAY-1")
    expect(_chosen(page)).to_contain_text("New provider")
    expect(_chosen(page).locator("mark")).to_have_text("PAY-1")
    expect(field).to_have_attribute("aria-activedescendant", _chosen(page).get_attribute("id") or "")
    first = _chosen(page).inner_text()
    page.keyboard.press("ArrowDown")
    expect(_chosen(page)).not_to_have_text(first, use_inner_text=True)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New provider")).to_be_visible()
    assert page.url.endswith("/items/PAY-1")


def test_enter_waits_for_what_was_typed(site: Site) -> None:
    page = site.page()
    site.go(page, "/explore")
    _ask(page)
    page.keyboard.type("charged twcie")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Charged twice")).to_be_visible()


def test_a_late_answer_is_dropped(site: Site) -> None:
    page = site.page()
    site.go(page, "/explore")
    _ask(page)
    held = []
    page.route("**/palette?q=plan*", lambda route: held.append(route))
    page.keyboard.type("plan")
    page.wait_for_timeout(300)
    assert held
    page.keyboard.press("Control+a")
    page.keyboard.type("charged")
    expect(_chosen(page)).to_contain_text("Charged twice")
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    expect(_chosen(page)).to_contain_text("Charged twice")


def test_acts_on_the_item_of_the_page(site: Site) -> None:
    page = site.page()
    site.go(page, "/items/PAY-2")
    _ask(page)
    page.keyboard.type("in progress")
    expect(_chosen(page)).to_have_text("Move to In progress …")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Move PAY-2")).to_be_visible()
    dialog.get_by_role("button", name="Move").click()
    expect(page.locator(".states .current")).to_have_text("In progress")


def test_acts_on_an_item_that_it_found(site: Site) -> None:
    page = site.page()
    site.go(page, "/feed")
    field = _ask(page)
    page.keyboard.type("provider")
    expect(_chosen(page)).to_contain_text("New provider")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#palette-about")).to_have_text("PAY-1")
    expect(field).to_have_value("")
    page.keyboard.type("priority")
    expect(_chosen(page)).to_have_text("Set the priority …")
    page.keyboard.press("Escape")
    expect(page.locator("#palette-about")).to_be_hidden()
    expect(field).to_be_visible()
    page.keyboard.type("new goal")
    expect(_chosen(page)).to_contain_text("New goal")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("New goal", exact=True)).to_be_visible()
    page.get_by_role("dialog").get_by_label("Title").fill("Half a thought")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_label("Title")).to_have_value("Half a thought")


def test_acts_on_what_is_selected(site: Site) -> None:
    page = site.page()
    site.go(page, "/explore?q=state:open&sort=key")
    for at in (0, 1):
        page.locator("[data-pick]").nth(at).check()
    _ask(page)
    expect(page.get_by_role("group", name="2 selected items")).to_be_visible()
    page.keyboard.type("priority")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Edit 2 items")).to_be_visible()
    dialog.get_by_label("Priority").select_option("urgent")
    dialog.get_by_role("button", name="Save").click()
    for at in (0, 1):
        expect(page.locator("tbody tr").nth(at).get_by_role("img", name="urgent")).to_be_visible()

    site.go(page, "/board")
    page.get_by_role("link", name="Charged twice").focus()
    _ask(page)
    expect(page.get_by_role("group", name="PAY-3 Charged twice")).to_be_visible()


def test_remembers_what_was_opened_last(site: Site) -> None:
    page = site.page()
    for address in ("/items/PAY-2", "/items/PAY-3", "/feed"):
        site.go(page, address)
    _ask(page)
    recent = page.get_by_role("group", name="Recent").get_by_role("option")
    expect(recent).to_have_count(2)
    expect(recent.nth(0)).to_contain_text("Charged twice")
    expect(recent.nth(1)).to_contain_text("Write the plan")
    page.keyboard.type("goals")
    expect(_chosen(page)).to_contain_text("Goals")
    page.keyboard.press("Enter")
    page.wait_for_url("**/goals")
    site.go(page, "/feed")
    _ask(page)
    expect(recent.nth(0)).to_contain_text("Goals")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "/items/PAY-3" in kept
    assert "Charged" not in kept


def test_opens_beside_the_page(site: Site) -> None:
    page = site.page()
    site.go(page, "/feed")
    _ask(page)
    page.keyboard.type("charged")
    expect(_chosen(page)).to_contain_text("Charged twice")
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    expect(opened.value.get_by_role("heading", name="Charged twice")).to_be_visible()
    assert page.url.endswith("/feed")


def test_on_a_phone_the_search_tab_opens_it(site: Site) -> None:
    page = site.page(width=390)
    site.go(page, "/feed")
    page.get_by_role("navigation", name="Quick").get_by_role("link", name="Search").click()
    field = page.get_by_role("combobox", name="Find or do anything")
    expect(field).to_be_focused()
    field.fill("twice")
    expect(_chosen(page)).to_contain_text("Charged twice")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("navigation", name="Quick").get_by_role("link", name="Search").click()
    field.fill("twice")
    page.get_by_role("option", name="Charged twice").click()
    expect(page.get_by_role("heading", name="Charged twice")).to_be_visible()


@pytest.mark.parametrize("words", ["", "p", "nothing is called like this"])
def test_everybody_can_use_it(site: Site, words: str) -> None:
    page = site.page()
    site.go(page, "/items/PAY-2")
    field = _ask(page)
    with page.expect_response("**/palette?q=*"):
        field.fill(words or " ")
    expect(page.get_by_role("option").first).to_be_visible()
    assert axe(page) == []


def test_says_when_the_server_does_not_answer(site: Site) -> None:
    page = site.page()
    site.go(page, "/feed")
    page.route("**/palette?*", lambda route: route.abort())
    page.keyboard.press("Control+k")
    expect(page.get_by_text("The server did not answer. Try again.").first).to_be_visible()
    page.unroute("**/palette?*")
    page.keyboard.type("twice")
    expect(_chosen(page)).to_contain_text("Charged twice")


def test_without_its_script_the_keys_lead_to_the_search(site: Site) -> None:
    page = site.page()
    page.route("**/palette/palette*.js", lambda route: route.abort())
    site.go(page, "/feed")
    page.keyboard.press("Control+k")
    page.wait_for_url("**/search")
    expect(page.get_by_role("searchbox", name="Search")).to_be_visible()
