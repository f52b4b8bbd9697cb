"""Forms, reports, mail, rotas and escalations leave the house and come back; the secret links stay at home."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from headway.access.actor import house, public
from headway.cli import start
from headway.commands import catalogue, run
from headway.commands.comments import AddComment
from headway.commands.mails import ReceiveMail
from headway.models import Comment, EscalationTold, Form, IssueRule, ReceivedMail, Report, RotaSeat, Workspace
from headway.queries.verify import verify
from tests.importers.workbench import headway
from tests.intake import fill
from tests.world import World, make_world


@pytest.fixture
def world(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(start, "database", lambda: None)
    world = make_world()

    def do(actor: Any, name: str, **arguments: Any) -> Any:
        return run(catalogue()[name](**arguments), actor=actor, now=world.now)

    # The copy has other ids than the original only where others came before.
    fill(do, World(make_world("other").workspace).actor(), "PAY", seat="owner@other.example")
    made = fill(do, world.actor(), "PAY", seat=world.email("member"))
    do(world.actor(), "issue_rule.set", team="PAY", rotate=True)
    world.do(AddComment(key=made.issue, body="Inside"))
    do(public(workspace=world.workspace), "report.reply", link=made.report, body="Outside")
    mail = ReceiveMail(digest="a" * 64, sender="ann@outside.test", subject=f"[{made.issue}]", attachments=["a.png"])
    assert run(mail, actor=house(workspace=world.workspace, via="mail"), now=world.now)["became"] == "comment"
    world.now += timedelta(days=9)
    do(world.actor(), "escalation.run")
    return world


def test_a_copy_is_the_same_but_for_its_links(world: World, tmp_path: Path) -> None:
    path = tmp_path / "acme.jsonl"
    assert headway("export", "--workspace", "acme", "-o", str(path)).code == 0
    text = path.read_text()
    for secret in (*Form.objects.values_list("link", flat=True), *Report.objects.values_list("link", flat=True)):
        assert secret not in text
    assert headway("import", "headway", str(path), "--workspace", "copy").code == 0
    copy = Workspace.objects.get(slug="copy")
    assert verify(world.workspace) == verify(copy) == []
    for here in (world.workspace, copy):
        assert RotaSeat.objects.get(workspace=here).member.workspace == here
        assert IssueRule.objects.get(workspace=here).team.workspace == here  # type: ignore[union-attr]
        told = EscalationTold.objects.filter(escalation__workspace=here)
        assert {one.member.workspace for one in told} == {here}
        mail = ReceivedMail.objects.get(workspace=here)
        assert mail.reply is not None
        assert (mail.item.workspace, mail.reply.item) == (here, mail.item)
    assert Comment.objects.filter(workspace=copy).exclude(contact="").count() == 2
    links = list(Form.objects.values_list("link", flat=True)) + list(Report.objects.values_list("link", flat=True))
    assert len(set(links)) == len(links)
