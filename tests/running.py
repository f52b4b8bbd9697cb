"""A Headway of a test's own: the real command in an empty home, and a server to be stopped, killed and restarted."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.postgres import PostgresServer, free_port
from tests.serving import HEADWAY, run_headway

OWNER = "ann@acme.example"
PASSWORD = "correct horse battery"


@dataclass(slots=True)
class Home:
    """One installation: a workspace «acme», whose owner is OWNER."""

    path: Path
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environment['PORT']}"

    @property
    def log(self) -> str:
        return (self.path / "serve.log").read_text(errors="replace")

    def headway(self, *arguments: str) -> str:
        return run_headway(self.environment, *arguments)

    def json(self, *arguments: str) -> Any:
        return json.loads(self.headway(*arguments, "--json"))

    def fails(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command that must fail."""
        done = subprocess.run([HEADWAY, *arguments], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode, f"headway {' '.join(arguments)} did not fail: {done.stdout}"
        return done

    def token(self, email: str = OWNER, scopes: str = "read,write") -> str:
        if email not in self.tokens:
            self.tokens[email] = self.headway("token", "--user", email, "--scopes", scopes).strip()
        return self.tokens[email]

    def start(self, *arguments: str) -> None:
        """Serve until `stop` or `kill`; return once it answers."""
        with (self.path / "serve.log").open("ab") as log:
            command = [str(HEADWAY), "serve", *arguments]
            # A session of its own, so that a test can kill it with all its children.
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until(lambda: self.get("/healthz")[0] == 200, what=lambda: f"no answer:\n{self.log}", seconds=30)

    def stop(self, seconds: float = 5) -> int:
        """End it as a service manager does, and return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=seconds)

    def kill(self) -> None:
        """End it and all its children as a power cut does."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def get(self, path: str, *, token: str | None = None) -> tuple[int, bytes]:
        return self.ask("GET", path, token=token)

    def post(self, path: str, body: Any, *, token: str | None = None, key: str | None = None) -> tuple[int, bytes]:
        return self.ask("POST", path, body=body, token=token, key=key)

    def ask(
        self, method: str, path: str, *, body: Any = None, token: str | None = None, key: str | None = None
    ) -> tuple[int, bytes]:
        """Return status and body; status 0 where nobody answered."""
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except (OSError, urllib.error.URLError):
            return 0, b""


def until(met: Any, *, what: Any, seconds: float = 30) -> Any:
    """Wait until a condition holds, and return what it returned; fail with the words of `what` when it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := met():
            return found
        time.sleep(0.05)
    pytest.fail(str(what()), pytrace=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An installation that others are copies of."""

    path: Path
    database: str
    tokens: dict[str, str]


_PREPARED: dict[str, Prepared] = {}


def alone(home: Home) -> None:
    """Make the workspace and its owner."""
    home.headway("user", "create", OWNER, "--name", "Ann", "--password", PASSWORD)
    home.headway("workspace", "create", "Acme", "--owner", OWNER)


@contextmanager
def new_home(path: Path, *, postgres: PostgresServer | None, prepare: Callable[[Home], None] = alone) -> Iterator[Home]:
    """Make an installation as `prepare` does, once a run and then by copying; whatever runs at the end is killed."""
    if prepare.__name__ not in _PREPARED:
        _PREPARED[prepare.__name__] = _prepared(prepare, postgres=postgres)
    model = _PREPARED[prepare.__name__]
    shutil.copytree(model.path, path, dirs_exist_ok=True)
    name = f"home_{uuid4().hex}"
    home = _home(path, database=postgres.create(name, like=model.database) if postgres else None)
    home.tokens |= model.tokens
    try:
        yield home
    finally:
        home.kill()


def _prepared(prepare: Callable[[Home], None], *, postgres: PostgresServer | None) -> Prepared:
    path = Path(tempfile.mkdtemp(prefix=f"{prepare.__name__}-", dir=os.environ["HEADWAY_HOME"]))
    name = f"prepared_{prepare.__name__}"
    home = _home(path, database=postgres.create(name) if postgres else None)
    try:
        prepare(home)
        if home.process is not None:
            home.stop()
            (path / "serve.log").unlink()
    finally:
        home.kill()
    return Prepared(path, name, home.tokens)


def _home(path: Path, *, database: str | None) -> Home:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    mine = {"HEADWAY_HOME": str(path), "PORT": str(free_port())}
    return Home(path, {**kept, **mine, **({"DATABASE_URL": database} if database else {})})
