"""A project from proposal to completion: Bea manages it, Ann is its sponsor, a stranger reads its report."""

import json
from collections.abc import Iterator
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
    with new_site(tmp_path_factory.mktemp("home"), browser, postgres=postgres) as site:
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def _post(site: Site, path: str, body: dict[str, Any]) -> Any:
    status, answer = site.home.post(f"/api/v1{path}", body, token=site.home.token(scopes="read,write,admin"))
    assert status in (200, 201), answer
    return json.loads(answer)


def _template(site: Site) -> int:
    """A template of a project that went well: two phases, a task, a milestone that waits for it, a deliverable."""
    old = _post(site, "/items", {"kind": "project", "title": "Old office", "start": "2026-03-02", "owner": OWNER})[
        "key"
    ]
    phases = [
        _post(site, f"/projects/{old}/phases", {"phase_name": name, "gate": f"{name} is done"})["id"]
        for name in ("Pack", "Carry")
    ]
    pack = {"kind": "task", "title": "Get boxes", "parent": old, "phase": phases[0], "due": "2026-03-04", "effort": 60}
    there = {"kind": "task", "title": "We are there", "parent": old, "phase": phases[1], "milestone": True}
    first, last = (_post(site, "/items", one)["key"] for one in (pack, there | {"due": "2026-03-20"}))
    _post(site, f"/items/{last}/relations", {"type": "depends-on", "target": first})
    _post(site, f"/projects/{old}/deliverables", {"title": "The keys", "due": "2026-03-20"})
    return int(_post(site, f"/projects/{old}/templates", {"template_name": "Moving"})["id"])


def _dialog(page: Page, button: str, **fields: str) -> None:
    """Fill the form in the dialog and send it off."""
    dialog = page.get_by_role("dialog")
    for label, value in fields.items():
        dialog.get_by_label(label.replace("_", " "), exact=True).fill(value)
    dialog.get_by_role("button", name=button).click()
    expect(dialog).to_be_hidden()


