"""The clocks of service levels are kept true: counted anew from the log whenever something happens to a request."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from ..access.calendars import Calendars
from ..events.types import Happening, ItemBreached
from ..models import Event, Item, ServiceClock, ServiceLevel, State, Workspace
from ..models.prepared import Prepared
from ..rules.service import Clock, Promise, Step, clock
from ..rules.words import OPEN, Kind, Role
from .base import Answer, Command
from .operation_answers import BreachesTold
from .unit import Unit, plain

BATCH: Final = 1000
MANY: Final = 20
"""Beyond so many clocks it pays to lay a calendar out over a year."""
_TOLD: Final = ("item.created", "item.moved", "item.changed", "item.converted", "comment.added")
"""The types of events that tell of states, or of reactions: what is undone changes a state, too."""
_ALWAYS: Final = frozenset({"item.created", "item.moved", "item.converted", "item.restored", "comment.added"})
_FIELDS: Final = frozenset({"priority", "severity", "team", "parent", "reporter", "state"})
_SHOWN: Final = (
    *("level", "started_at", "respond_due_at", "responded_at", "resolve_due_at", "resolved_at", "paused_at", "spent"),
    *("respond_told_at", "resolve_told_at"),
)


_levels: Final = Prepared(lambda workspace: ServiceLevel.objects.filter(workspace=workspace))


def follow_up(unit: Unit) -> None:
    """Count the clocks anew of what this unit's events touched; to be called when they stand in the log.

    One statement where something happened to items, and no more where there are no service levels.
    """
    touched = {one.item for one in unit.happenings if one.item is not None and _matters(one)}
    if touched:
        recount(unit, touched)


def _matters(one: Happening) -> bool:
    return one.type in _ALWAYS or (one.type == "item.changed" and not _FIELDS.isdisjoint(one.changes))


def recount(unit: Unit, items: Collection[int] | None = None) -> int:
    """Count the clocks of these items anew, or of all open work, and return how many clocks there are now."""
    levels = _levels.rows(unit.workspace.pk)
    if not levels:
        return 0
    house = _House(unit, [one for one in levels if one.deleted_at is None])
    rows = Item.objects.filter(workspace=unit.workspace, kind__in=[Kind.ISSUE, Kind.TASK], deleted_at=None)
    rows = rows.filter(category__in=list(OPEN)) if items is None else rows.filter(pk__in=items)
    ids = list(rows.values_list("id", flat=True)) if items is None else list(items)
    return sum(house.count(rows.filter(pk__in=some)) for some in _batches(ids))


def _batches(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


@dataclass(frozen=True, slots=True)
class _Request:
    """What of an item decides upon its service level."""

    pk: int
    kind: str
    priority: int
    severity: int | None
    team: int | None
    parent: int | None
    reporter: int | None
    parent_kind: str | None
    occurrence: int | None
    category: str
    created: datetime


_COLUMNS: Final = (
    *("id", "kind", "priority", "issue__severity", "team_id", "parent_id", "reporter_id", "parent__kind"),
    *("task__operation_id", "category", "created_at"),
)


class _House:
    """The service levels and calendars of a workspace, read once for all that is counted."""

    def __init__(self, unit: Unit, levels: list[ServiceLevel]) -> None:
        self._unit, self._levels = unit, levels
        self._calendars = Calendars(unit.workspace.pk)
        self._categories: Mapping[int, str] = {}

    def count(self, rows: Any) -> int:
        """Count the clocks of these items anew. Five statements and the calendars', however many they are."""
        requests = [_Request(*row) for row in rows.order_by("id").values_list(*_COLUMNS)]
        before = {one.item_id: one for one in ServiceClock.objects.filter(item__in=[one.pk for one in requests])}
        chosen = {one.pk: level for one in requests if (level := self._level(one, before.get(one.pk))) is not None}
        logs = _logs(chosen)
        self._learn(logs)
        made = [
            self._clock(one, chosen[one.pk], logs.get(one.pk, ()), before.get(one.pk), wide=len(chosen) > MANY)
            for one in requests
            if one.pk in chosen
        ]
        fresh = [one for one in made if not _same(one, before.get(one.item_id))]
        ServiceClock.objects.bulk_create(
            fresh, update_conflicts=True, unique_fields=["item"], update_fields=list(_SHOWN), batch_size=BATCH
        )
        ServiceClock.objects.filter(item__in=before.keys() - chosen.keys()).delete()
        return len(made)

    def _level(self, one: _Request, before: ServiceClock | None) -> ServiceLevel | None:
        """The most particular level that holds: of its operation, team, severity, priority, kind; then the oldest."""
        fit = [level for level in self._levels if _holds(level, one)]
        if before is None and one.category not in OPEN:
            fit = [level for level in fit if level.created_at <= one.created]
        return min(fit, key=lambda level: (*(not given for given in _conditions(level)), level.pk), default=None)

    def _learn(self, logs: Mapping[int, Iterable["_Told"]]) -> None:
        """Learn the categories of states: those that are, and those that have been removed since."""
        if not self._categories:
            self._categories = dict(State.objects.filter(workspace=self._unit.workspace).values_list("id", "category"))
        named = {one.state for told in logs.values() for one in told if one.state is not None}
        if gone := named - self._categories.keys():
            rows = Event.objects.filter(workspace=self._unit.workspace, type="state.added", subject__in=gone)
            added = {pk: changes["category"][1] for pk, changes in rows.values_list("subject", "changes")}
            self._categories = {**self._categories, **added}

    def _clock(
        self, one: _Request, level: ServiceLevel, log: Iterable["_Told"], before: ServiceClock | None, *, wide: bool
    ) -> ServiceClock:
        told = list(log)
        created = next((line.at for line in told if line.created), one.created)
        found = clock(
            promise=_promise(level),
            created=created,
            steps=[Step(line.at, self._categories.get(line.state, "")) for line in told if line.state is not None],
            reactions=[line.at for line in told if line.author is not None and line.author != one.reporter],
            hours=self._calendars.hours(
                today=self._unit.now.date(),
                calendar=level.calendar_id,
                team=one.team,
                always=level.always,
                wide=wide,
            ),
        )
        return _row(one.pk, level, found, before, now=self._unit.now)


