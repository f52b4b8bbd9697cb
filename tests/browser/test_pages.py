"""Journeys through the pages: by mouse, by keys alone, by two people at once; and axe on every screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import COLLEAGUE, Site, axe, new_site
from tests.postgres import PostgresServer

SCREENS = (
    *(
        "/explore",
        "/explore?q=kind:isue",
        "/explore?q=title:nothing-like-it",
        "/items/PAY-2",
        "/items/G-1",
        "/items/PAY-1",
    ),
    *("/items/PAY-2/history", "/act/item.create?kind=issue", "/act/item.update?key=PAY-2", "/gallery", "/nowhere"),
    *("/settings/workspace", "/settings/members", "/settings/teams", "/settings/states", "/settings/labels"),
    *("/my-work", "/inbox", "/search", "/search?q=provider", "/search?q=kind:isue", "/feed", "/teams", "/teams/PAY"),
    *(
        "/triage",
        "/intake",
        "/insights",
        "/insights/track-record",
        "/insights/what-if",
        "/summary",
        "/summary?team=PAY",
        "/settings/model",
    ),
    *(
        "/settings/timeboxes",
        "/settings/tokens",
        "/settings/audit",
        "/settings/export",
        "/settings/account",
        "/settings/automation",
        "/settings/automation/new?like=critical",
    ),
)


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgres: PostgresServer | None
) -> Iterator[Site]:
    with new_site(tmp_path_factory.mktemp("pages"), browser, postgres=postgres) as site:
        yield site


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.close()


def _listening(page: Page) -> None:
    """Wait until the page hears of changes, so that none is missed."""
    expect(page.locator("html[data-live=up]")).to_have_count(1)


def test_create_edit_move_and_comment(site: Site) -> None:
    page = site.page()
    site.go(page, "/explore")
    page.get_by_role("link", name="New", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("Call the bank")
    dialog.get_by_role("button", name="Issue").click()
    expect(dialog.get_by_label("Severity")).to_be_visible()
    expect(dialog.get_by_label("Title")).to_have_value("Call the bank")
    dialog.get_by_text("More fields").click()
    dialog.get_by_label("Effort").fill("a while")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_text("an effort is written like")).to_be_visible()
    dialog.get_by_label("Effort").fill("2h")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name="Call the bank").click()
    expect(page.get_by_role("heading", name="Call the bank")).to_be_visible()

    page.get_by_role("link", name="Edit", exact=True).click()
    dialog.get_by_label("Title").fill("Call the bank today")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Call the bank today")).to_be_visible()

    page.get_by_role("button", name="In progress").click()
    expect(page.locator(".states .current")).to_have_text("In progress")

    for words in ("Rang twice", "Nobody there"):
        page.get_by_label("Comment", exact=True).fill(words)
        page.get_by_role("button", name="Comment", exact=True).click()
        expect(page.locator(".comments").get_by_text(words)).to_be_visible()
        expect(page.get_by_label("Comment", exact=True)).to_have_value("")


def test_names_are_completed_and_lists_go_on_in_a_text(site: Site) -> None:
    page = site.page()
    site.go(page, "/items/PAY-2")
    box = page.get_by_label("Comment", exact=True)
    box.press_sequentially("Ask @be")
    expect(page.get_by_role("option", name="Bea Builder")).to_be_visible()
    box.press("Enter")
    expect(box).to_have_value("Ask @Bea Builder ")
    box.press_sequentially("on PAY-3")
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("Tab")
    expect(box).to_have_value("Ask @Bea Builder on PAY-3 ")
    box.press_sequentially("(#new prov")
    expect(page.get_by_role("option", name="New provider")).to_be_hidden()
    box.fill("")
    box.press_sequentially("- one")
    box.press("Enter")
    box.press_sequentially("two")
    box.press("Enter")
    box.press("Enter")
    expect(box).to_have_value("- one\n- two\n")
    box.press_sequentially("@")
    expect(page.get_by_role("listbox", name="Completions")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox", name="Completions")).to_have_count(0)
    box.fill("loud")
    box.select_text()
    box.press("Control+b")
    expect(box).to_have_value("**loud**")


def test_a_refusal_explains_itself_where_it_happens(site: Site) -> None:
    page = site.page()
    site.go(page, "/items/PAY-1")
    expect(page.get_by_role("button", name="Completed")).to_be_disabled()
    # The page is older than the rule that now stands in the way.
    page.locator("form.act", has=page.get_by_role("button", name="On hold")).locator("[name=state]").evaluate(
        "input => { input.value = 'Completed' }"
    )
    page.get_by_role("button", name="On hold").click()
    expect(page.get_by_role("dialog").get_by_text("cannot go from ready to done")).to_be_visible()


def test_colleagues_see_changes_and_keep_what_they_type(site: Site) -> None:
    ann, bea = site.page(), site.page(COLLEAGUE)
    for page in (ann, bea):
        site.go(page, "/items/PAY-2")
        _listening(page)
    expect(bea.locator("#here")).to_contain_text("Also here: Ann")
    draft = bea.get_by_label("Comment", exact=True)
    draft.fill("I was about to s")
    draft.evaluate("box => box.setSelectionRange(2, 5)")
    bea.evaluate("window.scrollTo(0, 60)")
    before = bea.evaluate("window.scrollY")

    ann.get_by_role("button", name="Waiting").click()
    expect(bea.locator(".states .current")).to_have_text("Waiting")
    ann.get_by_label("Comment", exact=True).fill("Have a look")
    ann.get_by_role("button", name="Comment", exact=True).click()
    expect(bea.locator(".comments").get_by_text("Have a look")).to_be_visible()

    expect(draft).to_have_value("I was about to s")
    expect(draft).to_be_focused()
    assert draft.evaluate("box => [box.selectionStart, box.selectionEnd]") == [2, 5]
    assert bea.evaluate("window.scrollY") == before
    bea.get_by_role("button", name="Comment", exact=True).click()
    expect(ann.locator(".comments").get_by_text("I was about to s")).to_be_visible()


def test_two_writers_and_one_conflict(site: Site) -> None:
    ann, bea = site.page(), site.page(COLLEAGUE)
    for page in (ann, bea):
        site.go(page, "/items/PAY-3")
        page.get_by_role("link", name="Edit", exact=True).click()
    ann.get_by_role("dialog").get_by_label("Title").fill("Charged three times")
    ann.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(ann.get_by_role("heading", name="Charged three times")).to_be_visible()
    bea.get_by_role("dialog").get_by_label("Effort").fill("4h")
    bea.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(bea.get_by_role("dialog").get_by_text("has changed since you read it")).to_be_visible()
    expect(bea.get_by_role("dialog").get_by_label("Effort")).to_have_value("4h")
    bea.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(bea.get_by_role("dialog")).to_be_hidden()
    expect(bea.get_by_role("heading", name="Charged three times")).to_be_visible()
    expect(bea.get_by_label("Effort: change")).to_have_text("4h")


def test_keys_alone_suffice(site: Site) -> None:
    page = site.page()
    site.go(page, "/explore")
    keys = page.keyboard
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys.press("Escape")
    keys.press("c")
    expect(page.get_by_role("dialog").get_by_label("Title")).to_be_focused()
    keys.type("By keys alone")
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="By keys alone")).to_be_visible()
    keys.press("/")
    expect(page.get_by_label("Query")).to_be_focused()
    keys.press("Control+a")
    keys.type("title:keys")
    keys.press("Enter")
    page.wait_for_url("**q=title*")
    keys.press("j")
    row = page.get_by_role("link", name="By keys alone")
    expect(row).to_be_focused()
    keys.press("e")
    expect(page.get_by_role("dialog").get_by_label("Title")).to_have_value("By keys alone")
    keys.press("Escape")
    expect(row).to_be_focused()
    keys.press("Enter")
    page.wait_for_url("**/items/*")
    keys.press("e")
    title = page.get_by_role("dialog").get_by_label("Title")
    expect(title).to_be_focused()
    keys.press("End")
    keys.type(", at last")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="By keys alone, at last")).to_be_visible()
    keys.press("m")
    expect(page.get_by_label("Comment", exact=True)).to_be_focused()
    keys.type("Said")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator(".comments").get_by_text("Said")).to_be_visible()
    keys.press("g")
    keys.press("e")
    page.wait_for_url("**/explore")


def test_essentials_work_without_scripts(site: Site) -> None:
    signed_in = site.page().context
    context = site.browser.new_context(java_script_enabled=False, storage_state=signed_in.storage_state())
    site.open.append(context)
    page = context.new_page()
    site.go(page, "/explore")
    page.get_by_role("link", name="New", exact=True).first.click()
    page.get_by_label("Title").fill("Without scripts")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Without scripts")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".states .current")).to_have_text("Done")


@pytest.mark.one_database
def test_a_narrow_screen_has_its_menu_and_no_sideways_scroll(site: Site) -> None:
    page = site.page(width=360)
    for address in ("/explore", "/items/PAY-2", "/items/G-1", "/settings/members", "/act/item.create?kind=task"):
        site.go(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Explore").click()
    page.wait_for_url("**/explore")


@pytest.mark.one_database
def test_no_screen_shuts_anybody_out(site: Site) -> None:
    page = site.page()
    found = {}
    for address in SCREENS:
        site.go(page, address)
        found[address] = axe(page)
    site.go(page, "/items/PAY-2")
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page.get_by_role("dialog").get_by_label("Title")).to_be_visible()
    found["the dialog"] = axe(page)
    page.context.clear_cookies()
    site.go(page, "/sign-in")
    found["/sign-in"] = axe(page)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.one_database
def test_words_without_end_break_no_layout(site: Site) -> None:
    token = site.home.token(scopes="read,write,admin")
    word = "<b>\u202eevil</b> \u0645\u0631\u062d\u0628\u0627 " + "W" * 470

    def post(path: str, **facts: object) -> None:
        status, answer = site.home.post(f"/api/v1{path}", facts, token=token)
        assert status in (200, 201), answer

    post("/teams", key="LONG", team_name=word[:190])
    post("/members", email="long@acme.example", member_name=word[:190], role="member")
    about = {"title": word, "team": "LONG", "description": "W" * 10_000, "labels": [word[:95]]}
    for kind in ("goal", "project", "operation", "issue"):
        post("/items", kind=kind, **about)
    days = {"start": "2026-05-01", "due": "2026-05-20"}
    for _ in range(2):
        post("/items", kind="task", parent="LONG-2", owner="long@acme.example", **about, **days)
    post("/items/LONG-6/relations", type="depends-on", target="LONG-5")
    post("/items/LONG-4/comments", body="W" * 10_000)
    post("/items/LONG-1/key-results", title=word, start=0, target=10)
    addresses = (
        *(
            "/my-work",
            "/feed",
            "/portfolio",
            "/goals",
            "/insights",
            "/teams",
            "/teams/LONG",
            "/triage",
            "/intake",
            "/time",
        ),
        *("/explore?q=team:LONG", "/board?team=LONG", "/board?kind=task&lanes=owner&team=LONG", "/projects/LONG-2"),
        *(
            "/projects/LONG-2/plan",
            "/projects/LONG-2/timeline",
            "/settings/members",
            "/settings/teams",
            "/settings/labels",
        ),
        *(f"/items/LONG-{n}" for n in range(1, 7)),
    )
    wide = {}
    page = site.page()
    for address in addresses:
        site.go(page, address)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            taken = page.evaluate("document.documentElement.scrollWidth")
            if taken > width:
                wide[width, address] = taken
    assert not wide
