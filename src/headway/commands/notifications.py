"""Lines in members' inboxes: written by the follower `inbox`, read by their members."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic import Field

from ..access import visible
from ..access.actor import actor_for
from ..access.hearing import chosen
from ..models import Comment, Event, Item, Member, Notification, Watcher, Workspace
from ..rules.errors import NotFound
from ..rules.words import Role
from ..tongue import say
from .answers import LineTold, ReadTold
from .base import Answer, Command
from .letters import await_letters
from .types import Id
from .unit import Unit

ASSIGNED: Final = "assigned"
MENTIONED: Final = "mentioned"
ESCALATED: Final = "escalated"
BREACHED: Final = "breached"
FOUND: Final = "found"
CHECK_IN: Final = "check-in"
COMMENTED: Final = "commented"
MOVED: Final = "moved"
HISTORY: Final = timedelta(hours=1)
"""What was recorded later than this after it happened is history that somebody brought along, and news to nobody."""

Reasons = dict[tuple[int, int], str]
"""(member, event) -> why he should know. Only the strongest reason counts."""


def notify(workspace: Workspace, events: Sequence[Event], *, now: datetime | None = None) -> int:
    """Put what members should know of these events into their inboxes; return how many lines were new.

    Told are: who an item was given to, and from whom it was passed on for his leave; whom an escalation path names;
    who owns what a service level's time ran out of, or leads its team where nobody owns it; who is mentioned in a
    comment by «@» and his address or name; who owns, reported or follows an item that somebody commented on or moved.
    Where an owner has left, they are told who has it now, and the leads of its team where that is nobody.
    Never the actor himself, and never anybody who may not see the item. Repeating it adds nothing.
    Each member chooses for each reason whether it stands in his inbox; with `now`, what he wants by mail waits for
    its letter, too.
    Who is asked for a check-in is told so, too, and whom a finding interrupts.
    """
    fresh = [one for one in events if one.via != "import" and one.recorded_at - one.happened_at < HISTORY]
    reasons = (
        _moved(fresh)
        | _left(fresh)
        | _commented(fresh)
        | _assigned(fresh)
        | _mentioned(workspace, fresh)
        | _escalated(fresh)
    )
    reasons |= _breached(fresh) | _reminded(fresh) | _passed_on(fresh) | _found(fresh)
    by_id = {one.pk: one for one in fresh}
    wanted = {(m, e): why for (m, e), why in reasons.items() if by_id[e].actor_id != m}
    told = {
        pair: wanted[pair] for pair in sorted(_allowed(workspace, wanted, by_id), key=lambda one: by_id[one[1]].seq)
    }
    heard = chosen({member for member, _ in told})
    if now is not None:
        await_letters(told, by_id, heard=heard, now=now)
    rows = [
        Notification(member_id=member, event_id=event, reason=why)
        for (member, event), why in told.items()
        if heard.of(member, why).inbox
    ]
    before = Notification.objects.filter(event__in=by_id).count() if rows else 0
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Notification.objects.filter(event__in=by_id).count() - before if rows else 0


def _assigned(events: Iterable[Event]) -> Reasons:
    given = ((one, one.changes.get("owner")) for one in events if one.type in ("item.created", "item.changed"))
    return {(change[1], one.pk): ASSIGNED for one, change in given if change and change[1]}


def _passed_on(events: Iterable[Event]) -> Reasons:
    """Who will be away hears what has gone to others for it."""
    gone = (one for one in events if one.type == "item.changed" and {"~leave", "owner"} <= one.changes.keys())
    return {(one.changes["owner"][0], one.pk): MOVED for one in gone}


def _left(events: Iterable[Event]) -> Reasons:
    """Those whom an item concerns hear who has it now that its owner left; where nobody has, its team's leads, too."""
    gone = [one for one in events if one.type == "item.changed" and "~left" in one.changes]
    told = _to_interested(gone, MOVED)
    told |= {(one.changes["sponsor"][1], one.pk): MOVED for one in gone if one.changes.get("sponsor", [None, None])[1]}
    nobodys = {one.item_id or 0: one.pk for one in gone if one.changes.get("owner", [None, 0])[1] is None}
    leads = Item.objects.filter(pk__in=nobodys, team__memberships__lead=True) if nobodys else Item.objects.none()
    seats = leads.values_list("id", "team__memberships__member_id")
    return told | {(lead, nobodys[pk]): MOVED for pk, lead in seats}


def _escalated(events: Iterable[Event]) -> Reasons:
    fired = (one for one in events if one.type == "escalation.fired")
    return {(pk, one.pk): ESCALATED for one in fired for pk in one.changes.get("told_members", [None, []])[1]}


def _breached(events: Iterable[Event]) -> Reasons:
    late = [one for one in events if one.type == "item.breached"]
    if not late:
        return {}
    answers: dict[int, set[int]] = defaultdict(set)
    rows = Item.objects.filter(pk__in={one.item_id for one in late if one.item_id})
    for pk, owner in rows.filter(owner__isnull=False).values_list("id", "owner_id"):
        answers[pk].add(owner)
    leads = rows.filter(owner=None, team__memberships__lead=True)
    for pk, lead in leads.values_list("id", "team__memberships__member_id"):
        answers[pk].add(lead)
    return {(member, one.pk): BREACHED for one in late for member in answers[one.item_id or 0]}


