"""Letters to members: what they chose, once each, and nothing that is no longer for their eyes."""

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from headway.commands import letters as commands
from headway.commands.bin import DeleteItem
from headway.commands.comments import AddComment, DeleteComment, UnwatchItem, WatchItem
from headway.commands.hearing import ChooseDigest, ChooseNotification
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.members import ChangeMember
from headway.commands.notifications import ReadAllNotifications, notify
from headway.commands.teams import ChangeTeam
from headway.jobs import letters as jobs
from headway.models import Digest, Event, Letter, LetterLine, Member, Notification, User
from headway.queries.base import ask
from headway.queries.hearing import ShowChoices
from headway.queries.verify import verify
from headway.rules.words import ByMail, Every, Reason, Weekday

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class House:
    """A world whose clock the test turns, and what its members are sent."""

    def __init__(self, world: Any, clock: Any) -> None:
        self.world, self._clock = world, clock
        self.told = 0

    def tell(self) -> None:
        """Let the inbox catch up with the log."""
        events = list(Event.objects.filter(workspace=self.world.workspace, seq__gt=self.told).order_by("seq"))
        self.told = events[-1].seq if events else self.told
        notify(self.world.workspace, events, now=self.world.now)

    def post(self, later: timedelta = timedelta(0)) -> list[EmailMessage]:
        """Let time pass, and send; return what went out."""
        self.world.now += later
        self._clock.now = self.world.now
        mail.outbox.clear()
        count = jobs.send_letters()
        assert count == len(mail.outbox)
        return list(mail.outbox)

    def choose(self, reason: str = "commented", by: str = "member", **how: Any) -> None:
        self.world.do(ChooseNotification(reason=Reason(reason), **how), by=by)

    def task(self, **fields: Any) -> str:
        return str(self.world.do(CreateItem(**{"kind": "task", "title": "Pay", "team": "PAY", **fields}))["key"])

    def comment(self, key: str, body: str = "Soon") -> int:
        return int(self.world.do(AddComment(key=key, body=body), by="admin")["id"])


