"""Everything on an item's page. A constant number of statements, whatever hangs on the item."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import F, QuerySet, Sum

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Item, ItemTimebox, Relation, Watcher
from ..models.prepared import Prepared
from ..rules.errors import NotFound
from ..rules.lifecycle import is_open
from ..rules.words import Dependency, Kind, RelationType
from ..tongue import say
from .base import Look, Query
from .checklists import StepRow
from .closure import above
from .fields import FieldValue
from .files import FileRow
from .kept import while_quiet
from .key_results import KeyResultRow, key_results
from .next_states import NextState, next_states
from .on_item import Named, on_item, references, whether
from .rows import ItemRow, Known, Person, Ref, item_rows, refs
from .service_levels import ClockRow, clock_of
from .talk import CommentRow, comments_on
from .types import ItemKey

CHILDREN: Final = 200
RELATIONS: Final = 200


@dataclass(frozen=True, slots=True)
class Details:
    """What only one kind has; the fields of other kinds are None."""

    period_start: date | None
    period_end: date | None
    sponsor: Person | None
    budget: int | None
    currency: str | None
    procedure: str | None
    cause: str | None
    operation: Ref | None
    occurs_at: datetime | None


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation of the item: `outgoing` where the item is its source; `other` is what stands at the other end."""

    id: int
    type: str
    outgoing: bool
    other: ItemRow
    weight: float
    dependency: str
    lag: int
    created: datetime


@dataclass(frozen=True, slots=True)
class LineStep:
    """One step of the line up to the goals: from the item `below` by way of `via` to `item`."""

    below: str
    via: str
    item: Ref


@dataclass(frozen=True, slots=True)
class TimeboxPlace:
    """A sprint or release in which the item stands, and why."""

    id: int
    kind: str
    name: str
    role: str
    done: bool


@dataclass(frozen=True, slots=True)
class ItemPage:
    """An item and all that belongs to it. Lists are cut where their counts say so."""

    row: ItemRow
    description: str
    reporter: Person | None
    details: Details
    key_results: tuple[KeyResultRow, ...]
    line: tuple[LineStep, ...]
    children: tuple[ItemRow, ...]
    children_count: int
    relations: tuple[RelationRow, ...]
    waits_for: tuple[ItemRow, ...]
    holds_up: tuple[ItemRow, ...]
    comments: tuple[CommentRow, ...]
    comments_count: int
    watchers: tuple[Person, ...]
    watching: bool
    minutes_logged: int
    timeboxes: tuple[TimeboxPlace, ...]
    states: tuple[NextState, ...]
    service: ClockRow | None
    checklist: tuple[StepRow, ...]
    attachments: tuple[FileRow, ...]
    fields: tuple[FieldValue, ...]
    ticking: datetime | None
    named: tuple[Named, ...]
    mentioned: tuple[Person, ...]


_COLUMNS: Final = (
    *("id", "kind", "category", "team_id", "description", "reporter_id", "reporter__email", "reporter__name"),
    *("goal__period_start", "goal__period_end", "project__sponsor_id", "project__sponsor__email"),
    *("project__sponsor__name", "project__budget", "project__currency", "operation__procedure"),
    *("issue__cause", "task__operation_id", "task__occurs_at", "state__name", "custom"),
)


def _beneath_rows(actor: Actor, endless: bool, pk: int) -> QuerySet[Item, Any]:
    """Beneath an operation what is open comes first, then what was closed last: its requests never end."""
    order = (F("closed_at").desc(nulls_first=True),) if endless else ()
    return visible.items(actor).filter(parent_id=pk).order_by(*order, "rank", "id").values_list("id")[:CHILDREN]


def _relation_rows(actor: Actor, outgoing: bool, pk: int) -> QuerySet[Relation, Any]:
    here, there = ("source_id", "target_id") if outgoing else ("target_id", "source_id")
    rows = visible.relations(actor).filter(**{here: pk}).order_by("type", "id")
    return rows.values_list("id", "type", there, "weight", "dependency", "lag", "created_at")[:RELATIONS]


_items: Final = Seen(lambda actor, key: visible.items(actor).filter(key=key).values(*_COLUMNS, **whether(actor.me)))
_beneath: Final = Seen(_beneath_rows)
_all_beneath: Final = Seen(lambda actor, pk: visible.items(actor).filter(parent_id=pk).values_list("id"))
_relations: Final = Seen(_relation_rows)
_watchers: Final = Prepared(
    lambda pk: (
        Watcher.objects.filter(item_id=pk)
        .order_by("member__name", "id")
        .values_list("member_id", "member__email", "member__name")
    )
)
_logged: Final = Seen(
    lambda actor, pk: (
        visible.work_logs(actor).filter(item_id=pk).values("item_id").annotate(sum=Sum("minutes")).values_list("sum")
    )
)
_timeboxes: Final = Seen(
    lambda actor, pk: (
        ItemTimebox.objects.filter(item_id=pk, timebox__in=visible.timeboxes(actor))
        .order_by("timebox__kind", "timebox__start", "id")
        .values_list("timebox_id", "timebox__kind", "timebox__name", "role", "timebox__done")
    )
)


