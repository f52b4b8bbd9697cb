"""How fast a tracker comes in, whole: python bench/imports.py [ITEMS]

Takes the Jira files of ../shared/data beside the project, repeats their issues under other keys up to ITEMS (10,000
unless told), imports them by the command line into a new database, and once more. DATABASE_URL names another database
than SQLite; it gets a workspace of its own. Prints items a minute of the whole command, start-up included.
"""

import gzip
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import orjson

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "jira"
KEY = re.compile(rb'"([A-Z][A-Z0-9]+)-([0-9]+)"')
HEADWAY = (sys.executable, "-c", "from headway.cli.main import main; main()")


def issues() -> Iterator[bytes]:
    """Every issue of the files, again and again; each round its numbers and keys are others."""
    for turn in count():
        for path in sorted(DATA.glob("*.jsonl.gz")):
            with gzip.open(path) as lines:
                yield from (_again(line, turn) for line in lines)


def _again(line: bytes, turn: int) -> bytes:
    moved = KEY.sub(lambda found: b'"%s-%d"' % (found[1], int(found[2]) + turn * 1_000_000), line)
    issue = orjson.loads(moved)
    issue["id"] = str(int(issue["id"]) + turn * 1_000_000_000)
    for link in issue["fields"]["issuelinks"]:
        link["id"] = f"{link['id']}{turn:03}"
    return orjson.dumps(issue) + b"\n"


def run(*arguments: str) -> tuple[float, float, bytes]:
    """Seconds taken, seconds of one processor, and what was printed."""
    begun, used = time.perf_counter(), _used()
    done = subprocess.run([*HEADWAY, *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun, _used() - used, done.stdout


def _used() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def main() -> None:
    items = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="headway-bench-") as home:
        os.environ["HEADWAY_HOME"] = home
        path = Path(home) / "issues.jsonl"
        with path.open("wb") as file:
            file.writelines(islice(issues(), items))
        run("migrate")
        workspace = f"bench-{uuid.uuid4().hex[:8]}"
        print(f"{items} issues, {path.stat().st_size / 1e6:.0f} MB, load {os.getloadavg()[0]:.1f}")
        for what in ("first", "again"):
            took, used, printed = run("import", "jira", str(path), "--workspace", workspace, "--json")
            print(
                f"{what}: {took:.1f} s, {items / took * 60:,.0f} items a minute; {used:.1f} s of one processor", end=""
            )
            print(f", {items / used * 60:,.0f} a minute of it; {printed.decode().strip()}")


if __name__ == "__main__":
    main()
