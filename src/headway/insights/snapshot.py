"""The work graph as numbers, for the engine. Pure: rows in, arrays out; the same rows give the same bytes.

Every open item is a task of the engine, its body; where it has parts or ties that bind its start or its end alone, it
has a begin and an end of no duration beside it. Work with parts takes no time of its own: its parts do. For no other's
sake work begins on its planned start at the earliest, and when its turn has come in the line of its team.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..engine.draws import Begins, Drawn, Spread
from ..engine.taskgraph import Floats, Links
from ..rules.words import Dependency, Kind, RelationType
from .pace import Pace, Range
from .rows import WORK, Aim, Piece, Rows, Tie

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
    owner: list[int] = field(default_factory=list)
    role: list[str] = field(default_factory=list)
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
        return self._bounds(self.pace.takes)

    @cached_property
    def spread(self) -> Spread:
        """The durations as the engine draws them."""
        low, high = self.bounds
        return Spread.between(low=low, high=high)

    @cached_property
    def keys(self) -> NDArray[np.uint64]:
        """A random stream for each task, made of the item's id: what else there is changes no draw."""
        return np.array([_stream(pk, role) for pk, role in zip(self.owner, self.role, strict=True)], np.uint64)

    @cached_property
    def begins(self) -> Begins:
        """From when on each task can begin.

        The line of a team has one random stream: in each run it moves fast for all that stand in it, or slowly for all.
        """
        pieces, count = self.pieces.values(), len(self.owner)
        least, keys = np.full(count, -np.inf), np.zeros(count, dtype=np.uint64)
        least[: len(pieces)] = [one.wait and (0 if self.under_way(one) else one.wait) for one in pieces]
        lines = {team: _stream(team, "queue") for team in {one.team for one in pieces}}
        keys[: len(pieces)] = [lines[one.team] for one in pieces]
        low, high = self._bounds(self.pace.waits)
        return Begins(least, Spread.between(low=low, high=high), keys)

    def _bounds(self, given: Mapping[int, Range]) -> tuple[Floats, Floats]:
        """What is given for pieces by task: their bodies come first, in their order."""
        ranges, low, high = [given.get(pk, NOTHING) for pk in self.pieces], *np.zeros((2, len(self.owner)))
        low[: len(ranges)], high[: len(ranges)] = [one.low for one in ranges], [one.high for one in ranges]
        return low, high

    @property
    def drawn(self) -> Drawn:
        """What is drawn of the tasks."""
        return {"spread": self.spread, "keys": self.keys, "begins": self.begins}

    @cached_property
    def digest(self) -> str:
        """What names this snapshot: equal ones have equal findings."""
        links, (low, high) = self.links, self.bounds
        made = blake2b(repr((self.day, list(self.aims.values()))).encode(), digest_size=8)
        made.update(" ".join(self.role).encode())
        made.update(np.array(self.owner, dtype=np.int64).tobytes())
        begins = self.begins
        for array in (
            *(links.source, links.target, links.lag, low, high),
            *(begins.least, begins.spread.median, begins.spread.sigma, begins.keys),
        ):
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
    above = {one.parent for one in rows.pieces}
    return frozenset(one.id for one in rows.pieces if one.id in above)


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
        made = self.made
        made.owner = [*made.pieces, *made.aims]
        made.role = ["body"] * len(made.owner)
        self.bodies = dict(zip(made.owner, range(len(made.owner)), strict=True))
        made.exits, made.entries = self.bodies.copy(), self.bodies.copy()
        for pk in sorted(self.made.inner):
            self._begin(pk)
            self._end(pk)
        for tie in self.rows.ties:
            self._open(tie)
        for piece in self.rows.pieces:
            if piece.parent is not None and piece.parent in made.pieces:
                self._hang(piece, made.pieces[piece.parent])
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

    def _hang(self, piece: Piece, above: Piece) -> None:
        """Begin no earlier than the work above, which ends no earlier; work under way shows that it does not wait."""
        if above.kind != Kind.OPERATION:
            if not self.made.under_way(piece):
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
