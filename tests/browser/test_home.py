"""Journeys through what is mine: moving work from its row, reading the inbox, finding by keys, hearing of changes."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import COLLEAGUE, Site, new_site
from tests.postgres import PostgresServer
from tests.running import OWNER

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("home"), browser, postgres=postgres) as site:
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def _task(site: Site, title: str, **fields: str) -> str:
    token = site.home.token(scopes="read,write,admin")
    status, answer = site.home.post("/api/v1/items", {"kind": "task", "title": title, **fields}, token=token)
    assert status == 201, answer
    return str(json.loads(answer)["key"])


def _listening(page: Page) -> None:
    expect(page.locator("html[data-live=up]")).to_have_count(1)


def test_work_moves_from_its_row(site: Site) -> None:
    key = _task(site, "Ring the bank", owner=OWNER)
    page = site.page()
    site.go(page, "/my-work")
    page.get_by_role("button", name=f"Start {key}").click()
    now = page.get_by_role("region", name="Now")
    expect(now.get_by_role("link", name="Ring the bank")).to_be_visible()
    page.locator(f"#mine-{key} summary").click()
    page.locator(f"#mine-{key}").get_by_role("button", name="Waiting").click()
    waiting = page.get_by_role("region", name="Waiting on others")
    expect(waiting.get_by_role("link", name="Ring the bank")).to_be_visible()
    expect(waiting.get_by_text("Nobody has said for what")).to_be_visible()
    page.get_by_role("button", name=f"Start {key}").click()
    page.get_by_role("button", name=f"Done {key}").click()
    expect(page.get_by_role("link", name="Ring the bank")).to_have_count(0)


def test_what_a_colleague_gives_me_appears_by_itself(site: Site) -> None:
    key = _task(site, "Sign the papers")
    bea, ann = site.page(COLLEAGUE), site.page()
    site.go(bea, "/my-work")
    _listening(bea)
    expect(bea.get_by_role("link", name="Sign the papers")).to_have_count(0)
    site.go(ann, f"/act/item.update?key={key}&only=owner")
    ann.get_by_label("Owner").select_option(label="Bea Builder")
    ann.get_by_role("button", name="Save").click()
    expect(bea.get_by_role("link", name="Sign the papers")).to_be_visible()
    expect(bea.locator("[data-badge]").first).to_be_visible()


def test_the_inbox_is_read_line_by_line_by_opening_and_at_once(site: Site) -> None:
    for title in ("First", "Second", "Third"):
        _task(site, title, owner=COLLEAGUE)
    bea = site.page(COLLEAGUE)
    site.go(bea, "/inbox?show=unread")
    expect(bea.get_by_role("link", name="Third")).to_be_visible()
    line = bea.locator(".inbox-line", has=bea.get_by_role("link", name="First"))
    line.get_by_role("button", name="Mark read").click()
    expect(bea.get_by_role("link", name="First")).to_have_count(0)
    bea.get_by_role("link", name="Second").click()
    bea.wait_for_url("**/items/*")
    site.go(bea, "/inbox?show=unread")
    expect(bea.get_by_role("link", name="Third")).to_be_visible()
    expect(bea.get_by_role("link", name="Second")).to_have_count(0)
    bea.get_by_role("button", name="Mark all read").click()
    expect(bea.get_by_role("heading", name="All read")).to_be_visible()
    expect(bea.locator("[data-badge]").first).to_be_hidden()


def test_keys_find_and_open(site: Site) -> None:
    page = site.page()
    site.go(page, "/feed")
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    page.keyboard.type("twic", delay=20)
    expect(page.locator("mark")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("twic")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Charged twice")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Charged twice")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("twic")
    expect(page.get_by_role("link", name="Charged twice")).to_be_visible()


def test_narrow_screens_do_not_scroll_sideways(site: Site) -> None:
    page = site.page(width=360)
    for address in ("/my-work", "/inbox", "/search", "/search?q=provider", "/feed", "/teams", "/teams/PAY"):
        site.go(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
