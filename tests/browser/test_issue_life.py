"""An issue's life in the browser: told by somebody outside, judged by keys, resolved, back again, learned from."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.site import COLLEAGUE, Site, axe, new_site
from tests.postgres import PostgresServer
from tests.running import until


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("issue"), browser, postgres=postgres) as site:
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def _form(site: Site) -> str:
    """The owner makes a public form, with a click or two; return its address."""
    page = site.page()
    site.go(page, "/intake")
    page.get_by_role("link", name="New form").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("Tell us")
    dialog.get_by_label("Team").select_option("PAY")
    dialog.get_by_label("Open to the public").check()
    dialog.get_by_role("button", name="Create").click()
    link = page.get_by_role("link", name="Tell us", exact=True)
    expect(link).to_be_visible()
    rota = page.locator("#rota-PAY")
    page.locator(".intake-others").get_by_role("link", name="Payments").click()
    dialog.get_by_label("Member").select_option(COLLEAGUE)
    dialog.get_by_role("button", name="Add").click()
    expect(rota.get_by_text("Bea Builder")).to_be_visible()
    return str(link.get_attribute("href"))


def _stranger(context: BrowserContext, site: Site, address: str) -> Page:
    """Somebody outside fills the form, without scripts or an account."""
    page = context.new_page()
    page.goto(site.home.url + address)
    assert axe(page) == []
    page.get_by_label("In a few words").fill("Paid and charged again")
    page.get_by_label("What happened?").fill("Two lines on my bill, **both** mine.")
    page.get_by_label("How soon does it have to be seen to?").select_option("soon")
    page.get_by_label("Your name").fill("Carla Customer")
    page.get_by_label("Your e-mail").fill("carla@outside.test")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you, we have it.")).to_be_visible()
    expect(page.get_by_text("Received", exact=True)).to_be_visible()
    assert axe(page) == []
    return page


def _says(outside: Page, state: str) -> None:
    """The page of the report tells its reporter a state."""
    outside.reload()
    expect(outside.get_by_text(state, exact=True)).to_be_visible()


def _state(page: Page, name: str) -> None:
    expect(page.locator(".states [aria-current=step]")).to_have_text(re.compile(name))


def test_from_a_strangers_report_to_the_lesson(site: Site, browser: Browser) -> None:
    address = _form(site)
    context = browser.new_context(java_script_enabled=True, locale="en-GB", timezone_id="UTC")
    site.open.append(context)
    outside = _stranger(context, site, address)

    owner = site.page()
    site.go(owner, "/triage")
    row = owner.locator("[data-triage]", has_text="Paid and charged again")
    expect(row).to_be_visible()
    expect(row).to_contain_text("from Carla Customer")
    row.locator("[data-row]").focus()
    owner.keyboard.press("r")
    expect(row).to_have_count(0)
    _says(outside, "Accepted")

    bea = site.page(COLLEAGUE)
    site.go(bea, "/issues?q=owner:me")
    bea.get_by_role("link", name="Paid and charged again").first.click()
    _state(bea, "Accepted")
    expect(bea.get_by_text("Reported from outside by")).to_be_visible()
    bea.get_by_role("link", name="Answer").click()
    dialog = bea.get_by_role("dialog")
    dialog.get_by_label("Comment").fill("Which card was it?")
    dialog.get_by_role("button", name="Answer").click()
    expect(bea.get_by_text("seen outside")).to_be_visible()
    bea.get_by_role("button", name="In progress").click()
    _state(bea, "In progress")
    bea.get_by_role("button", name="Waiting").click()
    _state(bea, "Waiting")

    _says(outside, "Waiting")
    expect(outside.get_by_text("Which card was it?")).to_be_visible()
    outside.get_by_label("Add something").fill("The blue one")
    outside.get_by_role("button", name="Send").click()
    expect(outside.get_by_text("The blue one")).to_be_visible()
    bea.reload()
    expect(bea.get_by_text("The blue one")).to_be_visible()
    expect(bea.get_by_text("Carla Customer").first).to_be_visible()

    _resolve(bea, "A retry without its key")
    _says(outside, "Resolved")
    bea.get_by_role("link", name="Open it again").click()
    bea.get_by_role("dialog").get_by_role("button", name="Open again").click()
    _state(bea, "Accepted")
    _resolve(bea, "The key was there, but too short")
    expect(bea.get_by_text("1 return")).to_be_visible()
    bea.get_by_role("link", name="Write").click()
    bea.get_by_role("dialog").get_by_label("Post-incident note").fill("Check the **length** of keys.")
    bea.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(bea.locator("section", has=bea.get_by_role("heading", name="Post-incident note"))).to_contain_text(
        "Check the length of keys."
    )
    assert axe(bea) == []
    outbox = Path(site.home.path) / "outbox"
    letters = until(lambda: _letters(outbox, 6), what=lambda: f"{_letters(outbox, 0)}\n{site.home.log}", seconds=20)
    assert all("carla@outside.test" in one for one in letters)


def _resolve(page: Page, cause: str) -> None:
    page.locator(".states").get_by_role("link", name="Resolved").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Cause").fill(cause)
    dialog.get_by_role("button", name="Resolve").click()
    _state(page, "Resolved")
    expect(page.locator("section", has=page.get_by_role("heading", name="Cause"))).to_contain_text(cause)


def _letters(outbox: Path, least: int) -> list[str]:
    found = [one.read_text() for one in outbox.glob("*")] if outbox.exists() else []
    letters = [part for text in found for part in text.split("-" * 79) if "Subject:" in part]
    return letters if len(letters) >= least else []


def test_each_decision_of_triage_is_one_gesture(site: Site) -> None:
    token = site.home.token(scopes="read,write,admin")
    titles = ("First of all", "Second thought", "Third time", "Fourth wall", "Fifth wheel")
    for title in titles:
        body = {"kind": "issue", "title": title, "severity": "critical", "team": "PAY"}
        assert site.home.post("/api/v1/items", body, token=token)[0] == 201
    page = site.page()
    site.go(page, "/triage?team=PAY")

    def row(title: str):  # type: ignore[no-untyped-def]
        return page.locator("[data-triage]", has_text=title)

    first = re.search(r"PAY-\d+", row(titles[0]).inner_text())
    assert first
    row(titles[1]).locator("[data-row]").focus()
    page.keyboard.press("d")
    page.get_by_role("dialog").get_by_label("Was reported before as").fill(first[0])
    page.get_by_role("dialog").get_by_role("button", name="Close as duplicate").click()
    expect(row(titles[1])).to_have_count(0)
    row(titles[2]).locator("[data-row]").focus()
    page.keyboard.press("x")
    page.get_by_role("dialog").get_by_label("Reason").fill("As it should be")
    page.get_by_role("dialog").get_by_role("button", name="Decline").click()
    expect(row(titles[2])).to_have_count(0)
    row(titles[3]).locator("[data-row]").focus()
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    expect(row(titles[3])).to_have_count(0)
    expect(page.get_by_role("link", name="Put off")).to_be_visible()
    row(titles[4]).locator("[data-row]").focus()
    page.keyboard.press("v")
    row(titles[4]).get_by_role("button", name="Make it a task").click()
    expect(row(titles[4])).to_have_count(0)
    # What has gone hands the focus on to a neighbour.
    expect(page.locator("[data-triage] :focus")).to_have_count(1)
    row(titles[0]).locator("[data-row]").focus()
    page.keyboard.press("a")
    expect(row(titles[0])).to_have_count(0)
    site.go(page, "/triage?snoozed=1")
    expect(row(titles[3])).to_be_visible()
