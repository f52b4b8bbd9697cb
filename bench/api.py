"""How long requests of the API take on a large workspace: median and 95th percentile of server time, SQL statements.

    .venv/bin/python bench/api.py --home DIR [--rounds 100]

DIR holds what `bench/reads.py --home DIR` filled. Requests run through the WSGI application, all of its middleware
included, one at a time; what they write stays in DIR. DATABASE_URL chooses the database, SQLite in DIR without it.
"""

import argparse
import io
import json
import os
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path


class Caller:
    """Calls the application as a member, by token."""

    def __init__(self, member):
        from headway.access.actor import actor_for
        from headway.commands import run
        from headway.commands.tokens import CreateToken
        from headway.config.wsgi import application

        self.application = application
        made = run(CreateToken(token_name="bench"), actor=actor_for(member=member, via="cli"), now=datetime.now(UTC))
        self.bearer = f"Bearer {made['token']}"

    def __call__(self, method, path, body=None):
        """Return the status, the answer and the milliseconds."""
        content = b"" if body is None else json.dumps(body).encode()
        path, _, query = path.partition("?")
        environ = {
            **{"REQUEST_METHOD": method, "PATH_INFO": f"/api/v1{path}", "QUERY_STRING": query},
            **{"SERVER_NAME": "localhost", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1"},
            **{"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(content))},
            **{"HTTP_AUTHORIZATION": self.bearer, "HTTP_HOST": "localhost", "wsgi.input": io.BytesIO(content)},
            **{"wsgi.url_scheme": "http", "wsgi.errors": sys.stderr, "SCRIPT_NAME": ""},
        }
        told = []
        begin = time.perf_counter()
        response = self.application(environ, lambda status, headers: told.append(status))
        answer = b"".join(response)
        response.close()
        return told[0], answer, (time.perf_counter() - begin) * 1000


def requests(task, other):
    yield "list of 50", lambda n: ("GET", "/items?limit=50")
    yield "list of 50 by filter", lambda n: ("GET", "/items?limit=50&q=kind:issue%20is:open")
    yield "item", lambda n: ("GET", f"/items/{task}")
    yield "board", lambda n: ("GET", "/board?kind=task&limit=84")
    yield "my work", lambda n: ("GET", "/my-work")
    yield "portfolio", lambda n: ("GET", "/portfolio")
    yield "search", lambda n: ("GET", "/search?q=invoice%20refund")
    yield "me", lambda n: ("GET", "/me")
    yield "create task", lambda n: ("POST", "/items", {"kind": "task", "title": f"Call {n}"})
    yield "create, all stated", lambda n: ("POST", "/items", full(n, parent=other))
    yield "change title", lambda n: ("PATCH", f"/items/{task}", {"title": f"Call again {time.time()}"})
    yield "change state", lambda n: ("POST", f"/items/{task}/move", {"state": ("doing", "ready")[n % 2]})
    yield "comment", lambda n: ("POST", f"/items/{task}/comments", {"body": f"Called {n} times"})
    yield "batch of 100", lambda n: ("POST", "/batch", {"commands": [entry(n, i) for i in range(100)]})


def full(n, *, parent):
    people = {"owner": "me", "parent": parent, "labels": ["label 1", "label 2"]}
    return {"kind": "task", "title": f"Call {n}", "team": "T1X", "effort": 60, "due": "2026-12-01", **people}


def entry(n, i):
    return {"command": "item.create", "arguments": {"kind": "task", "title": f"Call {n} {i}"}}


def measure(call, name, make, *, rounds):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        status, answer, _ = call(*make(-1))
    if not status.startswith("2"):
        sys.exit(f"{name}: {status} {answer[:500]!r}")
    statements = len(caught)
    times = sorted(call(*make(n))[2] for n in range(rounds))
    print(
        f"  {name:22} {statistics.median(times):7.1f} {times[int(rounds * 0.95)]:7.1f} {statements:4d} {len(answer):8d}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    os.environ["HEADWAY_HOME"] = str(given.home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "headway.config.settings"
    sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
    import django

    django.setup()
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, connection
    from django.db.models import Max

    from headway.models import Item, KeySeries, Member

    # The rows of bench/reads.py were numbered without the series.
    last = Item.objects.filter(key__startswith="T1X-").aggregate(Max("number"))["number__max"]
    KeySeries.objects.update_or_create(workspace_id=1, prefix="T1X", defaults={"last": last})
    # The captured statements must outlive the request.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    task = Item.objects.filter(kind="task", incoming__isnull=False).order_by("-id").values_list("key", flat=True)[0]
    project = Item.objects.filter(kind="project", deleted_at=None).order_by("id").values_list("key", flat=True)[0]
    for role in ("owner", "member"):
        call = Caller(Member.objects.filter(role=role, active=True).order_by("id")[0])
        print(f"{connection.vendor}, as {role}: median ms, p95 ms, SQL statements, bytes")
        for name, make in requests(task, project):
            if given.only in name:
                measure(call, name, make, rounds=max(given.rounds // 10, 5) if "batch" in name else given.rounds)


if __name__ == "__main__":
    main()
