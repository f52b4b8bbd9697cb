"""Letters to members: what is to be told waits in lines, lines are put into letters, and a job sends each letter.

A line stands in one letter, a letter is taken by one worker at a time, and a digest's moment has one letter: the
database says so. A worker that dies between giving a letter to the server and noting it leaves it taken; another takes
it up once, and once only, with the same Message-ID.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from ..access.hearing import Choices, rhythm_of
from ..models import Digest, Event, Letter, LetterLine, Member, Workspace
from ..models.database import writing
from ..rules.hearing import comes, latest
from ..rules.words import ByMail, Every

FRESH: Final = timedelta(days=2)
"""What was recorded longer ago is no news any more: a restored copy, or a house that stood still."""
SILENT: Final = timedelta(minutes=10)
"""After so long without word a worker that took a letter is given up."""
PAUSES: Final = (
    *(timedelta(0), timedelta(minutes=4), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4)),
    *(timedelta(hours=12), timedelta(days=1), timedelta(days=2)),
)
"""How old a letter is at least before its first, second … try; after the last it is given up."""
BATCH: Final = 500

Wanted = Mapping[tuple[int, int], str]
"""(member, event) -> why he should know."""


def await_letters(wanted: Wanted, events: Mapping[int, Event], *, heard: Choices, now: datetime) -> int:
    """Have what members want to hear by mail wait for its letter; return how many lines are to go at once.

    Only to members who can sign in, and only news. Repeating it adds nothing.
    """
    fresh = {pair: why for pair, why in wanted.items() if now - events[pair[1]].recorded_at < FRESH}
    chosen = {pair: heard.of(pair[0], why).mail for pair, why in fresh.items()}
    every = _digests({member for (member, _), mail in chosen.items() if mail is not ByMail.OFF})
    lines = [
        LetterLine(member_id=member, event_id=event, reason=fresh[member, event], mail=mail.value)
        for (member, event), mail in chosen.items()
        if member in every and comes(mail, every[member])
    ]
    LetterLine.objects.bulk_create(lines, ignore_conflicts=True, batch_size=BATCH)
    return sum(one.mail == ByMail.ONCE for one in lines)


def _digests(members: Iterable[int]) -> dict[int, Every]:
    """Member -> how often his digest comes, of those to whom letters can be sent."""
    rows = Member.objects.filter(pk__in=list(members), active=True, user__is_active=True)
    return {pk: Every(every or Every.OFF) for pk, every in rows.values_list("id", "digest__every")}


def at_once(workspace: Workspace) -> bool:
    """Whether something waits in a workspace that is to go at once."""
    return LetterLine.objects.filter(letter=None, mail=ByMail.ONCE, member__workspace=workspace).exists()


def write(*, now: datetime) -> int:
    """Put what waits and is due into letters; return how many those are."""
    count = 0
    while done := _write_at_once(now):
        count += done
    return count + sum(_write_digest(pk, now=now) for pk in _due(now))


def _write_at_once(now: datetime) -> int:
    """A letter for each member and item: what happened to it in one moment comes together."""
    with writing(), transaction.atomic():
        waiting = LetterLine.objects.select_for_update(of=("self",)).filter(letter=None, mail=ByMail.ONCE)
        groups: dict[tuple[int, int | None], list[int]] = defaultdict(list)
        rows = waiting.order_by("id").values_list("id", "member_id", "event__item_id")[:BATCH]
        for pk, member, item in rows:
            groups[member, item].append(pk)
        for (member, _), lines in groups.items():
            letter = Letter.objects.create(member_id=member, created_at=now)
            LetterLine.objects.filter(pk__in=lines).update(letter=letter)
    return len(groups)


def _due(now: datetime) -> list[int]:
    """The digests whose moment has come since they were last seen to. One statement."""
    rows = Digest.objects.exclude(every=Every.OFF).filter(member__active=True)
    found = rows.select_related("member__user", "member__workspace").order_by("id")
    return [one.pk for one in found if one.reached is None or one.reached != latest(rhythm_of(one), now=now)]


def _write_digest(pk: int, *, now: datetime) -> int:
    """Write the digest of a member's latest moment; one, however many moments passed unseen.

    A moment that lies ahead of the clock was seen to by a clock that ran wrong: it is forgotten, and no letter written.
    """
    with writing(), transaction.atomic():
        row = Digest.objects.select_for_update().filter(pk=pk).exclude(every=Every.OFF).first()
        if row is None:
            return 0
        row.member = Member.objects.select_related("user", "workspace").get(pk=row.member_id)
        slot = latest(rhythm_of(row), now=now)
        passed = row.reached is not None and row.reached < slot
        Digest.objects.filter(pk=pk).update(reached=slot)
        waiting = LetterLine.objects.filter(member=row.member, letter=None, mail=ByMail.DIGEST)
        if not passed or not waiting.exists() or Letter.objects.filter(member=row.member, slot=slot).exists():
            return 0
        waiting.update(letter=Letter.objects.create(member=row.member, slot=slot, created_at=now))
    return 1


def claim(*, now: datetime) -> Letter | None:
    """Take the next letter that is to go, for this worker alone; None where there is none."""
    lost = Q(claimed_at__lt=now - SILENT) | Q(claimed_at__gt=now + SILENT)
    _give_up(lost, now=now)
    tries = [Q(failed=n, created_at__lte=now - pause) for n, pause in enumerate(PAUSES)]
    ready = tries[0]
    for one in tries[1:]:
        ready |= one
    open_ = Letter.objects.filter(ready, closed_at=None)
    for rows, extra in ((open_.filter(claimed_at=None), 0), (open_.filter(lost, lost=0), 1)):
        for pk in rows.order_by("id").values_list("id", flat=True)[:BATCH]:
            if rows.filter(pk=pk).update(claimed_at=now, lost=F("lost") + extra):
                return Letter.objects.get(pk=pk)
    return None


def _give_up(lost: Q, *, now: datetime) -> None:
    """Letters that were lost twice, or failed as often as they may, are not tried again."""
    gone = Letter.objects.filter(lost, closed_at=None, lost__gte=1)
    gone.update(closed_at=now, problem="two workers that sent it were never heard of again")
    Letter.objects.filter(closed_at=None, claimed_at=None, failed__gte=len(PAUSES)).update(closed_at=now)


def language_of(letter: Letter) -> str:
    """The language that its reader has chosen; empty where he has chosen none."""
    return Member.objects.filter(pk=letter.member_id).values_list("user__language", flat=True).get() or ""


def close(letter: Letter, *, sent: bool, now: datetime, problem: str = "") -> None:
    """Note that a letter is on its way, or that there was nothing left to tell."""
    Letter.objects.filter(pk=letter.pk).update(closed_at=now, sent=sent, problem=problem[:500])


def failed(letter: Letter, *, problem: str) -> None:
    """Note what went wrong; the letter is tried again after a pause."""
    Letter.objects.filter(pk=letter.pk).update(claimed_at=None, failed=F("failed") + 1, problem=problem[:500])
