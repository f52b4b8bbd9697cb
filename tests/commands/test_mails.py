"""Mail comes in: answers, new issues, repetitions, machines and strangers who try their luck."""

from email.message import EmailMessage
from typing import Any

import pytest
from click.testing import CliRunner

from headway.access.actor import house, public
from headway.cli import start
from headway.cli.main import headway
from headway.commands import run
from headway.commands.forms import CreateForm, SubmitForm
from headway.commands.items import CreateItem
from headway.commands.mails import MAILS_AN_HOUR, ReceiveMail, thread_of
from headway.models import Comment, Item, ReceivedMail, Report
from headway.queries.verify import verify
from headway.rules.errors import TooMany
from headway.rules.letters import read_letter
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
ANN = "ann@outside.test"


@pytest.fixture
def world(settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(start, "database", lambda: None)
    return make_world()


@pytest.fixture
def reported(world: World) -> Report:
    """An issue that Ann has reported through a public form."""
    link = world.do(CreateForm(title="Help", team="PAY", public=True))["link"]
    command = SubmitForm(link=link, title="It fails", contact_name="Ann", contact_email=ANN)
    key = run(command, actor=public(workspace=world.workspace), now=world.now)["key"]
    return Report.objects.select_related("item").get(item__key=key)


def take(world: World, *, sender: str = ANN, subject: str = "Help me", body: str = "Words", **more: Any) -> Any:
    made = EmailMessage()
    made["From"], made["Subject"] = f"Ann Lee <{sender}>", subject
    made["Message-ID"] = more.pop(
        "id_", f"<{ReceivedMail.objects.count()}-{subject[:9].replace(' ', '')}@outside.test>"
    )
    for name in ("References", "Auto-Submitted"):
        if name in more:
            made[name] = more.pop(name)
    made.set_content(body)
    letter = read_letter(made.as_bytes())
    names = ("digest", "sender", "sender_name", "subject", "body", "automatic")
    given = {name: getattr(letter, name) for name in names}
    command = ReceiveMail(**given, references=list(letter.references), attachments=list(letter.attachments), **more)
    return run(command, actor=house(workspace=world.workspace, via="mail"), now=world.now)


def test_a_new_message_is_an_issue_of_the_team(world: World) -> None:
    told = take(world, team="PAY")
    item = Item.objects.select_related("team", "report").get(key=told["key"])
    assert (told["became"], item.kind, item.category, item.title) == ("item", "issue", "backlog", "Help me")
    assert (item.team.key, item.reporter_id, item.report.contact_email) == ("PAY", None, ANN)  # type: ignore[union-attr]
    assert verify(world.workspace) == []


def test_the_same_message_is_taken_in_once(world: World) -> None:
    first = take(world, id_="<same@x.y>")
    again = take(world, id_="<same@x.y>", subject="Other words")
    assert (first["became"], again["became"], again["key"]) == ("item", "nothing", first["key"])
    assert Item.objects.count() == 1


def test_an_answer_to_our_letter_is_a_comment(world: World, reported: Report) -> None:
    told = take(world, sender="other@phone.test", References=f"<{thread_of(reported)}-7@acme.test>")
    assert (told["became"], told["key"]) == ("comment", reported.item.key)
    comment = Comment.objects.get()
    assert (comment.author, comment.contact, comment.public, comment.body) == (None, "Ann Lee", True, "Words")
    assert verify(world.workspace) == []


def test_a_key_in_the_subject_counts_for_who_waits_for_word(world: World, reported: Report) -> None:
    assert take(world, subject=f"Re: [{reported.item.key}] It fails")["became"] == "comment"
    assert take(world, sender="eve@evil.test", subject=f"Re: [{reported.item.key}] Ha")["became"] == "item"


@pytest.mark.parametrize("reference", ["<r1.forged-1@x>", "<r1-1@x>", "<.-@x>", "<r99999.abc-1@x>"])
def test_nobody_forges_a_thread(world: World, reported: Report, reference: str) -> None:
    assert take(world, sender="eve@evil.test", References=reference)["became"] == "item"
    assert not Comment.objects.exists()


def test_an_address_alone_makes_nobody_a_member(world: World) -> None:
    key = world.do(CreateItem(kind="task", title="Secret plan", team="SEC"))["key"]
    boss = world.email("owner")
    assert take(world, sender=boss, subject=f"[{key}] Do it")["became"] == "item"
    told = take(world, sender=boss, subject=f"[{key}] Do it now", proven=True)
    assert (told["became"], told["key"]) == ("comment", key)
    assert Comment.objects.get().author.email == boss  # type: ignore[union-attr]
    assert take(world, sender=world.email("member"), subject=f"[{key}] Me too", proven=True)["became"] == "item"
    assert verify(world.workspace) == []


def test_machines_are_not_talked_to(world: World, reported: Report) -> None:
    told = take(world, **{"Auto-Submitted": "auto-replied"}, References=f"<{thread_of(reported)}-7@acme.test>")
    assert (told["became"], told["key"]) == ("nothing", None)
    assert not ReceivedMail.objects.exists()


def test_a_flood_is_stopped(world: World) -> None:
    for n in range(MAILS_AN_HOUR):
        take(world, subject=f"Flood {n}")
    with pytest.raises(TooMany):
        take(world, subject="One more")


def test_the_command_line_takes_what_a_mail_server_pipes(world: World) -> None:
    raw = b"From: Ann <ann@outside.test>\nSubject: By pipe\nMessage-ID: <p@x>\n\nHello\n"
    for _ in range(2):
        done = CliRunner().invoke(headway, ["mail", "--workspace", "acme", "--team", "PAY"], input=raw)
        assert done.exit_code == 0, done.output
    assert Item.objects.get(title="By pipe").team.key == "PAY"  # type: ignore[union-attr]
    for raw in (b"", b"\xff\x00\n\n\x80", b"Subject: " + b"x" * 5000):
        assert CliRunner().invoke(headway, ["mail", "--workspace", "acme"], input=raw).exit_code == 0
    assert verify(world.workspace) == []
