"""A working day by keys alone: a check-in, a status report, an edit of many; and what was done is taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.site import Site, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database

FAR = 120
"""Presses of Tab that nobody should need to get anywhere."""
SEEN = """() => {
    const one = document.activeElement;
    const ring = (node) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(node);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    const { top, bottom } = one.getBoundingClientRect();
    return [one, ...document.querySelectorAll(":has(:focus-visible)")].some(ring) && bottom > 0 && top < innerHeight;
}"""


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("keys"), browser, postgres=postgres) as site:
        token = site.home.token(scopes="read,write,admin")
        for n in range(4):
            status, _ = site.home.post("/api/v1/items", {"kind": "task", "title": f"Step {n}"}, token=token)
            assert status == 201
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def _tab_to(page: Page, there: Locator, *, key: str = "Tab") -> None:
    """Go by Tab alone until it has the focus, and see that one sees it."""
    expect(there).to_be_visible()
    for _ in range(FAR):
        page.keyboard.press(key)
        if there.evaluate("one => one === document.activeElement"):
            assert page.evaluate(SEEN), "the focus is not seen"
            return
    raise AssertionError(f"{there} is not reached by keys")


def test_keys_alone_check_in_on_a_key_result(site: Site) -> None:
    page = site.page(scheme="dark")
    keys = page.keyboard
    site.go(page, "/goals")
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    keys.press("Enter")
    opener = page.get_by_role("link", name="Complaints: now")
    _tab_to(page, opener)
    keys.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Now", exact=True)).to_be_focused()
    keys.press("Escape")
    expect(opener).to_be_focused()
    keys.press("Enter")
    expect(dialog.get_by_label("Now", exact=True)).to_be_focused()
    keys.press("Control+a")
    keys.type("7")
    _tab_to(page, dialog.get_by_label("Health"))
    keys.type("At risk")
    _tab_to(page, dialog.get_by_label("Comment"))
    keys.type("Fewer than feared")
    keys.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(opener).to_have_text("7")
    expect(opener).to_be_focused()


def test_keys_alone_write_and_publish_a_status_report(site: Site) -> None:
    page = site.page()
    keys = page.keyboard
    site.go(page, "/projects/PAY-1")
    _tab_to(page, page.get_by_role("link", name="Reports"))
    keys.press("Enter")
    page.wait_for_url("**/reports")
    _tab_to(page, page.get_by_role("link", name="Write a report").first)
    keys.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    _tab_to(page, dialog.get_by_role("button", name="Begin"))
    keys.press("Enter")
    page.wait_for_url("**/status-reports/*")
    keys.press("e")
    health = dialog.get_by_label("Health")
    _tab_to(page, health)
    keys.type("Amb")
    _tab_to(page, dialog.get_by_label("Comment"))
    keys.press("Control+End")
    keys.type("\n\nThe *landlord* is slow.")
    keys.press("Control+Enter")
    expect(page.get_by_role("article").get_by_text("landlord")).to_be_visible()
    _tab_to(page, page.get_by_role("button", name="Publish"), key="Shift+Tab")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Share by link")).to_be_visible()
    page.wait_for_function("document.activeElement !== document.body")


def test_keys_alone_edit_many_and_take_it_back(site: Site) -> None:
    page = site.page()
    keys = page.keyboard
    site.go(page, "/explore?q=title:step")
    keys.press("j")
    keys.press("x")
    keys.press("j")
    keys.press("j")
    keys.press("Shift+X")
    bulk = page.get_by_role("region", name="Selected items")
    expect(bulk).to_contain_text("3 selected")
    here = page.locator(f"#{page.evaluate('document.activeElement.closest(`tr`).id')} a[data-row]")
    keys.press("e")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    keys.press("Escape")
    expect(here).to_be_focused()
    keys.press("e")
    _tab_to(page, dialog.get_by_label("Priority"))
    keys.type("Urg")
    keys.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(bulk).to_be_hidden()
    urgent = page.locator("tbody").get_by_title("Priority: urgent")
    expect(urgent).to_have_count(3)
    expect(here).to_be_focused()
    keys.press("z")
    expect(urgent).to_have_count(0)
    keys.press("k")
    keys.press("x")
    expect(bulk).to_contain_text("1 selected")
    keys.press("Escape")
    expect(bulk).to_be_hidden()
    expect(page.locator("[data-row]:focus")).to_have_count(1)


def test_selected_rows_change_together_and_back(site: Site) -> None:
    page = site.page()
    site.go(page, "/explore?q=state:open&sort=key")
    first = page.locator("[data-row]").nth(0)
    first.focus()
    page.keyboard.press("x")
    page.locator("[data-pick]").nth(1).check()
    expect(page.get_by_role("region", name="Selected items")).to_contain_text("2 selected")

    page.get_by_role("region", name="Selected items").get_by_role("link", name="Edit").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Edit 2 items")).to_be_visible()
    dialog.get_by_label("Priority").select_option("urgent")
    dialog.get_by_role("button", name="Save").click()
    rows = page.locator("tbody tr")
    for at in (0, 1):
        expect(rows.nth(at).get_by_role("img", name="urgent")).to_be_visible()
    expect(page.get_by_role("region", name="Selected items")).to_be_hidden()

    page.locator(".toast").get_by_role("button", name="Undo").click()
    for at in (0, 1):
        expect(rows.nth(at).get_by_role("img", name="urgent")).to_be_hidden()
    page.keyboard.press("z")
    expect(rows.nth(0).get_by_role("img", name="urgent")).to_be_visible()


def test_a_step_is_unticked_by_a_key_and_had_back_from_the_note(site: Site) -> None:
    page = site.page()
    site.go(page, "/items/PAY-2")
    page.get_by_placeholder("Add a step").fill("Ask legal")
    page.keyboard.press("Enter")
    step = page.get_by_role("checkbox", name="Ask legal")
    step.click()
    expect(step).to_have_attribute("aria-checked", "true")
    page.keyboard.press("z")
    expect(step).to_have_attribute("aria-checked", "false")

    page.get_by_role("listitem").filter(has=step).hover()
    page.get_by_role("button", name="Remove: Ask legal").click()
    expect(step).to_be_hidden()
    page.locator(".toast", has_text="Removed").get_by_role("button", name="Undo").click()
    expect(step).to_have_attribute("aria-checked", "false")
