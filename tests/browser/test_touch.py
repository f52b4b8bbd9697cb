"""Fingers: a swipe scrolls, a rest takes hold of cards, rows, goals, days and bars; a second finger takes back."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.site import Site, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database

MONDAY = date.today() + timedelta(days=7 - date.today().weekday())
DAY = 12
"""Pixels that a day of the timeline has where weeks are divided."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("touch"), browser, postgres=postgres) as site:
        token = site.home.token(scopes="read,write,admin")
        for title in ("One", "Two", "Three"):
            _post(site, token, "/items", {"kind": "task", "title": title, "labels": ["touch"]})
        for title in ("Upper", "Lower"):
            _post(site, token, "/items", {"kind": "goal", "title": title, "state": "Active"})
        plan = _post(site, token, "/items", {"kind": "project", "title": "Plan", "start": _on(0)})["key"]
        for title, start in (("Build", 0), ("Test", 10)):
            dates = {"start": _on(start), "due": _on(start + 4)}
            _post(site, token, "/items", {"kind": "task", "title": title, "parent": plan, **dates})
        yield site
        site.close()


def _on(days: int) -> str:
    return (MONDAY + timedelta(days=days)).isoformat()


def _post(site: Site, token: str, path: str, body: dict[str, object]) -> Any:
    import json

    status, answer = site.home.post(f"/api/v1{path}", body, token=token)
    assert status in (200, 201), answer
    return json.loads(answer)


@dataclass(slots=True)
class Hand:
    """Fingers upon a page."""

    page: Page
    inside: CDPSession
    down: dict[int, tuple[float, float]] = field(default_factory=dict)

    def _send(self, kind: str) -> None:
        points = [{"id": finger, "x": x, "y": y} for finger, (x, y) in self.down.items()]
        self.inside.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def press(self, x: float, y: float, *, finger: int = 0) -> None:
        """Put a finger down."""
        self.down[finger] = (x, y)
        self._send("touchStart")

    def move(self, x: float, y: float, *, steps: int = 6) -> None:
        """Move the first finger there."""
        begin_x, begin_y = self.down[0]
        for n in range(1, steps + 1):
            self.down[0] = (begin_x + (x - begin_x) * n / steps, begin_y + (y - begin_y) * n / steps)
            self._send("touchMove")

    def lift(self) -> None:
        """Take all fingers away."""
        self.down.clear()
        self._send("touchEnd")

    def rest(self, one: Locator, *, x: float | None = None) -> tuple[float, float]:
        """Put a finger onto something, so many pixels from its end or in its middle, until it has taken hold."""
        box = one.bounding_box()
        assert box
        at = box["x"] + (box["width"] / 2 if x is None else x), box["y"] + box["height"] / 2
        held = self.page.locator("html[data-dragging]")
        for _ in range(3):
            self.press(*at)
            with contextlib.suppress(PlaywrightTimeout):
                held.wait_for(timeout=2000)
                break
            # A page that still scrolls takes a touch for a stop: as a person would, touch again.
            self.down.clear()
            self._send("touchCancel")
        expect(held).to_have_count(1)
        return at

    def drop_on(self, one: Locator, *, y: float | None = None) -> None:
        """Carry what is held onto something, and let go."""
        box = one.bounding_box()
        assert box
        self.move(box["x"] + box["width"] / 2, box["y"] + (box["height"] / 2 if y is None else y))
        self.lift()


def _open(site: Site, address: str, *, width: int = 390) -> tuple[Page, Hand]:
    page = site.page(width=width, touch=True)
    site.go(page, address)
    expect(page.locator("html[data-live=up]")).to_have_count(1)
    return page, Hand(page, page.context.new_cdp_session(page))


def _settled(page: Page) -> None:
    expect(page.locator("[aria-busy], [data-ahead][hx-morph-skip]")).to_have_count(0)


def _card(page: Page, title: str) -> Locator:
    return page.locator(".board-card", has=page.get_by_role("link", name=title, exact=True))


def _column(page: Page, state: str) -> Locator:
    return page.locator(f'.board-column[data-state="{state}"]')


def _scrolled(page: Page, by: int) -> None:
    """Wait until the board is scrolled so far."""
    while page.locator("#board").evaluate("board => board.scrollLeft") < by:
        page.wait_for_timeout(20)


