"""From the tree of a query to conditions on items, for both databases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from ..access import visible
from ..models import Escalation, Issue, Item, ItemLabel, ItemTimebox, ServiceClock, Task, Watcher
from ..rules.query import And, Match, Node, Not, Or, Query, Range, Sort, Value, Words, parse
from ..rules.query import values as read
from ..rules.query.fields import CATEGORIES, HOUSE, NONE, OWN, Takes, Vocabulary
from ..rules.words import OPEN, Category, Kind, Priority, RelationType, Severity, Urgency
from . import own_fields
from .base import Look
from .clock import end_of, start_of, today, zone_of
from .closure import beneath
from .conditions import compared, having, in_leave, mentioning, owner_left, waiting
from .references import Found, noun_of, phases, resolve
from .service_levels import shows

COLUMNS: Final[Mapping[str, str]] = {
    **{
        name: name for name in ("kind", "category", "key", "priority", "due", "start", "effort", "points", "resolution")
    },
    **{name: f"{name}_at" for name in ("created", "updated", "started", "closed")},
    **{name: f"{name}_id" for name in ("team", "owner", "reporter", "parent")},
}
_RANKED: Final[Mapping[str, type[Priority] | type[Severity] | type[Urgency]]] = {
    "priority": Priority,
    "severity": Severity,
    "urgency": Urgency,
}
_BINDING: Final = (RelationType.AFFECTS, RelationType.BLOCKS)
_RELATED: Final = {
    "blocks": (RelationType.BLOCKS,),
    "affects": (RelationType.AFFECTS,),
    "threatens": _BINDING,
}
_ROWS: Final[Mapping[str, Any]] = {"label": ItemLabel, "watcher": Watcher, "sla": ServiceClock}
"""Where rows of their own say whether there is anything."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The items asked for, not yet in order; the order if stated; the free words; and what it could speak of."""

    items: QuerySet[Item]
    sorts: tuple[Sort, ...]
    asked: Query
    known: Vocabulary


def compiled(text: str, look: Look, *, sort: str | None = None, own: bool = False) -> Compiled:
    """Return the items that a query asks for, among those that the actor may see. Raises Invalid naming `q`.

    `sort` is an order stated elsewhere, of which the fields are to be known too; with `own` all of the organisation's
    own fields are, whether they are named or not.
    """
    known = own_fields.vocabulary(look, text, sort, OWN if own else None)
    asked = parse(text, known)
    items = visible.items(look.actor, deleted=asked.deleted)
    condition = condition_of(asked.where, look, known)
    found = items.filter(condition) if condition else items
    return Compiled(items=found, sorts=asked.sorts, asked=asked, known=known)


def condition_of(node: Node | None, look: Look, known: Vocabulary = HOUSE) -> Q:
    """Return a tree as a condition on items. Raises Invalid naming `q`."""
    if node is None:
        return Q()
    return _Compiler(look, resolve(node, actor=look.actor, known=known), known).node(node)


def conditions(texts: Sequence[str], look: Look) -> list[Q]:
    """Return several queries as conditions on the items that the actor may see; what they name is looked up once."""
    nodes = [parse(text, HOUSE).where for text in texts]
    both = And(tuple(node for node in nodes if node is not None))
    compiler = _Compiler(look, resolve(both, actor=look.actor, known=HOUSE), HOUSE)
    return [compiler.node(node) if node else Q() for node in nodes]


