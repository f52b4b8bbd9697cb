"""A served Headway with two people and a little work in it, and their browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.postgres import PostgresServer
from tests.running import OWNER, PASSWORD, Home, alone, new_home

Workers = Literal["allow", "block"]
SETTLED = """async () => {
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    const ended = Promise.allSettled(document.getAnimations().map((one) => one.finished));
    await Promise.race([ended, new Promise((next) => setTimeout(next, 500))]);
}"""
# What is out of sight has no colours to judge yet (content-visibility), so all of it is brought to light.
ALL_IN_SIGHT = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { content-visibility: visible !important; }");
    document.adoptedStyleSheets = [sheet];
    return new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(() => next())));
}"""
COLLEAGUE = "bea@acme.example"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WORK = (
    ("/members", {"email": COLLEAGUE, "member_name": "Bea Builder", "role": "member"}),
    ("/teams", {"key": "PAY", "team_name": "Payments"}),
    ("/items", {"kind": "goal", "title": "Customers trust us", "state": "Active"}),
    ("/items", {"kind": "project", "title": "New provider", "team": "PAY", "state": "Approved"}),
    ("/items", {"kind": "task", "title": "Write the plan", "team": "PAY", "parent": "PAY-1", "labels": ["risk"]}),
    ("/items", {"kind": "issue", "title": "Charged twice", "team": "PAY", "severity": "major", "due": "2026-01-05"}),
    ("/items/PAY-1/relations", {"type": "contributes-to", "target": "G-1"}),
    ("/items/G-1/key-results", {"title": "Complaints", "start": 10, "target": 2}),
    ("/items/PAY-2/comments", {"body": "See PAY-1, **soon**."}),
)


@dataclass(slots=True)
class Site:
    """The installation, and whoever has it open."""

    home: Home
    browser: Browser
    open: list[BrowserContext] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    signed_in: dict[str, Any] = field(default_factory=dict)

    def page(
        self,
        email: str = OWNER,
        *,
        width: int = 1280,
        scheme: str = "light",
        workers: Workers = "block",
        touch: bool = False,
    ) -> Page:
        """Return a page in a profile of its own in which somebody is signed in; the second time by his cookies."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800},
            has_touch=touch,
            is_mobile=touch,
            color_scheme=scheme,
            locale="en-GB",
            timezone_id="UTC",
            # Nothing has to come to rest before it is clicked.
            reduced_motion="reduce",
            service_workers=workers,
            storage_state=self.signed_in.get(email),
        )
        context.set_default_timeout(10_000)
        self.open.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        if email not in self.signed_in:
            self._sign_in(page, email)
            self.signed_in[email] = context.storage_state()
        return page

    def _sign_in(self, page: Page, email: str) -> None:
        page.goto(f"{self.home.url}/sign-in")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    def go(self, page: Page, path: str) -> None:
        """Go to an address and wait until its scripts are there and it listens for changes."""
        page.goto(f"{self.home.url}{path}", wait_until="load")

    def close(self) -> None:
        for context in self.open:
            context.close()
        self.open.clear()
        errors, self.errors = self.errors, []
        assert not errors, "uncaught errors in the page"


def at_work(home: Home) -> None:
    """Make the workspace with two people and a little work in it."""
    alone(home)
    home.headway("user", "create", COLLEAGUE, "--name", "Bea Builder", "--password", PASSWORD)
    home.start()
    token = home.token(scopes="read,write,admin")
    for path, body in WORK:
        status, answer = home.post(f"/api/v1{path}", body, token=token)
        assert status in (200, 201), answer


@contextmanager
def new_site(path: Path, browser: Browser, *, postgres: PostgresServer | None) -> Iterator[Site]:
    """Make the installation, put some work into it, and serve it."""
    with new_home(path, postgres=postgres, prepare=at_work) as home:
        home.start()
        yield Site(home, browser)


def axe(page: Page) -> list[str]:
    """Return what the page does wrong for people who cannot see or use a mouse, light or dark; empty when nothing."""
    found = axe_as_shown(page)
    # The theme changes colours and nothing else.
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLED)
    found += [f"dark: {one}" for one in _wrong(page, {"type": "rule", "values": ["color-contrast"]})]
    page.emulate_media(color_scheme="light")
    return found


def axe_as_shown(page: Page) -> list[str]:
    """Return the same of the theme in which it is shown alone."""
    return _wrong(page, {"type": "tag", "values": TAGS})


def _wrong(page: Page, rules: dict[str, Any]) -> list[str]:
    page.evaluate(ALL_IN_SIGHT)
    found = Axe().run(page, options={"runOnly": rules})
    return [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:4]}"
        for one in found.response["violations"]
    ]
