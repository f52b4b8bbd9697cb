"""The stream as its readers have it: a real server, real connections."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import PostgresServer
from tests.running import Home, new_home, until


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer | None) -> Iterator[Home]:
    path: Path = tmp_path_factory.mktemp("live")
    with new_home(path, postgres=postgres) as home:
        home.headway("member", "add", "bob@acme.example", "Bob")
        home.headway("member", "add", "guest@acme.example", "Guest", "--role", "guest")
        for who in ("bob", "guest"):
            home.token(f"{who}@acme.example", scopes="read,write,admin")
        home.token()
        home.start()
        yield home


class Reader:
    """One open stream."""

    def __init__(self, home: Home, *, token: str, last: int | None = None, query: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", int(home.environment["PORT"]), timeout=5)
        headers = {"Authorization": f"Bearer {token}"} | ({"Last-Event-ID": str(last)} if last is not None else {})
        self.connection.request("GET", f"/live{query}", headers=headers)
        self.answer = self.connection.getresponse()

    def event(self) -> tuple[str, dict[str, Any]]:
        """Return the next event's name and data."""
        fields: dict[str, str] = {}
        while line := self.answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            fields[name] = value
        assert fields, "the stream ended"
        return fields["event"], json.loads(fields["data"])

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


def test_a_change_made_through_the_server_arrives(home: Home) -> None:
    with closing(Reader(home, token=home.token())) as reader:
        assert reader.event()[0] == "hello"
        status, body = home.post("/api/v1/items", {"kind": "task", "title": "Live"}, token=home.token())
        assert status == 201, body
        name, change = reader.event()
        assert (name, change["keys"], change["nouns"]) == ("change", [json.loads(body)["key"]], ["item"])


def test_a_change_made_by_another_process_arrives_too(home: Home) -> None:
    with closing(Reader(home, token=home.token("bob@acme.example"))) as reader:
        reader.event()
        key = home.json("item", "create", "task", "From elsewhere")["key"]
        assert reader.event()[1]["keys"] == [key]


def test_what_one_may_not_see_leaves_no_trace(home: Home) -> None:
    with closing(Reader(home, token=home.token("bob@acme.example"))) as reader:
        reader.event()
        home.headway("item", "create", "task", "Secret", "--private")
        shown = home.json("item", "create", "task", "Open")["key"]
        assert reader.event()[1]["keys"] == [shown]


def test_a_stream_resumes_where_it_broke_off(home: Home) -> None:
    with closing(Reader(home, token=home.token())) as reader:
        seen = reader.event()[1]["seq"]
    missed = home.json("item", "create", "task", "Missed")["key"]
    with closing(Reader(home, token=home.token(), last=seen)) as reader:
        assert reader.event() == ("hello", {"seq": seen})
        assert reader.event()[1]["keys"] == [missed]


def test_who_leaves_hears_no_more(home: Home) -> None:
    home.headway("member", "add", "eve@acme.example", "Eve")
    with closing(Reader(home, token=home.token("eve@acme.example"))) as reader:
        reader.event()
        home.headway("member", "update", "eve@acme.example", "--no-active")
        home.headway("item", "create", "task", "Not for Eve")
        assert reader.answer.read() == b""


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("headers", "status", "field"),
    [
        ({}, 401, None),
        ({"Authorization": "Bearer hw_wrong"}, 401, None),
        ({"Cookie": "sessionid=nonsense"}, 401, None),
        ({"Last-Event-ID": "soon"}, 422, "Last-Event-ID"),
        ({"Host": "evil.example"}, 422, "Host"),
    ],
)
def test_strangers_and_nonsense_are_refused(
    home: Home, headers: dict[str, str], status: int, field: str | None
) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", int(home.environment["PORT"]), timeout=5)) as connection:
        connection.request("GET", "/live", headers=headers)
        answer = connection.getresponse()
        problem = json.loads(answer.read())
    assert (answer.status, problem["field"]) == (status, field)


def test_a_session_opens_a_stream_of_its_own_workspace(home: Home) -> None:
    from tests.running import OWNER

    # As the sign-in of the web does it, but without its pages.
    script = (
        "import django; django.setup();"
        "from django.contrib.auth import login; from django.http import HttpRequest;"
        "from django.contrib.sessions.backends.db import SessionStore; from headway.models import User;"
        "r = HttpRequest(); r.session = SessionStore();"
        f"login(r, User.objects.get(email='{OWNER}')); r.session.save(); print(r.session.session_key)"
    )
    key = _python(home, script)
    with closing(http.client.HTTPConnection("127.0.0.1", int(home.environment["PORT"]), timeout=5)) as connection:
        connection.request("GET", "/live?workspace=acme", headers={"Cookie": f"sessionid={key}"})
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.readline() == b"retry: 1000\n"
    with closing(http.client.HTTPConnection("127.0.0.1", int(home.environment["PORT"]), timeout=5)) as connection:
        connection.request("GET", "/live?workspace=other", headers={"Cookie": f"sessionid={key}"})
        assert connection.getresponse().status == 404


def _python(home: Home, script: str) -> str:
    import subprocess
    import sys

    environment = home.environment | {"DJANGO_SETTINGS_MODULE": "headway.config.settings"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_stopping_closes_streams_at_once(home: Home) -> None:
    reader = Reader(home, token=home.token())
    reader.event()
    assert home.stop() == 0
    assert reader.answer.read() == b""
    reader.close()
    home.start()
    until(lambda: home.get("/readyz")[0] == 200, what=lambda: home.get("/readyz"))
