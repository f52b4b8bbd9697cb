"""How members hear of things, as they have chosen it; and the signed way by which a letter's reader stops more."""

from collections.abc import Collection, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from django.core.signing import BadSignature, Signer

from ..models import Digest, Member, NotificationChoice
from ..rules.errors import NotFound
from ..rules.hearing import Hearing, Rhythm, usual
from ..rules.words import ByMail, Every, Reason
from ..tongue import say

_SIGNER: Final = Signer(salt="headway.unsubscribe", sep=".")


def chosen(members: Collection[int]) -> "Choices":
    """Read what these members have chosen. One statement."""
    rows = NotificationChoice.objects.filter(member__in=members).values_list("member_id", "reason", "inbox", "mail")
    return Choices({(member, reason): Hearing(inbox, ByMail(mail)) for member, reason, inbox, mail in rows})


class Choices:
    """(member, reason) -> how he hears of it."""

    def __init__(self, rows: Mapping[tuple[int, str], Hearing]) -> None:
        self._rows = rows

    def of(self, member: int, reason: str) -> Hearing:
        """Return what he chose, or what is usual."""
        return self._rows.get((member, reason), usual(reason))


def zone_of(member: Member, own: str = "") -> ZoneInfo:
    """Return the time zone of a member's day: stated for his digest, his account's, or else the workspace's.

    `member` comes with its user and workspace.
    """
    if own:
        return ZoneInfo(own)
    theirs = member.user.time_zone if member.user else "UTC"
    return ZoneInfo(member.workspace.time_zone if theirs == "UTC" else theirs)


def rhythm_of(digest: Digest) -> Rhythm:
    """Return when a digest comes; its member comes with user and workspace."""
    zone = zone_of(digest.member, digest.zone)
    return Rhythm(every=Every(digest.every), hour=digest.hour, weekday=digest.weekday, zone=zone)


def way_out(member_id: int, how: ByMail | Reason) -> str:
    """Return what a letter's reader shows to hear no more: nobody can make one for somebody else."""
    return _SIGNER.sign(f"{member_id}-{how.value}")


def behind(way: str) -> tuple[Member, ByMail | Reason]:
    """Return who shows a way out, and of which letters he wants no more. Raises NotFound for one not given out here."""
    try:
        member, _, how = _SIGNER.unsign(way).partition("-")
        row = Member.objects.select_related("workspace", "user").filter(pk=int(member)).first()
        if row is not None:
            return row, Reason.SUMMARY if how == Reason.SUMMARY else ByMail(how)
    except (BadSignature, ValueError):
        pass
    raise NotFound(say("this link was not given out here; it may have been cut off"), field="way")
