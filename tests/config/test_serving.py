"""The server as it is run: started, asked, stopped, killed, and started again."""

import contextlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import PostgresServer, free_port
from tests.running import OWNER, Home, new_home, until


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer | None) -> Iterator[Home]:
    with new_home(tmp_path_factory.mktemp("served"), postgres=postgres) as home:
        home.token()
        yield home


@pytest.fixture
def served(shared: Home) -> Iterator[Home]:
    """An installation that tests share, stopped after each; they leave its data as it is."""
    yield shared
    shared.kill()
    (shared.path / "serve.log").unlink()


@pytest.fixture
def home(tmp_path: Path, postgres: PostgresServer | None) -> Iterator[Home]:
    with new_home(tmp_path, postgres=postgres) as home:
        home.token()
        yield home


def records(home: Home) -> list[dict[str, Any]]:
    return [json.loads(line) for line in home.log.splitlines()]


def test_it_serves_tells_its_health_and_stops_when_told(served: Home) -> None:
    served.start()
    status, body = until(lambda: _ready(served), what=lambda: served.get("/readyz"))
    assert (status, json.loads(body)) == (200, {"database": "ok", "migrations": "ok", "worker": "ok"})
    assert served.get("/live")[0] == 401
    assert served.get("/api/v1/no-such?secret=hunter2")[0] == 404
    assert served.stop(seconds=5) == 0
    assert served.get("/healthz")[0] == 0
    lines = records(served)
    assert [one["event"] for one in lines].count("request") >= 2
    [missing] = [one for one in lines if one.get("path") == "/api/v1/no-such"]
    assert missing["status"] == 404
    assert missing["request_id"]
    assert missing["ms"] > 0
    assert "hunter2" not in served.log
    assert served.token() not in served.log
    assert [one["event"] for one in lines][-1] == "stopped"


def _ready(home: Home) -> tuple[int, bytes] | None:
    found = home.get("/readyz")
    return found if found[0] == 200 else None


def test_without_a_worker_it_is_up_but_not_ready(served: Home) -> None:
    served.start("--no-worker")
    assert served.get("/healthz") == (200, b"ok\n")
    status, body = served.get("/readyz")
    assert (status, json.loads(body)["worker"]) == (503, "never seen")


def test_several_processes_share_the_port_and_the_news(served: Home) -> None:
    served.start("--workers", "2")
    answers = [served.get("/healthz")[0] for _ in range(20)]
    assert answers == [200] * 20
    assert served.stop(seconds=10) == 0


@pytest.mark.one_database
def test_an_address_that_is_taken_is_named(served: Home) -> None:
    served.start("--no-worker")
    done = served.fails("serve")
    assert done.returncode == 2
    assert f"port: cannot listen on 127.0.0.1:{served.environment['PORT']}" in done.stderr


