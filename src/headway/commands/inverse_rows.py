"""How the parts of items, and rows of a member's own, are taken back: what came goes, what went comes back.

A row that comes back has its old number, so that whatever names it, the log included, names it still.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey, Model

from ..events import types
from ..events.types import TYPES, Happening
from ..models import (
    BudgetLine,
    CheckIn,
    ChecklistEntry,
    Cost,
    Deliverable,
    Event,
    Item,
    KeyResult,
    Label,
    Leave,
    Period,
    Phase,
    Proof,
    Rate,
    SavedView,
    Stakeholder,
    Task,
    Template,
    Timebox,
    Timer,
    WorkLog,
)
from ..rules.errors import Refused
from ..rules.spoken_words import field_word
from ..tongue import say
from . import inverse_rights
from .comments import touch
from .inverse_base import Items, fits, item_of, set_back
from .phases import release
from .unit import Unit, born, gone, plain, whole

FLOATING: Final = frozenset({"position", "rank"})
"""What others move about: it hinders nobody from taking a row away again."""


def _out_of_phase(row: Any, unit: Unit, items: Items) -> None:
    tasks = Task.objects.filter(phase=row, item__deleted_at__isnull=False).select_related("item__state", "phase")
    release(unit, [items.setdefault(task.item_id, task.item) for task in tasks])


@dataclass(frozen=True, slots=True)
class Noun:
    """What a kind of row is: `came` and `went` tell of it, `soft` is one that is only marked as gone.

    `free` lets go of it what lies in the bin.
    """

    model: type[Model]
    came: type[Happening] | None = None
    went: type[Happening] | None = None
    may: inverse_rights.May = inverse_rights.anybody
    soft: bool = False
    free: Callable[[Any, Unit, Items], None] | None = None


NOUNS: Final[Mapping[str, Noun]] = {
    "checklist": Noun(ChecklistEntry, types.ChecklistAdded, types.ChecklistRemoved),
    "timer": Noun(Timer, types.TimerStarted, types.TimerStopped, inverse_rights.owner("member")),
    "work": Noun(WorkLog, may=inverse_rights.worker),
    "key_result": Noun(KeyResult, types.KeyResultAdded, types.KeyResultRemoved, soft=True),
    "check_in": Noun(CheckIn, types.CheckInAdded, types.CheckInRemoved, inverse_rights.owner("author"), soft=True),
    "proof": Noun(Proof, types.ProofAdded, types.ProofRemoved),
    "phase": Noun(Phase, types.PhaseAdded, types.PhaseRemoved, inverse_rights.gatekeeper, free=_out_of_phase),
    "deliverable": Noun(Deliverable, types.DeliverableAdded, types.DeliverableRemoved, inverse_rights.gatekeeper),
    "stakeholder": Noun(Stakeholder, types.StakeholderAdded, types.StakeholderRemoved),
    "budget_line": Noun(BudgetLine, types.BudgetLineAdded, types.BudgetLineRemoved, inverse_rights.money),
    "cost": Noun(Cost, types.CostAdded, types.CostRemoved, inverse_rights.money),
    "rate": Noun(Rate, types.RateSet, types.RateRemoved, inverse_rights.admin),
    "leave": Noun(Leave, types.LeaveAdded, types.LeaveRemoved, inverse_rights.owner("member")),
    "period": Noun(Period, types.PeriodAdded, types.PeriodRemoved, inverse_rights.period),
    "template": Noun(Template, types.TemplateCreated, types.TemplateRemoved, inverse_rights.template),
    "timebox": Noun(Timebox, may=inverse_rights.timebox),
    "view": Noun(SavedView, types.ViewSaved, types.ViewRemoved, inverse_rights.viewer),
    "label": Noun(Label, types.LabelAdded, types.LabelRemoved, inverse_rights.admin),
}
_OPPOSITE: Final = {
    "phase.passed": types.PhaseReopened,
    "phase.reopened": types.PhasePassed,
    "deliverable.accepted": types.DeliverableReturned,
    "deliverable.returned": types.DeliverableAccepted,
}


def came_back(event: Event, unit: Unit, items: Items) -> None:
    """Make again what the act took away."""
    noun = NOUNS[TYPES[event.type].noun]
    row = _found(event, noun) if noun.soft else _remade(event, noun, unit)
    item = _place(event, unit, items)
    noun.may(row, event, unit)
    changes = born(whole(row))
    if noun.soft:
        changes |= {name: set_back(row, name, *pair, key=_called(row)) for name, pair in event.changes.items()}
    fits(row)
    row.save(force_insert=not noun.soft)
    assert noun.came is not None
    _tell(noun.came, row, item, changes, unit)


def _remade(event: Event, noun: Noun, unit: Unit) -> Any:
    columns: dict[str, Any] = {field.name: field for field in noun.model._meta.concrete_fields}
    values = {name: old for name, (old, _) in event.changes.items() if name in columns}
    row = noun.model(pk=event.subject)
    if "workspace" in columns:
        values["workspace"] = unit.workspace.pk
    for name, column in columns.items():
        if name in values:
            setattr(row, column.attname, column.to_python(values[name]))
            _refuse_lost(column, values[name])
        elif column.attname != "id" and getattr(row, column.attname) is None and not column.null:
            raise Refused(say("the log does not tell what its %(name)s was", name=name), field="seq")
    if noun.model._default_manager.filter(pk=event.subject).exists():
        raise Refused(say("it is there again already"), field="seq")
    return row


def _refuse_lost(column: Any, value: Any) -> None:
    if isinstance(column, ForeignKey) and not column.related_model._default_manager.filter(pk=value).exists():
        raise Refused(say("its %(name)s is no longer there", name=column.name), field="seq")


def went_again(event: Event, unit: Unit, items: Items) -> None:
    """Take away what the act made, if nobody has changed it or built on it since."""
    noun = NOUNS[TYPES[event.type].noun]
    row, item = _found(event, noun), _place(event, unit, items)
    noun.may(row, event, unit)
    _refuse_changed(row, event)
    if noun.free:
        noun.free(row, unit, items)
    _refuse_used(row)
    changes = gone(row)
    if noun.soft:
        row.deleted_at = unit.now
        row.save(update_fields=["deleted_at"])
        changes = {"deleted_at": [None, plain(unit.now)]}
    assert noun.went is not None
    _tell(noun.went, row, item, changes, unit)
    if not noun.soft:
        row.delete()


def _refuse_changed(row: Model, event: Event) -> None:
    """What the act made is still what it made."""
    told = {name: new for name, (_, new) in event.changes.items()}
    for field in row._meta.concrete_fields:
        if field.name in ("id", "workspace", *FLOATING):
            continue
        was, now = field.to_python(told.get(field.name)), getattr(row, field.attname)
        untold = now in (None, "", [], {}, False) or (field.has_default() and now == field.get_default())
        if now != was if was is not None else not untold:
            raise Refused(
                say("%(row)s: somebody has changed %(name)s since", row=_called(row), name=field_word(field.name)),
                field="seq",
            )


def _refuse_used(row: Model) -> None:
    for relation in row._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one) and not relation.concrete):
            continue
        model: Any = relation.related_model
        rows = model._default_manager.filter(**{relation.field.name: row})  # type: ignore[union-attr]
        if any(field.name == "deleted_at" for field in model._meta.concrete_fields):
            rows = rows.filter(deleted_at=None)
        if rows.exists():
            raise Refused(
                say(
                    "%(row)s: others have built on it since (%(verbose_name)s)",
                    row=_called(row),
                    verbose_name=model._meta.verbose_name,
                ),
                field="seq",
            )


def set_again(event: Event, unit: Unit, items: Items) -> None:
    """Give a row's columns what they held before the act, where they hold what it put there."""
    noun = NOUNS[TYPES[event.type].noun]
    row, item = _found(event, noun), _place(event, unit, items)
    moved = {name: pair for name, pair in event.changes.items() if pair[0] != pair[1]}
    noun.may(row, event, unit)
    changes = {name: set_back(row, name, *pair, key=_called(row)) for name, pair in moved.items()}
    noun.may(row, event, unit)
    fits(row)
    row.save()
    if event.type == "checklist.ticked":
        changes |= {"text": [row.text] * 2}
    _tell(_OPPOSITE.get(event.type, TYPES[event.type]), row, row.item if noun.model is WorkLog else item, changes, unit)


