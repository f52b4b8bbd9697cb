"""How the command line says that something is wrong."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import click
import orjson

from ..rules.errors import Problem

BAD_INPUT = 2
REFUSED = 1
_UNPROCESSABLE = 422


def tell_and_exit(error: Exception, *, as_json: bool) -> NoReturn:
    """Print the error (with `as_json` as one document on standard output) and exit: 2 for bad input, 1 for the rest.

    An error that nobody foresaw is raised again: its trace is worth more than a sentence.
    """
    found = _read(error)
    if found is None:
        raise error
    code, problem, usage = found
    if as_json:
        click.echo(orjson.dumps(problem, default=str).decode())
    else:
        for line in usage:
            click.echo(line, err=True)
    sys.exit(code)


def _read(error: Exception) -> tuple[int, Mapping[str, Any], Sequence[str]] | None:
    if isinstance(error, Problem):
        code = BAD_INPUT if error.status == _UNPROCESSABLE else REFUSED
        return code, error.as_dict(), [f"headway: {_named(error.field, error.message)}", *_changes(error)]
    if isinstance(error, click.exceptions.Exit):
        sys.exit(error.exit_code)
    if isinstance(error, click.Abort):
        return REFUSED, _plain("aborted", "aborted"), ["headway: aborted"]
    if isinstance(error, click.ClickException):
        return error.exit_code, _plain("usage", error.format_message(), _field(error)), _usage(error)
    return _outside(error) or _validation(error)


def _outside(error: Exception) -> tuple[int, Mapping[str, Any], Sequence[str]] | None:
    """What the machine did not give: a file, a folder, the database."""
    from django.db import OperationalError

    if isinstance(error, OSError) and error.filename is not None:
        message = f"{error.filename}: {error.strerror}"
    elif isinstance(error, OperationalError):
        message = f"the database: {' '.join(str(error).split())}"
    else:
        return None
    return REFUSED, _plain("unavailable", message), [f"headway: {message}"]


def _validation(error: Exception) -> tuple[int, Mapping[str, Any], Sequence[str]] | None:
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return None
    errors = [
        {"field": ".".join(map(str, one["loc"])) or None, "message": _sentence(one)}
        for one in error.errors(include_url=False, include_context=False)
    ]
    first = errors[0]
    problem = {**_plain("invalid", str(first["message"]), first["field"]), "errors": errors}
    return BAD_INPUT, problem, [f"headway: {_named(one['field'], str(one['message']))}" for one in errors]


def _sentence(error: Mapping[str, Any]) -> str:
    words = {"missing": "this is required", "extra_forbidden": "there is no such field"}
    said = words.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
    return said if error["type"] == "missing" else f"{said} (given: {str(error['input'])[:80]!r})"


def _named(field: str | None, message: str) -> str:
    return f"{field}: {message}" if field else message


def _changes(error: Problem) -> list[str]:
    """What happened since, where the author's version is stale."""
    return [f"  {one['at']} {one['by'] or '-'} {one['type']}" for one in error.detail.get("changed", ())]


def _plain(code: str, message: str, field: str | None = None) -> dict[str, Any]:
    return {"code": code, "message": message, "field": field}


def _field(error: click.ClickException) -> str | None:
    parameter = getattr(error, "param", None)
    return getattr(error, "option_name", None) or (parameter.name if parameter is not None else None)


def _usage(error: click.ClickException) -> list[str]:
    context = getattr(error, "ctx", None)
    lines = [f"headway: {error.format_message()}"]
    if context is not None:
        lines.append(f"Try: {context.command_path} --help")
    return lines
