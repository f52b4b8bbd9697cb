"""Every command and every query is an operation, made from its class: nothing here knows any of them by name."""

import inspect
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final, get_type_hints

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.params.functions import Body, Path, Query
from pydantic import BaseModel, create_model

from ..commands import Command, run
from ..queries.base import Query as Question
from ..queries.base import ask
from . import described
from .reading import check_query, idempotency_key, seen_version
from .replies import told, written

Operation = Callable[..., HttpResponse]
MAKES: Final = ("create", "add")
"""Verbs of commands that bring something into being, and so answer 201."""


def add_command(api: NinjaAPI, cls: type[Command]) -> None:
    """Make a command an operation: fields in the path, the rest in the body, or in the query of a DELETE."""
    method, route = cls.route
    status = 201 if cls.name.partition(".")[2] in MAKES else 200
    rest = Query if method == "DELETE" else Body
    view = _command_view(cls, status=status, in_query=rest is Query)
    _shape(view, cls, route=route, rest=rest)
    extra = described.command(cls, method=method, status=status)
    _register(api, cls, method, _path(route, cls), view, response={status: cls.answers}, extra=extra)


def add_query(api: NinjaAPI, cls: type[Question]) -> None:
    """Make a query an operation: fields in the path, the rest in the query string."""
    view = _query_view(cls)
    _shape(view, cls, route=cls.route, rest=Query)
    answers = get_type_hints(cls.answer)["return"]
    _register(api, cls, "GET", _path(cls.route, cls), view, response={200: answers}, extra=described.query(answers))


def _command_view(cls: type[Command], *, status: int, in_query: bool) -> Operation:
    known = _apart(cls.model_fields, cls.route[1])[1] if in_query else []
    lists = _lists(cls)

    def view(request: HttpRequest, **parts: BaseModel) -> HttpResponse:
        check_query(request, known=known, lists=lists)
        key, seen = idempotency_key(request), seen_version(request, versioned=cls.versioned is not None)
        command = cls.model_validate(_stated(parts))
        now = datetime.now(UTC)
        answer = run(command, actor=request.auth, now=now, key=key, seen=seen)  # type: ignore[attr-defined]
        return written(answer, status=status, versioned=cls.versioned is not None)

    return view


def _query_view(cls: type[Question]) -> Operation:
    known = _apart(cls.model_fields, cls.route)[1]
    lists = _lists(cls)

    def view(request: HttpRequest, **parts: BaseModel) -> HttpResponse:
        check_query(request, known=known, lists=lists)
        query = cls.model_validate(_stated(parts))
        answer = ask(query, actor=request.auth, now=datetime.now(UTC))  # type: ignore[attr-defined]
        return told(answer, request=request)

    return view


def _stated(parts: dict[str, BaseModel]) -> dict[str, Any]:
    """What the author stated, and no more: a command tells a field left out from one set to its default."""
    return {name: getattr(part, name) for part in parts.values() for name in part.model_fields_set}


def _shape(view: Operation, cls: type[BaseModel], *, route: str, rest: Any) -> None:
    """Give the view a signature from which the framework reads, checks and describes the arguments."""
    here, others = _apart(cls.model_fields, route)
    parameters = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    if here:
        parameters.append(_parameter("where", _part(cls, here, "Path"), Path(...)))
    if others or rest is Body:
        model = _part(cls, others, "Query" if rest is Query else "Body")
        needed = rest is Query or any(field.is_required() for field in model.model_fields.values())
        parameters.append(_parameter("what", model, rest(... if needed else model())))
    view.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]


def _parameter(name: str, model: type[BaseModel], source: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=model, default=source)


def _part(cls: type[BaseModel], names: Iterable[str], suffix: str) -> type[BaseModel]:
    """Some fields of a class as a model of its own."""
    fields: dict[str, Any] = {name: (cls.model_fields[name].annotation, cls.model_fields[name]) for name in names}
    return create_model(f"{cls.__name__}{suffix}", __config__=cls.model_config, __doc__=cls.__doc__, **fields)


def _apart(names: Iterable[str], route: str) -> tuple[list[str], list[str]]:
    """Those that stand in the path, and the others."""
    here = re.findall(r"{(\w+)}", route)
    return here, [name for name in names if name not in here]


def _path(route: str, cls: type[BaseModel]) -> str:
    """The path as the router takes it: free text at its end, such as a label's name, may hold slashes."""
    last = re.search(r"{(\w+)}$", route)
    if last is None or not _is_free(cls, last[1]):
        return route
    return f"{route[: last.start()]}{{path:{last[1]}}}"


def _is_free(cls: type[BaseModel], name: str) -> bool:
    schema = cls.model_json_schema()["properties"][name]
    return schema.get("type") == "string" and "pattern" not in schema


def _lists(cls: type[BaseModel]) -> set[str]:
    schema = cls.model_json_schema().get("properties", {})
    return {name for name, one in schema.items() if one.get("type") == "array"}


def _register(
    api: NinjaAPI, cls: Any, method: str, path: str, view: Operation, *, response: Any, extra: dict[str, Any]
) -> None:
    doc = inspect.cleandoc(cls.__doc__ or "")
    decorate = api.api_operation(
        [method],
        path,
        operation_id=cls.name,
        url_name=cls.name,
        summary=doc.partition("\n")[0].rstrip("."),
        description=described.prose(cls, doc),
        tags=[cls.name.partition(".")[0]],
        response=response,
        openapi_extra=extra,
    )
    decorate(view)
