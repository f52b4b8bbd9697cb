"""Word to reporters outside: noted once for each event by the follower `reporters`, sent by a job once it is kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from ..models import Comment, Event, Notice, Relation, Report, State, User, Workspace
from ..rules.words import Category, RelationType

RECEIVED: Final = "received"
MOVED: Final = "moved"
ANSWERED: Final = "answered"
ORIGINAL: Final = "original"
FRESH: Final = timedelta(days=2)
"""What happened longer ago is history that an import or a restored copy brought along, and news to nobody."""
TRIES: Final = 5


def inform(workspace: Workspace, events: Sequence[Event], *, now: datetime) -> int:
    """Note what reporters outside should hear of these events; return how many notices were new.

    They hear that a report came in, that it went into another state, what is said to them, and that the report which
    theirs repeats is resolved. Only who left an address; never of what he did himself. Repeating it adds nothing.
    """
    fresh = [one for one in events if one.via != "import" and now - one.recorded_at < FRESH and one.item_id]
    rows = sorted([*_received(fresh), *_moved(workspace, fresh), *_answered(fresh)], key=lambda row: row[1].seq)
    made = [Notice(workspace=workspace, report_id=r, event=e, what=w, created_at=now) for r, e, w in rows]
    before = Notice.objects.filter(event__in=fresh).count() if made else 0
    Notice.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    return Notice.objects.filter(event__in=fresh).count() - before if made else 0


Wanted = Iterable[tuple[int, Event, str]]


def _reports(items: Iterable[int | None]) -> dict[int, int]:
    """Item -> its report, where somebody outside left an address."""
    rows = Report.objects.filter(item__in={pk for pk in items if pk}).exclude(contact_email="")
    return dict(rows.values_list("item_id", "id"))


def _received(events: Iterable[Event]) -> Wanted:
    new = [one for one in events if one.type == "report.received"]
    reports = _reports(one.item_id for one in new)
    return [(reports[one.item_id], one, RECEIVED) for one in new if one.item_id in reports]


def _moved(workspace: Workspace, events: Iterable[Event]) -> Wanted:
    """Those whose report says another word now, and those whose report repeats one that was resolved."""
    moved = [one for one in events if one.type == "item.moved" and "state" in one.changes]
    if not moved:
        return []
    categories = dict(State.objects.filter(workspace=workspace).values_list("id", "category"))
    said = {one: [categories.get(pk or 0) for pk in one.changes["state"]] for one in moved}
    reports = _reports(one.item_id for one in moved)
    found = [
        (reports[one.item_id], one, MOVED) for one, (old, new) in said.items() if old != new and one.item_id in reports
    ]
    return found + _repeated([one for one, (_, new) in said.items() if new == Category.DONE])


def _repeated(resolved: Sequence[Event]) -> list[tuple[int, Event, str]]:
    if not resolved:
        return []
    rows = Relation.objects.filter(type=RelationType.DUPLICATES, target__in={one.item_id for one in resolved})
    ties = list(rows.values_list("source_id", "target_id"))
    reports = _reports(source for source, _ in ties)
    return [
        (reports[source], one, ORIGINAL)
        for source, target in ties
        for one in resolved
        if one.item_id == target and source in reports
    ]


def _answered(events: Sequence[Event]) -> Wanted:
    """What is said to them; with a move of the same act it stands in the letter about that."""
    moves = {one.act for one in events if one.type == "item.moved"}
    said = [one for one in events if one.type == "comment.added" and one.changes.get("public") and one.act not in moves]
    reports = _reports(one.item_id for one in said)
    return [
        (reports[one.item_id], one, ANSWERED)
        for one in said
        if one.item_id in reports and not one.changes.get("contact")
    ]


def claim(*, now: datetime) -> Notice | None:
    """Take the next notice that waits, for this process alone; None where none does."""
    waiting = Notice.objects.filter(sent_at=None, claimed_at=None, tries__lt=TRIES, created_at__gt=now - FRESH)
    while True:
        pk = waiting.order_by("id").values_list("id", flat=True).first()
        if pk is None:
            return None
        if waiting.filter(pk=pk).update(claimed_at=now, tries=F("tries") + 1):
            return Notice.objects.select_related("report__item", "event", "workspace").get(pk=pk)


def language_of(notice: Notice) -> str:
    """The language that the reporter has chosen, where his address is that of somebody here; else empty."""
    rows = User.objects.filter(email__iexact=notice.report.contact_email, is_active=True).exclude(language="")
    return rows.values_list("language", flat=True).first() or ""


def sent(notice: Notice, *, now: datetime) -> None:
    """Note that a notice is on its way."""
    Notice.objects.filter(pk=notice.pk).update(sent_at=now, problem="")


def failed(notice: Notice, *, problem: str) -> None:
    """Note what went wrong; it is tried again, at most TRIES times in all."""
    Notice.objects.filter(pk=notice.pk).update(claimed_at=None, problem=problem[:500])


def said_in(notice: Notice) -> str:
    """What was said to the reporter in the act that a notice is about, as it stands now."""
    said = Event.objects.filter(workspace=notice.workspace, act=notice.event.act, type="comment.added")
    rows = Comment.objects.filter(pk__in=list(said.values_list("subject", flat=True)), public=True, deleted_at=None)
    return "\n\n".join(rows.filter(contact="").order_by("id").values_list("body", flat=True))


def title_of(report: Report) -> str:
    """What a report is called by its reporter: what others make of its title since is theirs."""
    first = Event.objects.filter(item_id=report.item_id, type="item.created").order_by("seq").first()
    return str(first.changes["title"][1]) if first is not None else report.item.key
