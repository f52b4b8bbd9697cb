"""What is told of checklists, clocks, files and fields of an organisation's own."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ..events.types import REFERENCES
from ..rules.fields import Definition, FieldType, written
from ..rules.query.fields import OWN
from .base import Look
from .fields import persons
from .own_fields import definitions
from .rows import NOBODY, Person

SILENT: Final = ("rank", "declared", "size", "on_comment", "added_by", "added_at", "removed_at", "done_by", "done_at")
PHRASES: Final = {
    "checklist.added": "added the step {text}",
    "checklist.ticked": "{done} the step {text}",
    "checklist.removed": "took off the step {old text}",
    "timer.started": "started the clock on this",
    "timer.stopped": "stopped the clock on this",
    "attachment.added": "attached {name}",
    "attachment.removed": "took off the file {name}",
    "work.changed": "corrected an entry of time",
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
        return people.get(value, NOBODY).name
    return written(one, value, person=str)


def done(changes: Mapping[str, Any]) -> str:
    """What was done to a step, from whether it is done now."""
    return "ticked" if changes.get("done_at", [None, None])[1] else "took the tick from"


def handed_over(raw: Mapping[str, Any], word: Callable[[str, Any], str | None]) -> str:
    """What became of work whose owner, or sponsor, has left."""
    what, field = ("this", "owner") if "owner" in raw else ("the sponsorship of this", "sponsor")
    old, new = (word(field, value) for value in raw.get(field, (None, None)))
    done = f"passed {what} on to {new}" if new else f"left {what} without {field}"
    return f"{done}, for {old or 'whose it was'} has left"
