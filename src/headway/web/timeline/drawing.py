"""A timeline as lines that a template prints: where each bar lies, which links join them, what is folded away."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from ...insights.timeline import TimelineLink, TimelinePhase, TimelineRow
from ...rules.lifecycle import is_closed
from ..formats import day as written
from .scale import Scale

NO_PHASE: Final = 0
LOOSE: Final = 200
"""How many items without dates are listed."""
_DAY_MINUTES: Final = 480


class Planned(Protocol):
    """What is drawn: rows in their order, the phases in which they are, and what waits for what."""

    @property
    def today(self) -> date:
        """The day that it is."""

    @property
    def phases(self) -> tuple[TimelinePhase, ...]:
        """In their order; one without a place is written without a number."""

    @property
    def rows(self) -> tuple[TimelineRow, ...]:
        """All that may be drawn."""

    @property
    def links(self) -> tuple[TimelineLink, ...]:
        """What waits for what."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: where it begins and how long it is, in days from the first that is drawn; `looks` are its classes."""

    at: int
    days: int
    looks: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its bar and its ghost; what is said of it is `label`, what contradicts `wrong`."""

    row: TimelineRow
    bar: Bar | None
    ghost: Bar | None
    label: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Group:
    """A phase with its lines, none where it is folded; `id` 0 for what is in no phase."""

    id: int
    name: str
    bar: Bar | None
    label: str
    count: int
    folded: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A link between two lines: from where on which line to where on which line, in days and lines."""

    link: TimelineLink
    a: float
    b: float
    r: int
    s: int
    looks: str


@dataclass(frozen=True, slots=True)
class Loose:
    """Open work without dates; `days` is how long its effort takes."""

    row: TimelineRow
    days: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it; `lines` counts the lines that are drawn."""

    groups: tuple[Group, ...]
    arrows: tuple[Arrow, ...]
    loose: tuple[Loose, ...]
    loose_count: int
    wrong: tuple[TimelineLink, ...]
    lines: int


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


def draw(found: Planned, scale: Scale, *, folded: Collection[int], rest: str = "In no phase") -> Drawing:
    """Lay a timeline out; `rest` is what is in no phase."""
    wrong = tuple(link for link in found.links if link.contradiction)
    maker = _Maker(found, scale, {link.later: link.contradiction for link in wrong}, rest)
    groups = tuple(maker.groups(folded))
    loose = [row for row in _shown(found) if days_of(row) is None and not is_closed(row.category)]
    listed = tuple(Loose(row, max(1, -(-(row.effort or 0) // _DAY_MINUTES))) for row in loose[:LOOSE])
    return Drawing(groups, tuple(maker.arrows()), listed, len(loose), wrong, maker.at)


def _shown(found: Planned) -> Iterator[TimelineRow]:
    """What was dropped is not drawn."""
    return (row for row in found.rows if row.category != "dropped")


Drawn = tuple[int, Bar, TimelineRow]
"""A bar on its line."""


@dataclass(slots=True)
class _Maker:
    """Counts the lines while it makes them."""

    found: Planned
    scale: Scale
    wrong: Mapping[str, str]
    rest: str
    at: int = 0
    bars: dict[str, Drawn] = field(default_factory=dict)

    def groups(self, folded: Collection[int]) -> Iterator[Group]:
        """The phases in their order, then what is in none."""
        rows: dict[int, list[TimelineRow]] = defaultdict(list)
        for row in _shown(self.found):
            if days_of(row):
                rows[row.phase or NO_PHASE].append(row)
        waits = defaultdict(list)
        for link in self.found.links:
            waits[link.later].append(link.earlier)
        for phase in self.found.phases:
            name = f"{phase.place}. {phase.name}" if phase.place else phase.name
            yield self._group(phase.id, name, phase, rows[phase.id], waits, folded=phase.id in folded)
        if rows[NO_PHASE]:
            words = self.rest if self.found.phases else "All work"
            yield self._group(NO_PHASE, words, None, rows[NO_PHASE], waits, folded=NO_PHASE in folded)

    def _group(
        self,
        pk: int,
        name: str,
        phase: TimelinePhase | None,
        rows: list[TimelineRow],
        waits: Mapping[str, list[str]],
        *,
        folded: bool,
    ) -> Group:
        self.at += 1
        spans = [days for row in rows if (days := days_of(row))]
        first = (phase.start if phase else None) or min((start for start, _ in spans), default=None)
        last = (phase.due if phase else None) or max((due for _, due in spans), default=None)
        first, last = first or last, last or first
        bar = self._bar(min(first, last), max(first, last), "") if first and last else None
        label = f"{name}: {self._written(first, last)}" if first and last else f"{name}: no dates"
        lines = () if folded else tuple(self._line(row, waits) for row in rows)
        return Group(pk, name, bar, label, len(rows), folded, lines)

    def _line(self, row: TimelineRow, waits: Mapping[str, list[str]]) -> Line:
        days = days_of(row)
        bar = self._bar(*days, self._looks(row)) if days else None
        if bar:
            self.bars[row.key] = self.at, bar, row
        self.at += 1
        ghost = _either(row.ghost_start, row.ghost_due, milestone=row.milestone)
        drawn = self._bar(*ghost, " point" if row.milestone else "") if ghost else None
        return Line(row, bar, drawn, self._label(row, days, waits.get(row.key, ())), self.wrong.get(row.key, ""))

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

    def _label(self, row: TimelineRow, days: tuple[date, date] | None, waits: Iterable[str]) -> str:
        said = [row.state]
        said += ["critical"] if row.critical else []
        said += ["late"] if "late" in self._looks(row).split() else []
        said += ["by its parts"] if not (row.start or row.due) else []
        waiting = ", ".join(waits)
        said += [f"waits for {waiting}"] if waiting else []
        when = self._written(*days) if days else ""
        return f"{row.key} {row.title}: {when}, {', '.join(said)}"

    def _written(self, first: date, last: date) -> str:
        today = self.found.today
        return written(first, today) if first == last else f"{written(first, today)} to {written(last, today)}"

    def arrows(self) -> Iterator[Arrow]:
        """The links of which both ends are drawn."""
        for link in self.found.links:
            one, other = self.bars.get(link.earlier), self.bars.get(link.later)
            if one and other:
                yield _arrow(link, one, other)


def _arrow(link: TimelineLink, one: Drawn, other: Drawn) -> Arrow:
    a = _end(one[1], one[2], ends=link.dependency[0] == "F")
    b = _end(other[1], other[2], ends=link.dependency[1] == "F")
    told = {
        **{"up": other[0] < one[0], "back": b < a, "to-point": other[2].milestone},
        **{"to-end": link.dependency[1] == "F" and not other[2].milestone},
        **{"wrong": bool(link.contradiction), "critical": link.critical and not link.contradiction},
    }
    return Arrow(link, a, b, one[0], other[0], "".join(f" {look}" for look, so in told.items() if so))


def _end(bar: Bar, row: TimelineRow, *, ends: bool) -> float:
    """Where a link meets a bar: the middle of a milestone's day, else one of its ends."""
    return bar.at + 0.5 if row.milestone else bar.at + (bar.days if ends else 0)


def _either(start: date | None, due: date | None, *, milestone: bool) -> tuple[date, date] | None:
    first, last = start or due, due or start
    return ((last if milestone else first), last) if first and last else None
