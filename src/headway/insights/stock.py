"""What both pairs of eyes see of a workspace's work: read once, and then kept up to date by its events.

An event tells which rows to read again, never what stands in them; so what is kept can be behind the tables, and cannot
otherwise differ from them. What may change more than the rows that an event names (who works how long, which teams are
private, the day) has everything read anew. The tests compare it with reading everything after random commands.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from ..access.actor import everybody, house
from ..models import Event, Item, Workspace
from ..queries.base import Look
from ..queries.clock import start_of
from ..rules.insight_words import Sight
from ..rules.words import Kind
from .load_rows import LoadRows, Work, house_staff, work_due
from .risk_rows import RiskRows, measures, missed, promises
from .rows import Rows, hours_of
from .stock_rows import Entry, Goals, KeptFacts, Latest, efforts, entries, paces, ties

T = TypeVar("T")
MANY: Final = 2000
"""Events from which on reading everything costs less than reading what they touch."""
ANEW: Final = frozenset({"workspace", "member", "team", "membership", "calendar", "calendar_day", "leave"})
"""Of whom an event may change what is seen of any work, how long it takes, or who has time for it."""
AIMS: Final = frozenset({"key_result", "proof", "period"})
"""Of which an event changes what goals are made of. Of any other noun, only the item that it is on is read again."""


@dataclass(slots=True)
class Touched:
    """What events have touched: items, those that stood above them, relations by number, and whether goals."""

    items: set[int] = field(default_factory=set)
    above: set[int] = field(default_factory=set)
    relations: set[int] = field(default_factory=set)
    goals: bool = False

    def add(self, noun: str, subject: int, item: int | None, changes: dict[str, list[Any]]) -> None:
        """Count one event in."""
        if noun == "item":
            self.items.add(subject)
            self.above.update(pk for pk in changes.get("parent", ()) if pk)
        if item is not None:
            self.items.add(item)
        if noun == "relation":
            self.relations.add(subject)
        self.goals = self.goals or noun in AIMS


class Stock:
    """The rows of one workspace as of an event, for both sights."""

    day: date
    zone: ZoneInfo

    def __init__(self, workspace: Workspace, *, now: datetime) -> None:
        self.seq = -1
        self._last: dict[Sight, Rows] = {}
        self.advance(workspace, now=now)

    def advance(self, workspace: Workspace, *, now: datetime) -> bool:
        """Bring it up to the last event that `workspace` tells of; return whether less than everything was read."""
        zone = ZoneInfo(workspace.time_zone)
        day = now.astimezone(zone).date()
        fresh = self.seq < 0 or (self.day, self.zone) != (day, zone)
        touched = None if fresh else self._touched(workspace)
        self.day, self.zone = day, zone
        self._look = Look(actor=house(workspace=workspace), now=now)
        self._shown = Look(actor=everybody(workspace=workspace), now=now)
        if touched is None:
            self._read()
        else:
            self._read_again(touched)
        self.seq = workspace.seq
        return touched is not None

    def _touched(self, workspace: Workspace) -> Touched | None:
        """What the events since have touched; None where everything is to be read anew."""
        events = Event.objects.filter(workspace=workspace, seq__gt=self.seq, seq__lte=workspace.seq).order_by("seq")
        found = Touched()
        rows = events.values_list("type", "subject", "item_id", "changes")[: MANY + 1]
        for count, (type_, *event) in enumerate(rows):
            noun = type_.split(".")[0]
            if noun in ANEW or count == MANY:
                return None
            found.add(noun, *event)
        return found

    def _read(self) -> None:
        self._hours = hours_of(self._look)
        self._open = dict(self._entries())
        morning = start_of(self.day, self.zone)
        self._past = Latest(self._look, self._shown, paces(morning, self.zone))
        self._spent = Latest(self._look, self._shown, efforts(morning))
        self._staff = {sight: house_staff(look, self.day) for sight, look in self.looks.items()}
        self._due = {sight: dict(self._work(sight)) for sight in Sight}
        self._ties = dict(ties(self._look))
        self._goals = Goals.read(self._look)

    def _work(self, sight: Sight, **given: Any) -> Iterator[tuple[int, Work]]:
        rows = work_due(self.looks[sight], until=self._staff[sight].weeks.end, **given)
        return ((one.id, one) for one in rows)

    def _entries(self, items: set[int] | None = None) -> Any:
        return entries(self._look, self._shown, self._hours, self.zone, items)

    def _read_again(self, touched: Touched) -> None:
        items = _with_above(touched.items, touched.above)
        goals = touched.goals
        if items:
            before = [self._open.get(pk) for pk in items]
            after = dict(self._entries(items))
            self._open = _with(self._open, items, after)
            self._past.read_again(items)
            self._spent.read_again(items)
            for sight, due in self._due.items():
                self._due[sight] = _with(due, items, dict(self._work(sight, pk__in=items)))
            goals = goals or any(one.kind == Kind.GOAL for one in (*before, *after.values()) if one)
        if items or touched.relations:
            kept = {
                pk: one
                for pk, one in self._ties.items()
                if pk not in touched.relations and one.source not in items and one.target not in items
            }
            kept |= ties(self._look, items=items, relations=touched.relations)
            self._ties = dict(sorted(kept.items()))
        if goals:
            self._goals = Goals.read(self._look)

    @property
    def looks(self) -> dict[Sight, Look]:
        """With whose eyes each sight looks, as of the last advance."""
        return {Sight.ALL: self._look, Sight.OPEN: self._shown}

    def rows(self) -> dict[Sight, RiskRows]:
        """What each sight sees: the very same where nothing is hidden from it."""
        every = self._rows(Sight.ALL, self._look, self._open)
        shown = {pk: one for pk, one in self._open.items() if one.shown}
        seen = self._rows(Sight.OPEN, self._shown, shown)
        same = len(shown) == len(self._open) and all(
            one == other
            for one, other in ((every.rows, seen.rows), (every.missed, seen.missed), (every.load, seen.load))
        )
        return {Sight.ALL: every, Sight.OPEN: every if same else seen}

    def _rows(self, sight: Sight, look: Look, seen: dict[int, Entry]) -> RiskRows:
        keys = {pk: one.key for pk, one in seen.items()}
        now = Rows(
            day=self.day,
            pieces=tuple([one.piece for one in seen.values() if one.piece is not None]),
            finished=self._past.of(sight),
            aims=self._goals.aims(keys),
            ties=tuple([one for one in self._ties.values() if one.source in keys and one.target in keys]),
        )
        rows = self._last.get(sight)
        self._last[sight] = rows = rows if rows == now else now
        return RiskRows(
            rows=rows,
            facts=KeptFacts(seen, look.now),
            keys=keys,
            measures=measures(look, self.day, keys),
            missed=missed(look, keys),
            promises=promises(look, keys),
            load=LoadRows(self._staff[sight], self._due[sight], self._spent.of(sight)),
        )


def _with(kept: dict[int, T], gone: Iterable[int], fresh: dict[int, T]) -> dict[int, T]:
    """What is kept by number with some of it read anew, in order."""
    for pk in gone:
        if pk not in fresh:
            kept.pop(pk, None)
    late = any(pk not in kept for pk in fresh)
    kept |= fresh
    return dict(sorted(kept.items())) if late else kept


def _with_above(items: set[int], above: set[int]) -> set[int]:
    """These items and all that stand, or stood, above them: of what has parts, parts may have come and gone."""
    found, fresh = set(items), items | above
    while fresh:
        found |= fresh
        parents = Item.objects.filter(pk__in=fresh, parent__isnull=False).values_list("parent_id", flat=True)
        fresh = set(parents) - found
    return found
