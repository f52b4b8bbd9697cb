"""The board by mouse, by keys and without scripts; refusals put the card back; axe on board, goals and portfolio."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.site import COLLEAGUE, Site, axe_as_shown, new_site
from tests.postgres import PostgresServer

pytestmark = pytest.mark.one_database

TASKS = ("One", "Two", "Three", "Four", "Five")
SCREENS = (
    *("/board", "/board?kind=task", "/board?q=title:nothing-like-it", "/board?q=kind:isue"),
    *("/goals", "/goals?ended=1", "/portfolio", "/portfolio?q=team:PAY", "/portfolio?q=title:nothing-like-it"),
)


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("board"), browser, postgres=postgres) as site:
        token = site.home.token(scopes="read,write,admin")
        for title in TASKS:
            assert site.home.post("/api/v1/items", {"kind": "task", "title": title}, token=token)[0] in (200, 201)
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def _column(page: Page, state: str) -> Locator:
    return page.locator(f'.board-column[data-state="{state}"]')


def _card(page: Page, title: str) -> Locator:
    return page.locator(".board-card", has=page.get_by_role("link", name=title, exact=True))


def _open(site: Site, page: Page, address: str = "/board?kind=task") -> None:
    site.go(page, address)
    expect(page.locator("html[data-live=up]")).to_have_count(1)


def _settled(page: Page) -> None:
    expect(page.locator(".board-card[aria-busy]")).to_have_count(0)


def test_a_card_is_dragged_to_another_column_and_a_colleague_sees_it(site: Site) -> None:
    page, bea = site.page(width=1600), site.page(COLLEAGUE, width=1600)
    for one in (page, bea):
        _open(site, one)
    before = int(_column(page, "In progress").locator(".badge").inner_text())
    _card(page, "One").drag_to(_column(page, "In progress").locator(".board-cards"))
    expect(_column(page, "In progress").get_by_role("link", name="One", exact=True)).to_be_visible()
    expect(_column(page, "In progress").locator(".badge")).to_have_text(str(before + 1))
    expect(_column(bea, "In progress").get_by_role("link", name="One", exact=True)).to_be_visible()
    _settled(page)
    page.reload()
    expect(_column(page, "In progress").get_by_role("link", name="One", exact=True)).to_be_visible()
    # The same card once more: its version is the one that the move made.
    _card(page, "One").drag_to(_column(page, "Done").locator(".board-cards"))
    _settled(page)
    page.reload()
    expect(_column(page, "Done").get_by_role("link", name="One", exact=True)).to_be_visible()


def test_a_card_is_dragged_within_its_column(site: Site) -> None:
    page = site.page(width=1600)
    _open(site, page)
    _card(page, "Five").drag_to(_card(page, "Two"), target_position={"x": 40, "y": 4})
    _settled(page)
    page.reload()
    titles = _column(page, "Backlog").locator(".board-title").all_inner_texts()
    assert titles.index("Five") == titles.index("Two") - 1


def test_a_refused_move_puts_the_card_back_and_says_why(site: Site) -> None:
    page = site.page(width=1600)
    _open(site, page, "/board?kind=project")
    _card(page, "New provider").drag_to(_column(page, "Completed").locator(".board-cards"))
    expect(page.locator("#toasts")).to_contain_text("cannot go from ready to done")
    expect(_column(page, "Approved").get_by_role("link", name="New provider")).to_be_visible()
    expect(_column(page, "Approved").locator(".badge")).to_have_text("1")
    expect(_column(page, "Completed").locator(".badge")).to_have_text("0")


def test_a_card_stays_where_it_was_when_the_server_is_silent(site: Site) -> None:
    page = site.page(width=1600)
    _open(site, page)
    page.route("**/act/item.move", lambda route: route.abort())
    _card(page, "Two").drag_to(_column(page, "Waiting").locator(".board-cards"))
    expect(page.locator("#toasts")).to_contain_text("the server did not answer")
    expect(_column(page, "Backlog").get_by_role("link", name="Two", exact=True)).to_be_visible()


def test_keys_alone_move_cards(site: Site) -> None:
    page = site.page(width=1600)
    _open(site, page)
    link = _card(page, "Three").locator(".board-title")
    link.focus()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    expect(_column(page, "In progress").get_by_role("link", name="Three", exact=True)).to_be_visible()
    _settled(page)
    expect(link).to_be_focused()
    page.keyboard.press("Shift+ArrowLeft")
    _settled(page)
    page.reload()
    expect(_column(page, "Ready").get_by_role("link", name="Three", exact=True)).to_be_visible()


def test_a_card_is_busy_until_the_last_of_its_moves_is_answered(site: Site) -> None:
    page = site.page(width=1600)
    _open(site, page)
    answers: list[Route] = []
    page.route("**/act/item.move", lambda route: answers.append(route))
    _card(page, "Two").locator(".board-title").focus()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    for number in (1, 2):
        while len(answers) < number:
            page.wait_for_timeout(20)
        expect(_card(page, "Two")).to_have_attribute("aria-busy", "true")
        answers[-1].continue_()
    _settled(page)
    page.reload()
    expect(_column(page, "In progress").get_by_role("link", name="Two", exact=True)).to_be_visible()


def test_the_move_form_is_in_the_dialog(site: Site) -> None:
    page = site.page(width=1600)
    _open(site, page)
    _card(page, "Four").locator(".board-move").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_label("State").select_option(label="Ready")
    page.get_by_role("dialog").get_by_role("button", name="Move").click()
    expect(_column(page, "Ready").get_by_role("link", name="Four", exact=True)).to_be_visible()


def test_a_card_is_moved_without_scripts(site: Site) -> None:
    signed_in = site.page().context
    context = site.browser.new_context(java_script_enabled=False, storage_state=signed_in.storage_state())
    site.open.append(context)
    page = context.new_page()
    site.go(page, "/board?kind=task")
    _card(page, "Write the plan").hover()
    _card(page, "Write the plan").locator(".board-move").click()
    page.get_by_label("State").select_option(label="Waiting")
    page.get_by_role("button", name="Move").click()
    page.wait_for_url("**/board?kind=task")
    expect(_column(page, "Waiting").get_by_role("link", name="Write the plan")).to_be_visible()


def test_goals_are_added_and_reported_where_they_stand(site: Site) -> None:
    page = site.page()
    _open(site, page, "/goals")
    page.get_by_role("link", name="New goal").click()
    page.get_by_role("dialog").get_by_label("Title").fill("Everybody sleeps well")
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    row = page.locator(".goals-branch", has=page.get_by_role("link", name="Everybody sleeps well"))
    expect(row.get_by_text("No work")).to_be_visible()
    row.get_by_role("link", name="Add a key result").click()
    page.get_by_role("dialog").get_by_label("Title").fill("Alarms a night")
    page.get_by_role("dialog").get_by_label("Start").fill("8")
    page.get_by_role("dialog").get_by_label("Target").fill("0")
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    row.get_by_role("link", name="Alarms a night: now").click()
    page.get_by_role("dialog").get_by_label("Now").fill("2")
    page.get_by_role("dialog").get_by_role("button", name="Check in").click()
    expect(row.locator(".goals-proof .progress")).to_contain_text("75")


def test_a_narrow_screen_does_not_scroll_sideways(site: Site) -> None:
    page = site.page(width=360)
    for address in ("/board", "/goals", "/portfolio"):
        site.go(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_no_screen_shuts_anybody_out(site: Site, scheme: str, width: int) -> None:
    found = {}
    page = site.page(scheme=scheme, width=width)
    for address in SCREENS:
        site.go(page, address)
        found[address] = axe_as_shown(page)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
