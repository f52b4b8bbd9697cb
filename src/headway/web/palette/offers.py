"""What one may do: the commands of the catalogue whose form makes sense from anywhere, upon an item, or upon many."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urlencode

from ... import commands
from ...queries.lists import StateRow
from ...queries.rows import ItemRow
from ...rules.words import Kind, Role
from ...tongue import SOURCE, said, say, spoken, word
from ..act import words
from ..act.schema import path_fields, shapes
from ..icons import CATEGORIES, KINDS
from ..moves import Lifecycles
from ..page import Visit
from .entries import Entry
from .wording import DANGEROUS, EVERYWHERE, ICONS, MANY, NOT_HERE, ONE, Gesture

NAMED_BY: Final[Mapping[str, tuple[Kind, ...]]] = {
    "key": tuple(Kind),
    "source": tuple(Kind),
    "goal": (Kind.GOAL,),
    "project": (Kind.PROJECT,),
    "operation": (Kind.OPERATION,),
}
"""The fields by which a command says upon which item it acts, and what kinds such an item has."""


@dataclass(frozen=True, slots=True)
class Upon:
    """A command upon an item: the field that names the item, and the kinds that it takes."""

    name: str
    field: str
    kinds: tuple[Kind, ...]


@cache
def from_anywhere() -> tuple[str, ...]:
    """Return the commands that need nothing but what their form asks for."""
    return tuple(
        name
        for name, command in commands.catalogue().items()
        if not path_fields(command) and not _is_elsewhere(name) and "keys" not in shapes(command)
    )


@cache
def upon_items() -> tuple[Upon, ...]:
    """Return the commands that act upon one item."""
    found = []
    for name, command in commands.catalogue().items():
        named = path_fields(command)
        if len(named) == 1 and (field := next(iter(named))) in NAMED_BY and not _is_elsewhere(name):
            noun = name.partition(".")[0]
            found.append(Upon(name, field, (Kind(noun),) if noun in list(Kind) else NAMED_BY[field]))
    return tuple(found)


def _is_elsewhere(name: str) -> bool:
    return name in NOT_HERE or name.partition(".")[0] in NOT_HERE


def anywhere(visit: Visit, *, keep: str) -> Iterator[Entry]:
    """Yield what can be done from any page; `keep` is the address that a saved view would lead to, if it may."""
    for one in EVERYWHERE:
        if _may(visit, one) and (one.command != "view.save" or keep):
            more = {"address": keep} if one.command == "view.save" else {}
            yield _entry(one, {**one.given, **more}, section="Commands")
    told = {one.command for one in EVERYWHERE}
    for name in from_anywhere():
        if name not in told and visit.may(name):
            yield _entry(_plain(name, {}), {}, section="Commands")


def _may(visit: Visit, one: Gesture) -> bool:
    """A guest reports issues; the other kinds are not his to make."""
    theirs = one.command != "item.create" or visit.actor.role is not Role.GUEST or one.given.get("kind") == "issue"
    return theirs and visit.may(one.command)


def upon(visit: Visit, row: ItemRow, states: Iterable[StateRow]) -> Iterator[Entry]:
    """Yield what can be done with an item, the most frequent first."""
    kind = Kind(row.kind)
    able = {one.name: one for one in upon_items() if kind in one.kinds and visit.may(one.name)}
    for one in ONE:
        if (one.kinds and kind not in one.kinds) or row.category not in one.when:
            continue
        if one.command == "item.create" and visit.may("item.update"):
            yield _entry(one, {**one.given, "parent": row.key}, section="On")
        elif one.command in able:
            yield _entry(one, {able[one.command].field: row.key, **one.given}, section="On")
    if "item.move" in able:
        yield from _moves(row, states)
    told = {one.command for one in ONE}
    for name, field in ((one.name, one.field) for one in able.values() if one.name not in told):
        yield _entry(_plain(name, {field: row.key}), {field: row.key}, section="On")


def _moves(row: ItemRow, states: Iterable[StateRow]) -> Iterator[Entry]:
    for state in Lifecycles(states).of(row).states:
        to = Gesture(
            "item.move",
            say("Move to %(state)s", state=state.name),
            icon=CATEGORIES[state.category],
            also=state.category,
        )
        yield _entry(to, {"key": row.key, "state": state.name}, section="On")


def upon_many(visit: Visit, keys: list[str]) -> Iterator[Entry]:
    """Yield what can be done with several items in one act."""
    for one in MANY:
        if visit.may(one.command):
            yield _entry(one, {"keys": ",".join(keys), **one.given}, section="On")


def _plain(name: str, given: Mapping[str, str]) -> Gesture:
    """A command that has no words of its own here, in those of its form."""
    return Gesture(name, words.title(name, given).rstrip("?").replace("_", " "))


def _also(one: Gesture, command: str) -> str:
    """Other words that mean it; who reads another language may use the English ones, too."""
    own = () if spoken() == SOURCE else (said(one.also), one.words)
    change = said(word("change")) if "only" in one.given and one.command == "item.update" else ""
    return " ".join(filter(None, (*own, one.also, change, command.replace("_", " "))))


def _entry(one: Gesture, given: Mapping[str, str], *, section: str) -> Entry:
    noun, _, verb = one.command.partition(".")
    query = urlencode(given, safe=",")
    return Entry(
        section=section,
        label=f"{said(one.words)} …",
        href=f"/act/{one.command}{'?' if query else ''}{query}",
        icon=one.icon or KINDS.get(one.given.get("kind", "")) or ICONS.get(verb) or ICONS.get(noun) or "arrow-right",
        also=_also(one, f"{noun} {verb}"),
        keys=one.keys,
        kind="danger" if verb in DANGEROUS else "",
        dialog=True,
    )
