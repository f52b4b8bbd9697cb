"""Fixtures that serve Headway as its users run it: the real command, its own home, a free port."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postgres import PostgresServer, free_port

HEADWAY = Path(sys.executable).parent / "headway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running Headway: its address, its home and the environment that its commands need."""

    url: str
    home: Path
    environment: dict[str, str]

    def headway(self, *arguments: str) -> str:
        """Run a command against the same data and return what it printed."""
        return run_headway(self.environment, *arguments)


def run_headway(environment: dict[str, str], *arguments: str) -> str:
    """Run `headway ARGUMENTS` and return what it printed; fail the test with its words when it fails."""
    done = subprocess.run([HEADWAY, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"headway {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}", pytrace=False)
    return done.stdout


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer | None) -> Iterator[Served]:
    """Serve the demo organisation for the whole run: tests that change it must not lean on what others left."""
    home = tmp_path_factory.mktemp("served")
    environment = _environment(home=home, database=postgres.create("served") if postgres else None)
    run_headway(environment, "demo", "--if-empty")
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen([HEADWAY, "serve"], env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{environment['PORT']}"
        _wait(process, url=url, log=home / "serve.log")
        yield Served(url=url, home=home, environment=environment)
    finally:
        _stop(process)


def _environment(*, home: Path, database: str | None) -> dict[str, str]:
    mine = {"HEADWAY_HOME": str(home), "PORT": str(free_port())}
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return {**kept, **mine, **({"DATABASE_URL": database} if database else {})}


def _wait(process: "subprocess.Popen[bytes]", *, url: str, log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"headway serve did not answer at {url}/healthz:\n{log.read_text(errors='replace')}", pytrace=False)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
