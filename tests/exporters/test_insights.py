"""Forecasts with what came of them, findings with their life and whom they interrupted, go out and come in whole."""

from datetime import timedelta
from pathlib import Path

import pytest

from headway.cli import start
from headway.commands.findings import DismissFinding, renew
from headway.commands.forecasts import keep, resolve
from headway.commands.interruptions import interrupt
from headway.commands.items import CreateItem
from headway.insights.ledger import come_out
from headway.models import Finding, FindingTold, Forecast, Item, Workspace
from headway.queries.verify import verify
from headway.rules.findings import Signal
from headway.rules.forecasts import Prediction, Said
from headway.rules.insight_words import FindingKind, ForecastKind, Sight
from tests.importers.workbench import headway
from tests.world import make_world


@pytest.fixture(autouse=True)
def ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "database", lambda: None)


def test_what_was_said_and_found_is_there_again(tmp_path: Path) -> None:
    world = make_world()
    for title in ("Late", "Known"):
        world.do(CreateItem(kind="task", title=title, owner=world.email("member")))
    late, known = (Item.objects.get(title=title).pk for title in ("Late", "Known"))
    day = world.now.date() - timedelta(days=9)
    said = Prediction(late, ForecastKind.WORK_MET, day + timedelta(days=3), 0.7, None, None)
    keep(world.workspace, Sight.OPEN, Said(day, "abc", "model", 1000, (said,)))
    resolve(come_out(world.workspace, now=world.now), now=world.now)
    signals = [Signal(FindingKind.STALE, pk, 0.9, 0.1, 3, "It is late", "Do it", (pk,)) for pk in (late, known)]
    renew(world.workspace, Sight.OPEN, signals, snapshot="abc", model="risk", now=world.now)
    assert interrupt(world.workspace, now=world.now) == 2
    world.do(DismissFinding(id=Finding.objects.get(item=known).pk, reason="We know"), by="member")
    path = tmp_path / "out.jsonl"
    assert headway("export", "--workspace", world.workspace.slug, "-o", str(path)).code == 0
    done = headway("import", "headway", str(path), "--workspace", "copy", "--json")
    assert done.code == 0, done.err + done.out
    copy = Workspace.objects.get(slug="copy")
    assert verify(copy) == verify(world.workspace) == []
    forecast = Forecast.objects.get(workspace=copy)
    assert (forecast.item.title, forecast.probability, forecast.result) == ("Late", 0.7, "missed")
    found = {row.item.title: row for row in Finding.objects.filter(workspace=copy) if row.item}
    assert (found["Known"].reason, found["Late"].dismissed_at) == ("We know", None)
    assert found["Known"].dismissed_by == found["Known"].item.owner
    assert [one.item_id for one in found["Late"].named.all()] == [found["Late"].item_id]
    assert FindingTold.objects.filter(finding__workspace=copy).count() == 2
