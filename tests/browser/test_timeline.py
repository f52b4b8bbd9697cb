"""The timeline by mouse and by keys: moved, stretched, linked, refused, taken along, undone; a colleague sees it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.site import COLLEAGUE, Site, axe, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database

MONDAY = date.today() + timedelta(days=7 - date.today().weekday())
DAY = 12
"""Pixels that a day has where weeks are divided."""
PLAN = (
    {"title": "Design", "start": 0, "due": 4},
    {"title": "Build", "start": 7, "due": 9},
    {"title": "Test", "start": 10, "due": 11},
    {"title": "Launch", "due": 14, "milestone": True},
    {"title": "Someday"},
)


def _on(days: int) -> str:
    return (MONDAY + timedelta(days=days)).isoformat()


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("timeline"), browser, postgres=postgres) as site:
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


@pytest.fixture
def plan(site: Site) -> str:
    """A project with a chain of three, a milestone, and a task without dates; returns its address."""
    post = _posting(site)
    key = post("/items", {"kind": "project", "title": "Move", "start": _on(0)})["key"]
    keys = []
    for one in PLAN:
        dates = {name: _on(one[name]) for name in ("start", "due") if name in one}  # type: ignore[arg-type]
        facts = {"kind": "task", "title": one["title"], "parent": key, "milestone": one.get("milestone", False)}
        keys.append(post("/items", facts | dates)["key"])
    for earlier, later in ((0, 1), (1, 2)):
        post(f"/items/{keys[later]}/relations", {"type": "depends-on", "target": keys[earlier]})
    return f"/projects/{key}/timeline?zoom=week"


def _posting(site: Site) -> Callable[..., dict[str, str]]:
    import json

    token = site.home.token(scopes="read,write,admin")

    def post(path: str, body: object) -> dict[str, str]:
        status, answer = site.home.post(f"/api/v1{path}", body, token=token)
        assert status in (200, 201), answer
        found: dict[str, str] = json.loads(answer)
        return found

    return post


def _open(site: Site, page: Page, address: str) -> Page:
    site.go(page, address)
    expect(page.locator("html[data-live=up]")).to_have_count(1)
    return page


def _bar(page: Page, title: str) -> Locator:
    return page.locator(".tl-row", has=page.get_by_role("link", name=title, exact=True)).locator(".tl-bar")


def _lies(page: Page, title: str, start: int, due: int) -> None:
    expect(_bar(page, title)).to_have_attribute("data-start", _on(start))
    expect(_bar(page, title)).to_have_attribute("data-due", _on(due))


def _settled(page: Page) -> None:
    expect(page.locator("#timeline[hx-morph-skip], .tl-bar[aria-busy]")).to_have_count(0)


def _drag(page: Page, title: str, days: int, *, at: float | None = None) -> None:
    """Take a bar by its middle, or so many pixels from its end, and carry it along."""
    bar = _bar(page, title)
    box = bar.bounding_box()
    assert box
    x, y = box["x"] + (box["width"] / 2 if at is None else box["width"] + at), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + days * DAY / 2, y)
    page.mouse.move(x + days * DAY, y)
    page.mouse.up()


def test_bars_are_moved_stretched_and_taken_along_and_a_colleague_sees_it(site: Site, plan: str) -> None:
    page, bea = (_open(site, site.page(who, width=1600), plan) for who in ("ann@acme.example", COLLEAGUE))
    _drag(page, "Test", 4)
    _lies(page, "Test", 14, 15)
    _lies(bea, "Test", 14, 15)
    _drag(page, "Design", -1, at=-3)
    _lies(bea, "Design", 0, 3)
    expect(page.locator("#toasts")).to_contain_text("Undo")
    _settled(page)

    # Build waits for Design, and Test for Build: they are moved along in one act, and come back as one.
    _drag(page, "Design", 6)
    offer = page.locator("#tl-offer")
    expect(offer).to_contain_text("2 items would begin too early")
    offer.get_by_role("button", name="Cancel").click()
    _lies(page, "Design", 0, 3)
    _settled(page)
    _drag(page, "Design", 8)
    expect(offer).to_contain_text("Build")
    assert axe(page) == []
    offer.get_by_role("button", name="Move what depends on it too").click()
    for one in (page, bea):
        _lies(one, "Design", 8, 11)
        _lies(one, "Build", 14, 16)
        _lies(one, "Test", 17, 18)
    _settled(page)
    page.locator("#toasts").get_by_role("button", name="Undo").last.click()
    for one in (page, bea):
        _lies(one, "Build", 7, 9)
        _lies(one, "Design", 0, 3)

    # Alone it contradicts, and the page says so.
    _drag(page, "Design", 8)
    offer.get_by_role("button", name="alone").click()
    expect(bea.locator("#tl-wrongs summary")).to_contain_text("1 date contradicts")
    expect(_bar(bea, "Build")).to_have_class("tl-bar backlog critical wrong")


def test_bars_are_linked_by_the_knob_and_a_circle_is_refused(site: Site, plan: str) -> None:
    page, bea = (_open(site, site.page(who, width=1600), plan) for who in ("ann@acme.example", COLLEAGUE))
    keys = {title: _bar(page, title).get_attribute("data-item") for title in ("Design", "Test", "Launch")}

    def draw(first: str, second: str) -> None:
        one, other = (_bar(page, title).bounding_box() for title in (first, second))
        assert one
        assert other
        page.mouse.move(one["x"] + one["width"] + 7, one["y"] + one["height"] / 2)
        page.mouse.down()
        page.mouse.move(other["x"] + 20, other["y"] - 12)
        page.mouse.move(other["x"] + other["width"] / 2, other["y"] + other["height"] / 2)
        page.mouse.up()

    draw("Test", "Launch")
    for one in (page, bea):
        expect(one.locator(f"#tie-{keys['Test']}-{keys['Launch']}")).to_have_count(1)
    _settled(page)
    draw("Test", "Design")
    expect(page.locator("#toasts")).to_contain_text("close a cycle")
    expect(page.locator(f"#tie-{keys['Test']}-{keys['Design']}")).to_have_count(0)


def test_a_refusal_puts_the_bar_back_and_says_why(site: Site, plan: str) -> None:
    page = _open(site, site.page(width=1600), plan)
    page.route("**/act/item.update", lambda route: route.abort())
    ends = """() => [...document.querySelectorAll(".tl-link")]
        .map((link) => ["--a", "--b"].map((name) => Number(link.style.getPropertyValue(name))))"""
    before = page.evaluate(ends)
    _drag(page, "Test", 3)
    expect(page.locator("#toasts")).to_contain_text("the server did not answer")
    _lies(page, "Test", 10, 11)
    assert page.evaluate(ends) == before


def test_keys_alone_move_stretch_link_and_open(site: Site, plan: str) -> None:
    page = _open(site, site.page(width=1600), plan)
    bar = _bar(page, "Test")
    bar.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    _lies(page, "Test", 13, 15)
    _settled(page)
    expect(bar).to_be_focused()
    page.reload()
    _lies(page, "Test", 13, 15)
    _bar(page, "Build").focus()
    page.keyboard.press("ArrowDown")
    expect(bar).to_be_focused()
    page.keyboard.press("l")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Add")).to_be_visible()
    page.keyboard.press("Escape")
    bar.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Test", exact=True)).to_be_visible()


def test_a_colleague_does_not_disturb_a_drag_and_undated_work_is_placed(site: Site, plan: str) -> None:
    page = _open(site, site.page(width=1600), plan)
    box = _bar(page, "Test").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2 * DAY, y)
    with page.expect_response(lambda answer: "/timeline" in answer.url):
        _posting(site)(f"/items/{_bar(page, 'Design').get_attribute('data-item')}/move", {"state": "doing"})
    page.mouse.move(x + 4 * DAY, y)
    _lies(page, "Test", 14, 15)
    page.mouse.up()
    _settled(page)
    _lies(page, "Test", 14, 15)
    expect(_bar(page, "Design")).to_have_class("tl-bar doing critical")

    line, lane = page.locator("[data-loose]", has_text="Someday"), _bar(page, "Design").bounding_box()
    assert lane
    line.hover(position={"x": 8, "y": 8})
    page.mouse.down()
    page.mouse.move(lane["x"] + 3 * DAY + 4, lane["y"] + 40)
    page.mouse.move(lane["x"] + 2 * DAY + 4, lane["y"] + 40)
    page.mouse.up()
    _lies(page, "Someday", 2, 2)

    # Zoom and folding stay on the page, and the way back leads back.
    page.get_by_role("link", name="Month", exact=True).click()
    expect(page.locator(".tl-grid.tl-month")).to_have_count(1)
    page.get_by_role("link", name="All work").click()
    expect(page.locator(".tl-bar")).to_have_count(0)
    page.go_back()
    expect(page.locator(".tl-bar")).to_have_count(5)
    page.go_back()
    expect(page.locator(".tl-grid.tl-week")).to_have_count(1)


def test_a_long_one_comes_in_parts_and_stays_live_and_movable_to_its_end(site: Site) -> None:
    post = _posting(site)
    key = post("/items", {"kind": "project", "title": "Long"})["key"]
    task = {"kind": "task", "parent": key, "start": _on(0), "due": _on(4)}
    many = [{"command": "item.create", "arguments": {**task, "title": f"Step {n}"}} for n in range(210)]
    for few in (many[:100], many[100:200], many[200:]):
        post("/batch", {"commands": few})
    page = _open(site, site.page(width=1600), f"/projects/{key}/timeline?zoom=week")
    expect(page.locator(".tl-bar")).to_have_count(210)
    last = _bar(page, "Step 209")
    last.scroll_into_view_if_needed()
    where = page.locator("#tl-scroll").evaluate("view => view.scrollTop")
    assert where > 5000
    _drag(page, "Step 209", 2)
    _lies(page, "Step 209", 2, 6)
    _settled(page)
    # A colleague's change comes to what is in sight, which stays where it is, and to what is not once it is.
    for title in ("Step 208", "Step 2"):
        found = _bar(page, title).get_attribute("data-item")
        post(f"/items/{found}/move", {"state": "doing"})
    expect(_bar(page, "Step 208")).to_have_class("tl-bar doing")
    assert page.locator("#tl-scroll").evaluate("view => view.scrollTop") == where
    expect(_bar(page, "Step 2")).to_have_class("tl-bar doing")
    # The keys go on over where a part ends.
    seam = page.locator(".tl-block[data-part] .tl-bar").first
    before = page.locator(".tl-block:not([data-part]) .tl-bar").last
    before.focus()
    page.keyboard.press("ArrowDown")
    expect(seam).to_be_focused()
    page.get_by_role("link", name="Month", exact=True).click()
    expect(page.locator(".tl-grid.tl-month")).to_have_count(1)
    expect(page.locator(".tl-bar")).to_have_count(210)
    page.go_back()
    expect(page.locator(".tl-grid.tl-week")).to_have_count(1)
    expect(last).to_have_attribute("data-start", _on(2))
    assert axe(page) == []


def test_axe_finds_nothing_and_nothing_runs_over(site: Site, plan: str) -> None:
    for width in (390, 1280):
        page = site.page(width=width)
        _open(site, page, plan)
        _bar(page, "Design").focus()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
