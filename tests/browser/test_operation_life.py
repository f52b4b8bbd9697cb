"""Bea walks an operation from birth to end: schedule, one occurrence moved, one skipped, the rest, retirement."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import COLLEAGUE, Site, axe, new_site
from tests.postgres import PostgresServer
from tests.running import OWNER

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("operation"), browser, postgres=postgres) as site:
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def _submit(page: Page, button: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=button, exact=True).click()
    expect(dialog).to_be_hidden()


def _born(site: Site, page: Page) -> str:
    """Make the operation and return its address."""
    site.go(page, "/act/item.create?kind=operation")
    page.get_by_label("Title").fill("Restore a backup")
    page.get_by_label("Team").select_option("PAY")
    page.get_by_label("Procedure").fill("- [ ] restore\n- [ ] count the rows")
    page.get_by_role("button", name="Create").last.click()
    page.wait_for_url(lambda url: "/items/" in url)
    return page.url


def _schedule(page: Page) -> None:
    """Write a schedule, and see what it will give before it is kept."""
    page.get_by_role("link", name="Add a schedule").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Recurs").fill("FREQ=DAILY")
    dialog.get_by_label("Time", exact=True).fill("23:30")
    expect(dialog.locator(".schedule-preview")).to_contain_text("Every day at 23:30")
    expect(dialog.locator(".schedule-preview li")).to_have_count(10)
    dialog.get_by_label("Effort").fill("30m")
    dialog.get_by_label("Days made ahead").fill("3")
    _submit(page, "Add")
    expect(page.get_by_role("region", name="Schedules")).to_contain_text("every day at 23:30")


def test_an_operation_lives(site: Site) -> None:
    page = site.page(COLLEAGUE)
    address = _born(site, page)
    _schedule(page)
    coming = page.get_by_role("region", name="Next").get_by_role("listitem")
    expect(coming).to_have_count(10)
    expect(coming.nth(1).locator(".key")).to_be_visible()
    expect(coming.nth(6)).to_contain_text("not made yet")
    assert axe(page) == []

    coming.nth(1).locator("summary").click()
    coming.nth(1).get_by_role("link", name="Edit this one").click()
    page.get_by_role("dialog").get_by_label("Title").fill("Restore the big one")
    _submit(page, "Save")
    expect(coming.nth(1)).to_contain_text("Restore the big one")

    coming.nth(2).locator("summary").click()
    coming.nth(2).get_by_role("link", name="Skip this one").click()
    _submit(page, "Skip it")
    expect(page.get_by_role("region", name="Kept and ahead")).to_contain_text("skipped")

    coming.nth(3).locator("summary").click()
    coming.nth(3).get_by_role("link", name="Edit this and the following").click()
    page.get_by_role("dialog").get_by_label("Effort").fill("1h")
    _submit(page, "Save")
    expect(page.get_by_role("region", name="Schedules").get_by_role("listitem")).to_have_count(2)

    page.goto(address)
    key = coming.nth(1).locator(".key").inner_text()
    site.go(page, f"/items/{key}")
    expect(page.get_by_text("count the rows")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".state.current")).to_have_text("Done")

    page.goto(address)
    expect(page.get_by_role("region", name="Kept and ahead")).to_contain_text("100")
    for state in ("Ready", "Running", "Retired"):
        page.get_by_role("group", name="State").get_by_role("button", name=state).click()
        expect(page.locator(".state.current")).to_have_text(state)
    site.go(page, "/operations")
    expect(page.get_by_text("Restore a backup")).to_be_hidden()


def test_a_request_s_clock_shows_on_it(site: Site) -> None:
    page = site.page()
    site.go(page, "/settings/service")
    page.get_by_role("link", name="New service level").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Everything")
    dialog.get_by_label("Respond within").fill("1h")
    dialog.get_by_label("Resolve within").fill("2d")
    dialog.get_by_label("Count around the clock").check()
    _submit(page, "Add")
    expect(page.get_by_text("1h to respond, 2d to resolve")).to_be_visible()
    assert axe(page) == []
    site.go(page, "/items/PAY-3")
    clocks = page.locator(".clocks")
    expect(clocks).to_contain_text("Respond")
    page.get_by_role("button", name="Waiting").click()
    expect(clocks).to_contain_text("the clock stands still")
    site.go(page, "/settings/calendars")
    page.get_by_role("link", name="New calendar").first.click()
    page.get_by_role("dialog").get_by_label("Name").fill("Munich")
    page.get_by_role("dialog").get_by_label("Holidays of country").fill("DE")
    _submit(page, "Add")
    expect(page.get_by_role("heading", name="Munich")).to_be_visible()
    site.go(page, "/settings/leave")
    page.get_by_role("link", name="Enter leave").click()
    page.get_by_role("dialog").get_by_label("From").fill("2199-01-01")
    _submit(page, "Add")
    expect(page.locator("main")).to_contain_text("1 Jan 2199")


def _post(site: Site, path: str, body: dict[str, Any]) -> Any:
    status, answer = site.home.post(f"/api/v1{path}", body, token=site.home.token(scopes="read,write,admin"))
    assert status in (200, 201), answer
    return json.loads(answer)


def test_what_was_made_for_who_takes_leave_goes_to_the_next_in_turn(site: Site) -> None:
    """Ann finds what is hers passed on to Bea when she enters leave, reads why, and takes it back."""
    operation = _post(site, "/items", {"kind": "operation", "title": "Night watch", "team": "PAY"})["key"]
    turns = {"rule": "FREQ=DAILY", "ahead_days": 3, "assignees": [OWNER, COLLEAGUE]}
    _post(site, f"/items/{operation}/schedules", turns)
    page = site.page()
    site.go(page, "/settings/leave")
    page.get_by_role("link", name="Enter leave").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("From").fill(date.today().isoformat())
    dialog.get_by_label("To, included").fill((date.today() + timedelta(days=9)).isoformat())
    _submit(page, "Add")
    told = page.locator(".toast")
    expect(told).to_contain_text("passed on")
    keys = [word for word in re.split(r"[ ,;]+", told.inner_text()) if word.startswith("PAY-")]
    assert len(keys) == 2
    expect(page.locator("main")).to_contain_text("away now")
    assert axe(page) == []
    other = site.page()
    site.go(other, f"/items/{keys[0]}/history")
    expect(other.locator("main")).to_contain_text("passed this on to Bea Builder")
    told.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).not_to_contain_text("away now")
