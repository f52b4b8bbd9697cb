"""How one hears of what concerns one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..access.hearing import chosen, rhythm_of, zone_of
from ..models import Digest, Member
from ..rules.errors import NotFound
from ..rules.hearing import HOUR, WEEKDAY, upcoming
from ..rules.words import Every, Reason, Weekday
from ..tongue import say
from .base import Look, Query


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """How one hears of what reaches one for a reason: in the inbox or not, and by mail `off`, `digest` or `once`."""

    reason: str
    inbox: bool
    mail: str


@dataclass(frozen=True, slots=True)
class DigestCard:
    """When one's digest comes. `zone` is what was stated, `clock` the time zone that holds; `next` its next moment."""

    every: str
    hour: int
    weekday: str
    zone: str | None
    clock: str
    next: datetime | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one has chosen, reason by reason, and of the digest; `mail` says whether letters reach one at all."""

    rows: tuple[ChoiceRow, ...]
    digest: DigestCard
    address: str
    mail: bool


class ShowChoices(Query):
    """Tell how one hears of what concerns one."""

    name = "notification.choices"
    route = "/inbox/choices"

    def answer(self, look: Look) -> Chosen:
        """Three statements."""
        member = Member.objects.select_related("user", "workspace").filter(pk=look.actor.me).first()
        if member is None:
            raise NotFound(say("you are not a member of this workspace"), field="member")
        told = chosen([member.pk])
        rows = [(reason.value, told.of(member.pk, reason)) for reason in Reason]
        return Chosen(
            rows=tuple(ChoiceRow(reason, one.inbox, one.mail.value) for reason, one in rows),
            digest=_card(member, look),
            address=member.email,
            mail=member.user is not None,
        )


_USUAL: Final = {"every": Every.OFF.value, "hour": HOUR, "weekday": WEEKDAY.number}


def _card(member: Member, look: Look) -> DigestCard:
    row = Digest.objects.filter(member=member).first() or Digest(**_USUAL)
    row.member = member
    off = row.every == Every.OFF
    return DigestCard(
        every=str(row.every),
        hour=row.hour,
        weekday=list(Weekday)[row.weekday].value,
        zone=row.zone or None,
        clock=str(zone_of(member, row.zone)),
        next=None if off else upcoming(rhythm_of(row), now=look.now),
    )
