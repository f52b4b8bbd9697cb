"""What a letter tells its reader, as things stand when it is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from ..access import visible
from ..access.actor import actor_for
from ..access.hearing import chosen, zone_of
from ..models import Comment, Digest, Letter, LetterLine, Member, Notification
from ..rules.words import ByMail, Every
from .base import Look
from .telling import COLUMNS, EventRow, tell


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, and why its reader hears of it."""

    reason: str
    event: EventRow


@dataclass(frozen=True, slots=True)
class Page:
    """What is in a letter, the oldest first, and to whom it goes. `zone` is the reader's."""

    member: int
    email: str
    name: str
    workspace: str
    slug: str
    zone: ZoneInfo
    digest: bool
    lines: tuple[Line, ...]


def page_of(letter: Letter, *, now: datetime) -> Page | None:
    """Return what is to be told in a letter; None where nothing is left of it.

    Left out is what its reader may no longer see, what lies in the bin, comments that were withdrawn, what he has read
    in his inbox meanwhile, and what he no longer wants by mail. A constant number of statements.
    """
    member = Member.objects.select_related("user", "workspace").get(pk=letter.member_id)
    if not member.active or member.user is None or not member.user.is_active:
        return None
    look = Look(actor=actor_for(member=member, via="mail"), now=now)
    wanted = _wanted(letter, member)
    columns = ("reason", *(f"event__{name}" for name in COLUMNS))
    found = [row for row in _standing(letter, look).order_by("event__seq").values_list(*columns) if wanted(row[0])]
    told = tell(look, [row[1:] for row in found])
    lines = tuple(Line(row[0], event) for row, event in zip(found, told, strict=True) if event is not None)
    if not lines:
        return None
    return Page(
        member=member.pk,
        email=member.email,
        name=member.name,
        workspace=member.workspace.name,
        slug=member.workspace.slug,
        zone=zone_of(member),
        digest=letter.slot is not None,
        lines=lines,
    )


def _standing(letter: Letter, look: Look) -> "QuerySet[LetterLine]":
    """The lines of a letter that its reader may see, and has not read elsewhere."""
    read = Notification.objects.filter(member=OuterRef("member"), event=OuterRef("event"), read_at__isnull=False)
    withdrawn = Comment.objects.filter(pk=OuterRef("event__subject"), deleted_at__isnull=False)
    rows = LetterLine.objects.filter(visible.event_rule(look.actor, "event__"), letter=letter)
    rows = rows.filter(event__item__isnull=False, event__item__deleted_at=None).exclude(Exists(read))
    return rows.exclude(Exists(withdrawn), event__type__startswith="comment.")


def _wanted(letter: Letter, member: Member) -> Any:
    """Say of a reason whether the reader still wants it by mail."""
    off = Digest.objects.filter(member=member, every=Every.OFF).exists() if letter.slot is not None else False
    told = chosen([member.pk])
    return lambda reason: not off and told.of(member.pk, reason).mail is not ByMail.OFF
