"""The API as a whole: the operations of the two catalogues, their refusals, their description."""

import logging
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as BadArguments
from pydantic import ValidationError

from .. import __version__
from ..commands import catalogue as commands
from ..insights import catalogue as queries
from ..rules.errors import Invalid, Problem, Unauthenticated
from . import batch, described, problems
from .auth import Bearer, Session
from .operations import add_command, add_query
from .reading import LIMIT, StrictParser

_log = logging.getLogger("headway.api")


@cache
def api() -> NinjaAPI:
    """Return the API, made once."""
    made = NinjaAPI(
        title="Headway",
        version=__version__,
        description="Everything that can be done and asked in Headway. See docs/api.md.",
        urls_namespace="api",
        docs_url=None,
        openapi_url=None,
        auth=[Bearer(), Session()],
        parser=StrictParser(),
    )
    # Fixed words before fields: /items/count is not the item «count».
    adders = [(cls.route[1], partial(add_command, made, cls)) for cls in commands().values()]
    adders += [(cls.route, partial(add_query, made, cls)) for cls in queries().values()]
    for _, add in sorted(adders, key=lambda pair: (pair[0].count("{"), pair[0])):
        add()
    batch.add(made)
    _refusals(made)
    return made


def _refusals(made: NinjaAPI) -> None:
    handlers: dict[type[Exception], Any] = {
        Problem: lambda request, error: problems.answer(error),
        BadArguments: lambda request, error: _bad(_located(error.errors)),
        ValidationError: lambda request, error: _bad(error.errors(include_url=False, include_input=False)),
        AuthenticationError: _nobody,
        HttpError: _http_error,
        RequestDataTooBig: _too_big,
        OperationalError: _busy,
        Exception: _failure,
    }
    for kind, handler in handlers.items():
        made.add_exception_handler(kind, handler)


def _located(errors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Take the framework's own words off the locations: where it read, and the name of our parameter."""
    return [
        {**one, "loc": one["loc"][1 if len(one["loc"]) == 2 and one["loc"][0] != "body" else 2 :]} for one in errors
    ]


def _bad(errors: Any) -> HttpResponse:
    field, told = problems.from_errors(errors)
    where = f"{told[0]['field']}: " if told[0]["field"] else ""
    return problems.answer(Invalid(f"{where}{told[0]['message']}", field=field), errors=told)


def _nobody(request: HttpRequest, error: Exception) -> HttpResponse:
    told = "send a token as «Authorization: Bearer hw_…»; headway token, or your profile, makes one"
    return problems.answer(Unauthenticated(told, field="Authorization"))


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The framework wraps what our parser raised."""
    cause = error.__cause__
    return problems.answer(cause if isinstance(cause, Problem) else problems.Malformed(error.message))


def _too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    return problems.answer(problems.TooLarge(f"at most {LIMIT} bytes are taken", detail={"limit": LIMIT}))


def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    _log.warning("database: %s", error)
    return problems.answer(problems.Busy("the database is busy; try again"))


def _failure(request: HttpRequest, error: Exception) -> HttpResponse:
    got_request_exception.send(sender=None, request=request)
    _log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problems.answer(problems.Failure("something broke; the log of the server says what"))


def document(*, prefix: str) -> Mapping[str, Any]:
    """Return the OpenAPI document, for operations below `prefix`."""
    made = dict(api().get_openapi_schema(path_prefix=f"{prefix}/"))
    return described.finished(made)
