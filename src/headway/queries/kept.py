"""Answers kept while nothing has happened in their workspace: for sums that many open and few change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from threading import Lock
from typing import Any, Final, TypeVar

from ..models import Event
from ..models.prepared import Prepared
from ..tongue import spoken
from .base import Look

MOST: Final = 512
"""How much a process keeps: so many answers of the usual weight of 1; a portfolio is some 30 kB."""

T = TypeVar("T")

_kept: OrderedDict[Hashable, Any] = OrderedDict()
_heavy: dict[Hashable, int] = {}
"""What is kept and weighs more than 1."""
_lock: Final = Lock()


def kept(look: Look, name: str, day: date, compute: Callable[[], T]) -> T:
    """Return what `compute` says, asked once for a reader and a day until the next event of the workspace.

    What is kept must depend on the workspace, the reader and the day alone. `last` tells it even when it is old.
    """
    key = _key(look, name, day)
    answer = stored(key, compute)
    with _lock:
        _kept[_reader(look, name)] = (key, answer)
    return answer


def while_quiet(
    look: Look, name: str, day: date, compute: Callable[[], T], *, weigh: Callable[[T], int] | None = None
) -> T:
    """Return the same, for what is of no use any more once something has happened."""
    return stored(_key(look, name, day), compute, weigh=weigh)


def _key(look: Look, name: str, day: date) -> tuple[Hashable, ...]:
    """All that an answer depends on. The log is read first: a change in between makes it younger than its key."""
    actor = look.actor
    latest = _latest(actor.workspace_id)
    reader = (actor.member_id, actor.role, actor.teams, actor.hidden, spoken())
    return (name, actor.workspace_id, latest, *reader, day)


def last(look: Look, name: str, day: date) -> tuple[Any, bool] | None:
    """Return what this reader was told last, and whether it still holds on this day; None where nothing is kept."""
    with _lock:
        found = _kept.get(_reader(look, name))
    if found is None:
        return None
    return found[1], (found[0][2], found[0][-1]) == (_latest(look.actor.workspace_id), day)


_events: Final = Prepared(
    lambda workspace: Event.objects.filter(workspace_id=workspace).order_by("-seq").values_list("seq", "act")[:1]
)


def _latest(workspace: int) -> tuple[Any, ...] | None:
    """What the log tells last: its number and its act."""
    found = _events.tuples(workspace)
    return tuple(found[0]) if found else None


def _reader(look: Look, name: str) -> Hashable:
    actor = look.actor
    return ("last", name, spoken(), actor.workspace_id, actor.member_id, actor.role, actor.teams, actor.hidden)


def stored(key: Hashable, compute: Callable[[], T], *, weigh: Callable[[T], int] | None = None) -> T:
    """Return what `compute` says, asked once for a key that names all it depends on.

    `weigh` tells of large answers how many usual ones they weigh, so that many of them do not fill the memory.
    """
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: T = _kept[key]
            return found
    answer = compute()
    with _lock:
        _kept[key] = answer
        if weigh and (weight := weigh(answer)) > 1:
            _heavy[key] = weight
        while len(_kept) > 1 and len(_kept) + sum(_heavy.values()) > MOST:
            _heavy.pop(_kept.popitem(last=False)[0], None)
    return answer


def forget() -> None:
    """Forget all that is kept, as an event in every workspace would have it: for measuring."""
    with _lock:
        _kept.clear()
        _heavy.clear()