def test_cards(site: Site) -> None:
    page, hand = _open(site, "/board?kind=task&q=label:touch")
    board = page.locator("#board")
    # What does not rest scrolls, and leads nowhere.
    box = _card(page, "Two").bounding_box()
    assert box
    hand.press(box["x"] + 200, box["y"] + 20)
    hand.move(box["x"] + 20, box["y"] + 20)
    hand.lift()
    _scrolled(page, 60)
    expect(page.locator("html[data-dragging]")).to_have_count(0)
    expect(_column(page, "Backlog").locator(".board-card")).to_have_count(3)
    board.evaluate("board => board.scrollTo({left: 0, behavior: 'instant'})")

    # Within the column; the second finger takes back.
    hand.rest(_card(page, "Three"))
    first = _card(page, "One").bounding_box()
    assert first
    hand.move(first["x"] + 60, first["y"] + 4)
    expect(page.locator(".board-card >> nth=0")).to_contain_text("Three")
    hand.press(300, 700, finger=1)
    expect(page.locator("html[data-dragging]")).to_have_count(0)
    hand.lift()
    expect(page.locator(".board-card >> nth=0")).to_contain_text("One")
    hand.rest(_card(page, "Three"))
    hand.drop_on(_card(page, "One"), y=4)
    _settled(page)

    # Beyond the edge the board comes along; two that are ticked go together, and come back together.
    for title in ("One", "Three"):
        _card(page, title).get_by_role("checkbox").check()
    x, y = hand.rest(_card(page, "One"))
    hand.move(385, y)
    _scrolled(page, 500)
    hand.move(x, y)
    hand.drop_on(_column(page, "In progress").locator(".board-cards"))
    expect(_column(page, "In progress").locator(".board-card")).to_have_count(2)
    expect(page.locator("#toasts")).to_contain_text("2 items moved")
    _settled(page)
    page.reload()
    assert _column(page, "In progress").locator(".board-title").all_text_contents() == ["Three", "One"]
    assert "/board" in page.url


def test_cards_come_back_together(site: Site) -> None:
    page, hand = _open(site, "/board?kind=task&q=label:touch", width=1200)
    hand.rest(_card(page, "Two"))
    hand.drop_on(_column(page, "Ready").locator(".board-cards"))
    toast = page.locator("#toasts")
    expect(toast).to_contain_text(": Ready")
    _settled(page)
    toast.get_by_role("button", name="Undo").tap()
    expect(_column(page, "Ready").locator(".board-card")).to_have_count(0)
    expect(_column(page, "Backlog").get_by_role("link", name="Two", exact=True)).to_be_visible()


def test_rows_goals_and_days(site: Site) -> None:
    page, hand = _open(site, "/explore?q=label:touch&sort=rank")
    titles = page.locator("tbody a[data-row]")
    last = titles.last.inner_text()
    hand.rest(page.locator("tbody tr").last)
    hand.drop_on(page.locator("tbody tr").first, y=3)
    expect(titles.first).to_have_text(last)
    expect(page.locator("#toasts")).to_contain_text("moved")
    _settled(page)
    page.reload()
    expect(titles.first).to_have_text(last)

    page, hand = _open(site, "/goals")
    upper, lower = (page.locator(".goals-goal", has_text=title) for title in ("Upper", "Lower"))
    hand.rest(lower, x=120)
    hand.drop_on(upper)
    expect(page.locator("#toasts")).to_contain_text("stands beneath Upper")
    _settled(page)

    page, hand = _open(site, f"/explore?q=title:Build&layout=calendar&month={_on(4)[:7]}", width=1000)
    item = page.locator(".cal-item", has_text="Build")
    hand.rest(item)
    target = page.locator(f"#day-{_on(3)}")
    target.scroll_into_view_if_needed()
    hand.drop_on(target)
    expect(target).to_contain_text("Build")
    _settled(page)


def test_bars(site: Site) -> None:
    page, hand = _open(site, "/explore?q=title:Plan")
    key = (page.locator("tbody .key").first.inner_text()).strip()
    page, hand = _open(site, f"/projects/{key}/timeline?zoom=week", width=1400)
    bar = page.locator(".tl-row", has=page.get_by_role("link", name="Test", exact=True)).locator(".tl-bar")
    x, y = hand.rest(bar)
    hand.move(x + 3 * DAY, y)
    hand.lift()
    expect(bar).to_have_attribute("data-start", _on(13))
    _settled(page)
    # What is chosen is dragged at once, its end beside it.
    expect(bar).to_have_class("tl-bar backlog chosen")
    box = bar.bounding_box()
    assert box
    hand.press(box["x"] + box["width"] + 6, y)
    hand.move(box["x"] + box["width"] + 6 + 2 * DAY, y)
    hand.lift()
    expect(bar).to_have_attribute("data-due", _on(19))
    expect(bar).to_have_attribute("data-start", _on(13))
    _settled(page)
    # The knob draws a link to what shall wait.
    other = page.locator(".tl-row", has=page.get_by_role("link", name="Build", exact=True)).locator(".tl-bar")
    other.tap()
    expect(other).to_have_class("tl-bar backlog chosen")
    box = other.bounding_box()
    assert box
    hand.press(box["x"] + box["width"] + 28, box["y"] + box["height"] / 2)
    hand.drop_on(bar)
    expect(page.locator("#toasts")).to_contain_text("waits for")
    expect(page.locator(".tl-link")).to_have_count(1)
    _settled(page)
