"""A member's day on one task: the clock, the checklist, a field of the organisation's own, a picture, a colleague."""

import re
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import COLLEAGUE, Site, axe, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database
PASTE = """async (box) => {
    const canvas = Object.assign(document.createElement("canvas"), {width: 40, height: 40});
    const picture = await new Promise((done) => canvas.toBlob(done));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([picture], "shot.png", {type: "image/png"}));
    box.setSelectionRange(box.value.length, box.value.length);
    box.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("shared"), browser, postgres=postgres) as site:
        token = site.home.token(scopes="read,write,admin")
        for body in (
            {"field_name": "Cost", "type": "money", "currency": "EUR"},
            {"field_name": "Tier", "type": "choice", "options": ["Gold", "Silver"]},
        ):
            assert site.home.post("/api/v1/fields", body, token=token)[0] == 201
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def picture() -> bytes:
    """A whole PNG of 40 by 30 points, in one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\x00" + b"\x4a\x7f\xd0" * 40 for _ in range(30))
    head = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def live(site: Site, page: Page, address: str) -> None:
    site.go(page, address)
    expect(page.locator("html[data-live=up]")).to_have_count(1)


def test_a_day_on_a_task(site: Site, tmp_path: Path) -> None:
    page = site.page()
    live(site, page, "/items/PAY-2")
    page.get_by_role("button", name="Start clock").click()
    expect(page.locator(".item-clock")).to_be_visible()

    for step in ("Ask legal", "Draft it"):
        page.get_by_placeholder("Add a step").fill(step)
        page.keyboard.press("Enter")
        expect(page.get_by_role("checkbox", name=step)).to_be_visible()
    expect(page.get_by_placeholder("Add a step")).to_have_value("")
    page.get_by_role("checkbox", name="Ask legal").click()
    expect(page.get_by_role("checkbox", name="Ask legal")).to_have_attribute("aria-checked", "true")
    expect(page.locator("#s-checklist + .badge")).to_have_text("1/2")

    page.get_by_role("link", name="Cost: change").click()
    page.get_by_role("dialog").get_by_label("Cost").fill("lots")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog").locator(".error")).to_contain_text("amount")
    page.get_by_role("dialog").get_by_label("Cost").fill("1250.50")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Cost: change")).to_have_text("1250.50 EUR")

    kept = tmp_path / "drawing.png"
    kept.write_bytes(picture())
    page.get_by_label("Files to attach").set_input_files(kept)
    shown = page.get_by_role("img", name="drawing.png")
    expect(shown).to_be_visible()
    page.wait_for_function("() => document.querySelector('img.item-thumb')?.naturalWidth === 40")

    box = page.get_by_role("textbox", name="Comment")
    box.fill("Like this:")
    box.evaluate(PASTE)
    expect(box).to_have_value(re.compile(r"^Like this:\n!\[shot\.png\]\(/files/\d+\?show\)\n$"))
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comments img[alt='shot.png']")).to_be_visible()

    words = "@Bea Builder, see PAY-3 and the drawing\n\n- [x] done\n- [ ] to do"
    page.get_by_role("textbox", name="Comment").fill(words)
    page.get_by_role("button", name="Comment", exact=True).click()
    mention = page.locator(".comments a.mention")
    expect(mention).to_have_attribute("title", re.compile("Bea Builder"))
    expect(page.locator(".comments a.key", has_text="PAY-3")).to_have_attribute("title", re.compile("Charged twice"))
    page.evaluate("scrollTo(0, 0)")
    assert axe(page) == []

    page.locator(".item-clock").click()
    expect(page.get_by_role("button", name="Start clock")).to_be_visible()

    site.go(page, "/explore?q=field.cost:%3E1000%20sort:-field.cost")
    expect(page.locator("table.rows tbody tr")).to_have_count(1)
    expect(page.get_by_role("link", name="Write the plan")).to_be_visible()
    site.go(page, "/explore?q=field.kost:1")
    expect(page.locator("#q-error mark")).to_have_text("field.kost")

    bea = site.page(COLLEAGUE)
    site.go(bea, "/inbox")
    expect(bea.get_by_role("link", name=re.compile("Write the plan")).first).to_be_visible()


def test_a_week_of_time(site: Site) -> None:
    page = site.page()
    token = site.home.token(scopes="read,write,admin")
    today = datetime.now(UTC).date().isoformat()
    assert site.home.post("/api/v1/items/PAY-3/work", {"minutes": 90, "day": today}, token=token)[0] == 200
    live(site, page, "/time")
    expect(page.locator("tfoot .sum")).to_have_text("1:30")
    page.get_by_role("link", name=re.compile("^PAY-3, .*1:30")).click()
    page.get_by_role("dialog").get_by_label("Time spent").fill("30m")
    page.get_by_role("dialog").get_by_role("button", name="Log").click()
    expect(page.locator("tfoot .sum")).to_have_text("2:00")
    assert axe(page) == []
    page.get_by_role("link", name="Edit the entry on PAY-3").first.click()
    page.get_by_role("dialog").get_by_label("Time spent").fill("15m")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.locator("tfoot .sum")).not_to_have_text("2:00")


def test_nothing_is_in_the_way_of_anybody(site: Site) -> None:
    page = site.page(width=390)
    for address in ("/items/PAY-2", "/time", "/settings/fields", "/act/item.update?key=PAY-2"):
        site.go(page, address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
