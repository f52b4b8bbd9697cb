"""The week's summary by mail: to those who want it, once, and of what each of them sees."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from headway.commands import summary_letters as commands
from headway.commands.hearing import ChooseDigest, ChooseNotification
from headway.commands.items import CreateItem
from headway.commands.members import ChangeMember
from headway.commands.moves import MoveItem
from headway.jobs import letters as jobs
from headway.models import Letter, Member
from headway.rules.errors import Invalid
from headway.rules.words import ByMail, Every, Reason, Weekday
from tests.world import World

MONDAY = datetime(2026, 3, 9, 8, 1, tzinfo=UTC)


class Clock:
    now = MONDAY


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()

    class Turned(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return clock.now

    monkeypatch.setattr(jobs, "datetime", Turned)
    return clock


def choose(world: World, who: str, how: ByMail = ByMail.ONCE) -> None:
    world.do(ChooseNotification(reason=Reason.SUMMARY, mail=how), by=who)


def sent() -> list[Any]:
    mail.outbox.clear()
    assert jobs.send_letters() == len(mail.outbox)
    return list(mail.outbox)


@pytest.fixture
def told(world: World) -> World:
    """Work of the week that all see, and some that the owner alone sees."""
    for title, private in (("Pay", False), ("Covert", True), ("Veiled", True)):
        key = world.do(CreateItem(kind="task", title=title, team="PAY", private=private))["key"]
        if title != "Veiled":
            world.do(MoveItem(key=key, state="Done"))
    return world


def test_it_comes_once_a_week_with_what_its_reader_sees(told: World, clock: Clock) -> None:
    for who in ("owner", "outsider"):
        choose(told, who)
    clock.now = MONDAY - timedelta(seconds=1)
    assert sent() == []
    clock.now = MONDAY
    mine, other = sorted(sent(), key=lambda one: "outsider" in one.to[0])
    assert mine.subject == other.subject == "acme: summary of 2026-03-02 to 2026-03-08"
    assert "2 pieces of work were done" in mine.body
    assert "Covert" in mine.body
    assert "1 piece of work was done" in other.body
    assert "No work is open." in other.body
    for hidden in ("Covert", "Veiled"):
        assert hidden not in other.body
    markup = other.alternatives[0][0]
    assert "http://127.0.0.1:8000/explore?q=kind%3Atask%2Cissue+category%3Adone" in markup
    clock.now += timedelta(hours=5)
    assert sent() == []
    clock.now = MONDAY + timedelta(days=7)
    assert len(sent()) == 2


def test_its_hour_is_that_of_the_digest_and_it_comes_beside_it(told: World, clock: Clock) -> None:
    told.do(ChooseDigest(every=Every.WEEKLY, hour=17, weekday=Weekday.FRIDAY, zone="Asia/Kathmandu"), by="member")
    choose(told, "member")
    moment = datetime(2026, 3, 13, 11, 16, tzinfo=UTC)
    for clock.now, count in ((moment - timedelta(minutes=1), 0), (moment, 1), (moment + timedelta(days=1), 0)):
        assert len(sent()) == count
    assert Letter.objects.get().slot == moment


def test_a_moment_long_past_is_left_out(told: World, clock: Clock) -> None:
    choose(told, "member")
    clock.now = MONDAY + commands.FRESH
    assert sent() == []
    assert not Letter.objects.exists()


def test_who_has_left_or_changed_his_mind_gets_none(told: World, clock: Clock) -> None:
    for who in ("admin", "member", "guest"):
        choose(told, who)
    assert commands.write(now=MONDAY) == 3
    assert commands.write(now=MONDAY) == 0
    told.do(ChangeMember(member=told.email("admin"), active=False))
    choose(told, "member", ByMail.OFF)
    assert [one.to[0].split("<")[1] for one in sent()] == [f"{told.email('guest')}>"]


def test_the_way_out_ends_summaries_alone(told: World, clock: Clock) -> None:
    choose(told, "member")
    told.do(ChooseNotification(reason=Reason.MENTIONED, mail=ByMail.ONCE), by="member")
    way = sent()[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert "No more summaries?" in Client().get(way).content.decode()
    assert Client(enforce_csrf_checks=True).post(way).status_code == 200
    rows = Member.objects.get(email=told.email("member")).hearing.order_by("reason").values_list("reason", "mail")
    assert list(rows) == [("mentioned", "once"), ("summary", "off")]


@pytest.mark.parametrize(("field", "given"), [("inbox", {"inbox": True}), ("mail", {"mail": ByMail.DIGEST})])
def test_it_has_no_place_in_the_inbox_or_the_digest(told: World, field: str, given: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        told.do(ChooseNotification(reason=Reason.SUMMARY, **given), by="member")
    assert refused.value.field == field
