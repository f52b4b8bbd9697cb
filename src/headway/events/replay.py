"""Fold the log back into the state that it describes."""

from collections.abc import Iterable
from typing import Any

from ..models import Event
from .types import TYPES

State = dict[tuple[str, int], dict[str, Any]]


def fold(events: Iterable[Event], *, onto: State | None = None) -> State:
    """Return (noun, id) -> fields after the events, which must come in order of `seq`.

    Fields at None are left out, and so are fields with a tilde: they tell what another tool knew, and are no state of
    ours.
    """
    state: State = {} if onto is None else onto
    for event in events:
        type_ = TYPES[event.type]
        subject = (type_.noun, event.subject)
        if type_.ends:
            state.pop(subject, None)
            continue
        row = state.setdefault(subject, {})
        for name, (_, new) in event.changes.items():
            if name.startswith("~"):
                continue
            if new is None:
                row.pop(name, None)
            else:
                row[name] = new
    return state
