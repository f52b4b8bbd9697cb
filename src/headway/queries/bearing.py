"""Since when nothing has borne on a team's work, a member's, or anybody's.

What is kept until the next event of a workspace is of little use where something happens every second. Sums over the
work of one team rest on less: on where its items stand, or on their days and efforts, and on who sees them. Here the
log is followed far enough to say which event was the last that such a sum can have changed by; whatever is not known
to be without bearing on it, counts.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from threading import Lock
from typing import Any, Final, TypeVar
from uuid import UUID

from ..models import Event
from ..models.prepared import Prepared
from ..tongue import spoken
from .base import Look
from .kept import stored

MOST: Final = 500
"""Events that are looked at; where more have happened, all of them count."""
WORKSPACES: Final = 64

T = TypeVar("T")
Mark = tuple[int, UUID | None]
"""The number of an event, and its act: a number that was taken back is given again, its act is not."""
_NONE: Final[Mark] = (0, None)


class Facts(Enum):
    """What a sum rests on: where items stand and who sees them; or their days and efforts as well."""

    STANDING = "standing"
    PLANS = "plans"


_QUIET: Final = frozenset(
    {
        *("attachment", "automation", "automation_run", "check_in", "checklist", "comment", "digest", "escalation"),
        *(
            "field",
            "finding",
            "form",
            "key_result",
            "label",
            "mail",
            "notification_choice",
            "proof",
            "rate",
            "relation",
        ),
        *("reminder", "report", "template", "timebox", "timer", "token", "view", "work"),
    }
)
"""Nouns whose events change neither."""
_WORDS: Final = frozenset(
    {"title", "description", "resolution", "rank", "priority", "points", "labels", "severity", "urgency", "timeboxes"}
)
_PLANS: Final = frozenset({"start", "due", "effort", "milestone"})


@dataclass(slots=True)
class _Followed:
    """How far the log of a workspace was followed; the last event for everything, and for each team and owner."""

    at: Mark
    everything: Mark
    last: dict[Hashable, Mark] = field(default_factory=dict)


_workspaces: OrderedDict[int, _Followed] = OrderedDict()
_lock: Final = Lock()
_COLUMNS: Final = (
    *("seq", "act", "type", "item_id", "changes"),
    *("item__team_id", "item__owner_id", "item__parent__team_id", "item__parent__owner_id"),
)
_events: Final[Prepared[Event]] = Prepared(
    lambda workspace, seq: (
        Event.objects.filter(workspace_id=workspace, seq__gte=seq).order_by("-seq").values_list(*_COLUMNS)[: MOST + 1]
    )
)
_latest: Final[Prepared[Event]] = Prepared(
    lambda workspace: Event.objects.filter(workspace_id=workspace).order_by("-seq").values_list(*_COLUMNS[:2])[:1]
)


def since(look: Look, facts: Facts, *, team: int | None = None, owners: Collection[int] = ()) -> Mark:
    """Return the last event that may bear on such a sum over a team's work and these owners', or over all work.

    One statement.
    """
    workspace = look.actor.workspace_id
    found = _followed(workspace)
    asked = [(facts, "team", team), *((facts, "owner", one) for one in owners)] if team else [(facts, "all", None)]
    with _lock:
        return max((found.everything, *(found.last.get(one, _NONE) for one in asked)), key=lambda mark: mark[0])


def kept_since(look: Look, mark: Mark, name: str, day: date, compute: Callable[[], T]) -> T:
    """Return what `compute` says, asked once for a reader and a day for as long as `mark` stays."""
    actor = look.actor
    reader = (actor.member_id, actor.role, actor.teams, actor.hidden, spoken())
    return stored((name, actor.workspace_id, mark, *reader, day), compute)


def _followed(workspace: int) -> _Followed:
    with _lock:
        known = _workspaces.get(workspace)
    rows = _events.tuples(workspace, known.at[0]) if known else []
    rows = rows or _latest.tuples(workspace)
    with _lock:
        if known is None or not rows or len(rows) > MOST or tuple(rows[-1][:2]) != known.at:
            latest: Mark = (rows[0][0], rows[0][1]) if rows else _NONE
            known = _Followed(latest, latest)
        else:
            _follow(known, rows)
        _workspaces[workspace] = known
        _workspaces.move_to_end(workspace)
        while len(_workspaces) > WORKSPACES:
            _workspaces.popitem(last=False)
        return known


def _follow(known: _Followed, rows: Sequence[Sequence[Any]]) -> None:
    for seq, act, type_, item, changes, *places in reversed(rows[:-1]):
        if seq <= known.at[0]:
            continue
        known.at = (seq, act)
        if type_.split(".")[0] in _QUIET:
            continue
        if item is None or changes.get("parent", (None,))[0]:  # What it was taken from is told here alone.
            known.everything = (seq, act)
            continue
        for facts in _facts(type_, changes):
            known.last.update(((facts, *of), (seq, act)) for of in _of(places, changes))


def _facts(type_: str, changes: Mapping[str, Any]) -> tuple[Facts, ...]:
    """On what an event of an item bears."""
    if type_ in ("item.ranked", "item.breached") or (type_ == "item.changed" and changes.keys() <= _WORDS):
        return ()
    if type_ == "item.changed" and changes.keys() <= _WORDS | _PLANS:
        return (Facts.PLANS,)
    return (Facts.PLANS, Facts.STANDING)


def _of(places: Sequence[int | None], changes: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    """Whose sums an event of an item bears on: those of its team and owner, and of what it is a part of."""
    team, owner, above, person = places
    yield "all", None
    yield from (("team", pk) for pk in (team, above, *changes.get("team", ())) if pk)
    yield from (("owner", pk) for pk in (owner, person, *changes.get("owner", ())) if pk)


def forget() -> None:
    """Forget all that was followed: what is asked next counts all that has happened."""
    with _lock:
        _workspaces.clear()
