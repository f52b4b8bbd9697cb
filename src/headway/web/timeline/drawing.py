"""A timeline as lines that a template prints: where each bar lies, which links join them, what is folded away.

A long one is drawn in parts: what is seen first at once, the others when they are asked for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from ...insights.timeline import TimelineLink, TimelinePhase, TimelineRow
from ...rules.lifecycle import is_closed
from ...tongue import said, say, word
from ..formats import day as written
from .scale import Scale
from .shapes import Arrow, Bar, Block, Drawing, Group, Line, Loose, Planned

NO_PHASE: Final = 0
LOOSE: Final = 200
"""How many items without dates are listed."""
BLOCK: Final = 24
"""Lines that the browser draws or leaves out together."""
PART: Final = 8 * BLOCK
"""Lines, about, that are drawn and asked for together."""
_DAY_MINUTES: Final = 480


def days_of(row: TimelineRow) -> tuple[date, date] | None:
    """The days on which a row's bar lies: its own, or those of its parts."""
    start, due = (row.start, row.due) if row.start or row.due else (row.below_start, row.below_due)
    first, last = start or due, due or start
    return ((last if row.milestone else first), last) if first and last else None


def dates(found: Planned) -> list[date]:
    """Every day on which something lies."""
    spans = [days for row in _shown(found) if (days := days_of(row))]
    known = [day for days in spans for day in days]
    known += [day for phase in found.phases for day in (phase.start, phase.due) if day]
    return known + [day for row in found.rows for day in (row.ghost_start, row.ghost_due) if day]


