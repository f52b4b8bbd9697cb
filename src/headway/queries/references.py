"""The names in a query, found among what the actor may know: one statement for each noun that it mentions."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet

from ..access import visible
from ..access.actor import Actor
from ..models import Phase, State
from ..rules.query.fields import CATEGORIES, HOUSE, NONE, OWN, Takes, Vocabulary
from ..rules.query.nodes import Match, Node, Value, atoms, walk
from ..rules.query.refuse import fail
from ..rules.words import Kind
from ..tongue import say, word

Found = Mapping[tuple[str, str], frozenset[int]]
"""(noun, name in small letters) -> ids of rows of that name."""


def _states(actor: Actor) -> QuerySet[State]:
    rows = State.objects.filter(workspace_id=actor.workspace_id)
    return rows if actor.sees_all else rows.filter(Q(team=None) | Q(team__in=visible.teams(actor)))


def phases(actor: Actor) -> QuerySet[Phase]:
    """Return the phases of the projects that the actor may see."""
    return Phase.objects.filter(project__in=visible.items(actor).filter(kind=Kind.PROJECT).values("id"))


_NOUNS: Final[Mapping[str, tuple[Callable[[Actor], QuerySet[Any]], tuple[str, ...], str]]] = {
    "team": (visible.teams, ("key", "name"), word("teams are named by key, such as PAY")),
    "member": (visible.members, ("email", "name"), word("members are named by e-mail address, or me")),
    "label": (visible.labels, ("name",), word("labels are named in full")),
    "state": (_states, ("name",), word("give a state's name, or one of %(categories)s")),
    "sprint": (
        lambda actor: visible.timeboxes(actor).filter(kind="sprint"),
        ("name",),
        word("sprints are named in full"),
    ),
    "release": (
        lambda actor: visible.timeboxes(actor).filter(kind="release"),
        ("name",),
        word("releases are named in full"),
    ),
    "phase": (phases, ("name",), word("phases are named in full")),
    "item": (visible.items, ("key",), word("items are named by key, such as PAY-41")),
}
_NOUN_OF: Final = {"owner": "member", "reporter": "member", "watcher": "member"}


def noun_of(field: str, known: Vocabulary = HOUSE) -> str | None:
    """Return the noun that a field's values name, or None where they name nothing."""
    takes = known.fields[field].takes
    if takes is Takes.KEY:
        return None if field == "key" else "item"
    if takes is not Takes.NAME:
        return None
    return "member" if field.startswith(OWN) else _NOUN_OF.get(field, field)


def resolve(node: Node | None, *, actor: Actor, known: Vocabulary = HOUSE) -> Found:
    """Find every name in the query. Raises Invalid that points at the first which is unknown, or of another kind."""
    wanted: dict[str, set[str]] = defaultdict(set)
    places = list(_places(node, known))
    for _, noun, value in places:
        wanted[noun].add(value.text.casefold())
    found: dict[tuple[str, str], frozenset[int]] = {}
    for noun, names in wanted.items():
        found |= _find(noun, names, actor=actor)
    for field, noun, value in places:
        if (noun, value.text.casefold()) not in found and not (noun == "state" and value.text.casefold() in CATEGORIES):
            what = "item" if noun == "item" else field
            hint = say(_NOUNS[noun][2], categories=", ".join(CATEGORIES))
            facts = {"what": what, "name": repr(value.text), "hint": hint}
            fail(say("there is no %(what)s %(name)s; %(hint)s", **facts), value.position, value.length)
    return found


def _places(node: Node | None, known: Vocabulary) -> Iterable[tuple[str, str, Value]]:
    for leaf in walk(node):
        if isinstance(leaf, Match) and (noun := noun_of(leaf.field, known)):
            for value in atoms(leaf):
                if value.text != NONE and not (noun == "member" and value.text.casefold() == "me"):
                    yield leaf.field, noun, value


def _find(noun: str, names: set[str], *, actor: Actor) -> dict[tuple[str, str], frozenset[int]]:
    rows, columns, _ = _NOUNS[noun]
    if noun == "item":
        condition = Q(key__in=[name.upper() for name in names])
    else:
        condition = Q()
        for name in names:
            for column in columns:
                condition |= Q(**{f"{column}__iexact": name})
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for pk, *given in rows(actor).filter(condition).values_list("id", *columns):
        for name in given:
            found[noun, name.casefold()].add(pk)
    return {key: frozenset(ids) for key, ids in found.items() if key[1] in names}
