"""Jira's changelog -> changes in Headway's words, and the states that they speak of.

A done state may hide dropped work: only the resolution tells. So each stay in a done state takes the resolution that
it ended with (or has now), and counts as `name (dropped)` where that says so; replaying the changes thus ends in the
issue's own state.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson

from ..rules.words import Category, Kind
from . import jira_fields, vocabulary, wiki
from .jira_people import People
from .reading import Node
from .records import Change, State

_SIMPLE: Final = {"summary": "title", "resolution": "resolution", "key": "key", "duedate": "due", "due date": "due"}
_PARENTS: Final = frozenset({"parent", "epic link", "issueparentassociation", "parent issue", "parent link"})
_OWNERS: Final = {"assignee": "owner", "reporter": "other:reporter"}


@dataclass(frozen=True, slots=True)
class Line:
    """One item of one history entry, its values as texts."""

    at: datetime
    author_ref: str | None
    field: str
    old: str | None
    new: str | None
    old_label: str | None
    new_label: str | None

    def change(self, field: str, old: str | None, new: str | None) -> Change:
        """Return the change of this line, with these values and the labels of the source."""
        return Change(self.at, self.author_ref, field, old, new, self.old_label, self.new_label)


def lines(histories: Node, people: People) -> list[Line]:
    """Return the items of all history entries in the order in which they happened."""
    found: list[Line] = []
    for entry in jira_fields.once(histories):
        at, author = entry.get("created").required_moment(), people.ref(entry.get("author"))
        found += [_line(item, at, author) for item in entry.get("items").items()]
    return sorted(found, key=lambda line: line.at)


def _line(item: Node, at: datetime, author: str | None) -> Line:
    texts = [_shown(item.get(name)) for name in ("from", "to", "fromString", "toString")]
    field = (item.get("field").text() or item.get("fieldId").text() or "").strip()
    return Line(at, author, field or item.get("field").words(), *(text or None for text in texts))


def _shown(node: Node) -> str | None:
    """Return a value as text: apps keep lists and objects in the history of their own fields."""
    return orjson.dumps(node.value).decode() if isinstance(node.value, dict | list) else node.text()


def state(name: str, declared: str | None, resolution: str | None) -> State:
    """Return the state of a status name, the category that Jira declares for it, and the resolution beside it."""
    category, ref = vocabulary.category(name, declared), vocabulary.fold(name) or name
    known = declared in ("new", "indeterminate", "done")
    if category is Category.DONE and resolution and vocabulary.is_dropped(resolution):
        return State(f"{ref}/dropped", f"{name} (dropped)", Category.DROPPED, declared=known)
    return State(ref, name, category, declared=known)


@dataclass(slots=True)
class History:
    """The changes of one issue and every state that they name, the state of today last."""

    changes: tuple[Change, ...]
    states: tuple[State, ...]


def history(
    found: list[Line],
    *,
    status: str,
    declared: str | None,
    resolution: str | None,
    people: People,
    kinds: Mapping[str, Kind],
) -> History:
    """Return what the lines tell; `status`, `declared` and `resolution` are the issue's of today."""
    moves = _moves(found, status, declared, resolution)
    changes: list[Change] = []
    for line in found:
        if line.field.lower() == "status":
            old, new = next(moves)
            changes.append(line.change("state", old.ref, new.ref))
        else:
            changes += _changes(line, people, kinds)
    now = state(status, declared, resolution)
    states = {each.ref: each for pair in _moves(found, status, declared, resolution) for each in pair}
    states.pop(now.ref, None)
    return History(tuple(changes), (*states.values(), now))


def _moves(
    found: list[Line], status: str, declared: str | None, resolution: str | None
) -> Iterator[tuple[State, State]]:
    """Yield (old, new) for every status line, each state with the resolution at the end of the stay in it."""
    stays = _resolutions(found, resolution)
    before: State | None = None
    for at, line in enumerate(line for line in found if line.field.lower() == "status"):
        old_name, new_name = line.old_label or line.old or "?", line.new_label or line.new or "?"
        old = state(old_name, declared if old_name == status else None, stays[at])
        new = state(new_name, declared if new_name == status else None, stays[at + 1])
        same = before is not None and before.ref.removesuffix("/dropped") == old.ref.removesuffix("/dropped")
        yield (before if before and same else old), new
        before = new