@pytest.mark.one_database
def test_every_answer_states_whom_to_trust(served: Home) -> None:
    import urllib.request

    served.start("--no-worker")
    request = urllib.request.Request(f"{served.url}/healthz", headers={"X-Request-ID": "mine-1"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        headers = answer.headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"].split("style-src-attr")[0]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Request-ID"] == "mine-1"
    assert "Server" not in headers


def test_killed_in_the_middle_of_writes_it_loses_and_doubles_nothing(home: Home) -> None:
    """Writers create items and give them away while everything is killed; what was acknowledged is there, whole."""
    home.headway("member", "add", "bob@acme.example", "Bob")
    home.start()
    token, acknowledged = home.token(), set()

    def write(writer: int) -> None:
        for number in range(10_000):
            name = f"{writer}-{number}"
            body = {"kind": "task", "title": name, "owner": "bob@acme.example", "labels": [f"l{number % 7}"]}
            status, said = home.post("/api/v1/items", body, token=token, key=name)
            if status != 201:
                return
            acknowledged.add((name, json.loads(said)["key"]))

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for one in writers:
        one.start()
    until(lambda: len(acknowledged) > 40, what=lambda: f"no writes:\n{home.log}", seconds=30)
    home.kill()
    for one in writers:
        one.join()
    home.environment["PORT"] = str(free_port())
    home.start()
    # A writer who got no answer asks again with the same key: done before or done now, it is done once.
    for name, key in sorted(acknowledged)[:5]:
        body = {
            "kind": "task",
            "title": name,
            "owner": "bob@acme.example",
            "labels": [f"l{int(name.split('-')[1]) % 7}"],
        }
        assert json.loads(home.post("/api/v1/items", body, token=token, key=name)[1])["key"] == key
    state = _state(home)
    assert acknowledged <= {(title, key) for title, key in state["items"]}
    assert len({title for title, _ in state["items"]}) == len(state["items"])
    assert state["gaps"] == 0
    assert state["halves"] == []
    until(lambda: (now := _state(home))["cursor"] == now["seq"], what=lambda: f"{_state(home)}\n{home.log}", seconds=20)
    assert _state(home)["lines"] == len(state["items"])


def _state(home: Home) -> dict[str, Any]:
    """What the database holds, read beside the server; `halves` are commands of which only a part is there."""
    import subprocess
    import sys

    script = """if True:
        import django, json; django.setup()
        from headway.models import Event, Follower, Item, ItemLabel, Notification, Receipt, Workspace
        from headway.events.replay import fold
        workspace = Workspace.objects.get()
        events = list(Event.objects.order_by("seq"))
        born = {pk for noun, pk in fold(events) if noun == "item"}
        items = list(Item.objects.values_list("id", "title", "key"))
        labelled = set(ItemLabel.objects.values_list("item_id", flat=True))
        receipts = set(Receipt.objects.values_list("key", flat=True))
        halves = [t for pk, t, _ in items if pk not in born or pk not in labelled or t not in receipts]
        print(json.dumps({
            "items": [[title, key] for _, title, key in items],
            "gaps": workspace.seq - len(events),
            "halves": halves + sorted(born - {pk for pk, *_ in items}),
            "seq": workspace.seq,
            "cursor": max(Follower.objects.values_list("cursor", flat=True), default=0),
            "lines": Notification.objects.filter(reason="assigned").count(),
        }))
    """
    environment = home.environment | {"DJANGO_SETTINGS_MODULE": "headway.config.settings"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _workers(served: Any) -> list[Any]:
    """The living workers of a server; one that has just died is passed over."""
    import psutil

    living = []
    for one in served.children():
        with contextlib.suppress(psutil.Error):
            if "worker" in one.cmdline():
                living.append(one)
    return living


@pytest.mark.one_database
def test_the_worker_beside_several_processes_is_replaced_and_ends_with_them(home: Home) -> None:
    import os
    import signal

    import psutil

    home.start("--workers", "2")
    assert home.process is not None
    served = psutil.Process(home.process.pid)
    [first] = until(lambda: _workers(served), what=lambda: home.log)
    os.kill(first.pid, signal.SIGKILL)
    [second] = until(lambda: [one for one in _workers(served) if one.pid != first.pid], what=lambda: home.log)
    home.headway("member", "add", "bob@acme.example", "Bob")
    home.headway("item", "create", "task", "For Bob", "--owner", "bob@acme.example")
    until(lambda: _state(home)["lines"] == 1, what=lambda: f"{_state(home)}\n{home.log}")
    home.process.kill()
    home.process.wait()
    second.wait(timeout=5)
    # The processes that served beside it are the supervisor's to end; it is gone.
    os.killpg(home.process.pid, signal.SIGKILL)


def test_a_database_of_a_newer_headway_is_left_alone(home: Home) -> None:
    import subprocess
    import sys

    script = (
        "import django; django.setup(); from django.db import connection;"
        "from django.db.migrations.recorder import MigrationRecorder as R;"
        "R(connection).record_applied('headway', '9999_of_the_future')"
    )
    environment = home.environment | {"DJANGO_SETTINGS_MODULE": "headway.config.settings"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    done = home.fails("token", "--user", OWNER)
    assert done.returncode == 1
    assert "9999_of_the_future" in done.stderr
