"""What a rule would do about events: which it answers, and the acts of each with all that they name filled in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet

from ..access import visible
from ..models import Event, Item, Relation, TeamMember
from ..rules.automation import MOST_TARGETS, Deed, Each, filled, hears
from ..rules.errors import Invalid
from ..rules.words import Priority, RelationType
from ..tongue import joined, say
from .base import Look
from .compile import compiled

_PRIORITIES = tuple(word.value for word in Priority)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A rule, saved or only typed: what it hears, of which items, and what it then does."""

    name: str
    on: Sequence[str]
    fields: Sequence[str]
    query: str
    acts: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Answered:
    """An event that a rule answers, the item it is about, and what is to be done."""

    event: Event
    item: Item
    deeds: tuple[Deed, ...]


def plan(rule: Ruled, events: Iterable[Event], look: Look, *, first: int | None = None) -> list[Answered]:
    """Return what the rule does about these events, in their order: as the asker, and by what he sees now.

    With `first` only that many come with what is to be done.

    The same statements for any number of events: five, and up to three for each act and query. Raises Invalid naming
    `query` or an act's `only`.
    """
    heard = [e for e in events if hears(on=rule.on, fields=rule.fields, type_=e.type, changes=e.changes)]
    if not heard:
        return []
    items = _asked(rule.query, {e.item_id for e in heard}, look, field="query")
    answered = [e for e in heard if e.item_id in items]
    if not answered:
        return []
    full, rest = answered[:first], answered[first:] if first is not None else []
    items_in_full = {e.item_id: items[e.item_id] for e in full}
    targets = [_targets(act, index, items_in_full, look) for index, act in enumerate(rule.acts)]
    around = [one for found in targets for row in found.values() for one in row]
    facts = _Facts(rule, [*items_in_full.values(), *around], look)
    facts.learn_actors(full)
    return [
        *(Answered(e, items[e.item_id], tuple(_deeds(rule, e, items[e.item_id], targets, facts))) for e in full),
        *(Answered(e, items[e.item_id], ()) for e in rest),
    ]


def asked(text: str, look: Look, *, field: str) -> QuerySet[Item]:
    """What a query asks for. Raises Invalid naming the field that the query stands in."""
    try:
        return compiled(text, look).items
    except Invalid as problem:
        raise Invalid(problem.message, field=field, detail=problem.detail) from problem


def _asked(text: str, ids: Iterable[int | None], look: Look, *, field: str) -> dict[int | None, Item]:
    """Those of these items that the asker sees and the query asks for."""
    wanted = [pk for pk in ids if pk is not None]
    rows = asked(text, look, field=field)
    return {row.pk: row for row in rows.filter(pk__in=wanted).select_related("team", "state")}


def _targets(act: Mapping[str, Any], index: int, items: Mapping[int | None, Item], look: Look) -> dict[int, list[Item]]:
    """Item -> those on which the act is done, at most MOST_TARGETS of them."""
    near = _near(Each(act.get("each") or Each.ITEM), items, look)
    ids = {pk for found in near.values() for pk in found}
    known = _asked(str(act.get("only") or ""), ids, look, field=f"acts.{index}.only") if ids else {}
    return {pk: [known[one] for one in sorted(found) if one in known][:MOST_TARGETS] for pk, found in near.items()}


def _near(each: Each, items: Mapping[int | None, Item], look: Look) -> dict[int, set[int]]:
    near: dict[int, set[int]] = defaultdict(set)
    rows = visible.items(look.actor)
    match each:
        case Each.ITEM:
            pairs: Iterable[tuple[int, int | None]] = [(row.pk, row.pk) for row in items.values()]
        case Each.PARENT:
            pairs = [(row.pk, row.parent_id) for row in items.values()]
        case Each.CHILDREN:
            pairs = rows.filter(parent__in=list(items)).values_list("parent_id", "id")
        case Each.DEPENDANTS:
            ties = Relation.objects.filter(type=RelationType.DEPENDS_ON, target__in=list(items))
            pairs = ties.values_list("target_id", "source_id")
    for item, other in pairs:
        near[item] |= {other} if other else set()
    return near


class _Facts:
    """What placeholders stand for, of what the asker may know. Four statements for all items of a plan."""

    def __init__(self, rule: Ruled, items: Sequence[Item], look: Look) -> None:
        self.rule, self.look = rule, look
        parents = {row.parent_id for row in items if row.parent_id}
        self.parents = dict(visible.items(look.actor).filter(pk__in=parents).values_list("id", "key"))
        people = {pk for row in items for pk in (row.owner_id, row.reporter_id) if pk}
        self.people = self._people(people)
        self.leads: dict[int, str] = {}
        teams = visible.teams(look.actor).filter(pk__in={row.team_id for row in items if row.team_id})
        seats = TeamMember.objects.filter(team__in=teams, lead=True, member__active=True).order_by("id")
        for team, email in seats.values_list("team_id", "member__email"):
            self.leads.setdefault(team, email)

    def _people(self, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        rows = visible.members(self.look.actor).filter(pk__in=set(ids))
        return {pk: (email, name) for pk, email, name in rows.values_list("id", "email", "name")}

    def learn_actors(self, events: Iterable[Event]) -> None:
        self.people |= self._people({e.actor_id for e in events if e.actor_id})

    def of(self, item: Item, event: Event, target: Item, name: str) -> str | None:
        """What a placeholder stands for; None for nothing. Raises Invalid for one that does not exist."""
        subject, _, fact = name.partition(".")
        if subject == "item":
            return self._of_item(item, fact, name)
        if subject == "target" and fact in ("key", "title", "owner"):
            return self._of_item(target, fact, name)
        if subject == "event" and fact in ("actor", "actor_name"):
            email, called = self.people.get(event.actor_id or 0, (None, None))
            return email if fact == "actor" else called
        if name == "rule.name":
            return self.rule.name
        raise Invalid(say("there is no {%(name)s}", name=name))

    def _of_item(self, item: Item, fact: str, name: str) -> str | None:
        match fact:
            case "key" | "title" | "kind":
                return str(getattr(item, fact))
            case "state":
                return item.state.name
            case "priority":
                return _PRIORITIES[item.priority]
            case "due":
                return item.due.isoformat() if item.due else None
            case "team":
                return item.team.key if item.team else None
            case "owner" | "reporter":
                return self.people.get(getattr(item, f"{fact}_id") or 0, (None, ""))[0]
            case "parent":
                return self.parents.get(item.parent_id or 0)
            case "lead":
                return self.leads.get(item.team_id or 0)
        raise Invalid(say("there is no {%(name)s}", name=name))


def _deeds(
    rule: Ruled, event: Event, item: Item, targets: Sequence[Mapping[int, list[Item]]], facts: _Facts
) -> Iterable[Deed]:
    for act, found in zip(rule.acts, targets, strict=True):
        for target in found.get(item.pk, ()):
            yield _deed(act, partial(facts.of, item, event, target), target)


def _deed(act: Mapping[str, Any], find: Any, target: Item) -> Deed:
    arguments: dict[str, Any] = {}
    problem = ""
    for name, value in act.get("arguments", {}).items():
        try:
            arguments[name] = filled(value, find)
        except Invalid as refusal:
            arguments[name], problem = value, problem or joined(": ", name, refusal.message)
    return Deed(act["command"], target.key, arguments, problem)
