"""Since when nothing has borne on a team's work, a member's, or anybody's.

What is kept until the next event of a workspace is of little use where something happens every second. Sums over the
work of one team rest on less: on where its items stand, or on their days and efforts, and on who sees them. Here the
log is followed far enough to say which event was the last that such a sum can have changed by; whatever is not known
to be without bearing on it, counts. What was made from items that can be named is kept until something happens to one
of them.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from threading import Lock
from typing import Any, Final, TypeVar, cast
from uuid import UUID, uuid4

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
_APART: Final = frozenset(
    {
        *("attachment", "automation", "automation_run", "checklist", "comment", "digest", "mail", "reminder"),
        *("notification_choice", "timer", "token", "view"),
    }
)
"""Nouns whose events change nothing of what is made from items, and of those who see them."""
_ENDS: Final = ("parent", "source", "target", "project", "item", "operation", "goal")
_WORDS: Final = frozenset(
    {"title", "description", "resolution", "rank", "priority", "points", "labels", "severity", "urgency", "timeboxes"}
)
_PLANS: Final = frozenset({"start", "due", "effort", "milestone"})


@dataclass(slots=True)
class _Followed:
    """How far the log of a workspace was followed, and since when; the last event for everything, teams and owners.

    `lately` tells of the last events, by their number, which items they touched; None where it may be any.
    """

    at: Mark
    begun: Mark
    everything: Mark
    last: dict[Hashable, Mark] = field(default_factory=dict)
    lately: OrderedDict[int, tuple[UUID, frozenset[int] | None]] = field(default_factory=OrderedDict)

    def touched(self, mark: Mark, items: frozenset[int]) -> bool:
        """Whether something happened since `mark` to one of these items, as far as one can tell."""
        if mark != self.begun and self.lately.get(mark[0], (None,))[0] != mark[1]:
            return True
        later = (ids for seq, (_, ids) in reversed(self.lately.items()) if seq > mark[0])
        return any(ids is None or not ids.isdisjoint(items) for ids in later)


@dataclass(slots=True)
class _Made:
    """What was computed: how far the log was then or since without bearing on it, from which items, and the answer."""

    state: tuple[Mark, frozenset[int], Any]


_workspaces: OrderedDict[int, _Followed] = OrderedDict()
_lock: Final = Lock()
_COLUMNS: Final = (
    *("seq", "act", "type", "item_id", "changes"),
    *("item__team_id", "item__owner_id", "item__parent__team_id", "item__parent__owner_id", "item__parent_id"),
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
    return stored((name, look.actor.workspace_id, mark, *_reader(look), day), compute)


def kept_about(
    look: Look,
    name: str,
    day: date,
    compute: Callable[[], tuple[T, frozenset[int]]],
    *,
    weigh: Callable[[T], int] | None = None,
) -> T:
    """Return what `compute` says, with the ids of all items that it was made from; asked until one of them is touched.

    Something is made from an item also where it would be if the item were seen, or at work. One statement.
    """
    followed = _followed(look.actor.workspace_id)
    with _lock:
        at = followed.at

    def made() -> tuple[Mark, frozenset[int], T]:
        answer, items = compute()
        return at, items, answer

    key = (name, look.actor.workspace_id, "about", *_reader(look), day)
    held = stored(key, lambda: _Made(made()), weigh=lambda one: weigh(one.state[2]) if weigh else 1)
    mark, items, answer = held.state
    if mark != at:
        with _lock:
            gone = followed.touched(mark, items)
        held.state = at, items, answer = made() if gone else (at, items, answer)
    return cast("T", answer)


def _reader(look: Look) -> tuple[Hashable, ...]:
    actor = look.actor
    return (actor.member_id, actor.role, actor.teams, actor.hidden, spoken())


def _followed(workspace: int) -> _Followed:
    with _lock:
        known = _workspaces.get(workspace)
        at = known.at if known else _NONE
    rows = _events.tuples(workspace, at[0]) if known else _latest.tuples(workspace)
    with _lock:
        if known is None or not rows or len(rows) > MOST or tuple(rows[-1][:2]) != at:
            # Where numbers were taken back nothing is there: a mark that is like no other, until the next time.
            latest: Mark = (rows[0][0], rows[0][1]) if rows else (0, uuid4())
            known = _Followed(latest, latest, latest)
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
        known.lately[seq] = (act, _touched(type_, item, places, changes))
        if type_.split(".")[0] in _QUIET:
            continue
        if item is None or changes.get("parent", (None,))[0]:  # What it was taken from is told here alone.
            known.everything = (seq, act)
            continue
        for facts in _facts(type_, changes):
            known.last.update(((facts, *of), (seq, act)) for of in _of(places, changes))
    while len(known.lately) > MOST:
        known.lately.popitem(last=False)


def _touched(
    type_: str, item: int | None, places: Sequence[int | None], changes: Mapping[str, Any]
) -> frozenset[int] | None:
    """The items that an event is about, and those that they hang on; None where it may be about any."""
    if type_.split(".")[0] in _APART:
        return frozenset()
    if item is None:
        return None
    named = (pk for end in _ENDS for pk in changes.get(end, ()))
    return frozenset(pk for pk in (item, places[-1], *named) if isinstance(pk, int))


def _facts(type_: str, changes: Mapping[str, Any]) -> tuple[Facts, ...]:
    """On what an event of an item bears."""
    if type_ in ("item.ranked", "item.breached") or (type_ == "item.changed" and changes.keys() <= _WORDS):
        return ()
    if type_ == "item.changed" and changes.keys() <= _WORDS | _PLANS:
        return (Facts.PLANS,)
    return (Facts.PLANS, Facts.STANDING)


def _of(places: Sequence[int | None], changes: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    """Whose sums an event of an item bears on: those of its team and owner, and of what it is a part of."""
    team, owner, above, person, _ = places
    yield "all", None
    yield from (("team", pk) for pk in (team, above, *changes.get("team", ())) if pk)
    yield from (("owner", pk) for pk in (owner, person, *changes.get("owner", ())) if pk)


def forget() -> None:
    """Forget all that was followed: what is asked next counts all that has happened."""
    with _lock:
        _workspaces.clear()
