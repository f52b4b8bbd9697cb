"""The questions about scenarios: which there are, what one changes, and what would come of some side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Final

from django.db.models import Count
from pydantic import Field

from ..access import scenarios, visible
from ..models import Event, Scenario
from ..queries.base import Look, Query
from ..queries.clock import today, zone_of
from ..queries.kept import kept, stored
from ..queries.rows import Person, Ref, refs
from ..queries.types import Id
from ..rules.errors import NotFound
from ..rules.words import OPEN, Kind, Role
from ..tongue import say
from .asking import Basis
from .findings import KEPT
from .outlook import prepared
from .overrides import overridden
from .rows import WORK, Rows, read
from .scenario_load import BurdenRow, Burdens
from .scenario_rows import LineRow, Lines
from .whatif import Ahead, Reading, reading

MOST: Final = 4
"""Scenarios that stand side by side."""
UNDOABLE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario; `mine` says that one may change it, `count` how many of its changes one sees.

    When it was last changed is told to its maker alone: it may have been by what others do not see.
    """

    id: int
    title: str
    owner: Person
    mine: bool
    shared: bool
    count: int
    updated: datetime | None
    applied: datetime | None


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """A scenario with its changes. `undo` names the act by which it was applied, while that can be undone."""

    row: ScenarioRow
    lines: tuple[LineRow, ...]
    undo: int | None


@dataclass(frozen=True, slots=True)
class Forecasted:
    """How likely it is done by `due`, and by when it is with 50 and 85 %; None where `because` says why not."""

    due: date | None
    probability: float | None
    p50: date | None
    p85: date | None
    because: str


@dataclass(frozen=True, slots=True)
class Then:
    """What would come of it in a scenario: by how many days its 85 % day moves (later above zero), and what it gains.

    `forecast` is None where it ends in the scenario, or is no project with a date there.
    """

    forecast: Forecasted | None
    days: int | None
    gain: float | None
    moved: bool


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A goal or a dated project: as it is forecast now, and in each scenario."""

    item: Ref
    now: Forecasted | None
    then: tuple[Then, ...]


@dataclass(frozen=True, slots=True)
class ScenarioOutlook:
    """What would come of some scenarios. Equal `basis` and `snapshots` say the same; no runs: nothing can be told."""

    basis: Basis
    scenarios: tuple[ScenarioRow, ...]
    snapshots: tuple[str, ...]
    rows: tuple[TargetRow, ...]
    people: tuple[BurdenRow, ...]


class ListScenarios(Query):
    """List one's own scenarios, then those that others share, by name."""

    name = "scenario.list"
    route = "/scenarios"
    least = Role.MEMBER

    def answer(self, look: Look) -> tuple[ScenarioRow, ...]:
        """Two statements, for some readers three."""
        return tuple(_rows(look, scenarios.found(look.actor)))


class ShowScenario(Query):
    """Show a scenario and what it changes, as far as one sees what it speaks of."""

    name = "scenario.show"
    route = "/scenarios/{id}"
    least = Role.MEMBER

    id: Id

    def answer(self, look: Look) -> ScenarioPage:
        """The same statements for any number of lines. Raises NotFound."""
        row = _found(look, [self.id])[0]
        told = next(_rows(look, [row]))
        return ScenarioPage(told, Lines(look, [row.pk]).told(row.pk), _undo(look, row))


class ShowScenarioOutlook(Query):
    """Show what would come of a scenario, and of others beside it: every goal and dated project, and who has too much.

    Computed from what one sees oneself, on the same random numbers as it is now.
    """

    name = "scenario.outlook"
    route = "/scenarios/{id}/outlook"
    least = Role.MEMBER

    id: Id
    beside: Annotated[list[Id], Field(max_length=MOST - 1, description="others to compare with, by number")] = []

    def answer(self, look: Look) -> ScenarioOutlook:
        """What is now is kept until something happens, a scenario while neither it nor the work changes."""
        chosen = _found(look, list(dict.fromkeys([self.id, *self.beside])))
        told = tuple(_rows(look, chosen))
        lines = Lines(look, [row.pk for row in chosen])
        if _too_many(look):
            return ScenarioOutlook(Basis("", "", 0), told, (), (), ())
        zone = zone_of(look)
        rows = read(look, zone)
        now = kept(look, "what if nothing", today(look, zone), lambda: _read(rows))
        then = [_read(overridden(rows, lines.changes(row.pk)), runs=now.runs) for row in chosen]
        each = [lines.of(row.pk) for row in chosen]
        return ScenarioOutlook(
            basis=Basis(now.snapshot, now.model, now.runs),
            scenarios=told,
            snapshots=tuple(one.snapshot for one in then),
            rows=_targets(look, now, then),
            people=Burdens(look, each, zone).rows(each),
        )


