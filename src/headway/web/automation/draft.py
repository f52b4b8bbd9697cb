"""A rule as it stands in its form: read from what was typed, or from a rule, and turned into what a command takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Protocol

from ...commands import Command
from ...commands.automation import actable, numbered, target_field
from ...rules.automation import MOST_ACTS, Each
from ...tongue import said, word
from ..act import words
from ..act.schema import Shape, shapes

COMMON: Final[Mapping[str, str]] = {
    "item.update": word("Change its fields"),
    "item.move": word("Move it into a state"),
    "comment.add": word("Comment on it"),
    "item.watch": word("Have somebody follow it"),
    "item.create": word("Create an item"),
    "relation.add": word("Relate it to another item"),
    "issue.assign": word("Give an issue to whose turn it is"),
    "checklist.add": word("Add a step to its checklist"),
}
"""What rules mostly do; all other commands are named by their own documentation."""
_FIRST: Final = ("state", "title", "kind", "owner", "priority", "team", "due", "labels", "severity", "parent", "body")


class Posted(Protocol):
    """The fields of a form."""

    def get(self, name: str, default: str, /) -> Any:
        """The value of a field."""

    def getlist(self, name: str, /) -> Sequence[Any]:
        """Its values."""


@dataclass(slots=True)
class DraftAct:
    """An act as typed."""

    command: str = ""
    each: str = Each.ITEM.value
    only: str = ""
    arguments: dict[str, str] = field(default_factory=dict)

    def taken(self) -> dict[str, Any]:
        """What a command takes for it."""
        cls = actable().get(self.command)
        shown = shapes(cls) if cls else {}
        given = {name: _value(shown.get(name), text) for name, text in self.arguments.items() if text.strip()}
        return {"command": self.command, "each": self.each, "only": self.only, "arguments": given}

    def filled(self, shown: Sequence[Shape]) -> bool:
        """Whether one of these fields is filled in."""
        return any(self.arguments.get(one.name) for one in shown)

    @property
    def asks(self) -> list[Shape]:
        """The fields of its command that can be filled in, the usual ones first."""
        cls = actable().get(self.command)
        return list(_asks(cls)) if cls else []


@cache
def _asks(cls: type[Command]) -> tuple[Shape, ...]:
    left_out = {target_field(cls), *numbered(cls)}
    usual = {name: place for place, name in enumerate(_FIRST)}
    shown = [one for name, one in shapes(cls).items() if name not in left_out]
    return tuple(sorted(shown, key=lambda one: (not one.required, usual.get(one.name, len(usual)))))


def _value(shape: Shape | None, text: str) -> Any:
    if shape is not None and shape.type == "array":
        return [one.strip() for one in text.split(",") if one.strip()]
    return text.strip()


@dataclass(slots=True)
class Draft:
    """A rule as typed."""

    rule_name: str = ""
    on: list[str] = field(default_factory=list)
    fields: str = ""
    query: str = ""
    acts: list[DraftAct] = field(default_factory=list)

    def taken(self) -> dict[str, Any]:
        """What `rule.create` takes for it."""
        fields = [one.strip() for one in self.fields.split(",") if one.strip()]
        acts = [one.taken() for one in self.acts]
        return {"rule_name": self.rule_name, "on": self.on, "fields": fields, "query": self.query, "acts": acts}


def typed(post: Posted) -> Draft:
    """Read a draft off a form."""
    stated = _said(post, "count")
    count = int(stated) if stated.isdecimal() and len(stated) < 4 else 0
    return Draft(
        rule_name=_said(post, "rule_name"),
        on=[str(one) for one in post.getlist("on")],
        fields=_said(post, "fields"),
        query=_said(post, "query"),
        acts=[_typed_act(post, f"a{n}.") for n in range(min(count, MOST_ACTS))],
    )


def _said(post: Posted, name: str) -> str:
    return str(post.get(name, "")).strip()


def _typed_act(post: Posted, at: str) -> DraftAct:
    act = DraftAct(_said(post, f"{at}command"), _said(post, f"{at}each") or Each.ITEM.value, _said(post, f"{at}only"))
    act.arguments = {one.name: _said(post, f"{at}{one.name}") for one in act.asks}
    return act


def drafted(given: Mapping[str, Any]) -> Draft:
    """Return the draft of a rule: of an example, or of one that is saved."""
    acts = [
        DraftAct(
            one["command"],
            one.get("each", Each.ITEM.value),
            one.get("only", ""),
            {name: _text(value) for name, value in one["arguments"].items()},
        )
        for one in given["acts"]
    ]
    return Draft(given["rule_name"], list(given["on"]), ", ".join(given["fields"]), given["query"], acts)


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def label(name: str) -> str:
    """What an argument is called."""
    return words.label(name)


@cache
def does() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What a rule can do: (words, ((command, words), …)), the usual first."""
    usable = actable()
    usual = tuple((name, says) for name, says in COMMON.items() if name in usable)
    rest = tuple((name, _says(cls)) for name, cls in usable.items() if name not in COMMON)
    return ((word("Mostly"), usual), (word("Everything else"), rest))


def _says(cls: type[Command]) -> str:
    return (cls.__doc__ or cls.name).strip().partition("\n")[0].partition(":")[0].rstrip(".")


def says(command: str) -> str:
    """A command in words."""
    cls = actable().get(command)
    return said(COMMON.get(command) or (_says(cls) if cls else command))
