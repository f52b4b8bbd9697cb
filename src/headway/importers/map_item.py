"""From a neutral record to the command that stores it."""

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson

from ..commands.history_items import ImportItem, PastChange, PastComment, PastWork, Place
from ..rules.words import Kind
from .records import Change, Record
from .survey import BODY, LABEL, TITLE, Survey

_NUL: Final = re.compile(rb"(\\[^u]|\\u(?!0000))|\\u0000")


@dataclass(slots=True)
class Names:
    """How the source's names are called here: states by (project, kind, ref), people through the survey."""

    survey: Survey
    origin: str
    states: dict[tuple[str, Kind, str], str] = field(default_factory=dict)


def item_of(record: Record, *, names: Names) -> ImportItem:
    """Return the command that takes this record over. Raises pydantic's ValidationError naming the field."""
    person = names.survey.person
    return ImportItem(
        origin=names.origin,
        ref=record.ref,
        digest=_digest(record),
        key=record.key,
        kind=record.kind,
        team=record.project_key[:20],
        title=record.title[:TITLE].strip() or record.key,
        state=names.states.get((record.project_key, record.kind, record.state.ref), record.state.name[:200]),
        created=record.created,
        updated=record.updated,
        description=record.description[:BODY],
        resolution=(record.resolution or "")[:100],
        owner=person(record.owner_ref),
        reporter=person(record.reporter_ref),
        creator=person(record.creator_ref),
        priority=2 if record.priority is None else record.priority,
        severity=record.severity,
        closed=record.closed,
        start=record.start if record.due is None or record.start is None or record.start <= record.due else None,
        due=record.due,
        effort=record.estimate_minutes,
        points=record.points,
        milestone=record.milestone,
        period=record.period[0] if record.period else None,
        private=record.private,
        labels=_labels(record),
        places=[Place(role=role, ref=f"{record.project_key}:{box.ref}"[:200]) for role, box in record.timeboxes],
        fields=_fields(record),
        changes=[_change(change, record, names) for change in record.changes],
        comments=[
            PastComment(
                ref=f"{record.ref}:{note.ref}"[:200],
                at=note.at,
                by=person(note.author_ref),
                body=note.body_markdown[:BODY],
                edited_at=note.edited_at,
            )
            for note in record.notes
        ],
        work=[
            PastWork(
                ref=f"{record.ref}:{work.ref}"[:200],
                at=work.at,
                by=person(work.author_ref),
                minutes=work.minutes,
                note=work.note[:BODY],
            )
            for work in record.work
            if work.minutes > 0
        ],
    )


def _digest(record: Record) -> str:
    facts: dict[str, Any] = {"created": None, "updated": None, "closed": None} if record.undated else {}
    return hashlib.sha256(orjson.dumps(replace(record, line=0, **facts), option=orjson.OPT_NON_STR_KEYS)).hexdigest()


def _labels(record: Record) -> list[str]:
    names = [*record.labels, *record.components, *(["flagged"] if record.flagged else [])]
    return list(dict.fromkeys(name[:LABEL].strip() for name in names if name.strip()))


def _fields(record: Record) -> dict[str, Any]:
    """What has no place of its own: the original type, and the source's own fields as long as they are small."""
    extra = {name[:100]: _storable(value) for name, value in record.extra.items() if len(orjson.dumps(value)) <= 2000}
    return {"type": record.original_type, **extra}


def _storable(value: Any) -> Any:
    """Return a value without NUL, which no database keeps."""
    shown = orjson.dumps(value)
    return orjson.loads(_NUL.sub(lambda found: found[1] or b"", shown)) if b"\\u0000" in shown else value


def _change(change: Change, record: Record, names: Names) -> PastChange:
    old, new = change.old, change.new
    if change.field == "state":
        old, new = (ref and names.states.get((record.project_key, record.kind, ref), ref) for ref in (old, new))
    elif change.field == "owner":
        old, new = names.survey.person(old), names.survey.person(new)
    elif change.field in ("timebox", "parent", "kind", "key") or change.field.startswith("other:"):
        old, new = change.old_label or old, change.new_label or new
    return PastChange(
        at=change.at,
        by=names.survey.person(change.author_ref),
        field=change.field.removeprefix("other:")[:500] or "field",
        old=old and old[:BODY],
        new=new and new[:BODY],
    )
