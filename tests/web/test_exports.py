"""Exports from a page: written by a process of its own, taken away, made into a workspace again; admins alone."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from headway.commands import export_orders
from headway.commands.export_orders import Place
from headway.exporters.lossless import count
from headway.importers.lossless import read as bring_back
from headway.models import Item
from headway.rules.errors import Refused

LIST = "/settings/export"


@pytest.fixture
def started(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Place]:
    """What would have been started in a process of its own."""
    begun: list[Place] = []
    settings.HOME = tmp_path
    monkeypatch.setattr(Place, "start", lambda place, verb: begun.append(place))
    return begun


def _carry_out(place: Place) -> None:
    from headway.cli.export_order import export_order

    assert CliRunner().invoke(export_order, [str(place.folder)], catch_exceptions=False).exit_code == 0


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_workspace_is_written_out_watched_and_taken_away(
    world: Any, work: Any, visit: Any, started: list[Place], tmp_path: Path
) -> None:
    admin = visit("admin")
    assert "None was made from here yet" in _text(admin.get(LIST))
    assert admin.post(f"{LIST}/new").url == LIST
    [place] = started
    assert 'hx-trigger="load delay:1s"' in _text(admin.get(LIST))
    assert "Export everything" not in _text(admin.get(LIST))
    assert admin.get(f"{LIST}/{place.id}/download").status_code == 404
    _carry_out(place)
    shown = _text(admin.get(LIST))
    assert "Admin Person" in shown
    assert "Export everything" in shown
    answer = admin.get(f"{LIST}/{place.id}/download")
    assert f'filename="{world.workspace.slug}-' in answer["Content-Disposition"]
    file = tmp_path / "taken.jsonl.gz"
    file.write_bytes(b"".join(answer.streaming_content))
    assert len(gzip.decompress(file.read_bytes()).splitlines()) == count(world.workspace) + 2
    made, _ = bring_back(file, name="Copy", now=world.now)
    assert set(Item.objects.filter(workspace=made).values_list("key", flat=True)) == set(work.values())
    assert admin.post(f"{LIST}/{place.id}/forget").url == LIST
    assert not place.folder.exists()


def test_one_at_a_time_and_the_last_five_are_kept(world: Any, visit: Any, started: list[Place]) -> None:
    admin = visit("admin")
    for _ in range(7):
        admin.post(f"{LIST}/new")
        _carry_out(started[-1])
    assert [one.folder.exists() for one in started] == [False] * 2 + [True] * 5
    admin.post(f"{LIST}/new")
    refused = admin.post(f"{LIST}/new")
    assert refused.status_code == 409
    assert "an export is being written" in _text(refused)
    assert admin.post(f"{LIST}/{started[-1].id}/forget").status_code == 409
    assert len(started) == 8


def test_what_is_broken_off_is_told_and_may_begin_anew(world: Any, visit: Any, started: list[Place]) -> None:
    actor, now = world.actor("admin"), datetime.now(UTC)
    old = export_orders.order(actor=actor, now=now - timedelta(hours=1))
    assert "broken off" in _text(visit("admin").get(LIST))
    with old.held(), pytest.raises(Refused):
        export_orders.order(actor=actor, now=now)
    export_orders.order(actor=actor, now=now)


def test_what_fails_says_so(world: Any, visit: Any, started: list[Place], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(workspace: Any) -> Any:
        raise OSError("no room")

    monkeypatch.setattr("headway.exporters.lossless.export", fails)
    visit("admin").post(f"{LIST}/new")
    with pytest.raises(OSError, match="no room"):
        _carry_out(started[0])
    shown = _text(visit("admin").get(LIST))
    assert "something went wrong" in shown
    assert "no room" not in shown


@pytest.mark.parametrize("who", ["member", "guest"])
def test_who_does_not_run_the_workspace_may_not(world: Any, visit: Any, started: list[Place], who: str) -> None:
    visit("admin").post(f"{LIST}/new")
    _carry_out(started[0])
    client = visit(who)
    assert client.get(LIST).status_code == 404
    assert client.post(f"{LIST}/new").status_code == 403
    for part in ("download", "forget"):
        assert client.post(f"{LIST}/{started[0].id}/{part}").status_code == 403
    assert visit("admin").get(f"{LIST}/{'0' * 32}/download").status_code == 404
    assert len(started) == 1
