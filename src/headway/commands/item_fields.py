"""The fields of items: what each accepts, to which kind it belongs, and the row that it stands in."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Model
from pydantic import Field

from ..models import Goal, Issue, Item, Operation, Project, Task
from ..models.prepared import insert
from ..rules.errors import Invalid
from ..rules.spoken_words import field_word
from ..rules.words import Kind, Priority, ProgressBy, Severity, Urgency
from ..tongue import say
from .base import Command
from .own_fields import Values
from .periods import in_period
from .phases import find_phase
from .types import Amount, Body, Day, Id, ItemKey, Labels, Line, MemberRef, Minutes, Money, PeriodName, TeamKey
from .unit import Unit, born, changed

DETAILS: Final[Mapping[Kind, tuple[type[Model], tuple[str, ...]]]] = {
    Kind.GOAL: (
        Goal,
        ("period", "period_start", "period_end", "cadence", "progress_by", "score", "reflection", "carried_from"),
    ),
    Kind.PROJECT: (Project, ("sponsor", "budget", "currency")),
    Kind.OPERATION: (Operation, ("procedure",)),
    Kind.ISSUE: (Issue, ("severity", "urgency", "cause", "post_incident", "snoozed_until", "reopened", "reopened_at")),
    Kind.TASK: (Task, ("milestone", "phase")),
}
OF_KIND: Final = {name: kind for kind, (_, names) in DETAILS.items() for name in names}


class ItemFields(Command):
    """The optional fields that creating and changing an item share."""

    description: Body = ""
    team: TeamKey | None = None
    owner: MemberRef | None = None
    parent: ItemKey | None = None
    priority: Priority = Priority.NORMAL
    start: Day | None = None
    due: Day | None = None
    effort: Minutes | None = None
    points: Amount | None = None
    private: bool = False
    labels: Labels = []
    fields: Values = {}
    severity: Severity | None = None
    urgency: Urgency | None = None
    cause: Body = ""
    milestone: bool = False
    phase: Id | None = Field(default=None, description="a phase of the project above it, by number")
    period_start: Day | None = None
    period_end: Day | None = None
    period: PeriodName | None = None
    cadence: int | None = Field(default=None, ge=1, le=366, description="days between check-ins")
    progress_by: ProgressBy = ProgressBy.EVERYTHING
    sponsor: MemberRef | None = None
    budget: Money | None = None
    currency: Line = ""
    procedure: Body = ""


COLUMNS: Final = ("title", "description", "team", "owner", "parent", "start", "due", "effort", "points", "private")


def columns(command: Command, unit: Unit) -> dict[str, Any]:
    """The stated fields that are columns of the item itself, resolved to rows."""
    values = {name: getattr(command, name) for name in command.given(*COLUMNS)}
    for name, find in (("team", unit.team), ("owner", unit.member), ("parent", _parent(unit))):
        if values.get(name) is not None:
            values[name] = find(values[name], field=name)
    if "priority" in command.model_fields_set:
        values["priority"] = command.priority.number  # type: ignore[attr-defined]
    return values


def _parent(unit: Unit) -> Any:
    return unit.item


def details(command: Command, unit: Unit, *, kind: Kind) -> dict[str, Any]:
    """The stated fields that only one kind has, resolved. Raises Invalid for a field of another kind."""
    stated = command.given(*OF_KIND)
    for name in sorted(stated):
        if OF_KIND[name] is not kind:
            raise Invalid(
                say(
                    "%(kind)s has no %(name)s; only %(other)s has",
                    kind=kind.one,
                    name=field_word(name),
                    other=OF_KIND[name].one,
                ),
                field=name,
            )
    values = {name: getattr(command, name) for name in stated}
    for name in ("severity", "urgency"):
        if values.get(name) is not None:
            values[name] = values[name].number
    if values.get("sponsor") is not None:
        values["sponsor"] = unit.member(values["sponsor"], field="sponsor")
    if values.get("phase") is not None:
        values["phase"] = find_phase(unit, values["phase"])
    return in_period(values, unit)


def create_details(item: Item, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Make the kind's own row and return its changes."""
    model, _ = DETAILS[Kind(item.kind)]
    insert(model(item=item, **values))
    return born({name: value for name, value in values.items() if value is not False})


def change_details(item: Item, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Change the kind's own row and return what changed."""
    if not values:
        return {}
    model, _ = DETAILS[Kind(item.kind)]
    row = model._default_manager.get(item=item)
    changes = changed(row, values)
    row.save()
    return changes


def check_dates(values: Mapping[str, Any]) -> None:
    """Refuse an end before its beginning, among these dates. Raises Invalid naming the later field."""
    for first, last in (("start", "due"), ("period_start", "period_end")):
        begin, end = values.get(first), values.get(last)
        if begin and end and end < begin:
            raise Invalid(
                say(
                    "%(last)s (%(end)s) lies before %(first)s (%(begin)s)",
                    last=field_word(last),
                    end=end,
                    first=field_word(first),
                    begin=begin,
                ),
                field=last,
            )


def dates_of(item: Item) -> dict[str, Any]:
    """The dates that an item has now."""
    dates: dict[str, Any] = {"start": item.start, "due": item.due}
    if item.kind == Kind.GOAL:
        dates |= {"period_start": item.goal.period_start, "period_end": item.goal.period_end}
    return dates