def _found(event: Event, noun: Noun) -> Any:
    try:
        return noun.model._default_manager.get(pk=event.subject)
    except ObjectDoesNotExist as error:
        raise Refused(say("what it is about is no longer there"), field="seq") from error


def _place(event: Event, unit: Unit, items: Items) -> Item | None:
    """The item that the event stands on, which must not lie in the bin."""
    if event.item_id is None:
        return None
    item = item_of(event, unit, items)
    if item.deleted_at is not None:
        raise Refused(say("%(key)s is in the bin; restore it first", key=item.key), field="seq")
    return item


def _tell(type_: type[Happening], row: Model, item: Item | None, changes: dict[str, list[Any]], unit: Unit) -> None:
    unit.record(type_, subject=row, item=item, changes=changes)
    if item is not None:
        touch(item, unit.now)


def _called(row: Any) -> str:
    return next((str(name) for word in ("title", "name", "text", "heading") if (name := getattr(row, word, ""))), "it")


def _ways() -> Mapping[str, Callable[[Event, Unit, Items], None]]:
    """Type of event -> how it is taken back, for every noun here."""
    found: dict[str, Callable[[Event, Unit, Items], None]] = {}
    for name, noun in NOUNS.items():
        known = [type_ for type_ in TYPES.values() if type_.noun == name]
        found |= dict.fromkeys((one.type for one in known), set_again)
        found |= {noun.came.type: went_again} if noun.came else {}
        found |= {noun.went.type: came_back} if noun.went else {}
    return found


ROWS_BACK: Final = _ways()
