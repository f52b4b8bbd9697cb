"""Without a connection: what was open is shown as it last was, to be read; what others had open is gone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import COLLEAGUE, Site, axe, new_site
from tests.postgres import PostgresServer
from tests.running import PASSWORD, until

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("offline"), browser, postgres=postgres) as site:
        yield site


def _kept(page: Page) -> list[str]:
    """The paths that this device has kept."""
    kept: list[str] = page.evaluate(
        "caches.open('pages').then((pages) => pages.keys()).then((all) => all.map((one) => new URL(one.url).pathname))"
    )
    return kept


def test_a_page_is_read_without_a_connection_and_is_nobody_elses(site: Site) -> None:
    page = site.page(workers="allow")
    site.go(page, "/goals")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    site.go(page, "/items/PAY-2")
    until(lambda: "/items/PAY-2" in _kept(page), what=lambda: f"kept only {_kept(page)}")

    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="Write the plan")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="You are offline")).to_be_visible()
    page.locator("form[action*='comment.add'] textarea, form[hx-post*='comment.add'] textarea").first.fill("Lost?")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Comment").first.click()
    expect(page.locator("#toasts")).to_contain_text("offline")
    page.goto(f"{site.home.url}/feed")
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    expect(page.get_by_role("link", name="Write the plan")).to_be_visible()
    assert axe(page) == []

    page.context.set_offline(False)
    site.go(page, "/items/PAY-2")
    expect(page.locator("html:not([data-kept])[data-live=up]")).to_have_count(1)
    expect(page.get_by_text("Lost?")).to_have_count(0)
    until(lambda: "/items/PAY-2" in _kept(page), what=lambda: f"kept only {_kept(page)}")
    page.context.clear_cookies()
    page.goto(f"{site.home.url}/sign-in")
    page.get_by_label("E-mail").fill(COLLEAGUE)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    assert "/items/PAY-2" not in _kept(page)
