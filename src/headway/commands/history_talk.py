"""What was said about imported items, and the time put into them."""

from collections.abc import Sequence
from typing import Any

from ..events.types import CommentAdded, Happening, WorkLogged
from ..models import Comment, Item, WorkLog
from .history import known, remember
from .history_store import Draft, Elsewhere
from .unit import born


def talk(store: Elsewhere, drafts: Sequence[Draft]) -> None:
    """Store the comments and entries of time that are not there yet."""
    unit, origin = store.unit, store.origin
    for noun, model, event, rows in (
        (
            "comment",
            Comment,
            CommentAdded,
            [(d, p.ref, _comment(store, d, p)) for d in drafts for p in d.command.comments],
        ),
        ("work", WorkLog, WorkLogged, [(d, p.ref, _work_log(store, d, p)) for d in drafts for p in d.command.work]),
    ):
        there = known(unit, origin=origin, noun=noun, refs=[ref for _, ref, _ in rows])
        new = list({ref: (draft, row) for draft, ref, row in rows if ref not in there}.items())
        objects: list[Any] = [row for _, (_, row) in new]
        model._default_manager.bulk_create(objects, batch_size=200)
        remember(unit, origin=origin, noun=noun, made=[(ref, row.pk, "") for ref, (_, row) in new])
        for _, (draft, row) in new:
            unit.happenings.append(_told(event, draft.item, row))


def _comment(store: Elsewhere, draft: Draft, past: Any) -> Comment:
    return Comment(
        workspace=store.unit.workspace,
        item=draft.item,
        author_id=store.person(past.by) if past.by else None,
        body=past.body,
        created_at=past.at,
        edited_at=past.edited_at,
    )


def _work_log(store: Elsewhere, draft: Draft, past: Any) -> WorkLog:
    return WorkLog(
        workspace=store.unit.workspace,
        item=draft.item,
        member_id=store.person(past.by) if past.by else None,
        minutes=past.minutes,
        at=past.at,
        note=past.note,
    )


def _told(event: type[Happening], item: Item, row: Any) -> Happening:
    if isinstance(row, Comment):
        facts = {"author": row.author_id, "body": row.body, "created_at": row.created_at, "edited_at": row.edited_at}
        at, by = row.created_at, row.author_id
    else:
        facts = {"member": row.member_id, "minutes": row.minutes, "at": row.at, "note": row.note}
        at, by = row.at, row.member_id
    changes = born({"item": item.pk, **facts})
    return event(subject=row.pk, item=item.pk, changes=changes, version=item.version, actor=by, happened=at)