class _Compiler:
    def __init__(self, look: Look, found: Found, known: Vocabulary) -> None:
        self.look = look
        self.known = known
        self.actor = look.actor
        self.found = found

    @cached_property
    def zone(self) -> ZoneInfo:
        return zone_of(self.look)

    @cached_property
    def today(self) -> Any:
        return today(self.look, self.zone)

    def node(self, node: Node) -> Q:
        match node:
            case And(parts):
                return self._all(parts)
            case Or(parts):
                condition = Q()
                for part in parts:
                    condition |= self._some(part)
                return condition
            case Not(part):
                return ~self._some(part)
            case Words():
                return mentioning([node])
            case Match():
                return self._match(node)

    def _some(self, node: Node) -> Q:
        """A condition that is never empty, for Django reads an empty Q as absent."""
        return self.node(node) or Q(id__gt=0)

    def _all(self, parts: tuple[Node, ...]) -> Q:
        """Words that stand together are one look-up in the full-text index."""
        condition = mentioning([part for part in parts if isinstance(part, Words)])
        for part in parts:
            if not isinstance(part, Words):
                condition &= self._some(part)
        return condition

    def _match(self, match: Match) -> Q:
        condition = Q()
        plain = [v for v in match.values if not (isinstance(v, Value) and v.text == NONE)]
        if len(plain) < len(match.values):
            condition |= ~self._filled(match.field)
        if not plain:
            return condition
        if match.field in ("is", "has", "no"):
            for value in plain:
                condition |= self._fact(match.field, value.text)  # type: ignore[union-attr]
            return condition
        if match.field.startswith(OWN):
            return condition | self._own(match, plain)
        takes = self.known.fields[match.field].takes
        if match.op != "=" or takes in (Takes.DAY, Takes.MOMENT, Takes.NUMBER, Takes.MINUTES):
            for value in plain:
                condition |= self._ordered(match.field, match.op, value)
            return condition
        return condition | self._named(match.field, [v for v in plain if isinstance(v, Value)])

    def _own(self, match: Match, values: list[Value | Range]) -> Q:
        """A field of the organisation's own."""
        one = self.known.own[match.field]
        texts = [value.text for value in values if isinstance(value, Value)]
        ids = self._ids(match.field, texts) if noun_of(match.field, self.known) else []
        return own_fields.condition(one, match.op, values, ids=ids, today=lambda: self.today)

    def _fact(self, field: str, word: str) -> Q:
        if field == "is":
            return self._is(word)
        return self._filled(word) if field == "has" else ~self._filled(word)

    def _named(self, field: str, values: list[Value]) -> Q:
        """Fields whose values are words, names, keys or text."""
        texts = [value.text for value in values]
        if field in _RANKED:
            numbers = [_RANKED[field](text).number for text in texts]
            own = field == "priority"
            return Q(priority__in=numbers) if own else having(Issue, "item_id", **{f"{field}__in": numbers})
        if field in ("title", "resolution"):
            condition = Q()
            for text in texts:
                condition |= Q(**{f"{field}__icontains" if field == "title" else f"{field}__iexact": text})
            return condition
        if field == "sla":
            return Q(id__in=ServiceClock.objects.filter(shows(texts, now=self.look.now)).values("item_id"))
        if noun_of(field) is None:
            return Q(**{f"{COLUMNS[field]}__in": texts})
        if field == "state":
            return self._state(texts)
        return self._referring(field, self._ids(field, texts))

    def _ids(self, field: str, texts: list[str]) -> list[int]:
        noun = noun_of(field, self.known) or ""
        ids: set[int] = set()
        for text in texts:
            mine = noun == "member" and text.casefold() == "me"
            ids |= {self.actor.me} if mine else self.found.get((noun, text.casefold()), frozenset())
        return sorted(ids)

    def _state(self, texts: list[str]) -> Q:
        categories = {category for text in texts for category in CATEGORIES.get(text.casefold(), ())}
        named = self._ids("state", [text for text in texts if text.casefold() not in CATEGORIES])
        condition = Q(category__in=sorted(categories)) if categories else Q()
        return condition | Q(state_id__in=named) if named else condition

    def _referring(self, field: str, ids: list[int]) -> Q:
        """Fields whose values are rows."""
        match field:
            case "label":
                return having(ItemLabel, "item_id", label_id__in=ids)
            case "sprint" | "release":
                return having(ItemTimebox, "item_id", timebox_id__in=ids)
            case "watcher":
                return having(Watcher, "item_id", member_id__in=ids)
            case "phase":
                return having(Task, "item_id", phase_id__in=ids)
            case "goal" | "project" | "operation":
                return self._beneath(Kind(field), ids)
            case "blocks" | "affects":
                return self._related(type=RelationType(field), target_id__in=ids)
            case "blocked-by":
                return waiting(self.actor, ids)
            case "threatens":
                reach = Q(target_id__in=ids) | Q(target_id__in=beneath(self.actor, ids))
                return Q(kind=Kind.ISSUE) & self._related(reach, type__in=_BINDING)
        return Q(**{f"{COLUMNS[field]}__in": ids})

    def _beneath(self, kind: Kind, ids: list[int]) -> Q:
        right = visible.items(self.actor).filter(kind=kind, id__in=ids).values_list("id", flat=True)
        return Q(id__in=beneath(self.actor, right))

    def _related(self, *rules: Q, **conditions: Any) -> Q:
        rows = visible.relations(self.actor).filter(*rules, **conditions)
        return Q(id__in=rows.values("source_id"))

    def _is(self, word: str) -> Q:
        living: dict[str, Callable[[], Q]] = {
            "open": lambda: Q(category__in=CATEGORIES["open"]),
            "closed": lambda: Q(category__in=CATEGORIES["closed"]),
            "overdue": lambda: Q(category__in=OPEN, due__lt=self.today),
            "blocked": lambda: Q(category__in=OPEN) & waiting(self.actor),
            "unassigned": lambda: Q(owner=None),
            "private": lambda: Q(private=True),
            "milestone": lambda: having(Task, "item_id", milestone=True),
            "watched": lambda: having(Watcher, "item_id", member_id=self.actor.me),
            "triage": lambda: Q(kind=Kind.ISSUE, category=Category.BACKLOG) & ~self._is("snoozed"),
            "snoozed": lambda: having(Issue, "item_id", snoozed_until__gt=self.look.now),
            "escalated": lambda: Q(category__in=OPEN) & having(Escalation, "item_id"),
            "in-leave": in_leave,
            "owner-left": owner_left,
            "reopened": lambda: having(Issue, "item_id", reopened__gt=0),
        }
        return living[word]()

    def _parts(self) -> Q:
        return Q(Exists(visible.items(self.actor).filter(parent_id=OuterRef("pk"))))

    def _filled(self, field: str) -> Q:
        """Whether a field holds anything."""
        if field.startswith(OWN):
            return own_fields.filled(field)
        if field in COLUMNS and field != "resolution":
            return Q(**{f"{COLUMNS[field]}__isnull": False})
        if field in _RELATED:
            of_issues = Q(kind=Kind.ISSUE) if field == "threatens" else Q()
            return of_issues & self._related(type__in=_RELATED[field])
        match field:
            case "goal" | "project" | "operation":
                kind = visible.items(self.actor).filter(kind=field)
                return Q(id__in=beneath(self.actor, kind.values_list("id", flat=True)))
            case "sprint" | "release":
                return having(ItemTimebox, "item_id", timebox__kind=field)
            case "severity" | "urgency":
                return having(Issue, "item_id", **{f"{field}__isnull": False})
            case "comment" | "phase":
                in_phase = Task.objects.filter(phase__in=phases(self.actor).values("id"))
                rows: Any = in_phase if field == "phase" else visible.comments(self.actor)
                return Q(id__in=rows.values("item_id"))
            case "blocked-by" | "parts":
                return waiting(self.actor) if field == "blocked-by" else self._parts()
        if field in _ROWS:
            return having(_ROWS[field], "item_id")
        return ~Q(**{field: ""})

    def _ordered(self, field: str, op: str, value: Value | Range) -> Q:
        """Fields whose values have an order."""
        if isinstance(value, Range):
            low = self._ordered(field, ">=", value.low) if value.low else Q()
            return low & (self._ordered(field, "<=", value.high) if value.high else Q())
        column = COLUMNS[field]
        if self.known.fields[field].takes in (Takes.DAY, Takes.MOMENT):
            return self._days(column, op, *read.days(value.text, today=self.today))
        amount = read.number(value.text) if self.known.fields[field].takes is Takes.NUMBER else read.minutes(value.text)
        return compared(column, op, amount, amount)

    def _days(self, column: str, op: str, first: Any, last: Any) -> Q:
        if not column.endswith("_at"):
            return compared(column, op, first, last)
        begin, end = start_of(first, self.zone), end_of(last, self.zone)
        match op:
            case "<" | ">=":
                return compared(column, op, begin, begin)
            case "<=":
                return Q(**{f"{column}__lt": end})
            case ">":
                return Q(**{f"{column}__gte": end})
        return Q(**{f"{column}__gte": begin, f"{column}__lt": end})