def _reminded(events: Iterable[Event]) -> Reasons:
    return {(one.changes["member"][1], one.pk): CHECK_IN for one in events if one.type == "reminder.sent"}


def _found(events: Iterable[Event]) -> Reasons:
    """Those who are new among the told; all of them on another day."""
    told = [(one, one.changes["told_members"]) for one in events if one.type == "finding.told"]
    return {(pk, one.pk): FOUND for one, (old, new) in told for pk in new if "day" in one.changes or pk not in old}


def _commented(events: Iterable[Event]) -> Reasons:
    return _to_interested([one for one in events if one.type == "comment.added"], COMMENTED)


def _moved(events: Iterable[Event]) -> Reasons:
    return _to_interested([one for one in events if one.type == "item.moved"], MOVED)


def _to_interested(events: Sequence[Event], reason: str) -> Reasons:
    """Those who own, reported or follow the events' items."""
    if not events:
        return {}
    ids = {one.item_id for one in events if one.item_id}
    interested: dict[int, set[int]] = defaultdict(set)
    for pk, *people in Item.objects.filter(pk__in=ids).values_list("id", "owner_id", "reporter_id"):
        interested[pk] |= {person for person in people if person}
    for pk, member in Watcher.objects.filter(item__in=ids).values_list("item_id", "member_id"):
        interested[pk].add(member)
    return {(member, one.pk): reason for one in events for member in interested[one.item_id or 0]}


def _mentioned(workspace: Workspace, events: Iterable[Event]) -> Reasons:
    said = [one for one in events if one.type in ("comment.added", "comment.edited") and "@" in _new_body(one)]
    if not said:
        return {}
    people = list(Member.objects.filter(workspace=workspace, active=True).values_list("id", "email", "name"))
    return {
        (pk, one.pk): MENTIONED
        for one in said
        for pk, *names in people
        if _names(_new_body(one), names) and not _names(_old_body(one), names)
    }


def _new_body(event: Event) -> str:
    return str(event.changes.get("body", [None, None])[1] or "")


def _old_body(event: Event) -> str:
    return str(event.changes.get("body", [None, None])[0] or "")


def _names(body: str, names: Iterable[str]) -> bool:
    """Whether a text mentions somebody: «@» that begins a word, one of his names, and no more letters after it."""
    folded = body.casefold()
    wanted = (f"@{name.casefold()}" for name in names if name)
    return any(
        at in folded and re.search(rf"(?<![\w.]){re.escape(at)}(?![\w@-]|\.\w)", folded) is not None for at in wanted
    )


def _allowed(
    workspace: Workspace, wanted: Iterable[tuple[int, int]], events: Mapping[int, Event]
) -> list[tuple[int, int]]:
    """Leave out who has left, and who may not see the event's item."""
    by_member: dict[int, list[int]] = defaultdict(list)
    for member, event in wanted:
        by_member[member].append(event)
    told = []
    for row in Member.objects.filter(pk__in=by_member, workspace=workspace, active=True):
        mine = by_member[row.pk]
        items = visible.items(actor_for(member=row, via="job")).filter(pk__in={events[e].item_id for e in mine})
        seen = set(items.values_list("id", flat=True))
        told += [(row.pk, e) for e in mine if events[e].item_id in seen]
    living = _living_comments(events)
    return [(member, event) for member, event in told if event in living]


def _living_comments(events: Mapping[int, Event]) -> set[int]:
    """The events but for those about comments that have been withdrawn since."""
    said = {pk: one.subject for pk, one in events.items() if one.type.startswith("comment.")}
    gone = set(Comment.objects.filter(pk__in=set(said.values()), deleted_at__isnull=False).values_list("id", flat=True))
    return {pk for pk in events if said.get(pk) not in gone}


class ReadNotification(Command):
    """Mark a line of one's own inbox as read, or as unread again."""

    name = "notification.read"
    route = ("POST", "/inbox/{id}/read")
    answers = LineTold
    least = Role.GUEST

    id: Id
    read: bool = Field(default=True, description="false makes it unread again")

    def act(self, unit: Unit) -> Answer:
        """Mark the row."""
        rows = Notification.objects.filter(pk=self.id, member=unit.actor.me)
        row = rows.filter(event__item__in=visible.items(unit.actor)).first()
        if row is None:
            raise NotFound(say("there is no line %(id)s in your inbox", id=self.id), field="id")
        if (row.read_at is not None) != self.read:
            row.read_at = unit.now if self.read else None
            row.save(update_fields=["read_at"])
        return {"id": row.pk, "read": self.read}


class ReadAllNotifications(Command):
    """Mark every line of one's own inbox as read."""

    name = "notification.read_all"
    route = ("POST", "/inbox/read")
    answers = ReadTold
    least = Role.GUEST

    def act(self, unit: Unit) -> Answer:
        """Mark the rows."""
        rows = Notification.objects.filter(member=unit.actor.me, read_at=None)
        return {"read": rows.update(read_at=unit.now)}
