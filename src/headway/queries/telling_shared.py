"""What is told of checklists, clocks, files and fields of an organisation's own."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ..events.types import REFERENCES
from ..rules.fields import Definition, FieldType, written
from ..rules.query.fields import OWN
from ..tongue import say, word
from .base import Look
from .fields import persons
from .own_fields import definitions
from .rows import Person

SILENT: Final = ("rank", "declared", "size", "on_comment", "added_by", "added_at", "removed_at", "done_by", "done_at")
PHRASES: Final = {
    "checklist.added": word("added the step %(text)s"),
    "checklist.ticked": word("ticked the step %(text)s"),
    "checklist.removed": word("took off the step %(old_text)s"),
    "timer.started": word("started the clock on this"),
    "timer.stopped": word("stopped the clock on this"),
    "attachment.added": word("attached %(name)s"),
    "attachment.removed": word("took off the file %(name)s"),
    "work.changed": word("corrected an entry of time"),
}


def worded(look: Look, rows: Iterable[dict[str, Any]]) -> None:
    """Put the values of own fields into words, under their fields' names; a statement or two where there are any."""
    rows = [row for row in rows if any(field.startswith(OWN) for field in row["changes"])]
    if not rows:
        return
    known = {one.key: one for one in definitions(look, archived=True)}
    values = [_values(row, at) for row in rows for at in (0, 1)]
    people = persons(look, values, known.values())
    for row in rows:
        row["changes"] = dict(_told(field, change, known, people) for field, change in row["changes"].items())


def _values(row: Mapping[str, Any], at: int) -> dict[str, Any]:
    return {
        field.removeprefix(OWN): change[at]
        for field, change in row["changes"].items()
        if field.startswith(OWN) and change[at] is not None
    }


def _told(
    field: str, change: list[Any], known: Mapping[str, Definition], people: Mapping[int, Person]
) -> tuple[str, list[Any]]:
    one = known.get(field.removeprefix(OWN)) if field.startswith(OWN) else None
    if one is None:
        return field, change
    name = f"field {one.name}" if one.name in REFERENCES or one.name in SILENT else one.name
    return name, [None if value is None else _words(one, value, people) for value in change]


def _words(one: Definition, value: Any, people: Mapping[int, Person]) -> str:
    if one.type is FieldType.PERSON:
        return people[value].name if value in people else say("not shown")
    return written(one, value, person=str)


UNTICKED: Final = word("took the tick from the step %(text)s")


def unticked(type_: str, changes: Mapping[str, Any]) -> bool:
    """Whether a step is to be done again."""
    return type_ == "checklist.ticked" and not changes.get("done_at", [None, None])[1]


def handed_over(raw: Mapping[str, Any], told: Callable[[str, Any], str | None]) -> str:
    """What became of work whose owner, or sponsor, has left."""
    field = "owner" if "owner" in raw else "sponsor"
    old, new = (told(field, value) for value in raw.get(field, (None, None)))
    left = old or say("whose it was")
    if field == "owner":
        if new:
            return say("passed this on to %(new)s, for %(old)s has left", new=new, old=left)
        return say("left this without owner, for %(old)s has left", old=left)
    if new:
        return say("passed the sponsorship of this on to %(new)s, for %(old)s has left", new=new, old=left)
    return say("left the sponsorship of this without sponsor, for %(old)s has left", old=left)
