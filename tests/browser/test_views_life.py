"""A saved view from its first filter to its end, and how somebody comes to hear of things on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import COLLEAGUE, Site, axe, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("views"), browser, postgres=postgres) as site:
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def test_a_view_is_saved_shared_renamed_opened_by_others_and_removed(site: Site) -> None:
    bea, owner = site.page(COLLEAGUE), site.page()
    site.go(bea, "/explore?q=kind%3Aissue")
    bea.get_by_role("link", name="Save view").click()
    dialog = bea.get_by_role("dialog")
    dialog.get_by_label("Name").fill("What hurts")
    expect(dialog.get_by_label("Shows")).to_have_value("/explore?q=kind%3Aissue")
    dialog.get_by_role("button", name="Save").click()
    views = bea.get_by_role("navigation", name="Saved views")
    expect(views.get_by_role("link", name="What hurts")).to_have_attribute("aria-current", "page")

    site.go(owner, "/board")
    expect(owner.get_by_role("navigation", name="Saved views").get_by_role("link")).to_have_count(0)
    bea.get_by_role("link", name="Rename or share the view What hurts").click()
    dialog.get_by_label("Name").fill("What hurts now")
    dialog.get_by_label("Share with everybody").check()
    dialog.get_by_role("button", name="Save").click()
    expect(views.get_by_role("link", name="What hurts now")).to_be_visible()

    site.go(owner, "/board")
    owner.get_by_role("link", name="What hurts now").click()
    expect(owner.get_by_role("link", name="Charged twice")).to_be_visible()
    shared = owner.get_by_role("navigation", name="Saved views").get_by_role("link", name="What hurts now")
    expect(shared).to_have_attribute("aria-current", "page")
    assert axe(owner) == []
    owner.get_by_role("link", name="Remove the view What hurts now").click()
    owner.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(shared).to_have_count(0)
    site.go(bea, "/explore")
    expect(bea.get_by_role("link", name="What hurts now")).to_have_count(0)


def test_notifications_are_chosen_on_a_phone(site: Site) -> None:
    page = site.page(COLLEAGUE, width=390)
    site.go(page, "/settings/notifications")
    name = "At once: You are mentioned"
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    inbox = page.get_by_role("button", name="Inbox: A move of what you own, reported or follow")
    inbox.click()
    expect(inbox).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Weekly: digest by mail").click()
    expect(page.locator("#digest")).to_contain_text("Each Monday at 08:00")
    page.get_by_role("link", name="When").click()
    page.get_by_role("dialog").get_by_label("At the hour").fill("17")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.locator("#digest")).to_contain_text("Each Monday at 17:00")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []
