"""Finds the Chromium that the browser tests drive, and on a machine of root's own installs it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
MISSING = """The browser tests need Chromium or Google Chrome, and none was found.
On Debian and Ubuntu: apt-get install chromium
Elsewhere: .venv/bin/python -m playwright install chromium"""


def find_chromium(*, bundled: str) -> str:
    """Return the path of a browser: the system's, Playwright's own, or else one that apt-get installs for root."""
    found = _on_system() or (bundled if Path(bundled).exists() else None)
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
        found = _on_system()
    if not found:
        pytest.fail(MISSING, pytrace=False)
    return found


def _on_system() -> str | None:
    paths = (shutil.which(name) for name in NAMES)
    return next((path for path in paths if path), None) or (str(MAC) if MAC.exists() else None)


def _install() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            ["apt-get", "-qq", *command], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.fail(f"{MISSING}\napt-get {command[0]} said:\n{done.stderr}", pytrace=False)
