"""A goal's life in the browser: drafted, agreed, reported on, closed with a score, and carried over."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site, axe, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("goal"), browser, postgres=postgres) as site:
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def _draft(site: Site, page: Page) -> str:
    """The owner adds the quarters and drafts a goal in the first; return its address."""
    site.go(page, "/goals")
    dialog = page.get_by_role("dialog")
    page.get_by_role("link", name="Add quarters").click()
    dialog.get_by_label("Year").fill("2030")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog).to_be_hidden()
    site.go(page, "/goals")
    page.get_by_role("link", name="New goal").first.click()
    dialog.get_by_label("Title").fill("Answer within a day")
    dialog.get_by_label("Period", exact=True).select_option("2030 Q1")
    dialog.get_by_role("button", name="Create").click()
    link = page.get_by_role("link", name="Answer within a day", exact=True)
    expect(link).to_be_visible()
    return str(link.get_attribute("href"))


def _move(page: Page, state: str) -> None:
    page.get_by_role("group", name="State").get_by_role("button", name=state, exact=True).click()
    expect(page.locator(".states .current")).to_have_text(state)


def _key_result(page: Page, title: str) -> None:
    page.locator(".section.goal").get_by_role("link", name="Add", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_label("Start").fill("50")
    dialog.get_by_label("Target").fill("10")
    dialog.get_by_role("button", name="Add").click()
    expect(page.locator(".results").get_by_text(title)).to_be_visible()


def _check_in(page: Page, title: str, value: str, health: str) -> None:
    form = page.get_by_role("form", name=f"Check in: {title}")
    form.get_by_label(f"{title}: now").fill(value)
    form.get_by_label(f"{title}: how it looks").select_option(health)
    form.get_by_label(f"{title}: why").fill(f"Now at {value}")
    form.get_by_role("button", name="Check in").click()
    expect(page.locator(".results").get_by_text(f"→ {value} →")).to_be_visible()


def test_from_a_draft_to_the_next_quarter(site: Site) -> None:
    page = site.page()
    address = _draft(site, page)
    site.go(page, address)
    _key_result(page, "Hours to an answer")
    _move(page, "Agreed")
    _move(page, "Active")
    _check_in(page, "Hours to an answer", "40", "at-risk")
    _check_in(page, "Hours to an answer", "20", "on-track")
    expect(page.get_by_role("img", name="Hours to an answer: the last 2 values")).to_be_visible()
    expect(page.locator(".results .health").first).to_have_text("On track")
    assert axe(page) == []
    dialog = page.get_by_role("dialog")
    page.get_by_role("link", name="Score Hours to an answer").click()
    dialog.get_by_label("Score").fill("0.7")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".results .badge")).to_have_text("0.7")
    page.get_by_role("link", name="Close goal").click()
    dialog.get_by_label("Looking back").fill("We began **late**.")
    dialog.get_by_role("button", name="Close goal").click()
    expect(page.get_by_text("Looking back")).to_be_visible()
    expect(page.locator(".states .current")).to_have_text("Achieved")
    page.get_by_role("link", name="Carry over").click()
    dialog.get_by_label("Period").select_option("2030 Q2")
    dialog.get_by_role("button", name="Carry over").click()
    later = page.locator(".goal-facts").get_by_role("link")
    expect(later).to_be_visible()
    later.click()
    expect(page.locator(".results").get_by_text("20 → 20 → 10")).to_be_visible()
    expect(page.locator(".goal-facts").get_by_role("link")).to_have_attribute("href", address)
    site.go(page, "/goals?period=2030%20Q2")
    expect(page.get_by_role("link", name="Answer within a day", exact=True)).to_be_visible()


@pytest.mark.parametrize(("path", "width"), [("/alignment", 1440), ("/goals", 390)])
def test_everybody_can_read_it(site: Site, path: str, width: int) -> None:
    page = site.page(width=width)
    site.go(page, path)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
