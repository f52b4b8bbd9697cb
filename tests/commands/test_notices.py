"""Word to reporters outside: what they hear, once each, and what a letter says."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from headway.access.actor import public
from headway.commands import run
from headway.commands.forms import AnswerReport, CreateForm, ReplyToReport, SubmitForm
from headway.commands.items import ChangeItem
from headway.commands.mails import thread_of
from headway.commands.moves import MoveItem
from headway.commands.notices import inform
from headway.commands.triage import AcceptIssue, DeclineIssue, JoinDuplicate
from headway.jobs.post import send_notices
from headway.models import Event, Item, Notice, Report, User
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
ANN = "ann@outside.test"


@pytest.fixture
def world(settings: Any) -> World:
    from datetime import UTC, datetime

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.HEADWAY_URL = "https://work.acme.test"
    world = make_world()
    world.now = datetime.now(UTC)
    return world


def report(world: World, title: str = "It fails", address: str = ANN) -> Report:
    link = world.do(CreateForm(title="Help", team="PAY", public=True))["link"]
    command = SubmitForm(link=link, title=title, contact_name="Ann\r\nBcc: x@y.z", contact_email=address)
    key = run(command, actor=public(workspace=world.workspace), now=world.now)["key"]
    return Report.objects.select_related("item").get(item__key=key)


def told(world: World) -> Sequence[str]:
    events = list(Event.objects.filter(workspace=world.workspace).order_by("seq"))
    for _ in range(2):
        inform(world.workspace, events, now=world.now)
    return list(Notice.objects.order_by("event__seq", "id").values_list("what", flat=True))


def test_a_reporter_hears_of_each_step_once(world: World) -> None:
    one = report(world)
    world.do(AcceptIssue(key=one.item.key))
    world.do(AnswerReport(key=one.item.key, body="Which browser?"))
    run(ReplyToReport(link=one.link, body="All"), actor=public(workspace=world.workspace), now=world.now)
    world.do(ChangeItem(key=one.item.key, title="INTERNAL words"))
    world.do(MoveItem(key=one.item.key, state="doing"))
    world.do(MoveItem(key=one.item.key, state="done", resolution="Fixed"))
    assert told(world) == ["received", "moved", "answered", "moved", "moved"]
    assert [send_notices(), send_notices()] == [5, 0]
    assert len(mail.outbox) == 5
    first = mail.outbox[0]
    assert first.to == ['"Ann Bcc: x@y.z" <ann@outside.test>']
    assert first.subject == f"[{one.item.key}] It fails"
    assert f"https://work.acme.test/reported/{one.link}" in first.body
    assert str(first.message()["Message-ID"]).startswith(f"<{thread_of(one)}-")
    assert first.message()["Auto-Submitted"] == "auto-generated"
    assert "Which browser?" in mail.outbox[2].body
    assert "It is now: Resolved." in mail.outbox[4].body
    assert not any("INTERNAL" in one.body + one.subject for one in mail.outbox)


def test_what_waits_for_a_reporter_outside_goes_on_when_he_answers(world: World) -> None:
    one = report(world)
    for state in ("doing", "waiting"):
        world.do(MoveItem(key=one.item.key, state=state))
    world.do(AnswerReport(key=one.item.key, body="Which browser?"))
    assert Item.objects.get(pk=one.item.pk).category == "waiting"
    run(ReplyToReport(link=one.link, body="All"), actor=public(workspace=world.workspace), now=world.now)
    assert Item.objects.get(pk=one.item.pk).category == "doing"


def test_a_decline_and_its_reason_are_one_letter(world: World) -> None:
    one = report(world)
    world.do(DeclineIssue(key=one.item.key, reason="Works as told"))
    assert told(world) == ["received", "moved"]
    send_notices()
    assert "It is now: Declined." in mail.outbox[1].body
    assert "Works as told" in mail.outbox[1].body


def test_who_repeated_a_report_hears_when_it_is_resolved(world: World) -> None:
    first, second = report(world), report(world, "Fails, it does", "bob@outside.test")
    world.do(JoinDuplicate(key=second.item.key, of=first.item.key))
    world.do(MoveItem(key=first.item.key, state="done"))
    assert told(world) == ["received", "received", "moved", "moved", "original"]
    assert Notice.objects.get(what="original").report == second
    send_notices()
    assert not any(first.item.key in one.body for one in mail.outbox if one.to == ["bob@outside.test"])


def test_who_left_no_address_and_what_is_old_make_no_letters(world: World) -> None:
    report(world, address="")
    assert told(world) == []
    report(world)
    world.now += timedelta(days=3)
    assert told(world) == []


def test_a_server_that_fails_is_tried_again_but_not_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    report(world)
    told(world)

    def refuse(self: EmailBackend, messages: Sequence[Any]) -> int:
        raise OSError("no route to host")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        for _ in range(3):
            assert send_notices() == 0
    assert "no route to host" in Notice.objects.get().problem
    assert (send_notices(), Notice.objects.get().problem) == (1, "")
    report(world)
    told(world)
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    for _ in range(9):
        send_notices()
    assert Notice.objects.get(sent_at=None).tries == 5


def test_two_workers_send_a_letter_once(world: World) -> None:
    from headway.commands.notices import claim

    report(world)
    told(world)
    assert claim(now=world.now) is not None
    assert claim(now=world.now) is None
    assert send_notices() == 0


def test_letters_to_reporters_are_in_the_language_of_the_house_or_their_own(world: World, settings: Any) -> None:
    settings.HEADWAY_LANGUAGE = "de"
    User.objects.filter(email=world.email("member")).update(language="en")
    report(world)
    report(world, address=world.email("member"))
    told(world)
    assert send_notices() == 2
    german, english = sorted((one.body for one in mail.outbox), key=lambda body: "Thank you" in body)
    assert "Vielen Dank für Ihren Hinweis" in german
    assert "Status jetzt: Eingegangen. Ihre Meldung liegt uns vor" in german
    assert "Thank you for telling us" in english
