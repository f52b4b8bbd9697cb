"""A form for any command of the catalogue: its fields, their values and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ...commands import Command
from ...commands.run import new_key
from ...rules.errors import Problem, Stale
from ...tongue import say
from ..fields import Field
from ..page import Visit
from . import own, words, words_scenarios
from .choices import choices
from .present import present
from .schema import Shape, path_fields, shapes
from .values import shown

FIXED: Final = ("of", "only")


@dataclass(slots=True, kw_only=True)
class Form:
    """What act.html draws. `fixed` are hidden, `was` what the author saw of the fields, `changed` what others did."""

    command: str
    title: str
    button: str
    about: str
    danger: bool
    fields: list[Field]
    fixed: dict[str, Any]
    was: dict[str, Any]
    kind: str
    next: str
    seen: str = ""
    notice: str = ""
    facts: str = ""
    changed: list[Mapping[str, Any]] = field(default_factory=list)
    front: tuple[str, ...] = ()
    idempotency: str = field(default_factory=new_key)


def build(
    visit: Visit,
    command: type[Command],
    given: Mapping[str, Any],
    *,
    next_: str,
    was: Mapping[str, Any] | None = None,
    seen: str = "",
    errors: Mapping[str, str] | None = None,
) -> Form:
    """Return the form of a command; `given` are values from the address or from what was typed before."""
    now = present(visit, command.name, given)
    kind = str(given.get("kind") or now.get("kind") or "")
    names = list(shapes(command))
    fixed = {name: given[name] for name in names if name in path_fields(command) and given.get(name)}
    if command.name in ("item.create", "timebox.add", "state.add") and given.get("kind"):
        fixed["kind"] = kind
    if command.name == "check_in.add" and given.get("key_result"):
        fixed["key_result"] = given["key_result"]
    fixed |= {name: given[name] for name in (*FIXED, *words_scenarios.GIVEN.get(command.name, ())) if given.get(name)}
    fixed |= {"keys": given["keys"]} if "keys" in names and given.get("keys") else {}
    shown_names = [name for name in words.layout(command.name, kind, names) if name not in fixed]
    if only := str(given.get("only") or ""):
        shown_names = [name for name in only.split(",") if name in names]
    mine = _own(visit, command, kind, {**now, **given}, errors or {})
    seen_now = was if was is not None else _was(command, now, shown_names)
    made = Form(
        command=command.name,
        title=words.title(command.name, {"kind": kind, **given, "count": str(given.get("keys", "")).count(",") + 1}),
        button=words.button(command.name),
        about=words.about(command.__doc__),
        danger=command.name.partition(".")[2] in words.DANGER,
        fields=[_field(visit, shapes(command)[n], {**now, **given}, kind, errors or {}) for n in shown_names] + mine,
        fixed=fixed,
        was=dict(seen_now) | ({} if was is not None else _seen(mine, now)),
        kind=kind,
        front=() if given.get("only") else words.front(command.name, kind),
        next=next_,
        seen=seen or str(now.get("seen") or ""),
        facts=str(now.get("facts") or ""),
    )
    for one in made.fields:
        one.hint = one.hint or words.hint(one.name, command.name)
    made.notice = "; ".join(m for n, m in (errors or {}).items() if n not in {f.name for f in made.fields})
    return made


def _own(
    visit: Visit, command: type[Command], kind: str, values: Mapping[str, Any], errors: Mapping[str, str]
) -> list[Field]:
    """The organisation's own fields, on the forms of items."""
    if "fields" not in shapes(command):
        return []
    return own.fields(visit, kind=kind, values=values, errors=errors, only=str(values.get("only") or ""))


def _seen(mine: list[Field], now: Mapping[str, Any]) -> dict[str, str]:
    return {one.name: str(now[one.name]) for one in mine if one.name in now}


def _was(command: type[Command], now: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    currency = str(now.get("currency") or "")
    return {name: shown(shapes(command)[name], now[name], currency=currency) for name in names if name in now}


def _field(visit: Visit, shape: Shape, values: Mapping[str, Any], kind: str, errors: Mapping[str, str]) -> Field:
    value = shown(shape, values.get(shape.name, shape.default), currency=str(values.get("currency") or ""))
    listed = choices(visit, shape, kind=kind, team=str(values.get("team") or ""), value=value)
    return Field(
        name=shape.name,
        label=words.label(shape.name),
        value=value,
        widget=shape.widget,
        required=shape.required,
        hint=words.hint(shape.name),
        error=errors.get(shape.name, ""),
        choices=listed,
        ref=shape.ref,
    )


def tell_stale(form: Form, problem: Stale) -> None:
    """Have a form say what others changed meanwhile, and let its author save on top of it."""
    form.seen = str(problem.detail.get("version", ""))
    form.changed = [
        {"by": one["by"] or say("Somebody"), "fields": [words.label(name) for name in one["changes"]], "at": one["at"]}
        for one in problem.detail.get("changed", ())
    ]
    form.notice = say("This has changed since you read it. What you typed is kept; save again to put it on top.")


def field_errors(problem: Problem) -> dict[str, str]:
    """Return where a refusal belongs: beside its field, or above the form."""
    return {problem.field or "": problem.message}
