"""An import that is killed and begun again ends where one that was left alone ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.db import connection

from headway.cli import start
from headway.models import Item, Workspace
from headway.queries.verify import verify
from tests.importers.jira_fixture import entry, issue, item, status, with_history
from tests.importers.test_store import comment, link, said
from tests.importers.workbench import lines, world

COUNT = 500
RUN = "from headway.cli.main import main; main()"


def many() -> Iterator[dict[str, Any]]:
    for n in range(1, COUNT + 1):
        ring = [link("Blocks", str(n), outwardIssue=f"PAY-{n % COUNT + 1}")] if n % 3 else []
        parent = {"parent": {"key": "PAY-1"}} if n % 5 == 2 else {}
        kind = {"issuetype": {"name": "Epic", "subtask": False}} if n == 1 else {}
        base = issue(
            f"PAY-{n}",
            status=status("Done", "done"),
            comment=said(comment(str(n), "Said.")),
            issuelinks=ring,
            **parent,
            **kind,
        )
        yield with_history(base, entry(3, item("status", "Open", "Done", old="1", new="4")))


def begin(path: Path, workspace: str) -> "subprocess.Popen[bytes]":
    name = connection.settings_dict["NAME"]
    environment = dict(os.environ)
    if connection.vendor == "sqlite":
        environment["DATABASE_URL"] = f"sqlite:///{name}"
    else:
        environment["DATABASE_URL"] = f"{environment['DATABASE_URL'].rpartition('/')[0]}/{name}"
    arguments = [sys.executable, "-c", RUN, "import", "jira", str(path), "--workspace", workspace, "--json"]
    return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def kill_after(path: Path, workspace: str, stored: int) -> None:
    """Kill an import once as many items are stored."""
    run = begin(path, workspace)
    until = time.monotonic() + 60
    while Item.objects.filter(workspace__slug=workspace).count() < stored and time.monotonic() < until:
        assert run.poll() is None, run.communicate()
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    assert run.returncode == -signal.SIGKILL


def finish(path: Path, workspace: str) -> dict[str, Any]:
    out, err = begin(path, workspace).communicate()
    assert out, err.decode()
    found: dict[str, Any] = orjson.loads(out)
    return found


@pytest.mark.django_db(transaction=True)
def test_killed_and_begun_again_is_as_if_never_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "database", lambda: None)
    path = lines(tmp_path / "a.jsonl", list(many()))
    whole = finish(path, "whole")
    for stored in (1, COUNT // 2, COUNT):
        kill_after(path, "broken", stored)
        assert verify(Workspace.objects.get(slug="broken")) == []
    again = finish(path, "broken")
    made = ("created", "unchanged")
    assert {name: again[name] for name in again if name not in made} == {n: whole[n] for n in whole if n not in made}
    assert again["created"] + again["unchanged"] == whole["created"] == COUNT
    assert world("broken") == world("whole")
    assert verify(Workspace.objects.get(slug="broken")) == []
