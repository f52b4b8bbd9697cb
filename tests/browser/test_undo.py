"""Several rows are changed together, and what was done is taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import Site, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database


@pytest.fixture
def site(tmp_path: object, browser: Browser, postgres: PostgresServer | None) -> Iterator[Site]:
    with new_site(tmp_path, browser, postgres=postgres) as site:
        yield site
        site.close()


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
