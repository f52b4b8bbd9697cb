"""A planner asks «what if» of an item, sees the goal move, applies it, and takes it back as one act."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import Site, axe, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database


@pytest.fixture
def site(tmp_path: object, browser: Browser, postgres: PostgresServer | None) -> Iterator[Site]:
    with new_site(tmp_path, browser, postgres=postgres) as site:
        yield site
        site.close()


def _finish_some(site: Site) -> None:
    """A dozen tasks were done on a day before, so that a pace is known, and the goal has a date far away."""
    begun, ended = ((datetime.now(UTC) - timedelta(days=days)).isoformat() for days in (6, 2))
    done = {"kind": "task", "title": "Done", "team": "PAY", "state": "Done", "origin": "old", "digest": "1"}
    done |= {"created": begun, "updated": ended, "closed": ended}
    commands = [
        {"command": "history.item", "arguments": {**done, "ref": f"{n}", "key": f"OLD-{n}"}} for n in range(1, 13)
    ]
    commands.append({"command": "item.update", "arguments": {"key": "G-1", "due": "2099-01-01"}})
    token = site.home.token(scopes="read,write,admin")
    status, answer = site.home.post("/api/v1/batch", {"commands": commands}, token=token)
    assert status == 200, answer


def test_a_scenario_moves_a_goal_is_applied_and_undone(site: Site) -> None:
    _finish_some(site)
    page = site.page()
    dialog = page.get_by_role("dialog")
    site.go(page, "/items/PAY-2")
    page.get_by_label("More actions").click()
    page.get_by_role("link", name="What if…").click()
    page.get_by_label("Name of the scenario").fill("Bigger")
    page.get_by_role("button", name="New scenario").click()
    goal = page.locator("#target-G-1")
    expect(page.get_by_text("No goal and no project moves.")).to_be_visible()

    page.get_by_role("link", name="Estimate", exact=True).click()
    dialog.get_by_label("Effort").fill("40d")
    dialog.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("Estimate none → 40d")).to_be_visible()
    expect(goal).to_contain_text("later")
    expect(page.locator("#target-G-1 td").last).to_have_attribute("data-column", "Bigger")

    page.get_by_label("Key of an item").fill("PAY-1")
    page.get_by_role("button", name="Choose").click()
    page.get_by_role("link", name="Add work").click()
    dialog.get_by_label("How many").fill("3")
    dialog.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("3 new tasks: New work")).to_be_visible()
    expect(goal).to_contain_text("later")
    assert axe(page) == []

    page.get_by_role("button", name="Apply", exact=True).click()
    toast = page.locator(".toast", has_text="Applied")
    expect(toast).to_be_visible()
    expect(page.get_by_text("the changes have been made")).to_be_visible()
    toast.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Estimate none → 40d")).to_be_visible()
    expect(page.get_by_role("button", name="Apply", exact=True)).to_be_visible()