class ShowItem(Query):
    """Show an item: what it is, its people, what it serves, affects and waits for, and what was said about it."""

    name = "item.show"
    route = "/items/{key}"

    key: ItemKey

    def answer(self, look: Look) -> ItemPage:
        """Read the page, or take the one read last if nothing has happened since; clocks tell of this moment."""
        name = f"{self.name} {self.key.upper()}"
        page, pk = while_quiet(look, name, look.now.date(), lambda: self._read(look))
        return replace(page, service=clock_of(pk, look.now)) if page.service else page

    def _read(self, look: Look) -> tuple[ItemPage, int]:
        """Find it among what the reader sees; then read what hangs on it, rows of other items all at once."""
        found = _items.dicts(look.actor, self.key.upper())
        if not found:
            raise NotFound(say("there is no item %(key)s here", key=repr(self.key)), field="key")
        return _page(look, found[0]), found[0]["id"]


def _page(look: Look, row: Mapping[str, Any]) -> ItemPage:
    pk = row["id"]
    known = Known(look)
    beneath = _beneath.tuples(look.actor, pk, of=(row["kind"] == Kind.OPERATION,)) if row["has_children"] else ()
    children = [child for (child,) in beneath]
    ties = _ties(look, row)
    rows = item_rows(look, [pk, *children, *(tie.other for tie in ties)], known=known)
    line, named = _line(look, pk, also=row["task__operation_id"])
    relations = tuple(tie.row(rows[tie.other]) for tie in ties if tie.other in rows)
    comments, count = comments_on(look, pk, known=known) if row["has_comments"] else ((), 0)
    watchers = _watchers.tuples(pk)
    more = on_item(look, row, known=known)
    texts = (row["description"], row["operation__procedure"], row["issue__cause"], *(one.body for one in comments))
    named_items, mentioned = references(look, texts)
    open_children = [rows[child].key for child in children if is_open(rows[child].category)]
    return ItemPage(
        row=rows[pk],
        description=row["description"],
        reporter=known.person(row["reporter_id"], row["reporter__email"], row["reporter__name"]),
        details=_details(row, known, named),
        key_results=key_results([pk], known=known, shares={}).get(pk, ()) if row["kind"] == Kind.GOAL else (),
        line=line,
        children=tuple(rows[child] for child in children),
        children_count=_all_beneath.count(look.actor, pk) if row["has_children"] else 0,
        relations=relations,
        waits_for=tuple(tie.other for tie in relations if _waits(tie) and is_open(tie.other.category)),
        holds_up=tuple(tie.other for tie in relations if _holds(tie) and is_open(tie.other.category)),
        comments=comments,
        comments_count=count,
        watchers=tuple(person for seat in watchers if (person := known.person(*seat)) is not None),
        watching=any(member == look.actor.me for member, _, _ in watchers),
        minutes_logged=_minutes(look, pk) if row["has_logs"] else 0,
        timeboxes=_places(look, pk) if row["has_timeboxes"] else (),
        states=next_states(look, row, open_children),
        service=clock_of(pk, look.now) if row["has_clock"] else None,
        checklist=more.checklist,
        attachments=more.attachments,
        fields=more.fields,
        ticking=more.ticking,
        named=named_items,
        mentioned=mentioned,
    )


def _waits(tie: RelationRow) -> bool:
    depends = tie.type == RelationType.DEPENDS_ON and tie.dependency == Dependency.FS
    return (depends and tie.outgoing) or (tie.type == RelationType.BLOCKS and not tie.outgoing)


def _holds(tie: RelationRow) -> bool:
    depends = tie.type == RelationType.DEPENDS_ON and tie.dependency == Dependency.FS
    return (depends and not tie.outgoing) or (tie.type == RelationType.BLOCKS and tie.outgoing)


@dataclass(frozen=True, slots=True)
class _Tie:
    id: int
    type: str
    outgoing: bool
    other: int
    weight: float
    dependency: str
    lag: int
    created: datetime

    def row(self, other: ItemRow) -> RelationRow:
        facts = (self.weight, self.dependency, self.lag, self.created)
        return RelationRow(self.id, self.type, self.outgoing, other, *facts)


def _ties(look: Look, row: Mapping[str, Any]) -> list[_Tie]:
    """The item's relations of which the reader sees both ends: one statement for each direction."""
    found: list[_Tie] = []
    for outgoing in (True, False):
        if row["has_outgoing" if outgoing else "has_incoming"]:
            ties = _relations.tuples(look.actor, row["id"], of=(outgoing,))
            found += [_Tie(i, t, outgoing, *rest) for i, t, *rest in ties]
    return found


def _minutes(look: Look, pk: int) -> int:
    found = _logged.tuples(look.actor, pk)
    return int(found[0][0]) if found else 0


def _line(look: Look, pk: int, *, also: int | None) -> tuple[tuple[LineStep, ...], dict[int, Ref]]:
    edges = above(look.actor, [pk], threats=True, past_goals=True)
    named = refs(look, {pk, *(edge.above for edge in edges), *([also] if also else [])})
    steps = (
        LineStep(named[e.below].key, e.via, named[e.above]) for e in edges if e.above in named and e.below in named
    )
    return tuple(steps), named


def _details(row: Mapping[str, Any], known: Known, named: Mapping[int, Ref]) -> Details:
    sponsor = known.person(row["project__sponsor_id"], row["project__sponsor__email"], row["project__sponsor__name"])
    return Details(
        period_start=row["goal__period_start"],
        period_end=row["goal__period_end"],
        sponsor=sponsor,
        budget=row["project__budget"],
        currency=row["project__currency"],
        procedure=row["operation__procedure"],
        cause=row["issue__cause"],
        operation=named.get(row["task__operation_id"]),
        occurs_at=row["task__occurs_at"],
    )


def _places(look: Look, pk: int) -> tuple[TimeboxPlace, ...]:
    return tuple(TimeboxPlace(*row) for row in _timeboxes.tuples(look.actor, pk))
