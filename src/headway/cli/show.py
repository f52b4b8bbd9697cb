"""Printing answers: one JSON document, or lines and tables for people."""

import sys
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final

import click
import orjson

IN_BRIEF: Final = ("id", "key", "kind", "type", "title", "name", "email", "state", "owner", "team", "due", "priority")
"""What a list of rows with a key or a title shows; --json has the rest."""
_NAMES: Final = ("sentence", "key", "name", "email", "title", "id", "evidence")


def answer(value: Any, *, as_json: bool) -> None:
    """Print what a command or query answered."""
    if as_json:
        click.echo(orjson.dumps(value, default=_plain).decode())
    elif _rows(value) is not None:
        table(_rows(value) or ())
        _more(value)
    elif is_dataclass(value) and len(fields(value)) == 1:
        click.echo(_cell(getattr(value, fields(value)[0].name)))
    else:
        _lines(value, indent="")


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, set | frozenset) else str(value)


def _rows(value: Any) -> Sequence[Any] | None:
    found = getattr(value, "rows", value)
    return found if isinstance(found, list | tuple) else None


def _more(value: Any) -> None:
    if getattr(value, "next", None):
        click.echo(f"There are more: --cursor {value.next}", err=True)


def table(rows: Sequence[Any]) -> None:
    """Print rows in columns; nothing for no rows, as a list of nothing is empty."""
    if not rows:
        if sys.stderr.isatty():
            click.echo("Nothing there.", err=True)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    names = _columns(rows)
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        shown.add_column(name.replace("_", " "), overflow="fold" if name in ("title", "name") else "ellipsis")
    for row in rows:
        shown.add_row(*(Text(_cell(_get(row, name))) for name in names))
    Console(width=None if sys.stdout.isatty() else 200).print(shown)


def _columns(rows: Sequence[Any]) -> list[str]:
    names = list(rows[0]) if isinstance(rows[0], dict) else _names(rows[0])
    if "key" in names and "title" in names:
        names = [name for name in IN_BRIEF if name in names]
    return [name for name in names if any(_get(row, name) not in (None, "", (), []) for row in rows)] or names[:1]


def _names(row: Any) -> list[str]:
    return [one.name for one in fields(row)] if is_dataclass(row) else ["value"]


def _get(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row.get(name)
    return getattr(row, name) if is_dataclass(row) else row


def _cell(value: Any) -> str:
    """A value in few words: of something with a name its name, of many all."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_cell(one) for one in value)
    if is_dataclass(value):
        return next((str(getattr(value, name)) for name in _NAMES if getattr(value, name, None)), str(value))
    return str(value)


def _lines(value: Any, *, indent: str) -> None:
    """Print what something is, a line for each field; what stands within it is indented."""
    facts = value if isinstance(value, dict) else {name: _get(value, name) for name in _names(value)}
    for name, one in facts.items():
        label = str(name).replace("_", " ")
        if one in (None, "", (), []):
            continue
        if is_dataclass(one) or isinstance(one, dict):
            click.echo(f"{indent}{label}:")
            _lines(one, indent=indent + "  ")
        elif isinstance(one, list | tuple) and is_dataclass(one[0]):
            click.echo(f"{indent}{label}:")
            for row in one:
                click.echo(f"{indent}  {_summary(row)}")
        else:
            click.echo(f"{indent}{label}: {_cell(one)}")


def _summary(row: Any) -> str:
    cells = (_cell(getattr(row, one.name)) for one in fields(row))
    return "  ".join(cell for cell in cells if cell)
