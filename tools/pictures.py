"""Take the pictures of the documentation from a running demo.

.venv/bin/python tools/pictures.py [--address http://127.0.0.1:8000]
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
PICTURES = {
    "portfolio": ("Executive", "/portfolio"),
    "goals": ("Executive", "/goals"),
    "board": ("Team lead", "/board?team=PAY&kind=task&q=is:open"),
    "my-work": ("Engineer", "/my-work"),
    "item": ("Project manager", "/items/PAY-338"),
}


def sign_in(page: Page, address: str, persona: str) -> None:
    """Walk in with one click."""
    page.goto(address)
    page.get_by_role("button", name=persona).first.click()
    page.wait_for_load_state("load")


def main() -> None:
    """Take every picture, light, at 1440 by 900."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    address = parser.parse_args().address
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, (persona, where) in PICTURES.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
            sign_in(page, address, persona)
            page.goto(address + where)
            page.wait_for_timeout(500)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()


if __name__ == "__main__":
    main()
