"""What happened in a stretch of the log, for each of many readers: what their open pages must fetch anew.

Readers who see the same share one look at the database: all owners and admins one, and all members (or guests) with
the same teams one more. Only for items that this does not show them, private ones, are single readers asked for.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..access import visible
from ..access.actor import Actor
from ..events.types import REFERENCES
from ..models import Event, Item
from ..rules.words import Role

STEP: Final = 2000
MANY: Final = 200
_ACCESS: Final = frozenset({"member", "membership", "team"})


@dataclass(frozen=True, slots=True)
class Change:
    """What a reader's pages should know: the items and the nouns touched, up to the event `seq`.

    With `many` the items are too numerous to be named.
    """

    seq: int
    keys: tuple[str, ...]
    nouns: tuple[str, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One event: its number, the noun it is about, its item, and the items that it mentions besides."""

    seq: int
    noun: str
    item: int | None
    others: frozenset[int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The events of a workspace after one number, up to and including another."""

    facts: tuple[Fact, ...]
    keys: Mapping[int, str]
    upto: int

    @property
    def changes_access(self) -> bool:
        """Whether what somebody may see can have changed with it."""
        return any(fact.noun in _ACCESS for fact in self.facts)


def stretch(*, workspace_id: int, after: int, upto: int) -> Stretch:
    """Read at most STEP events; `upto` of the answer says how far it got. Two statements."""
    rows = Event.objects.filter(workspace=workspace_id, seq__gt=after, seq__lte=upto).order_by("seq")
    facts = tuple(_fact(*row) for row in rows.values_list("seq", "type", "item_id", "changes")[:STEP])
    ids = {fact.item for fact in facts if fact.item} | {pk for fact in facts for pk in fact.others}
    keys = dict(Item.objects.filter(pk__in=ids).values_list("id", "key"))
    return Stretch(facts=facts, keys=keys, upto=facts[-1].seq if len(facts) == STEP else upto)


def _fact(seq: int, type_: str, item: int | None, changes: dict[str, list[int | None]]) -> Fact:
    named = (changes[name] for name in changes if REFERENCES.get(name) == "item")
    others = frozenset(pk for pair in named for pk in pair if isinstance(pk, int)) - {item or 0}
    return Fact(seq, type_.split(".")[0], item, others)


def for_readers(found: Stretch, *, actors: Iterable[Actor]) -> dict[Actor, Change | None]:
    """Return what each reader is told of it; None for one who may see nothing of it."""
    classes: dict[Actor, list[Actor]] = {}
    for actor in set(actors):
        classes.setdefault(_class(actor), []).append(actor)
    told: dict[Actor, Change | None] = {}
    for class_, members in classes.items():
        told |= _for_class(found, class_=class_, members=members)
    return told


def _class(actor: Actor) -> Actor:
    """Everybody who sees the same but for the items in which he himself is involved."""
    # Teams open items to guests alone; for members only the private ones they are not in count.
    teams = actor.teams if actor.role is Role.GUEST else frozenset()
    return replace(actor, member_id=None, teams=teams, via="live", scopes=frozenset())


def _for_class(found: Stretch, *, class_: Actor, members: list[Actor]) -> dict[Actor, Change | None]:
    if class_.sees_all:
        return dict.fromkeys(members, _change(found, seen=None))
    seen = _visible(class_, found.keys)
    told: dict[Actor, Change | None] = dict.fromkeys(members, _change(found, seen=seen))
    hidden = found.keys.keys() - seen
    involved = visible.involved(hidden) if hidden else set()
    for actor in members:
        if actor.member_id in involved:
            told[actor] = _change(found, seen=seen | _visible(actor, hidden))
    return told


def _visible(actor: Actor, ids: Collection[int]) -> set[int]:
    """Which of these items the actor may see, or could until they went into the bin."""
    living = set(visible.items(actor).filter(pk__in=ids).values_list("id", flat=True))
    rest = set(ids) - living
    binned = visible.items(actor, deleted=True).filter(pk__in=rest).values_list("id", flat=True) if rest else ()
    return living | set(binned)


def _change(found: Stretch, *, seen: set[int] | None) -> Change | None:
    """The facts that concern items in `seen`; all facts where that is None."""
    facts = [fact for fact in found.facts if seen is None or fact.item in seen]
    if not facts:
        return None
    ids = {fact.item for fact in facts if fact.item} | {pk for fact in facts for pk in fact.others}
    keys = sorted({found.keys[pk] for pk in ids if pk in found.keys and (seen is None or pk in seen)})
    many = len(keys) > MANY
    return Change(facts[-1].seq, () if many else tuple(keys), tuple(sorted({fact.noun for fact in facts})), many)


def missed(*, actor: Actor, after: int, upto: int) -> list[Change]:
    """What a reader missed who was away after an event. Beyond the last 5 * STEP events it is told as `many`."""
    begin = max(after, upto - 5 * STEP)
    changes = []
    older = visible.events(actor).filter(seq__gt=after, seq__lte=begin)
    if begin > after and older.exists():
        changes.append(Change(begin, (), ("item",), many=True))
    while begin < upto:
        found = stretch(workspace_id=actor.workspace_id, after=begin, upto=upto)
        changes += [one for one in for_readers(found, actors=[actor]).values() if one is not None]
        begin = found.upto
    return changes