def _resolutions(found: list[Line], now: str | None) -> list[str | None]:
    """Return the resolution at the end of each stay: before the first status line, between them, and now.

    A resolution set in the moment of a move belongs to the stay that it begins, so status lines come first in their
    moment.
    """
    known = [line for line in found if line.field.lower() in ("status", "resolution")]
    first = next((line.old_label for line in known if line.field.lower() == "resolution"), now)
    value, stays = first, []
    for line in sorted(known, key=lambda line: (line.at, line.field.lower() == "resolution")):
        if line.field.lower() == "resolution":
            value = line.new_label
        else:
            stays.append(value)
    return [*stays, now]


def _changes(line: Line, people: People, kinds: Mapping[str, Kind]) -> list[Change]:
    name = line.field.lower()
    if name in _OWNERS:
        refs = people.named(line.old, line.old_label), people.named(line.new, line.new_label)
        return [line.change(_OWNERS[name], *refs)]
    if name in _PARENTS:
        return [line.change("parent", line.old_label or line.old, line.new_label or line.new)]
    if name in _SIMPLE:
        return [_simple(line, _SIMPLE[name])]
    if name in ("labels", "sprint"):
        return list(_set(line, name))
    if name in ("fix version", "fix version/s"):
        return [line.change("timebox", _prefixed("version", line.old), _prefixed("version", line.new))]
    return [_mapped(line, name, kinds)]


def _simple(line: Line, field: str) -> Change:
    if field == "due":
        return line.change(
            field, (line.old or line.old_label or "")[:10] or None, (line.new or line.new_label or "")[:10] or None
        )
    return line.change(field, line.old_label, line.new_label)


def _mapped(line: Line, name: str, kinds: Mapping[str, Kind]) -> Change:
    """Return a change whose values are translated by a table, or one that has no place."""
    old, new = line.old_label, line.new_label
    if name == "priority":
        levels = [vocabulary.priority(label, ref) for label, ref in ((old, line.old), (new, line.new))]
        return line.change(name, *(None if level is None else str(level) for level in levels))
    if name in ("issuetype", "issue type"):
        return line.change(
            "kind", *(vocabulary.kind(label, overrides=kinds) if label else None for label in (old, new))
        )
    if name == "description":
        return line.change(name, *(wiki.markdown(text) if text else None for text in (old, new)))
    return line.change(f"other:{line.field}", old or line.old, new or line.new)


def _set(line: Line, name: str) -> Iterator[Change]:
    """Yield one change for every label or sprint that came or went."""
    old, new = (_elements(line, name, at) for at in ("old", "new"))
    field = "label" if name == "labels" else "timebox"
    for ref in old:
        if ref not in new:
            yield Change(line.at, line.author_ref, field, ref, None, old[ref], None)
    for ref in new:
        if ref not in old:
            yield Change(line.at, line.author_ref, field, None, ref, None, new[ref])


def _elements(line: Line, name: str, at: str) -> dict[str, str]:
    """Return ref -> label: labels are separated by spaces, sprints by commas with their ids beside them."""
    refs, labels = (line.old, line.old_label) if at == "old" else (line.new, line.new_label)
    if name == "labels":
        return {label: label for label in (labels or "").split()}
    ids = [ref.strip() for ref in (refs or "").split(",") if ref.strip()]
    shown = [label.strip() for label in (labels or "").split(",")]
    return {f"sprint:{ref}": shown[n] if len(shown) == len(ids) else ref for n, ref in enumerate(ids)}


def _prefixed(kind: str, ref: str | None) -> str | None:
    return f"{kind}:{ref}" if ref else None