def test_a_project_lives_from_proposal_to_completion(site: Site) -> None:
    template = _template(site)
    bea, ann = site.page(COLLEAGUE), site.page()

    # Bea proposes a project, made of a template; a sponsor decides upon it, not she.
    site.go(bea, f"/templates/{template}")
    bea.get_by_label("Title").fill("New office")
    bea.get_by_label("Start").fill("2026-06-01")
    bea.get_by_label("Sponsor").select_option(value=OWNER)
    bea.get_by_role("button", name="Create the project").click()
    bea.wait_for_url("**/projects/*")
    path = bea.url.removeprefix(site.home.url)
    expect(bea.get_by_role("heading", name="New office")).to_be_visible()
    expect(bea.get_by_text("A proposal:")).to_be_visible()
    expect(bea.get_by_role("link", name="Approve")).to_have_count(0)
    site.go(bea, f"{path}/plan")
    expect(bea.get_by_role("region", name="1. Pack").get_by_role("link", name="Get boxes")).to_be_visible()
    expect(bea.get_by_role("region", name="Milestones").get_by_text("19 Jun")).to_be_visible()

    # Ann, the sponsor, approves it with a word; Bea begins.
    site.go(ann, path)
    ann.get_by_role("link", name="Approve").click()
    _dialog(ann, "Approve", Comment="Go ahead, but keep the **chairs**")
    expect(ann.get_by_role("region", name="Decisions").get_by_text("chairs")).to_be_visible()
    site.go(bea, path)
    bea.get_by_role("button", name="Begin").click()
    expect(bea.get_by_role("button", name="Put on hold")).to_be_visible()

    # The first gate is passed, and the plan put on record before it changes.
    site.go(bea, f"{path}/plan")
    pack = bea.get_by_role("region", name="1. Pack")
    pack.get_by_role("link", name="Pass the gate").click()
    _dialog(bea, "Pass the gate", Note="Every box is labelled")
    expect(pack.get_by_text("Gate passed by Bea Builder")).to_be_visible()
    site.go(bea, f"{path}/baselines")
    bea.get_by_role("link", name="Take a baseline").first.click()
    _dialog(bea, "Take it", Name="As promised")
    expect(bea.get_by_role("link", name="As promised", exact=True)).to_be_visible()
    milestone = _shown(site, path)["milestones"][0]
    site.go(bea, f"/act/item.update?key={milestone['key']}&only=due&next={path}/baselines")
    bea.get_by_label("Due").fill("2026-06-26")
    bea.get_by_role("button", name="Save").click()
    bea.wait_for_url(f"{site.home.url}{path}/baselines")
    site.go(bea, f"{path}/baselines")
    expect(bea.get_by_role("row", name="We are there").get_by_text("+7")).to_be_visible()

    # Money is entered in whole units and stays in its currency.
    site.go(bea, f"{path}/budget")
    bea.get_by_role("link", name="Enter a cost").click()
    _dialog(bea, "Add", What_for="Movers", Amount="1250.50", Currency="EUR")
    expect(bea.get_by_role("region", name="Costs").get_by_text("1\u202f250.50 EUR")).to_be_visible()

    # On hold, and taken up again.
    site.go(bea, path)
    bea.get_by_role("button", name="Put on hold").click()
    bea.get_by_role("button", name="Take up again").click()
    expect(bea.get_by_role("button", name="Put on hold")).to_be_visible()

    # A report is drafted from the facts, edited, published and shared; a stranger reads it, and nothing else.
    site.go(bea, f"{path}/reports")
    bea.get_by_role("link", name="Write a report").first.click()
    bea.get_by_role("dialog").get_by_role("button", name="Begin").click()
    bea.wait_for_url("**/status-reports/*")
    expect(bea.get_by_role("heading", name="Where it stands")).to_be_visible()
    bea.get_by_role("link", name="Edit").click()
    dialog = bea.get_by_role("dialog")
    dialog.get_by_label("Health").select_option("amber")
    body = dialog.get_by_label("Comment")
    body.fill(body.input_value() + "\n\nThe *landlord* is slow.")
    dialog.get_by_role("button", name="Save").click()
    expect(bea.get_by_text("landlord")).to_be_visible()
    bea.get_by_role("button", name="Publish").click()
    expect(bea.get_by_role("link", name="Edit")).to_have_count(0)
    bea.get_by_role("button", name="Share by link").click()
    link = bea.get_by_label("Whoever has this link").input_value()
    stranger = site.browser.new_context().new_page()
    site.open.append(stranger.context)
    stranger.goto(link)
    expect(stranger.get_by_text("landlord")).to_be_visible()
    expect(stranger.get_by_text("Amber")).to_be_visible()
    expect(stranger.get_by_role("link")).to_have_count(0)
    expect(stranger.get_by_text("1\u202f250.50")).to_have_count(0)
    assert axe(stranger) == []
    bea.get_by_role("button", name="Revoke the link").click()
    expect(bea.get_by_role("button", name="Share by link")).to_be_visible()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="No report here")).to_be_visible()

    # What is left is told, or done; then it is completed, and that is written down.
    for key in _open(site, path):
        _post(site, f"/items/{key}/move", {"state": "Done"})
    site.go(bea, path)
    bea.get_by_role("region", name="Deliverables").get_by_role("link", name="Accept").click()
    _dialog(bea, "Accept", Note="They fit")
    bea.get_by_role("link", name="Complete").click()
    dialog = bea.get_by_role("dialog")
    dialog.get_by_role("button", name="Complete").click()
    expect(dialog.get_by_text("gate not passed: Carry")).to_be_visible()
    _dialog(bea, "Complete", What_becomes_of_what_is_left="The last gate went without a meeting")
    expect(bea.get_by_role("region", name="Decisions").get_by_text("without a meeting")).to_be_visible()
    expect(bea.locator(".project-facts").get_by_text("Completed")).to_be_visible()


def _shown(site: Site, path: str) -> Any:
    """The project as the API tells it."""
    return json.loads(site.home.get(f"/api/v1{path}", token=site.home.token(scopes="read,write,admin"))[1])


def _open(site: Site, path: str) -> list[str]:
    """The open items beneath a project, deepest first."""
    shown = _shown(site, path)
    lines = [line for phase in shown["phases"] for line in phase["lines"]] + shown["loose"]
    return [line["key"] for line in sorted(lines, key=lambda line: -line["depth"]) if line["category"] != "done"]


def test_the_pages_of_a_project_are_for_everybody(site: Site) -> None:
    """Narrow and wide, light and dark: nothing scrolls sideways, and nothing is amiss for who cannot see."""
    key = _post(site, "/items", {"kind": "project", "title": "Wide", "owner": COLLEAGUE})["key"]
    _post(site, f"/projects/{key}/phases", {"phase_name": "Build", "gate": "It stands"})
    _post(site, f"/projects/{key}/deliverables", {"title": "It", "due": "2026-01-05"})
    _post(site, f"/projects/{key}/stakeholders", {"outside": "The neighbours", "role": "Critic"})
    _post(site, f"/projects/{key}/costs", {"heading": "Wood", "amount": 5, "currency": "EUR", "date": "2026-03-02"})
    _post(site, f"/projects/{key}/baselines", {"baseline_name": "First"})
    _post(site, f"/projects/{key}/status-reports", {})
    for width in (390, 1440):
        page = site.page(COLLEAGUE, width=width)
        for part in ("", "/plan", "/budget", "/baselines", "/reports"):
            site.go(page, f"/projects/{key}{part}")
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), part
            assert axe(page) == [], part
