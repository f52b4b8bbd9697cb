"""Summaries by mail: a letter a week to each member who chose it, at the hour and weekday of his digest.

A letter for such a moment is written once: the database refuses a second for the same member and slot.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from ..access.hearing import zone_of
from ..models import Digest, Letter, Member, NotificationChoice
from ..models.database import writing
from ..rules.hearing import HOUR, WEEKDAY, Rhythm, summary_slot
from ..rules.words import ByMail, Every, Reason

FRESH: Final = timedelta(days=1)
"""After so long a moment that nobody saw to is left out: last week's news are in the next."""


def write(*, now: datetime) -> int:
    """Write the letters whose moment has come; return how many those are."""
    wanted = dict(_due(now))
    if not wanted:
        return 0
    with writing(), transaction.atomic():
        rows = Letter.objects.filter(member__in=list(wanted), slot__in=set(wanted.values()))
        there = set(rows.values_list("member_id", "slot"))
        new = [
            Letter(member_id=pk, slot=slot, created_at=now) for pk, slot in wanted.items() if (pk, slot) not in there
        ]
        Letter.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _due(now: datetime) -> Iterable[tuple[int, datetime]]:
    """(member, moment) of those whose last moment is fresh. Two statements."""
    chosen = NotificationChoice.objects.filter(reason=Reason.SUMMARY, mail=ByMail.ONCE)
    rows = Member.objects.filter(hearing__in=chosen, active=True, user__is_active=True)
    members = list(rows.select_related("user", "workspace").order_by("id"))
    digests = {one.member_id: one for one in Digest.objects.filter(member__in=members)}
    for member in members:
        slot = summary_slot(_rhythm(member, digests.get(member.pk)), now=now)
        if now - slot < FRESH:
            yield member.pk, slot


def _rhythm(member: Member, digest: Digest | None) -> Rhythm:
    hour, weekday = (digest.hour, digest.weekday) if digest else (HOUR, WEEKDAY.number)
    return Rhythm(Every.WEEKLY, hour, weekday, zone_of(member, digest.zone if digest else ""))