def draw(
    found: Planned, scale: Scale, *, folded: Collection[int], rest: str = word("In no phase"), part: int | None = None
) -> Drawing:
    """Lay a timeline out, all of it or one part; `rest` is what is in no phase."""
    wrong = tuple(link for link in found.links if link.contradiction)
    maker = _Maker(found, scale, {link.later: link.contradiction for link in wrong}, rest, part)
    groups = tuple(maker.groups(folded))
    arrows = tuple(maker.arrows())
    loose = [row for row in _shown(found) if days_of(row) is None and not is_closed(row.category)]
    listed = tuple(Loose(row, max(1, -(-(row.effort or 0) // _DAY_MINUTES))) for row in loose[:LOOSE])
    return Drawing(groups, arrows, part, maker.marks(), listed, len(loose), wrong, maker.at)


def over(found: Planned) -> tuple[int, ...]:
    """The phases of which all work is closed, which nobody looks for first; none where nothing else is drawn."""
    rows = _by_phase(found)
    closed = tuple(phase for phase, work in rows.items() if all(is_closed(row.category) for row in work))
    return closed if len(closed) < len(rows) else ()


@dataclass(frozen=True, slots=True)
class Opening:
    """The line of the first open work, counted from nought, at which one begins to read, and the part that it is in."""

    line: int
    part: int


def opening(found: Planned, folded: Collection[int]) -> Opening:
    """Return where one begins to read: at the top where all is closed."""
    rows, at = _by_phase(found), 0
    for phase in (*(phase.id for phase in found.phases), *([NO_PHASE] if rows[NO_PHASE] else [])):
        at += 1
        work = () if phase in folded else rows[phase]
        for n, row in enumerate(work):
            if not is_closed(row.category):
                return Opening(at + n, (at + n // BLOCK * BLOCK) // PART)
        at += len(work)
    return Opening(0, 0)


def _by_phase(found: Planned) -> dict[int, list[TimelineRow]]:
    """Phase -> its rows that have a bar."""
    rows: dict[int, list[TimelineRow]] = defaultdict(list)
    for row in _shown(found):
        if days_of(row):
            rows[row.phase or NO_PHASE].append(row)
    return rows


def _shown(found: Planned) -> Iterator[TimelineRow]:
    """What was dropped is not drawn."""
    return (row for row in found.rows if row.category != "dropped")


class _Place(NamedTuple):
    """On which line of which part a row lies."""

    at: int
    part: int
    row: TimelineRow


@dataclass(slots=True)
class _Maker:
    """Counts the lines while it makes them; notes what is in every part and makes the one asked for."""

    found: Planned
    scale: Scale
    wrong: Mapping[str, str]
    rest: str
    part: int | None
    at: int = 0
    places: dict[str, _Place] = field(default_factory=dict)
    waits: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    seen: dict[int, list[object]] = field(default_factory=lambda: defaultdict(list))

    def groups(self, folded: Collection[int]) -> Iterator[Group]:
        """The phases in their order, then what is in none."""
        rows = _by_phase(self.found)
        for link in self.found.links:
            self.waits[link.later].append(link.earlier)
        for phase in self.found.phases:
            name = f"{phase.place}. {phase.name}" if phase.place else phase.name
            yield self._group(phase.id, name, phase, rows[phase.id], folded=phase.id in folded)
        if rows[NO_PHASE]:
            words = self.rest if self.found.phases else word("All work")
            yield self._group(NO_PHASE, said(words), None, rows[NO_PHASE], folded=NO_PHASE in folded)

    def _group(
        self, pk: int, name: str, phase: TimelinePhase | None, rows: list[TimelineRow], *, folded: bool
    ) -> Group:
        self.at += 1
        spans = [days for row in rows if (days := days_of(row))]
        first = (phase.start if phase else None) or min((start for start, _ in spans), default=None)
        last = (phase.due if phase else None) or max((due for _, due in spans), default=None)
        first, last = first or last, last or first
        bar = self._bar(min(first, last), max(first, last), "") if first and last else None
        when = self._written(first, last) if first and last else say("no dates")
        label = f"{name}: {when}"
        starts = () if folded else range(0, len(rows), BLOCK)
        blocks = tuple(self._block(f"{pk}-{n}", rows[one : one + BLOCK]) for n, one in enumerate(starts, start=1))
        return Group(pk, name, bar, label, len(rows), folded, blocks)

    def _block(self, name: str, rows: Sequence[TimelineRow]) -> Block:
        part = self.at // PART
        drawn = self.part is None or part == self.part
        for row in rows:
            self.places[row.key] = _Place(self.at, part, row)
            self.at += 1
        self.seen[part] += [*rows, *(tuple(self.waits.get(row.key, ())) for row in rows)]
        return Block(name, part, len(rows), tuple(map(self._line, rows)) if drawn else ())

    def _line(self, row: TimelineRow) -> Line:
        days = days_of(row)
        looks = self._looks(row)
        bar = self._bar(*days, looks) if days else None
        ghost = _either(row.ghost_start, row.ghost_due, milestone=row.milestone)
        drawn = self._bar(*ghost, " point" if row.milestone else "") if ghost else None
        return Line(row, bar, drawn, self._label(row, days, looks), self.wrong.get(row.key, ""))

    def _bar(self, start: date, due: date, looks: str) -> Bar | None:
        """What of these days is drawn."""
        if due < self.scale.first or start > self.scale.last:
            return None
        first, last = max(start, self.scale.first), min(due, self.scale.last)
        cut = f"{'' if first == start else ' cut-start'}{'' if last == due else ' cut-end'}"
        return Bar(self.scale.at(first), (last - first).days + 1, looks + cut)

    def _looks(self, row: TimelineRow) -> str:
        derived = not (row.start or row.due)
        late = row.due is not None and row.due < self.found.today and not is_closed(row.category)
        told = {
            **{"point": row.milestone, "parts": row.parts, "derived": derived, "late": late},
            **{"critical": bool(row.critical), "wrong": row.key in self.wrong},
        }
        return " ".join([row.category, *(look for look, so in told.items() if so)])

    def _label(self, row: TimelineRow, days: tuple[date, date] | None, looks: str) -> str:
        told = [row.state]
        told += [say("critical")] if row.critical else []
        told += [say("late")] if "late" in looks.split() else []
        told += [say("by its parts")] if not (row.start or row.due) else []
        waiting = ", ".join(self.waits.get(row.key, ()))
        told += [say("waits for %(others)s", others=waiting)] if waiting else []
        when = self._written(*days) if days else ""
        return f"{row.key} {row.title}: {when}, {', '.join(told)}"

    def _written(self, first: date, last: date) -> str:
        today = self.found.today
        if first == last:
            return written(first, today)
        return say("%(first)s to %(last)s", first=written(first, today), last=written(last, today))

    def arrows(self) -> Iterator[Arrow]:
        """The links of which both ends have a line and a bar, and the upper one is drawn."""
        for link in self.found.links:
            one, other = self.places.get(link.earlier), self.places.get(link.later)
            if not (one and other):
                continue
            upper = min(one, other, key=lambda end: end.at)
            self.seen[upper.part] += [link, one.at, other.at]
            if self.part in (None, upper.part) and (arrow := self._arrow(link, one, other)):
                yield arrow

    def _arrow(self, link: TimelineLink, one: _Place, other: _Place) -> Arrow | None:
        first, second = (self._bar(*days, "") if (days := days_of(end.row)) else None for end in (one, other))
        if not (first and second):
            return None
        a = _end(first, one.row, ends=link.dependency[0] == "F")
        b = _end(second, other.row, ends=link.dependency[1] == "F")
        told = {
            **{"up": other.at < one.at, "back": b < a, "to-point": other.row.milestone},
            **{"to-end": link.dependency[1] == "F" and not other.row.milestone},
            **{"wrong": bool(link.contradiction), "critical": link.critical and not link.contradiction},
        }
        return Arrow(link, a, b, one.at, other.at, "".join(f" {look}" for look, so in told.items() if so))

    def marks(self) -> Mapping[int, str]:
        """By what each part is told from another state of itself."""
        about = self.found.today, self.scale.zoom.name, self.scale.first, self.scale.last
        return {part: f"{hash((*about, *seen)) & 0xFFFFFFFF:x}" for part, seen in self.seen.items()}


def _end(bar: Bar, row: TimelineRow, *, ends: bool) -> float:
    """Where a link meets a bar: the middle of a milestone's day, else one of its ends."""
    return bar.at + 0.5 if row.milestone else bar.at + (bar.days if ends else 0)


def _either(start: date | None, due: date | None, *, milestone: bool) -> tuple[date, date] | None:
    first, last = start or due, due or start
    return ((last if milestone else first), last) if first and last else None
