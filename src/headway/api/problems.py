"""How a refusal looks on the wire: application/problem+json (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse
from pydantic import BaseModel, ConfigDict

from ..rules.errors import Problem

TYPE = "application/problem+json"


class Malformed(Problem):
    """The request itself cannot be read: its JSON, or a header."""

    code = "malformed"
    status = 400


class NoMethod(Problem):
    """The address exists, but takes other methods."""

    code = "method_not_allowed"
    status = 405


class NoLength(Problem):
    """The body comes without saying how long it is."""

    code = "length_required"
    status = 411


class TooLarge(Problem):
    """The body is longer than the API takes."""

    code = "too_large"
    status = 413


class WrongType(Problem):
    """The body is not JSON."""

    code = "unsupported_media_type"
    status = 415


class Busy(Problem):
    """The database could not be had in time; asking again later may do."""

    code = "busy"
    status = 503


class Failure(Problem):
    """Something in the house broke; its log says what."""

    code = "internal"
    status = 500


class FieldError(BaseModel):
    """What is wrong with one field."""

    field: str | None
    message: str


class ProblemBody(BaseModel):
    """A refusal: `code` is stable, `detail` a sentence for people, `field` the argument that is wrong."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    field: str | None
    errors: list[FieldError]


def body(problem: Problem, *, errors: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Return the problem as the wire has it; `errors` are its parts, where it has more than one."""
    own = {"field": problem.field, "message": problem.message}
    return {
        **problem.detail,
        "type": f"urn:headway:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.message,
        "field": problem.field,
        "errors": [dict(error) for error in errors] or [own],
    }


def answer(problem: Problem, *, errors: Sequence[Mapping[str, Any]] = ()) -> HttpResponse:
    """Return the problem as a response."""
    response = HttpResponse(dumps(body(problem, errors=errors)), status=problem.status, content_type=TYPE)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="headway"'
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = "1"
    return response


def dumps(value: Any) -> bytes:
    """Write JSON; what is not text in UTF-8 stands escaped, so that an echo of bad input is still valid."""
    try:
        return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        return orjson.dumps(_cleaned(value), default=_plain, option=orjson.OPT_NON_STR_KEYS)


def _plain(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return str(value)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {_cleaned(key): _cleaned(one) for key, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list | tuple) else value


def from_errors(found: Sequence[Mapping[str, Any]]) -> tuple[str | None, list[dict[str, Any]]]:
    """Turn pydantic's errors, with locations from the argument on, into ours; return the first field, and all."""
    errors = [{"field": _field(one["loc"]), "message": _message(one)} for one in found]
    first = errors[0]["field"] if errors else None
    return (first.split(".")[0] if first else None), errors


def _field(location: Sequence[Any]) -> str | None:
    return ".".join(str(part) for part in location) or None


def _message(error: Mapping[str, Any]) -> str:
    words = {
        "missing": "this is required" if error["loc"] else "a body is required: a JSON object",
        "extra_forbidden": "there is no such field",
        "model_type": "expected a JSON object",
    }
    return words.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
