"""What members settle for themselves goes with the workspace: views, choices and digests; letters stay at home."""

from pathlib import Path

import pytest

from headway.cli import start
from headway.commands.hearing import ChooseDigest, ChooseNotification
from headway.commands.items import CreateItem
from headway.commands.scenario_lines import ChangeInScenario
from headway.commands.scenarios import CreateScenario
from headway.commands.views import SaveView
from headway.models import Digest, Letter, NotificationChoice, SavedView, Scenario, Workspace
from headway.queries.verify import verify
from headway.rules.words import ByMail, Every, Reason
from tests.importers.workbench import headway
from tests.world import make_world


def test_views_choices_and_digests_are_copied(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "database", lambda: None)
    world = make_world()
    world.do(SaveView(view_name="Ours", address="/board?team=PAY", team="PAY"), by="member")
    world.do(ChooseNotification(reason=Reason.MOVED, inbox=False, mail=ByMail.ONCE), by="member")
    world.do(ChooseDigest(every=Every.WEEKLY, hour=17, zone="Europe/Berlin"), by="guest")
    world.do(CreateItem(kind="project", title="Shop"))
    scenario = world.do(CreateScenario(title="Later", shared=True), by="member")["id"]
    world.do(ChangeInScenario(id=scenario, key="P-1", due="2026-09-01", owner=world.email("admin")), by="member")
    path = tmp_path / "all.jsonl"
    assert headway("export", "--workspace", world.workspace.slug, "-o", str(path)).code == 0
    assert headway("import", "headway", str(path), "--workspace", "copy").code == 0
    copy = Workspace.objects.get(slug="copy")
    assert verify(copy) == []
    view = SavedView.objects.get(workspace=copy)
    assert (view.owner.email, view.address, view.sharing) == (world.email("member"), "/board?team=PAY", "team")
    assert view.team is not None
    assert view.team.workspace == copy
    lines = Scenario.objects.get(workspace=copy, owner__email=world.email("member"), shared=True).lines.order_by(
        "position"
    )
    assert [(one.what, one.item.key, one.item.workspace) for one in lines] == [
        (w, "P-1", copy) for w in ("due", "owner")
    ]
    assert lines[1].member.workspace == copy
    choice = NotificationChoice.objects.get(member__workspace=copy)
    assert (choice.member.email, choice.inbox, choice.mail) == (world.email("member"), False, "once")
    digests = Digest.objects.order_by("id").values_list("every", "hour", "zone", "reached")
    assert digests[0] == digests[1]
    assert not Letter.objects.exists()
