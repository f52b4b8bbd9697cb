"""The work graph as numbers, for the engine. Pure: rows in, arrays out; the same rows give the same bytes.

Every open item is a task of the engine, its body; where it has parts or ties that bind its start or its end alone, it
has a begin and an end of no duration beside it. Work with parts takes no time of its own: its parts do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..engine.draws import Spread
from ..engine.taskgraph import Floats, Links
from ..rules.words import Dependency, Kind, RelationType
from .pace import Pace, Range
from .rows import WORK, Aim, Piece, Rows, Tie

NOW: Final = 0
"""The first task: today, on which everything can begin and every goal waits, so that what is avoided ends somewhere."""
WORKING_DAY: Final = 480 * 5 / 7
"""Minutes of work in a day of the calendar: eight hours on five of seven days."""
NOTHING: Final = Range(0.0, 0.0)
STREAMS: Final = 1 << 15
"""Names of random streams that are remembered; 12,000 open items have some 20,000."""


@dataclass
class Snapshot:
    """What the engine is given: `links` between tasks, days of each, and which item each task belongs to.

    `exits` leads from an item to the task that ends it; `leaves` are work without parts, `inner` what has any.
    """

    day: date
    pieces: Mapping[int, Piece]
    aims: Mapping[int, Aim]
    inner: frozenset[int]
    pace: Pace
    owner: list[int] = field(default_factory=lambda: [0])
    role: list[str] = field(default_factory=lambda: ["now"])
    exits: dict[int, int] = field(default_factory=dict)
    entries: dict[int, int] = field(default_factory=dict)
    edges: list[tuple[int, int, float]] = field(default_factory=list)

    @cached_property
    def links(self) -> Links:
        """The links as the engine takes them."""
        source = np.array([one[0] for one in self.edges], dtype=np.int64)
        target = np.array([one[1] for one in self.edges], dtype=np.int64)
        lag = np.array([one[2] for one in self.edges], dtype=np.float64)
        order = np.lexsort((lag, target, source))
        links = Links(source[order], target[order], lag[order])
        last = ((one[1:], one[:-1]) for one in (links.source, links.target, links.lag))
        fresh = np.ones(order.size, dtype=np.bool_)
        fresh[1:] = np.logical_or.reduce([later != earlier for later, earlier in last])
        return links.pick(fresh)

    @cached_property
    def bounds(self) -> tuple[Floats, Floats]:
        """P10 and P90 of each task's days, each of shape (tasks,)."""
        taken = [self._range(pk, role) for pk, role in zip(self.owner, self.role, strict=True)]
        return np.array([one.low for one in taken]), np.array([one.high for one in taken])

    @cached_property
    def spread(self) -> Spread:
        """The durations as the engine draws them."""
        low, high = self.bounds
        return Spread.between(low=low, high=high)

    @cached_property
    def keys(self) -> NDArray[np.uint64]:
        """A random stream for each task, made of the item's id: what else there is changes no draw.

        The line of a team has one stream: in each run it moves fast for all that stand in it, or slowly for all.
        """
        return np.array([_stream(*self._named(task)) for task in range(len(self.owner))], np.uint64)

    def _named(self, task: int) -> tuple[int, str]:
        pk, role = self.owner[task], self.role[task]
        return (self.pieces[pk].team if role == "queue" else pk), role

    @cached_property
    def digest(self) -> str:
        """What names this snapshot: equal ones have equal findings."""
        links, (low, high) = self.links, self.bounds
        text = repr((self.day, list(self.aims.values()), list(zip(self.owner, self.role, strict=True))))
        made = blake2b(text.encode(), digest_size=8)
        for array in (links.source, links.target, links.lag, low, high):
            made.update(array.tobytes())
        return made.hexdigest()

    def due(self, aim: Aim) -> float:
        """The day, counted from the beginning of today, at whose end a goal is due."""
        return float((aim.due - self.day).days + 1) if aim.due else np.inf

    def under_way(self, piece: Piece) -> bool:
        """Whether it is work that somebody has begun: it waits for nothing of what stands above it any more."""
        return piece.begun is not None and piece.kind in WORK

    def above(self, pk: int) -> Iterator[int]:
        """Yield what stands above an open item, the nearest first, up to what is open no more."""
        seen = {pk}
        while (piece := self.pieces.get(pk)) and piece.parent is not None and piece.parent not in seen:
            pk = piece.parent
            seen.add(pk)
            yield pk

    def _range(self, pk: int, role: str) -> Range:
        days = {"body": self.pace.takes, "queue": self.pace.waits}.get(role, {})
        return days.get(pk, NOTHING)


@lru_cache(STREAMS)
def _stream(pk: int, role: str) -> int:
    return int.from_bytes(blake2b(f"{pk}{role}".encode(), digest_size=8).digest(), "little")


def leaves(rows: Rows) -> list[Piece]:
    """Return the tasks and issues without open parts."""
    inner = _inner(rows)
    return [one for one in rows.pieces if one.kind in WORK and one.id not in inner]


def waiting(rows: Rows) -> set[int]:
    """Return the ids of what waits for something open."""
    ahead = {one.source for one in rows.ties if one.type == RelationType.DEPENDS_ON}
    return ahead | {one.target for one in rows.ties if one.type == RelationType.BLOCKS}


def _inner(rows: Rows) -> frozenset[int]:
    known = {one.id for one in rows.pieces}
    return frozenset(one.parent for one in rows.pieces if one.parent is not None and one.parent in known)


