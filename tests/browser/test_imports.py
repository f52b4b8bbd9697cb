"""A tracker's file comes in by the browser, carried out by a process of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import Site, axe, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database

TABLE = b"Summary,Type,Status\nPay the bill,Bug,Open\nWrite to them,Task,Done\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("imports"), browser, postgres=postgres) as site:
        yield site


def test_a_file_is_read_and_then_brought_in(site: Site) -> None:
    page = site.page()
    site.go(page, "/start")
    assert axe(page) == []
    page.get_by_role("link", name="Import", exact=True).click()
    assert axe(page) == []
    page.get_by_label("From", exact=True).select_option("csv")
    page.locator("#f-file").set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": TABLE})
    page.get_by_role("button", name="See what it holds").click()
    expect(page.get_by_role("heading", name="What it holds")).to_be_visible(timeout=30_000)
    assert axe(page) == []
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("It is in.")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Look at it in Explore").click()
    expect(page.get_by_role("link", name="Pay the bill")).to_be_visible()