def _found(look: Look, ids: Sequence[int]) -> list[Scenario]:
    """These scenarios in this order. Raises NotFound, naming the first as `id`, the others as `beside`."""
    rows = {row.pk: row for row in scenarios.found(look.actor, *ids)}
    for place, pk in enumerate(ids):
        if pk not in rows:
            raise NotFound(say("there is no scenario %(number)s", number=pk), field="beside" if place else "id")
    return [rows[pk] for pk in ids]


def _rows(look: Look, rows: Sequence[Scenario]) -> Iterator[ScenarioRow]:
    ids = [row.pk for row in rows]
    lines = scenarios.lines(look.actor).filter(scenario__in=ids).order_by()
    counts = dict(lines.values_list("scenario_id").annotate(count=Count("id")))
    mine = sorted(rows, key=lambda row: row.owner_id != look.actor.me) if len(rows) > MOST else rows
    for row in mine:
        yield ScenarioRow(
            id=row.pk,
            title=row.name,
            owner=Person(row.owner.email, row.owner.name),
            mine=row.owner_id == look.actor.me,
            shared=row.shared,
            count=counts.get(row.pk, 0),
            updated=row.updated_at if row.owner_id == look.actor.me else None,
            applied=row.applied_at,
        )


def _undo(look: Look, row: Scenario) -> int | None:
    """The number of an event of the act by which one's own scenario was applied; None once it lies too far back."""
    if row.applied_at is None or row.owner_id != look.actor.me or look.now - row.applied_at > UNDOABLE:
        return None
    mine = Event.objects.filter(workspace_id=look.actor.workspace_id, actor=look.actor.me, recorded_at=row.applied_at)
    return mine.order_by("-seq").values_list("seq", flat=True).first()


def _too_many(look: Look) -> bool:
    return visible.items(look.actor).filter(kind__in=WORK, category__in=OPEN)[KEPT : KEPT + 1].exists()


def _read(rows: Rows, *, runs: int | None = None) -> Reading:
    """What the runs say of these rows, asked once while they stay as they are."""
    snapshot, known = prepared(rows), len(rows.finished)
    dates = tuple((one.id, one.due, one.category) for one in rows.pieces if one.kind == Kind.PROJECT)
    return stored(("what if", snapshot.digest, runs, known, dates), lambda: reading(snapshot, known=known, runs=runs))


def _targets(look: Look, now: Reading, then: Sequence[Reading]) -> tuple[TargetRow, ...]:
    """Each goal and project of which something is said in any of them: what moves most first."""
    ids = {pk for one in (now, *then) for pk in one.ahead}
    told = [
        TargetRow(
            item, _forecasted(now.ahead.get(pk)), tuple(_then(now.ahead.get(pk), one.ahead.get(pk)) for one in then)
        )
        for pk, item in refs(look, ids).items()
    ]
    return tuple(sorted(told, key=_weight))


def _weight(row: TargetRow) -> tuple[object, ...]:
    """Goals before projects, what moves before what stays, by how much."""
    gain = max((abs(one.gain or 0.0) for one in row.then), default=0.0)
    days = max((abs(one.days or 0) for one in row.then), default=0)
    moved = any(one.moved for one in row.then)
    return row.item.kind != Kind.GOAL, not moved, -round(gain, 2), -days, len(row.item.key), row.item.key


def _forecasted(one: Ahead | None) -> Forecasted | None:
    return Forecasted(one.due, one.probability, one.p50, one.p85, one.because) if one else None


def _then(now: Ahead | None, one: Ahead | None) -> Then:
    days = (one.p85 - now.p85).days if now and one and now.p85 and one.p85 else None
    odds = (now.probability, one.probability) if now and one else (None, None)
    gain = None if odds[0] is None or odds[1] is None else round(odds[1] - odds[0], 4)
    return Then(_forecasted(one), days, gain, _told_apart(now, one))


def _told_apart(now: Ahead | None, one: Ahead | None) -> bool:
    """Whether anything that is told of it differs."""
    return _forecasted(now) != _forecasted(one)
