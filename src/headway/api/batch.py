"""Many commands in one request and one transaction."""

from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Body, NinjaAPI
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..commands import Command, catalogue, run_many
from ..rules.errors import Invalid, Problem
from . import described, problems
from .reading import check_query, idempotency_key
from .replies import written

LIMIT: Final = 500


class Entry(BaseModel):
    """One command by its name, with its arguments: those of its path and those of its body alike."""

    model_config = ConfigDict(extra="forbid")

    command: str = Field(description="such as item.create", max_length=60)
    arguments: dict[str, Any]


class Batch(BaseModel):
    """Commands to run in order. With `skip_bad` those that are refused are left out; else one undoes all."""

    model_config = ConfigDict(extra="forbid")

    commands: list[Entry] = Field(min_length=1, max_length=LIMIT)
    skip_bad: bool = False


class Result(BaseModel):
    """What became of one command: its answer, or why it was refused."""

    answer: dict[str, Any] | None
    problem: problems.ProblemBody | None


class Results(BaseModel):
    """What became of the commands, in their order."""

    done: int
    refused: int
    results: list[Result]


def add(api: NinjaAPI) -> None:
    """Make the operation known."""
    refusals = described.refusals(400, 401, 403, 404, 405, 409, 411, 413, 415, 422, 503)
    decorate = api.post(
        "/batch",
        operation_id="batch",
        url_name="batch",
        tags=["batch"],
        summary="Run up to 500 commands in one transaction",
        description=f"{Batch.__doc__}\n\nNeeds the roles and scopes of all of its commands.",
        response={200: Results},
        openapi_extra={"parameters": [described.KEY], "responses": refusals},
    )
    decorate(_batch)


def _batch(request: HttpRequest, what: Body[Batch]) -> HttpResponse:
    check_query(request, known=())
    read = [_read(entry, position) for position, entry in enumerate(what.commands)]
    bad = [one for one in read if isinstance(one, Problem)]
    if bad and not what.skip_bad:
        raise bad[0]
    outcome = iter(_run([one for one in read if isinstance(one, Command)], request, skip_bad=what.skip_bad))
    results = [_result(one if isinstance(one, Problem) else next(outcome)) for one in read]
    refused = sum(one["problem"] is not None for one in results)
    told = {"done": len(results) - refused, "refused": refused, "results": results}
    return written(told, status=200, versioned=False)


def _run(commands: list[Command], request: HttpRequest, *, skip_bad: bool) -> list[Any]:
    key, actor = idempotency_key(request), request.auth  # type: ignore[attr-defined]
    try:
        return list(run_many(commands, actor=actor, now=datetime.now(UTC), skip_bad=skip_bad, key=key))
    except Problem as problem:
        position = problem.detail.get("index")
        if position is not None:
            problem.field = f"commands.{position}.arguments.{problem.field}"
        raise


def _read(entry: Entry, position: int) -> Command | Problem:
    """Return the command that an entry means, or what is wrong with it."""
    cls = catalogue().get(entry.command)
    at = f"commands.{position}"
    if cls is None:
        return Invalid(f"there is no command {entry.command!r}", field=f"{at}.command")
    try:
        return cls.model_validate(entry.arguments)
    except ValidationError as error:
        _, errors = problems.from_errors(error.errors(include_url=False, include_input=False))
        first = errors[0]
        return Invalid(first["message"], field=f"{at}.arguments.{first['field']}")


def _result(outcome: Any) -> dict[str, Any]:
    if isinstance(outcome, Problem):
        return {"answer": None, "problem": problems.body(outcome)}
    return {"answer": outcome, "problem": None}
