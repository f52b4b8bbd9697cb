"""One's own acts, as far as they may be undone."""

from dataclasses import dataclass
from datetime import datetime

from ..access.visible import own_and_visible
from .base import Look, Query


@dataclass(frozen=True, slots=True)
class Act:
    """An act: the number of its last event, None where there is none, the types of its events, and when it was."""

    seq: int | None
    types: tuple[str, ...]
    at: datetime | None = None


class LatestAct(Query):
    """Show the last thing that one did oneself, as it is to be named to undo it."""

    name = "act.latest"
    route = "/acts/latest"

    def answer(self, look: Look) -> Act:
        """The latest events are looked through from the end."""
        mine = own_and_visible(look.actor).filter(actor=look.actor.me).exclude(via="import")
        last = mine.order_by("-seq").values_list("seq", "act", "recorded_at").first()
        if last is None:
            return Act(None, ())
        seq, act, at = last
        types = (
            own_and_visible(look.actor).filter(act=act, seq__gt=seq - 1000, seq__lte=seq).values_list("type", flat=True)
        )
        return Act(seq, tuple(sorted(set(types))), at)
