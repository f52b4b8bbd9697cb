"""Members choose how they hear of what concerns them, and whether and when a digest comes."""

from typing import Any

from pydantic import Field

from ..access.hearing import chosen, rhythm_of
from ..events.types import DigestSet, NotificationChoiceSet
from ..models import Digest, LetterLine, Member, NotificationChoice
from ..rules.errors import Forbidden, Invalid
from ..rules.hearing import HOUR, WEEKDAY, latest
from ..rules.words import ByMail, Every, Reason, Role, Weekday
from ..tongue import say
from .answers import Told
from .base import Answer, Command
from .types import Zone
from .unit import Unit, born, changed
from .workspaces import check_zone


class ChoiceTold(Told):
    """How one hears of what reaches one for a reason."""

    reason: Reason
    inbox: bool
    mail: ByMail


class DigestTold(Told):
    """Whether and when one's digest comes; without a zone by the clock of one's own time zone."""

    every: Every
    hour: int
    weekday: Weekday
    zone: str | None


class ChooseNotification(Command):
    """Choose for a reason whether it comes into one's inbox, and whether by mail: at once, in the digest, or not.

    For `summary` mail is `once`, a letter each week at the hour and weekday of one's digest, or `off`.
    """

    name = "notification.choose"
    route = ("PATCH", "/inbox/choices/{reason}")
    answers = ChoiceTold
    least = Role.GUEST

    reason: Reason
    inbox: bool | None = None
    mail: ByMail | None = None

    def act(self, unit: Unit) -> Answer:
        """Set what is stated; the rest stays."""
        me = _me(unit)
        self._check()
        old = chosen([me.pk]).of(me.pk, self.reason)
        inbox = old.inbox if self.inbox is None else self.inbox
        values: dict[str, Any] = {"inbox": inbox, "mail": (self.mail or old.mail).value}
        row = NotificationChoice.objects.filter(member=me, reason=self.reason).first()
        if row is None and values != {"inbox": old.inbox, "mail": old.mail.value}:
            row = NotificationChoice.objects.create(member=me, reason=self.reason, **values)
            facts = {"member": me, "reason": self.reason.value, **values}
            unit.record(NotificationChoiceSet, subject=row, changes=born(facts))
        elif row is not None and (changes := changed(row, values)):
            row.save()
            unit.record(NotificationChoiceSet, subject=row, changes=changes)
        return {"reason": self.reason.value, **values}

    def _check(self) -> None:
        """A summary tells of no single event: it has no place in the inbox or a digest."""
        if self.reason is Reason.SUMMARY and self.inbox:
            raise Invalid(say("a summary comes by mail alone: leave inbox off"), field="inbox")
        if self.reason is Reason.SUMMARY and self.mail is ByMail.DIGEST:
            raise Invalid(say("a summary comes in a letter of its own, once a week: mail is once or off"), field="mail")


def _me(unit: Unit) -> Member:
    if unit.actor.member_id is None:
        raise Forbidden(say("only a member hears of things; the house does not"))
    return Member.objects.select_related("user", "workspace").get(pk=unit.actor.member_id)


class ChooseDigest(Command):
    """Choose whether a digest comes by mail each day or each week, and at which hour of one's own day."""

    name = "digest.choose"
    route = ("PATCH", "/inbox/digest")
    answers = DigestTold
    least = Role.GUEST

    every: Every | None = None
    hour: int | None = Field(default=None, ge=0, le=23)
    weekday: Weekday | None = None
    zone: Zone | None = Field(default=None, description="a time zone; null: one's own")

    def act(self, unit: Unit) -> Answer:
        """Set it. The first digest after a change is the next that is due; turned off, what waits for one is let go."""
        me = _me(unit)
        if self.zone:
            check_zone(self.zone, field="zone")
        row = Digest.objects.filter(member=me).first()
        fresh = row is None
        row = row or Digest(member=me, every=Every.OFF, hour=HOUR, weekday=WEEKDAY.number)
        row.member = me
        changes = changed(row, self._values())
        if changes or fresh:
            row.reached = None if row.every == Every.OFF else latest(rhythm_of(row), now=unit.now)
            row.save()
            unit.record(DigestSet, subject=row, changes=_facts(row) if fresh else changes)
        if row.every == Every.OFF:
            LetterLine.objects.filter(member=me, mail=ByMail.DIGEST, letter=None).delete()
        return {**_told(row), "zone": row.zone or None}

    def _values(self) -> dict[str, Any]:
        values: dict[str, Any] = {"every": self.every.value} if self.every else {}
        if self.hour is not None:
            values["hour"] = self.hour
        if self.weekday is not None:
            values["weekday"] = self.weekday.number
        if self.given("zone"):
            values["zone"] = self.zone or ""
        return values


def _told(row: Digest) -> dict[str, Any]:
    return {"every": row.every, "hour": row.hour, "weekday": list(Weekday)[row.weekday].value}


def _facts(row: Digest) -> dict[str, list[Any]]:
    facts = {"member": row.member, "every": str(row.every), "hour": row.hour, "weekday": row.weekday, "zone": row.zone}
    return born(facts)


def by_mail_at_once(member: Member) -> list[Reason]:
    """The reasons for which a member wants letters at once; the week's summary is none of them."""
    told = chosen([member.pk])
    every = (reason for reason in Reason if reason is not Reason.SUMMARY)
    return [reason for reason in every if told.of(member.pk, reason).mail is ByMail.ONCE]