class Clock:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def house(world: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    clock = Clock()

    class Turned(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return clock.now

    monkeypatch.setattr(jobs, "datetime", Turned)
    return House(world, clock)


def followed(house: House, **fields: Any) -> str:
    key = house.task(**fields)
    house.world.do(WatchItem(key=key, member=house.world.email("member")))
    return key


def test_by_default_there_is_no_mail_and_all_stands_in_the_inbox(house: House) -> None:
    house.comment(followed(house))
    house.tell()
    assert Notification.objects.filter(member__email=house.world.email("member")).count() == 1
    assert house.post(DAY) == []
    assert not LetterLine.objects.exists()


def test_a_letter_at_once_is_sent_once(house: House) -> None:
    key = followed(house, title="Pay <b>& more</b>")
    house.choose(mail="once")
    house.comment(key, "Soon <script>alert(1)</script>")
    house.tell()
    (letter,) = house.post()
    assert letter.to == [f"Member Person <{house.world.email('member')}>"]
    assert letter.subject == f"[{key}] Pay <b>& more</b>"
    assert "Soon" in letter.body
    assert f"/items/{key}" in letter.body
    html = letter.alternatives[0][0]  # type: ignore[attr-defined]
    assert "<script>" not in html
    assert "Pay &lt;b&gt;&amp; more&lt;/b&gt;" in html
    house.tell()
    assert house.post() == []
    notify(house.world.workspace, list(Event.objects.all()), now=house.world.now)
    assert house.post(HOUR) == []
    assert (Letter.objects.count(), LetterLine.objects.count()) == (1, 1)


def test_what_happens_to_one_item_in_one_moment_comes_together(house: House) -> None:
    one, two = followed(house), followed(house)
    house.choose(mail="once")
    for key in (one, one, two):
        house.comment(key)
    house.tell()
    subjects = sorted(letter.subject for letter in house.post())
    assert subjects == sorted([f"[{one}] Pay", f"[{two}] Pay"])


def test_the_inbox_can_be_left_out(house: House) -> None:
    key = followed(house)
    house.choose(inbox=False, mail="once")
    house.comment(key)
    house.tell()
    assert not Notification.objects.filter(member__email=house.world.email("member")).exists()
    assert len(house.post()) == 1


def test_a_digest_comes_at_its_hour_and_gathers(house: House) -> None:
    keys = [followed(house) for _ in range(3)]
    house.world.do(ChooseDigest(every=Every.DAILY, hour=17, zone="Europe/Berlin"), by="member")
    for key in keys:
        house.comment(key)
    house.tell()
    house.world.now = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)
    assert house.post() == []
    (letter,) = house.post(timedelta(minutes=1))
    assert "3 things that concern you" in letter.subject
    assert all(f"/items/{key}" in letter.body for key in keys)
    assert house.post() == house.post(DAY) == []


def test_a_weekly_digest_waits_for_its_day(house: House) -> None:
    key = followed(house)
    house.world.do(ChooseDigest(every=Every.WEEKLY, hour=8, weekday=Weekday.FRIDAY), by="member")
    house.comment(key)
    house.tell()
    sent = [len(house.post(DAY)) for _ in range(8)]
    assert sent == [0, 0, 0, 1, 0, 0, 0, 0]


def test_after_a_year_of_standing_still_there_is_one_digest(house: House) -> None:
    key = followed(house)
    house.world.do(ChooseDigest(every=Every.DAILY), by="member")
    house.comment(key)
    house.tell()
    assert len(house.post(timedelta(days=365))) == 1
    assert [len(house.post(HOUR)) for _ in range(30)] == [0] * 30


def test_a_clock_put_right_again_stops_no_digest_and_repeats_none(house: House) -> None:
    key = followed(house)
    house.world.do(ChooseDigest(every=Every.DAILY), by="member")
    house.comment(key)
    house.tell()
    assert len(house.post(timedelta(days=400))) == 1
    house.world.now -= timedelta(days=400)
    assert house.post() == []
    house.comment(key)
    house.tell()
    assert house.post() == []
    assert len(house.post(DAY)) == 1
    house.comment(key)
    house.tell()
    house.world.now -= timedelta(hours=2)
    assert house.post() == []
    assert house.post(timedelta(hours=3)) == []
    assert len(house.post(DAY)) == 1


def test_a_digest_leaves_out_what_was_read(house: House) -> None:
    key = followed(house)
    house.world.do(ChooseDigest(every=Every.DAILY), by="member")
    house.comment(key)
    house.tell()
    house.world.do(ReadAllNotifications(), by="member")
    assert house.post(DAY) == []
    assert Letter.objects.get().problem == "nothing was left to tell"


@pytest.mark.parametrize("what", ["moved", "binned", "withdrawn", "left", "private", "unwanted", "no user"])
def test_nothing_is_told_that_is_no_longer_for_his_eyes(what: str, house: House) -> None:
    key = followed(house, title="Secret plan")
    secret, plain = followed(house, title="Secret plan"), followed(house, title="Open")
    del key
    house.choose(mail="once")
    said = house.comment(secret, "Secret words")
    house.comment(plain, "Open words")
    house.tell()
    world = house.world
    if what == "moved":
        world.do(ChangeItem(key=secret, team="SEC"))
        unfollow(world, secret)
    if what == "private":
        world.do(ChangeItem(key=secret, private=True))
        unfollow(world, secret)
    if what == "binned":
        world.do(DeleteItem(key=secret))
    if what == "withdrawn":
        world.do(DeleteComment(id=said), by="admin")
    if what == "left":
        world.do(ChangeMember(member=world.email("member"), active=False))
    if what == "unwanted":
        house.choose(mail="off")
    if what == "no user":
        User.objects.filter(email=world.email("member")).update(is_active=False)
    sent = house.post()
    assert not [one for one in sent if "Secret words" in one.body]
    assert len(sent) == (0 if what in ("left", "unwanted", "no user") else 1)
    assert house.post(DAY) == []


def unfollow(world: Any, key: str, who: str = "member") -> None:
    world.do(UnwatchItem(key=key, member=world.email(who)))


def test_a_team_made_private_meanwhile_is_not_told(house: House) -> None:
    world = house.world
    key = house.task(owner=None)
    world.do(WatchItem(key=key, member=world.email("outsider")))
    house.choose(by="outsider", mail="once")
    house.comment(key)
    house.tell()
    world.do(ChangeTeam(team="PAY", private=True))
    unfollow(world, key, "outsider")
    assert house.post() == []


def test_members_who_cannot_sign_in_get_no_letters(house: House) -> None:
    key = followed(house)
    house.choose(mail="once")
    Member.objects.filter(email=house.world.email("member")).update(user=None)
    house.comment(key)
    house.tell()
    assert not LetterLine.objects.exists()


def test_old_news_is_no_news(house: House) -> None:
    key = followed(house)
    house.choose(mail="once")
    house.comment(key)
    events = list(Event.objects.order_by("seq"))
    notify(house.world.workspace, events, now=house.world.now + timedelta(days=3))
    assert not LetterLine.objects.exists()


def test_a_digest_turned_off_lets_go_of_what_waited(house: House) -> None:
    key = followed(house)
    house.world.do(ChooseDigest(every=Every.DAILY), by="member")
    house.comment(key)
    house.tell()
    house.world.do(ChooseDigest(every=Every.OFF), by="member")
    house.world.do(ChooseDigest(every=Every.DAILY), by="member")
    assert house.post(DAY) == []


def test_a_worker_that_dies_before_noting_has_it_sent_once_more_and_never_again(house: House) -> None:
    key = followed(house)
    house.choose(mail="once")
    house.comment(key)
    house.tell()

    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    ids = []
    for wait in (timedelta(0), commands.SILENT + timedelta(seconds=1)):
        house.world.now += wait
        house._clock.now = house.world.now
        mail.outbox.clear()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(commands, "close", die)
            with pytest.raises(Killed):
                jobs.send_letters()
        ids += [one.extra_headers["Message-ID"] for one in mail.outbox]
        assert house.post(timedelta(minutes=1)) == []
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert house.post(HOUR) == house.post(DAY) == []
    assert "never heard of again" in Letter.objects.get().problem


def test_a_server_that_fails_is_tried_again_with_pauses_and_at_last_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = followed(house)
    house.choose(mail="once")
    house.comment(key)
    house.tell()
    tries = []

    def refuse(*_: Any, **__: Any) -> None:
        tries.append(house.world.now)
        raise OSError("no route")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        for _ in range(5):
            house.post(timedelta(minutes=5))
        assert len(tries) == 3
    assert len(house.post(timedelta(hours=1))) == 1
    assert house.post(DAY) == []
    house.comment(key)
    house.tell()
    tries.clear()
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    for _ in range(100):
        house.post(HOUR)
    assert len(tries) == len(commands.PAUSES)
    assert Letter.objects.latest("id").problem == "OSError: no route"
    assert not Letter.objects.filter(closed_at=None).exists()


def test_a_letter_is_one_workers_and_a_line_one_letters(house: House) -> None:
    key = followed(house)
    house.choose(mail="once")
    house.comment(key)
    house.tell()
    assert commands.write(now=house.world.now) == 1
    assert commands.write(now=house.world.now) == 0
    assert commands.claim(now=house.world.now) is not None
    assert commands.claim(now=house.world.now) is None
    line = LetterLine.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterLine.objects.create(member_id=line.member_id, event_id=line.event_id, reason="moved", mail="once")
    slot = house.world.now
    Letter.objects.create(member_id=line.member_id, slot=slot, created_at=slot)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(member_id=line.member_id, slot=slot, created_at=slot)


def test_the_way_out_stands_in_every_letter(house: House, client: Any) -> None:
    key = followed(house)
    house.choose(mail="once")
    house.choose("moved", mail="once")
    house.choose("assigned", mail="off")
    house.comment(key)
    house.tell()
    (letter,) = house.post()
    headers = letter.extra_headers  # type: ignore[attr-defined]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way = re.fullmatch(r"<https?://[^/]+(/unsubscribe/[^>]+)>", headers["List-Unsubscribe"])
    assert way is not None
    assert way[1] in letter.body
    before = {row.reason: row.mail for row in choices(house)}
    assert client.get(way[1]).status_code == 200
    assert {row.reason: row.mail for row in choices(house)} == before
    done = client.post(way[1], {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    after = {row.reason: row.mail for row in choices(house)}
    assert after == {one: ("off" if mail == "once" else mail) for one, mail in before.items()}
    house.comment(key)
    house.tell()
    assert house.post() == []
    assert verify(house.world.workspace) == []


def test_the_way_out_of_a_digest_turns_it_off(house: House, client: Any) -> None:
    key = followed(house)
    house.world.do(ChooseDigest(every=Every.DAILY), by="member")
    house.comment(key)
    house.tell()
    (letter,) = house.post(DAY)
    way = letter.extra_headers["List-Unsubscribe"].strip("<>").partition("/unsubscribe/")[2]  # type: ignore[attr-defined]
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/unsubscribe/{way}").status_code == 200
    assert Digest.objects.get().every == "off"
    assert strict.post(f"/unsubscribe/{way}").status_code == 200
    for wrong in (way[:-1] + ("a" if way[-1] != "a" else "b"), "1-digest", "x", f"{way}x"):
        assert client.post(f"/unsubscribe/{wrong}").status_code == 404
    world = house.world
    world.do(ChangeMember(member=world.email("member"), active=False))
    assert strict.post(f"/unsubscribe/{way}").status_code == 200


def choices(house: House) -> Any:
    return ask(ShowChoices(), actor=house.world.actor("member"), now=house.world.now).rows


def test_choices_are_told_and_logged(house: House) -> None:
    world = house.world
    assert {(row.inbox, row.mail) for row in choices(house) if row.reason != "summary"} == {(True, "digest")}
    assert [row.reason for row in choices(house)] == [one.value for one in Reason]
    house.choose(mail="digest")
    assert not Event.objects.filter(type="notification_choice.set").exists()
    house.choose(inbox=False)
    house.choose(mail="off")
    house.choose(mail="off")
    assert Event.objects.filter(type="notification_choice.set").count() == 2
    world.do(ChooseDigest(every=Every.WEEKLY, hour=0, weekday=Weekday.SUNDAY), by="member")
    world.do(ChooseDigest(hour=23), by="member")
    world.do(ChooseDigest(zone="Asia/Tokyo"), by="member")
    told = ask(ShowChoices(), actor=world.actor("member"), now=world.now).digest
    assert (told.every, told.hour, told.weekday, told.zone) == ("weekly", 23, "sunday", "Asia/Tokyo")
    assert told.next == datetime(2026, 3, 8, 14, tzinfo=UTC)
    assert verify(world.workspace) == []


def test_every_reason_of_the_inbox_can_be_chosen() -> None:
    from headway.commands import notifications

    names = ("ASSIGNED", "MENTIONED", "ESCALATED", "BREACHED", "CHECK_IN", "COMMENTED", "MOVED", "FOUND")
    assert {getattr(notifications, name) for name in names} == set(Reason) - {Reason.SUMMARY} == set(jobs.WHY)


def test_a_letter_asks_the_same_however_long(house: House) -> None:
    keys = [followed(house) for _ in range(12)]
    house.world.do(ChooseDigest(every=Every.DAILY), by="member")

    def statements(count: int) -> int:
        for key in keys[:count]:
            house.comment(key)
        house.tell()
        commands.write(now=house.world.now + DAY)
        house.world.now += DAY
        letter = Letter.objects.latest("id")
        with CaptureQueriesContext(connection) as caught:
            page = jobs.page_of(letter, now=house.world.now)
        assert page is not None
        assert len(page.lines) == count
        return len(caught)

    assert statements(1) == statements(12)


def test_mail_words_are_known() -> None:
    assert {one.value for one in ByMail} == {"off", "digest", "once"}


def test_a_letter_is_written_in_its_readers_language(house: House) -> None:
    key = followed(house)
    house.choose(mail="once")
    User.objects.filter(email=house.world.email("member")).update(language="de")
    house.comment(key)
    house.tell()
    (letter,) = house.post()
    html = letter.alternatives[0][0]  # type: ignore[attr-defined]
    for text in (letter.body, html):
        assert "ein Kommentar zu Arbeit, der Sie folgen" in text
        assert "Mo., 2. März 2026" in text
        assert "Keine sofortigen E-Mails mehr" in text
        assert not [word for word in ("Your inbox", "No more", "Choose", "a comment on") if word in text]
    assert '<html lang="de">' in html