def _conditions(level: ServiceLevel) -> tuple[bool, ...]:
    given = (level.operation_id, level.team_id, level.severity, level.priority)
    return (*(one is not None for one in given), bool(level.kind))


def _holds(level: ServiceLevel, one: _Request) -> bool:
    """Whether a level holds for a request: an issue, or a task under an operation that is none of its occurrences."""
    if one.kind == Kind.TASK and (one.parent_kind != Kind.OPERATION or one.occurrence is not None):
        return False
    return (
        level.kind in ("", one.kind)
        and level.priority in (None, one.priority)
        and level.severity in (None, one.severity)
        and level.team_id in (None, one.team)
        and level.operation_id in (None, one.parent)
    )


def _promise(level: ServiceLevel) -> Promise:
    respond, resolve = (None if n is None else timedelta(minutes=n) for n in (level.respond, level.resolve))
    return Promise(respond=respond, resolve=resolve, on_acceptance=level.on_acceptance)


@dataclass(frozen=True, slots=True)
class _Told:
    """A line of the log that bears on a clock."""

    at: datetime
    created: bool
    state: int | None
    author: int | None


def _logs(items: Collection[int]) -> dict[int, list[_Told]]:
    """Item -> what the log tells of its states and of what was said on it, in order."""
    if not items:
        return {}
    found: dict[int, list[_Told]] = defaultdict(list)
    rows = Event.objects.filter(item__in=items, type__in=_TOLD).order_by("happened_at", "seq")
    for item, type_, changes, at in rows.values_list("item_id", "type", "changes", "happened_at"):
        state = changes.get("state", (None, None))[1] if type_ != "comment.added" else None
        author = changes.get("author", (None, None))[1] if type_ == "comment.added" else None
        if type_ == "item.created" or state is not None or author is not None:
            found[item].append(_Told(at, type_ == "item.created", state, author))
    return dict(found)


def _row(item: int, level: ServiceLevel, found: Clock, before: ServiceClock | None, *, now: datetime) -> ServiceClock:
    """The clock's row; a promise that is not broken any more may be told again when it is."""
    kept = before or ServiceClock()
    return ServiceClock(
        item_id=item,
        level=level,
        started_at=found.started,
        respond_due_at=found.respond_due,
        responded_at=found.responded,
        resolve_due_at=found.resolve_due,
        resolved_at=found.resolved,
        paused_at=found.paused,
        spent=int(found.spent.total_seconds()),
        respond_told_at=kept.respond_told_at if found.respond_broken(now) else None,
        resolve_told_at=kept.resolve_told_at if found.resolve_broken(now) else None,
    )


def _same(one: ServiceClock, other: ServiceClock | None) -> bool:
    names = ["level_id", *_SHOWN[1:]]
    return other is not None and all(getattr(one, name) == getattr(other, name) for name in names)


class TellBreaches(Command):
    """Write into the log which times to respond or resolve have run out; a job does so every minute, once for each."""

    name = "service_level.check"
    route = ("POST", "/service-levels/check")
    answers = BreachesTold
    least = Role.ADMIN

    def act(self, unit: Unit) -> Answer:
        """Find the clocks that ran out unmet and were not told of."""
        return {"breached": sum(_tell(unit, promise, met) for promise, met in _PROMISES)}


_PROMISES: Final = (("respond", "responded_at"), ("resolve", "resolved_at"))


def _tell(unit: Unit, promise: str, met: str) -> int:
    due, told = f"{promise}_due_at", f"{promise}_told_at"
    rows = _late(promise, met, now=unit.now).filter(item__workspace=unit.workspace)
    found = list(rows.select_related("item").order_by(due, "pk")[:BATCH])
    for one in found:
        changes = {f"~{promise}": [None, plain(getattr(one, due))]}
        unit.record(ItemBreached, subject=one.item, item=one.item, changes=changes)
    ServiceClock.objects.filter(pk__in=[one.pk for one in found]).update(**{told: unit.now})
    return len(found)


def _late(promise: str, met: str, *, now: datetime) -> QuerySet[ServiceClock]:
    """The clocks of living items of which this promise is broken, and the log does not tell so."""
    due = f"{promise}_due_at"
    rows = ServiceClock.objects.filter(Q(**{met: None}) | Q(**{f"{met}__gt": F(due)}), item__deleted_at=None)
    return rows.filter(**{f"{due}__lt": now, f"{promise}_told_at": None})


def breaching_workspaces(*, now: datetime) -> list[Workspace]:
    """The workspaces in which a promise was broken that the log does not tell of."""
    late = [_late(promise, met, now=now).values_list("item__workspace", flat=True) for promise, met in _PROMISES]
    ids = {pk for rows in late for pk in rows.distinct()}
    return list(Workspace.objects.filter(pk__in=ids).order_by("pk"))
