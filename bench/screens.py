"""Pages and API on the large demo organisation: server time, SQL statements, requests a second, memory, start-up.

    .venv/bin/python bench/screens.py [--home DIR] [--size large] [--rounds 60] [--seconds 3]

DIR keeps the organisation for the next run (build/bench/SIZE without it); it is built where it is missing, which takes
minutes for the large one. DATABASE_URL chooses the database, SQLite in DIR without it.
"""

import argparse
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
HEADWAY = Path(sys.executable).parent / "headway"
LIMITS = {"median": 50, "p95": 150}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--size", default="large", choices=("small", "standard", "large"))
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=3)
    return parser.parse_args()


def build(home, size):
    """Build the organisation where it is missing."""
    begin = time.perf_counter()
    told = subprocess.run(
        [HEADWAY, "demo", "--size", size, "--if-empty", "--json"], check=True, capture_output=True, text=True
    )
    print(f"building the organisation: {time.perf_counter() - begin:.1f} s {told.stdout.strip()[:300]}")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Reader:
    """A member who calls pages with a session and the API with a token."""

    def __init__(self, member):
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        from headway.access.actor import actor_for
        from headway.commands import run
        from headway.commands.tokens import CreateToken

        actor = actor_for(member=member, via="cli")
        made = run(CreateToken(token_name="bench"), actor=actor, now=datetime.now(UTC))
        session = SessionStore()
        session[SESSION_KEY] = str(member.user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = member.user.get_session_auth_hash()
        session.create()
        self.headers = {
            "Cookie": f"sessionid={session.session_key}",
            "Authorization": f"Bearer {made['token']}",
            "Content-Type": "application/json",
        }

    def own(self, path):
        """The headers for this path: pages know sessions, the API tokens."""
        drop = "Cookie" if path.startswith("/api/") else "Authorization"
        return {name: value for name, value in self.headers.items() if name != drop}


class Within:
    """Calls the application in this process."""

    def __init__(self):
        from headway.config.wsgi import application

        self.application = application

    def __call__(self, method, path, headers, body=b""):
        import io

        path, _, query = path.partition("?")
        environ = {
            **{"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": ""},
            **{"SERVER_NAME": "localhost", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1"},
            **{"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)), "HTTP_HOST": "localhost"},
            **{f"HTTP_{name.upper()}": value for name, value in headers.items() if name != "Content-Type"},
            **{"wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr},
        }
        told = []
        begin = time.perf_counter()
        response = self.application(environ, lambda status, headers: told.append(status))
        answer = b"".join(response)
        response.close()
        return told[0], answer, (time.perf_counter() - begin) * 1000


def targets():
    """(name, method, path, body) of everything measured, on items that are there."""
    from headway.models import Item

    living = Item.objects.filter(deleted_at=None)
    busy = living.filter(kind="task", incoming__isnull=False, parent__isnull=False).order_by("-id")
    key = busy.values_list("key", flat=True)[0]
    from django.db.models import Count

    team = living.filter(kind="task").values("team__key").annotate(n=Count("id")).order_by("-n")[0]["team__key"]
    yield "list of 50 by filter", "GET", "/explore?q=kind:task+is:open", None
    yield "item page", "GET", f"/items/{key}", None
    yield "board of 500 cards", "GET", f"/board?team={team}&kind=task&limit=84", None
    yield "my work", "GET", "/my-work", None
    yield "portfolio", "GET", "/portfolio", None
    yield "team", "GET", f"/teams/{team}", None
    yield "goals", "GET", "/goals", None
    yield "search", "GET", "/search?q=contract+review", None
    yield "feed", "GET", "/feed", None
    api = "/api/v1"
    yield "API list of 50 by filter", "GET", f"{api}/items?limit=50&q=kind:task+is:open", None
    yield "API item", "GET", f"{api}/items/{key}", None
    yield "API board of 500 cards", "GET", f"{api}/board?team={team}&kind=task&limit=84", None
    yield "API my work", "GET", f"{api}/my-work", None
    yield "API portfolio", "GET", f"{api}/portfolio", None
    yield "API search", "GET", f"{api}/search?q=contract+review", None
    yield "API create", "POST", f"{api}/items", lambda n: {"kind": "task", "title": f"Bench {n}", "team": team}
    yield "API change title", "PATCH", f"{api}/items/{key}", lambda n: {"title": f"Bench {time.time()}"}
    states = ("doing", "ready")
    yield "API change state", "POST", f"{api}/items/{key}/move", lambda n: {"state": states[n % 2]}


def others():
    """The other screens, measured and not loaded: of a goal, an operation, a project; lists, sums, settings."""
    from django.db.models import Count

    from headway.models import Item

    living = Item.objects.filter(deleted_at=None)
    project = living.filter(kind="project").annotate(n=Count("children")).order_by("-n")[0].key
    goal, operation = (living.filter(kind=kind).order_by("id")[0].key for kind in ("goal", "operation"))
    paths = (
        *("/inbox", "/alignment", "/insights", "/insights/track-record", "/insights/what-if", "/summary", "/teams"),
        *("/operations", "/triage", "/time", "/intake", "/explore", "/explore?q=state:open&group=owner"),
        *("/explore?q=kind:task&layout=calendar", "/explore?q=kind:task&layout=timeline", "/explore?q=is:blocked"),
        *(f"/items/{goal}", f"/items/{operation}", f"/items/{project}", f"/items/{goal}/history"),
        *(f"/projects/{project}", f"/projects/{project}/plan", f"/projects/{project}/reports"),
        *(f"/projects/{project}/timeline", "/palette?q=pay", "/settings/members", "/settings/account"),
    )
    for path in paths:
        yield path, "GET", path, None


def measure(call, reader, name, method, path, body, *, rounds):
    """Print and return the median and 95th percentile."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def once(n):
        content = b"" if body is None else json.dumps(body(n)).encode()
        return call(method, path, reader.own(path), content)

    with CaptureQueriesContext(connection) as caught:
        status, answer, _ = once(-1)
    if not status.startswith("2"):
        print(f"  {name:26} {status} {answer[:160]!r}")
        return name, float("inf"), float("inf"), float("inf")
    statements = len(caught)
    times = sorted(once(n)[2] for n in range(rounds))
    median, p95 = statistics.median(times), times[int(rounds * 0.95)]
    anew = statistics.median(_anew(once) for _ in range(rounds // 2 + 1))
    print(f"  {name:26} {median:7.1f} {p95:7.1f} {anew:7.1f} {statements:4d} {len(answer):9d}")
    return name, median, p95, anew


def _anew(once):
    """Milliseconds where something has happened since the last reading, so that nothing of it is of use."""
    from headway.queries.kept import forget

    forget()
    return once(0)[2]


def rate(port, method, path, headers, *, seconds, connections=8):
    """Requests a second over a real socket with so many connections."""
    counts = [0] * connections
    until = time.perf_counter() + seconds

    def loop(number):
        link = http.client.HTTPConnection("127.0.0.1", port)
        while time.perf_counter() < until:
            link.request(method, path, headers=headers)
            answer = link.getresponse()
            answer.read()
            counts[number] += answer.status == 200

    threads = [threading.Thread(target=loop, args=(n,)) for n in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def memory(process):
    everyone = [process, *process.children(recursive=True)]
    return sum(one.memory_info().rss for one in everyone) / 1e6


def until_idle(process, *, quiet=15):
    """Wait until no job has had a process of its own for so many seconds; return the most memory in MB till then.

    One that keeps what it knows of workspaces warm ends after five minutes.
    """
    most, last = 0, time.monotonic()
    while time.monotonic() - last < quiet:
        most = max(most, memory(process))
        if process.children():
            last = time.monotonic()
        time.sleep(0.2)
    return most


def serve(reader, wanted, *, seconds):
    """Start the real server on what was built, load it, and tell."""
    port = free_port()
    begin = time.perf_counter()
    server = subprocess.Popen(
        [HEADWAY, "serve", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    while True:
        try:
            link = http.client.HTTPConnection("127.0.0.1", port)
            link.request("GET", "/readyz")
            if link.getresponse().status == 200:
                break
        except OSError:
            pass
        time.sleep(0.02)
    print(f"start-up to ready: {time.perf_counter() - begin:.2f} s")
    process = psutil.Process(server.pid)
    print(f"memory while jobs run at the start, at most: {until_idle(process):.0f} MB")
    print(f"memory idle, all processes: {memory(process):.0f} MB")
    print("requests a second, 8 connections:")
    for name, method, path, _ in wanted:
        if method == "GET":
            print(f"  {name:26} {rate(port, method, path, reader.own(path), seconds=seconds):7.0f}")
    print(f"memory loaded, all processes: {memory(process):.0f} MB")
    server.send_signal(signal.SIGTERM)
    server.wait(10)


def too_slow(median, p95, anew):
    return max(median, anew) > LIMITS["median"] or p95 > LIMITS["p95"]


def main():
    given = arguments()
    home = given.home or ROOT / "build" / "bench" / given.size
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {"HEADWAY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "headway.config.settings"}
    build(home, given.size)
    import django

    django.setup()
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, connection

    from headway.config.asgi import warm
    from headway.models import Item, Member

    warm()  # as the server does before it listens
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    wanted = list(targets())
    print(
        f"{connection.vendor}, {Item.objects.count()} items: median, p95, median after a change (ms); statements; bytes"
    )
    slow = []
    readers = {
        role: Reader(Member.objects.filter(role=role, active=True, user__isnull=False).order_by("id")[0])
        for role in ("owner", "member")
    }
    for role, reader in readers.items():
        print(f" as {role}:")
        figures = [measure(Within(), reader, *one, rounds=given.rounds) for one in (*wanted, *others())]
        slow += [
            f"{n} as {role}"
            for n, *ms, p95, anew in figures
            if max(*ms, anew) > LIMITS["median"] or p95 > LIMITS["p95"]
        ]
    connection.close()
    serve(readers["member"], wanted, seconds=given.seconds)
    print("over the limit of 50 ms at the median or 150 ms at p95: " + (", ".join(slow) or "nothing"))


if __name__ == "__main__":
    main()
