"""What an imported item was at first, and every step that led to what it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..events.types import Happening, ItemChanged, ItemMoved
from ..models import State
from ..rules.errors import Invalid
from ..rules.rewind import rewind
from ..rules.words import CLOSED, OPEN
from ..tongue import say
from .items import stamps
from .unit import plain

if TYPE_CHECKING:
    from .history_items import ImportItem, PastChange

Resolve = Callable[[str], int]
Rewound = tuple[tuple[str, Any, Any], datetime, int | None]
"""(field, old, new), when, by whom."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One step on the way, ready to be told: its event type, changes, time and author."""

    type: type[Happening]
    changes: dict[str, list[Any]]
    at: datetime
    by: int | None


@dataclass(slots=True)
class Way:
    """First values, steps, and the times of start and end that follow from them."""

    first: dict[str, Any]
    steps: list[Moved]
    started: datetime | None
    closed: datetime | None


def value_of(field: str, text: str | None, *, state: Resolve, person: Resolve, label: Resolve) -> Any:
    """A value of history in the form in which events hold it."""
    if text is None or text == "":
        return None
    if field == "priority":
        if text not in ("0", "1", "2", "3", "4"):
            raise Invalid(say("a priority in history is 0 to 4, not %(text)s", text=repr(text)), field="changes")
        return int(text)
    resolve = {"state": state, "owner": person, "label": label}.get(field)
    return resolve(text) if resolve else text


TOLD = {"label": "labels"}
REWOUND = frozenset({"state", "owner", "priority", "title", "description", "due", "resolution", "label"})


def way_of(
    command: "ImportItem",
    *,
    now: Mapping[str, Any],
    states: Mapping[int, State],
    resolve: Mapping[str, Resolve],
    opening: int | None,
) -> Way:
    """Rewind an imported item. `now` holds what events would fold to; `opening` a state to have begun in."""
    past = sorted(command.changes, key=lambda change: change.at)
    rewound = [_resolved(c, resolve, opening) for c in past if c.field in REWOUND and (c.field != "state" or c.new)]
    if _closed_unseen(now, rewound, states) and opening is not None:
        rewound.append((("state", opening, now["state"]), command.closed or command.updated, None))
    course = rewind(now, [triple for triple, _, _ in rewound])
    way = Way(dict(course.first), [], None, None)
    _begin(way, created=command.created, states=states)
    for step in course.steps:
        at, by = rewound[step.number][1:] if step.number >= 0 else (command.updated, None)
        at = max(at, way.steps[-1].at if way.steps else command.created)
        _take(way, step.field, step.old, step.new, at=at, by=by, states=states)
    way.steps += [_told(c, resolve["person"]) for c in past if c.field not in REWOUND]
    way.steps.sort(key=lambda one: one.at)
    return way


def _resolved(change: "PastChange", resolve: Mapping[str, Resolve], opening: int | None) -> Rewound:
    old, new = (value_of(change.field, text, **resolve) for text in (change.old, change.new))
    if change.field == "state" and old is None:
        old = opening or new
    by = resolve["person"](change.by) if change.by else None
    return (TOLD.get(change.field, change.field), old, new), change.at, by


def _closed_unseen(now: Mapping[str, Any], rewound: list[Rewound], states: Mapping[int, State]) -> bool:
    """Whether it stands closed without a history of how it came there."""
    return states[now["state"]].category in CLOSED and not any(triple[0] == "state" for triple, _, _ in rewound)


def _begin(way: Way, *, created: datetime, states: Mapping[int, State]) -> None:
    times = stamps(states[way.first["state"]].category, now=created, started=None)
    way.started, way.closed = times["started_at"], times["closed_at"]
    way.first |= {"started_at": plain(way.started), "closed_at": plain(way.closed)}


def _take(
    way: Way, field: str, old: Any, new: Any, *, at: datetime, by: int | None, states: Mapping[int, State]
) -> None:
    changes = {field: [old, new]}
    if field != "state":
        way.steps.append(Moved(ItemChanged, changes, at, by))
        return
    if states[old].category != states[new].category:
        times = stamps(states[new].category, now=at, started=way.started)
        for name, before, after in (
            ("started_at", way.started, times["started_at"]),
            ("closed_at", way.closed, times["closed_at"]),
        ):
            if before != after:
                changes[name] = [plain(before), plain(after)]
        way.started, way.closed = times["started_at"], times["closed_at"]
    way.steps.append(Moved(ItemMoved, changes, at, by))


def _told(change: "PastChange", person: Resolve) -> Moved:
    by = person(change.by) if change.by else None
    return Moved(ItemChanged, {f"~{change.field}": [change.old, change.new]}, change.at, by)


def opening_state(states: Mapping[int, State]) -> int | None:
    """The first open state of a lifecycle."""
    return next((pk for pk, state in states.items() if state.category in OPEN), None)