def built(rows: Rows, pace: Pace) -> Snapshot:
    """Return the snapshot of these rows, each piece of work taking the days that `pace` says."""
    made = Snapshot(
        day=rows.day,
        pieces={one.id: one for one in rows.pieces},
        aims={one.id: one for one in rows.aims},
        inner=_inner(rows),
        pace=pace,
    )
    _Builder(made, rows).build()
    return made


class _Builder:
    """Lays tasks and links into a snapshot."""

    def __init__(self, made: Snapshot, rows: Rows) -> None:
        self.made, self.rows = made, rows
        self.bodies: dict[int, int] = {}

    def build(self) -> None:
        """Bodies first, then what binds them."""
        for pk in (*self.made.pieces, *self.made.aims):
            self.bodies[pk] = self.made.exits[pk] = self.made.entries[pk] = self._task(pk, "body")
        for pk in sorted(self.made.inner):
            self._begin(pk)
            self._end(pk)
        for tie in self.rows.ties:
            self._open(tie)
        for piece in self.rows.pieces:
            self._hang(piece)
        for aim in self.rows.aims:
            self._aim(aim)
        for tie in self.rows.ties:
            self._tie(tie)

    def _task(self, pk: int, role: str) -> int:
        self.made.owner.append(pk)
        self.made.role.append(role)
        return len(self.made.owner) - 1

    def _link(self, source: int, target: int, lag: float = 0.0) -> None:
        self.made.edges.append((source, target, lag))

    def _begin(self, pk: int) -> int:
        if self.made.entries[pk] == self.bodies[pk]:
            self.made.entries[pk] = self._task(pk, "begin")
            self._link(self.made.entries[pk], self.bodies[pk])
        return self.made.entries[pk]

    def _end(self, pk: int) -> int:
        if self.made.exits[pk] == self.bodies[pk]:
            self.made.exits[pk] = self._task(pk, "end")
            self._link(self.bodies[pk], self.made.exits[pk])
        return self.made.exits[pk]

    def _open(self, tie: Tie) -> None:
        """Make the begins and ends that a tie binds by themselves, before anything is linked to them."""
        if tie.source not in self.bodies or tie.target not in self.bodies:
            return
        if tie.type == RelationType.AFFECTS:
            self._end(tie.target)
        elif tie.type == RelationType.DEPENDS_ON:
            if tie.dependency in (Dependency.FF, Dependency.SF):
                self._end(tie.source)
            if tie.dependency in (Dependency.SS, Dependency.SF):
                self._begin(tie.target)

    def _hang(self, piece: Piece) -> None:
        """Begin no earlier than planned, nor than the work above; the work above ends no earlier.

        Work under way shows that it waits for neither.
        """
        under_way = self.made.under_way(piece)
        self._link(NOW, self.bodies[piece.id], 0.0 if under_way else float(piece.wait))
        if piece.id in self.made.pace.waits:
            queue = self._task(piece.id, "queue")
            self._link(NOW, queue)
            self._link(queue, self.bodies[piece.id])
        above = self.made.pieces.get(piece.parent or 0)
        if above is not None and above.kind != Kind.OPERATION:
            if not under_way:
                self._link(self.made.entries[above.id], self.made.entries[piece.id])
            self._link(self.made.exits[piece.id], self.made.exits[above.id])

    def _aim(self, aim: Aim) -> None:
        for item in aim.proofs:
            self._serve(item, aim.id)
        above = self.made.aims.get(aim.parent or 0)
        if above is not None and not above.by_results:
            self._serve(aim.id, above.id)

    def _serve(self, source: int, goal: int) -> None:
        if source in self.made.exits:
            self._link(self.made.exits[source], self.bodies[goal])

    def _tie(self, tie: Tie) -> None:
        if tie.source not in self.bodies or tie.target not in self.bodies:
            return
        if tie.type == RelationType.CONTRIBUTES_TO:
            self._contribute(tie)
        elif tie.type == RelationType.AFFECTS:
            self._affect(tie)
        elif tie.type == RelationType.BLOCKS:
            self._depend(tie.target, tie.source, Dependency.FS, 0.0)
        else:
            self._depend(tie.source, tie.target, Dependency(tie.dependency), tie.lag / WORKING_DAY)

    def _contribute(self, tie: Tie) -> None:
        aim = self.made.aims.get(tie.target)
        takes = aim is not None and (not aim.by_results or (aim.whole and tie.source in self.made.pieces))
        if takes:
            self._serve(tie.source, tie.target)

    def _affect(self, tie: Tie) -> None:
        """What an issue affects is not there before the issue is resolved; no other tie of this type binds."""
        source = self.made.pieces.get(tie.source)
        if source is None or source.kind != Kind.ISSUE or tie.source in self.made.above(tie.target):
            return
        self._link(self.made.exits[tie.source], self.made.exits[tie.target])

    def _depend(self, later: int, earlier: int, dependency: Dependency, lag: float) -> None:
        """The start or end of `later` waits for the start or end of `earlier`; a whole never waits for its part."""
        if earlier in self.made.above(later) or later in self.made.above(earlier):
            return
        from_end = dependency in (Dependency.FS, Dependency.FF)
        source = self.made.exits[earlier] if from_end else self._start_of(earlier)
        if source is None:
            return
        to_start = dependency in (Dependency.FS, Dependency.SS)
        self._link(source, self.made.entries[later] if to_start else self.made.exits[later], lag)

    def _start_of(self, pk: int) -> int | None:
        """The task that begins an item; None for work that has begun, for which nothing waits any more."""
        piece = self.made.pieces.get(pk)
        return None if piece is None or piece.begun is not None else self.made.entries[pk]
