"""Options made of the fields of commands and queries, and the values that were given for them."""

import sys
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Union

import click
import orjson
from pydantic import BaseModel
from pydantic.fields import FieldInfo

Values = dict[str, Any]
_METAVARS: Mapping[Any, str] = {
    int: "NUMBER",
    float: "NUMBER",
    date: "YYYY-MM-DD",
    datetime: "YYYY-MM-DDTHH:MMZ",
    str: "TEXT",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field takes: its plain type, whether many of them, whether nothing, and the words to choose from.

    `ref` names what a text stands for (item, member, team …), `about` says it in words.
    """

    type: Any
    many: bool
    nullable: bool
    choices: tuple[str, ...]
    ref: str = ""
    about: str = ""


def shape(annotation: Any) -> Shape:
    """Look through unions with None, annotations and lists."""
    nullable, many, ref, about = False, False, "", ""
    while True:
        origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is Annotated:
            notes = [one for one in inner[1:] if isinstance(one, FieldInfo)]
            ref = next((_ref(one) for one in notes if _ref(one)), ref)
            about = next((one.description for one in notes if one.description), about)
            annotation = inner[0]
        elif origin in (Union, types.UnionType) and type(None) in inner:
            nullable, annotation = True, next(one for one in inner if one is not type(None))
        elif origin in (list, tuple, set, frozenset) and inner:
            many, annotation = True, inner[0]
        else:
            return Shape(annotation, many, nullable, _choices(annotation), ref, about)


def _ref(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    return str(extra.get("ref", "")) if isinstance(extra, dict) else ""


def _choices(annotation: Any) -> tuple[str, ...]:
    if typing.get_origin(annotation) is Literal:
        return tuple(str(one) for one in typing.get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return tuple(one.value for one in annotation)
    return ()


def options(class_: type[BaseModel], *, noun: str) -> list[click.Parameter]:
    """An option for each field. None of them is required here: what is missing is said by the command itself."""
    made: list[click.Parameter] = [_option(name, field, noun=noun) for name, field in class_.model_fields.items()]
    empty = [name for name, field in class_.model_fields.items() if _can_be_emptied(field)]
    if empty and hasattr(class_, "given"):
        kind = click.Choice([_dashed(name) for name in empty])
        made.append(
            click.Option(
                ["--clear", "cleared"], type=kind, multiple=True, metavar="FIELD", help="Empty this field; repeatable."
            )
        )
    return made


def _can_be_emptied(field: FieldInfo) -> bool:
    return not field.is_required() and shape(field.annotation).nullable


def _option(name: str, field: FieldInfo, *, noun: str) -> click.Option:
    found = shape(field.annotation)
    if found.type is bool:
        flag = f"--{_dashed(name)}/--no-{_dashed(name)}"
        return click.Option([flag, name], default=None, help=_help(field, found))
    if typing.get_origin(found.type) is dict:
        return click.Option(
            [f"--{_dashed(name.removesuffix('s'))}", name],
            multiple=True,
            metavar="KEY=VALUE",
            help=f"{_help(field, found)}; repeatable",
        )
    return click.Option(
        [*_spellings(name, found, noun), name],
        type=click.Choice(found.choices, case_sensitive=False) if found.choices else click.STRING,
        metavar=None if found.choices else _metavar(field, found),
        multiple=found.many,
        help=_help(field, found),
    )


def _spellings(name: str, found: Shape, noun: str) -> list[str]:
    names = [f"--{_dashed(name)}"]
    if found.many and name.endswith("s"):
        names.insert(0, f"--{_dashed(name[:-1])}")
    if name == f"{noun}_name":
        names.insert(0, "--name")
    return names


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _metavar(field: FieldInfo, found: Shape) -> str:
    ref = _ref(field) or found.ref
    return ref.upper() if ref else _METAVARS.get(found.type, "TEXT" if found.type is str else "JSON")


def _help(field: FieldInfo, found: Shape) -> str:
    parts = [field.description or found.about]
    if found.many:
        parts.append("repeatable")
    if field.is_required():
        parts.append("required")
    elif field.default not in (None, "", [], False) and not callable(field.default):
        parts.append(f"default: {getattr(field.default, 'value', field.default)}")
    return "; ".join(part for part in parts if part)


def order(class_: type[BaseModel], *, path: str) -> list[str]:
    """The fields that may stand as bare words, in order: those of the route, then the required ones, then `q`."""
    in_path = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    required = [name for name, field in class_.model_fields.items() if field.is_required() and name not in in_path]
    return [*in_path, *required, *(["q"] if "q" in class_.model_fields else [])]


def usage(class_: type[BaseModel], words: Sequence[str]) -> str:
    """How the bare words are shown: KEY STATE [QUERY]."""
    names = {"q": "QUERY"}
    shown = ((names.get(word, word.upper()), class_.model_fields[word].is_required()) for word in words)
    return " ".join(word if required else f"[{word}]" for word, required in shown)


def values(class_: type[BaseModel], given: Mapping[str, Any], *, words: Sequence[str], order: Sequence[str]) -> Values:
    """The fields that were stated, from options and bare words. Raises click.UsageError for a word too many."""
    found = dict(_stated(class_, given))
    free = [name for name in order if name not in found]
    if len(words) > len(free):
        raise click.UsageError(f"{words[len(free)]!r} is one word too many; put text of several words in quotes")
    for name, word in zip(free, words, strict=False):
        found[name] = [word] if shape(class_.model_fields[name].annotation).many else _text(word)
    return found | dict.fromkeys((name.replace("-", "_") for name in given.get("cleared") or ()), None)


def _stated(class_: type[BaseModel], given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, field in class_.model_fields.items():
        value = given.get(name)
        if value is None or value == ():
            continue
        found = shape(field.annotation)
        plain = found.choices or found.type in _METAVARS or found.type is bool
        if typing.get_origin(found.type) is dict:
            yield name, _pairs(name, value)
        elif found.many:
            yield name, [_text(one) if plain else _json(name, one) for one in value]
        else:
            yield name, (_text(value) if plain else _json(name, value))


def _pairs(name: str, given: Sequence[str]) -> Values:
    """KEY=VALUE, any number of them; what follows no sign is nothing, and one key twice is a list."""
    found: Values = {}
    for one in given:
        key, sign, value = one.partition("=")
        if not sign or not key.strip():
            raise click.BadParameter(f"{one!r}: write KEY=VALUE", param_hint=f"--{_dashed(name.removesuffix('s'))}")
        before = found.get(key.strip())
        many = [*before, value] if isinstance(before, list) else [before, value]
        found[key.strip()] = (_text(value) or None) if before is None else many
    return found


def _text(value: Any) -> Any:
    """A value as given; «-» stands for what comes on standard input."""
    return sys.stdin.read() if value == "-" else value


def _json(name: str, value: str) -> Any:
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise click.BadParameter(f"not JSON: {error}", param_hint=f"--{_dashed(name)}") from error
