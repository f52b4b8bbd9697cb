"""How each type of event is taken back: what it changed becomes what it was, if nobody has changed it since."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import Field, Model

from ..access import policy, visible
from ..events.types import (
    TYPES,
    CommentEdited,
    CommentRemoved,
    FindingJudged,
    ItemDeleted,
    ItemRestored,
    RelationAdded,
    RelationChanged,
    RelationRemoved,
    WatcherAdded,
    WatcherRemoved,
    WorkLogged,
    WorkRemoved,
)
from ..models import (
    Comment,
    Event,
    Finding,
    Item,
    ItemLabel,
    ItemTimebox,
    Label,
    Relation,
    Task,
    Timebox,
    Watcher,
    WorkLog,
)
from ..rules.errors import Forbidden, Refused
from ..rules.query.fields import OWN
from ..rules.spoken_words import field_word
from ..rules.words import Kind
from ..tongue import say
from .graph import refuse_cycle
from .inverse_base import Items, fits, former, item_of, set_back
from .inverse_rows import ROWS_BACK
from .inverse_schedules import schedule_added, schedule_changed, schedule_removed
from .item_fields import DETAILS
from .own_fields import put_back
from .relations import closing_path
from .timeboxes import places
from .unit import Unit, born, plain


def _fields_back(event: Event, unit: Unit, items: Items) -> None:
    item = item_of(event, unit, items)
    detail = _detail(item)
    own = {field.name for field in detail._meta.concrete_fields if field.name != "item"} if detail else set()
    values, extra = {}, {}
    for name, (old, new) in event.changes.items():
        if name.startswith("~"):
            continue
        if name == "labels":
            extra[name] = _labels_back(item, old or [], new or [])
        elif name == "timeboxes":
            extra[name] = _places_back(item, old or [], new or [])
        elif name.startswith(OWN):
            extra[name] = put_back(item, name, old, new)
        elif detail is not None and name in own:
            extra[name] = set_back(detail, name, old, new, key=item.key)
        elif name in _COLUMNS:
            values[name] = former(item, name, old, new, key=item.key)
        else:
            raise Refused(
                say("%(key)s: a change of %(name)s cannot be undone", key=item.key, name=field_word(name)),
                field="seq",
            )
    if extra and detail is not None:
        fits(detail)
        detail.save()
    if "state" in values:
        item.category = values["state"].category
    unit.stale_parents |= {pk for pk in (item.pk, item.parent_id) if pk}
    unit.touch(item, values, type_=_OPPOSITE.get(event.type, TYPES[event.type]), **extra)
    unit.stale_parents |= {item.parent_id} if item.parent_id else set()


_OPPOSITE: Final = {"item.deleted": ItemRestored, "item.restored": ItemDeleted}
_COLUMNS: Final[Mapping[str, "Field[Any, Any]"]] = {field.name: field for field in Item._meta.concrete_fields}


def _detail(item: Item) -> Model | None:
    """The row that an item has of its own kind."""
    model, _ = DETAILS[Kind(item.kind)]
    return model._default_manager.filter(item=item).first()


def _places_back(item: Item, old: list[Any], new: list[Any]) -> list[Any]:
    if places(item) != new:
        raise Refused(say("%(key)s: somebody has changed its sprints or releases since", key=item.key), field="seq")
    wanted = {pk for pk, _ in old}
    if Timebox.objects.filter(pk__in=wanted).count() < len(wanted):
        raise Refused(say("%(key)s: a sprint that it stood in is no longer there", key=item.key), field="seq")
    ItemTimebox.objects.filter(item=item).delete()
    ItemTimebox.objects.bulk_create([ItemTimebox(item=item, timebox_id=pk, role=role) for pk, role in old])
    return [new or None, old or None]


def _labels_back(item: Item, old: list[int], new: list[int]) -> list[Any]:
    rows = ItemLabel.objects.filter(item=item)
    if sorted(rows.values_list("label_id", flat=True)) != sorted(new):
        raise Refused(say("%(key)s: somebody has changed labels since", key=item.key), field="seq")
    rows.exclude(label_id__in=old).delete()
    back = set(old) - set(new)
    if Label.objects.filter(pk__in=back).count() < len(back):
        raise Refused(say("%(key)s: a label that it had is no longer there", key=item.key), field="seq")
    ItemLabel.objects.bulk_create([ItemLabel(item=item, label_id=pk) for pk in back])
    return [new or None, old or None]


def _unmade(event: Event, unit: Unit, items: Items) -> None:
    item = item_of(event, unit, items)
    if item.deleted_at is None:
        if Item.objects.filter(parent=item, deleted_at=None).exists():
            raise Refused(say("beneath %(key)s stands other work by now", key=item.key), field="seq")
        unit.touch(item, {"deleted_at": unit.now}, type_=ItemDeleted, **_off_schedule(item))
        unit.stale_parents |= {item.parent_id} if item.parent_id else set()


def _off_schedule(item: Item) -> dict[str, list[Any]]:
    """Take an occurrence off its schedule, which makes it again when it is due."""
    task = Task.objects.filter(item=item, schedule__isnull=False).first()
    if task is None:
        return {}
    gone: dict[str, list[Any]] = {"schedule": [task.schedule_id, None], "instance": [task.instance, None]}
    Task.objects.filter(item=item).update(schedule=None, instance="")
    return gone


def _untied(event: Event, unit: Unit, items: Items) -> None:
    item = item_of(event, unit, items)
    row = visible.relations(unit.actor).filter(pk=event.subject).first()
    if row is None:
        raise Refused(say("the relation is no longer there"), field="seq")
    facts = {"type": row.type, "source": row.source_id, "target": row.target_id}
    facts |= {"weight": row.weight, "dependency": row.dependency, "lag": row.lag}
    unit.record(RelationRemoved, subject=row, item=item, changes={n: [v, None] for n, v in facts.items()})
    row.delete()


def _tied_again(event: Event, unit: Unit, items: Items) -> None:
    facts = {name: old for name, (old, _) in event.changes.items()}
    source = item_of(event, unit, items)
    target = visible.items(unit.actor).filter(pk=facts["target"]).first()
    if target is None or source.deleted_at is not None:
        raise Refused(say("one end of the relation is no longer here"), field="seq")
    if Relation.objects.filter(source=source, type=facts["type"], target=target).exists():
        raise Refused(say("the relation stands again already"), field="seq")
    way = closing_path(facts["type"], source.pk, target.pk)
    refuse_cycle(way, field="seq", what=say("relations"), actor=unit.actor)
    figures = {name: facts[name] for name in ("weight", "dependency", "lag") if facts.get(name) is not None}
    row = Relation.objects.create(
        workspace=unit.workspace,
        type=facts["type"],
        source=source,
        target=target,
        created_at=unit.now,
        **figures,
    )
    told = {name: getattr(row, name) for name in ("type", "weight", "dependency", "lag", "created_at")}
    changes = born({**told, "source": source.pk, "target": target.pk})
    unit.record(RelationAdded, subject=row, item=source, changes=changes)


def _retied(event: Event, unit: Unit, items: Items) -> None:
    item = item_of(event, unit, items)
    row = visible.relations(unit.actor).filter(pk=event.subject).first()
    if row is None:
        raise Refused(say("the relation is no longer there"), field="seq")
    changes = {name: set_back(row, name, old, new, key=item.key) for name, (old, new) in event.changes.items()}
    row.save()
    unit.record(RelationChanged, subject=row, item=item, changes=changes)


def _unsaid(event: Event, unit: Unit, items: Items) -> None:
    item = item_of(event, unit, items)
    row = Comment.objects.get(pk=event.subject)
    if row.deleted_at is None:
        row.deleted_at = unit.now
        row.save(update_fields=["deleted_at"])
        unit.record(CommentRemoved, subject=row, item=item, changes={"deleted_at": [None, plain(unit.now)]})


def _words_back(event: Event, unit: Unit, items: Items) -> None:
    item = item_of(event, unit, items)
    row = Comment.objects.get(pk=event.subject)
    if not policy.may_edit_comment(unit.actor, author_id=row.author_id):
        raise Forbidden(say("a comment is edited by its author"), field="seq")
    changes = {name: set_back(row, name, old, new, key=item.key) for name, (old, new) in event.changes.items()}
    row.save()
    unit.record(CommentEdited, subject=row, item=item, changes=changes)


def _unwatched(event: Event, unit: Unit, items: Items) -> None:
    item = item_of(event, unit, items)
    row = Watcher.objects.filter(pk=event.subject).first()
    if row is not None:
        facts = {"item": [item.pk, None], "member": [row.member_id, None]}
        unit.record(WatcherRemoved, subject=row, item=item, changes=facts)
        row.delete()


def _watched_again(event: Event, unit: Unit, items: Items) -> None:
    item = item_of(event, unit, items)
    member = event.changes["member"][0]
    row, made = Watcher.objects.get_or_create(item=item, member_id=member)
    if made:
        unit.record(WatcherAdded, subject=row, item=item, changes=born({"item": item.pk, "member": member}))


def _unworked(event: Event, unit: Unit, items: Items) -> None:
    item = item_of(event, unit, items)
    row = WorkLog.objects.get(pk=event.subject)
    if not policy.may_edit_comment(unit.actor, author_id=row.member_id):
        raise Forbidden(say("an entry of time is withdrawn by its author or an admin"), field="seq")
    if row.deleted_at is None:
        row.deleted_at = unit.now
        row.save(update_fields=["deleted_at"])
        unit.record(WorkRemoved, subject=row, item=item, changes={"deleted_at": [None, plain(unit.now)]})


def _worked_again(event: Event, unit: Unit, items: Items) -> None:
    item = item_of(event, unit, items)
    row = WorkLog.objects.get(pk=event.subject)
    facts = {"item": item.pk, "member": row.member_id, "minutes": row.minutes, "at": row.at, "note": row.note}
    changes = born(facts) | {"deleted_at": set_back(row, "deleted_at", *event.changes["deleted_at"], key=item.key)}
    row.save(update_fields=["deleted_at"])
    unit.record(WorkLogged, subject=row, item=item, changes=changes)


def _judged_back(event: Event, unit: Unit, items: Items) -> None:
    together = Event.objects.filter(workspace=unit.workspace, act=event.act, type=event.type).values("subject")
    standing = {row.pk: row for row in Finding.objects.filter(pk__in=together, resolved_at=None)}
    if not standing:
        raise Refused(say("the finding has ended since"), field="seq")
    row = standing.get(event.subject)
    if row is None:  # Its twin comes back alone.
        return
    changes = {name: set_back(row, name, old, new, key="the finding") for name, (old, new) in event.changes.items()}
    row.save()
    unit.record(FindingJudged, subject=row, changes=changes)


_LEFT: Final = frozenset({"label.added"})
"""What stays when an act is undone, harming nobody."""
BACK: Final[Mapping[str, Callable[[Event, Unit, Items], None]]] = {
    **{name: way for name, way in ROWS_BACK.items() if name not in _LEFT and name != "timebox.added"},
    "schedule.added": schedule_added,
    "schedule.changed": schedule_changed,
    "schedule.removed": schedule_removed,
    **dict.fromkeys(("item.changed", "item.moved", "item.ranked", "item.deleted", "item.restored"), _fields_back),
    "item.created": _unmade,
    "relation.added": _untied,
    "relation.removed": _tied_again,
    "relation.changed": _retied,
    "finding.judged": _judged_back,
    "comment.added": _unsaid,
    "comment.edited": _words_back,
    "comment.removed": _words_back,
    "watcher.added": _unwatched,
    "watcher.removed": _watched_again,
    "work.logged": _unworked,
    "work.removed": _worked_again,
}
UNDOABLE: Final = frozenset(BACK) | _LEFT
"""The types of events that can be taken back."""
