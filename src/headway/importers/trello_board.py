"""The parts of a Trello board that its cards refer to: lists, members, labels, checklists, custom fields."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..rules.words import Category
from ..tongue import say
from . import vocabulary
from .reading import Node, Wrong, describe
from .records import Person, State


@dataclass(frozen=True, slots=True)
class Board:
    """One board: its name and key, and everything by id; `actions` by card, oldest first."""

    key: str
    name: str
    lists: dict[str, State]
    people: dict[str, Person]
    labels: dict[str, str]
    checklists: dict[str, list[Node]]
    custom: dict[str, Node]
    actions: dict[str, list[Node]]


def board(node: Node) -> Board:
    """Return what a board's document holds beside its cards. Raises Wrong naming the field."""
    name = node.get("name").words()
    people = {ref: _person(each, ref) for ref, each in _by_id(node.get("members")).items()}
    actions: dict[str, list[Node]] = {}
    for each in sorted(node.get("actions").items(), key=lambda each: each.get("date").required_moment()):
        creator = each.get("memberCreator")
        if creator and (ref := creator.get("id").text()):
            people.setdefault(ref, _person(creator, ref))
        if card := each.at("data", "card", "id").text():
            actions.setdefault(card, []).append(each)
    return Board(
        key=vocabulary.project_key(name),
        name=name,
        lists=_states(node.get("lists")),
        people=people,
        labels={ref: _label(each) for ref, each in _by_id(node.get("labels")).items()},
        checklists=_checklists(node.get("checklists")),
        custom=_by_id(node.get("customFields")),
        actions=actions,
    )


def born(ref: str, path: str) -> datetime:
    """Return when a thing was made: the first eight hexadecimal digits of a Trello id are seconds since 1970."""
    try:
        return datetime.fromtimestamp(int(ref[:8], 16), UTC)
    except (ValueError, OverflowError, OSError):
        raise Wrong(path, say("expected an id of 24 hexadecimal digits, found %(ref)s", ref=describe(ref))) from None


def archived(state: State, *, complete: bool) -> State:
    """Return the state of an archived card: done if it was, else dropped."""
    done = complete or state.category is Category.DONE
    ref, name = ("archived-done", "archived, done") if done else ("archived", "archived")
    return State(f"{state.ref}/{ref}", f"{state.name} ({name})", Category.DONE if done else Category.DROPPED)


def value(item: Node, field: Node) -> tuple[str, Any]:
    """Return (name, plain value) of a custom field on a card."""
    name = field.get("name").text() or item.get("idCustomField").words()
    chosen = item.get("idValue").text()
    if chosen:
        options = _by_id(field.get("options"))
        return name, options[chosen].at("value", "text").text() if chosen in options else chosen
    told = item.get("value")
    if told.get("checked"):
        return name, told.get("checked").text() == "true"
    return name, next((told.get(kind).value for kind in ("text", "number", "date") if told.get(kind)), None)


def tasks(checklists: list[Node]) -> str:
    """Return checklists as Markdown task lists, each under its name."""
    parts = []
    for each in checklists:
        items = sorted(each.get("checkItems").items(), key=_position)
        lines = [
            f"- [{'x' if item.get('state').text() == 'complete' else ' '}] {item.get('name').words()}" for item in items
        ]
        parts.append("\n".join([f"### {each.get('name').text() or 'Checklist'}", "", *lines]))
    return "\n\n".join(parts)


def _by_id(nodes: Node) -> dict[str, Node]:
    return {each.get("id").words(): each for each in nodes.items()}


def _position(node: Node) -> float:
    found = node.get("pos").value
    return float(found) if isinstance(found, int | float) else 0.0


def _states(nodes: Node) -> dict[str, State]:
    """Return a state for every list; of lists of the same name, the later ones carry the end of their id."""
    found: dict[str, State] = {}
    names: set[str] = set()
    for ref, each in _by_id(nodes).items():
        name = each.get("name").words()
        shown = name if vocabulary.fold(name) not in names else f"{name} {ref[-4:]}"
        names.add(vocabulary.fold(name))
        found[ref] = State(ref, shown, vocabulary.category(name))
    return found


def _person(node: Node, ref: str) -> Person:
    username = node.get("username").text()
    return Person(ref=ref, name=node.get("fullName").text() or username or ref, username=username)


def _label(node: Node) -> str:
    return node.get("name").text() or node.get("color").text() or node.get("id").words()


def _checklists(nodes: Node) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for each in sorted(nodes.items(), key=_position):
        found.setdefault(each.get("idCard").text() or "", []).append(each)
    return found
