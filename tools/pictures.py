"""Take the pictures of the documentation from a running demo: `make pictures`.

Without --address a standard demo is built in a folder of its own and served for as long as it takes.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pictures"
HEADWAY = Path(sys.executable).with_name("headway")
PORT = "8199"
TABLE = (
    b"Summary,Type,Status,Due date\nRenew the licence,Task,Open,2030-01-15\nInvoice shown twice,Bug,Open,2030-02-01\n"
)
# name -> who looks, where; {key} is that of the item whose title follows.
PICTURES = {
    "portfolio": ("Executive", "/portfolio", ""),
    "goals": ("Executive", "/goals", ""),
    "board": ("Team lead", "/board?team=PAY&kind=task&q=is:open", ""),
    "team": ("Team lead", "/teams/PAY", ""),
    "triage": ("Team lead", "/triage", ""),
    "my-work": ("Engineer", "/my-work", ""),
    "item": ("Project manager", "/items/{key}", "Ledger books a reversal twice after a bank timeout"),
    "timeline": ("Project manager", "/projects/{key}/timeline", "Instant payouts"),
    "imports": ("Owner", "/settings/imports", ""),
}


@contextmanager
def demo() -> Iterator[str]:
    """Build the demo and serve it; yields its address."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HEADWAY_HOME": home, "PORT": PORT}
        subprocess.run([HEADWAY, "demo"], env=environment, check=True)
        subprocess.run([HEADWAY, "insights"], env=environment, check=True)
        server = subprocess.Popen([HEADWAY, "serve"], env=environment, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{PORT}"
            _wait(address)
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/healthz")
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def take(page: Page, address: str, name: str) -> None:
    """Take one picture."""
    persona, where, title = PICTURES[name]
    page.goto(address)
    page.get_by_role("button", name=persona).first.click()
    page.wait_for_load_state("load")
    if title:
        asked = quote(f'title:"{title}"')
        page.goto(f"{address}/explore?q={asked}")
        link = page.get_by_role("link", name=title, exact=False).first
        where = where.format(key=(link.get_attribute("href") or "").rsplit("/", 1)[-1])
    page.goto(address + where)
    if name == "imports":
        page.locator("#f-format").select_option("csv")
        page.locator("#f-file").set_input_files({"name": "office.csv", "mimeType": "text/csv", "buffer": TABLE})
        page.get_by_role("button", name="See what it holds").click()
        page.get_by_role("heading", name="What it holds").wait_for()
    # What is asked for once the page stands.
    page.wait_for_timeout(3000)
    page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    """Take every picture, light, at 1440 by 900."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", help="of a demo that runs already")
    given = parser.parse_args().address
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        if given:
            _all(browser.new_page, given)
        else:
            with demo() as address:
                _all(browser.new_page, address)


def _all(new_page: object, address: str) -> None:
    for name in PICTURES:
        page: Page = new_page(viewport={"width": 1440, "height": 900}, color_scheme="light", locale="en-GB")  # type: ignore[operator]
        take(page, address, name)
        page.context.close()


if __name__ == "__main__":
    main()
