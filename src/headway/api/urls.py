"""The addresses of the REST API, below /api/v1."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache, wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.urls.resolvers import RoutePattern
from django.views.decorators.csrf import csrf_exempt

from ..rules.errors import NotFound, Problem
from . import problems
from .build import api, document
from .files import check_form, content, or_form
from .reading import check_body

PREFIX = "api/v1"
View = Callable[..., HttpResponseBase]


def front(view: View, *, check: Callable[[HttpRequest], None] = check_body) -> View:
    """What holds for every address: HEAD and OPTIONS, limits of bodies, refusals as problem+json."""

    @csrf_exempt
    @wraps(view)
    def fronted(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        asked, request.method = request.method, "GET" if request.method == "HEAD" else request.method
        try:
            check(request)
            response = view(request, *args, **named)
        except Problem as problem:
            response = problems.answer(problem)
        if response.status_code == 405:
            return _other_methods(response["Allow"], asked=asked or "")
        return _head(response) if asked == "HEAD" else response

    return fronted


def _head(response: HttpResponseBase) -> HttpResponseBase:
    """Keep the headers of what GET would answer, its length among them."""
    if isinstance(response, HttpResponse):
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _other_methods(allowed: str, *, asked: str) -> HttpResponse:
    methods = sorted({*allowed.split(", "), "OPTIONS", *(["HEAD"] if "GET" in allowed else [])})
    listed = ", ".join(methods)
    refusal = problems.NoMethod(f"this address does not take {asked}; it takes {listed}")
    response = HttpResponse(status=204) if asked == "OPTIONS" else problems.answer(refusal)
    response["Allow"] = listed
    return response


def _unknown(request: HttpRequest, **_: object) -> HttpResponse:
    raise NotFound(f"there is nothing at {request.path}; /{PREFIX}/openapi.json lists what there is")


unknown = front(_unknown)
"""Answers every address that leads nowhere, in the words of the API."""


def _document(request: HttpRequest) -> HttpResponse:
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET"})
    return HttpResponse(_written(), content_type="application/json", headers={"Cache-Control": "no-cache"})


@cache
def _written() -> bytes:
    return problems.dumps(document(prefix=PREFIX))


def _operations() -> list[URLPattern]:
    found = [one for one in api().urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    return [URLPattern(one.pattern, _fronted(one), one.default_args, one.name) for one in found]


def _by_beginning(found: Sequence[URLPattern]) -> list[URLPattern | URLResolver]:
    """The same addresses, those with one first word behind one look at it: there are hundreds to be looked through.

    Those that end in free text come last, for it would take in what others end in.
    """
    alike: dict[str, list[URLPattern]] = defaultdict(list)
    for one in sorted(found, key=lambda one: "<path:" in str(one.pattern)):
        alike[str(one.pattern).partition("/")[0]].append(one)
    houses: list[URLPattern | URLResolver] = []
    for first, ones in sorted(alike.items(), key=lambda pair: -len(pair[1])):
        houses += [one for one in ones if str(one.pattern) == first]
        houses += [path(f"{first}/", include([_without(first, one) for one in ones if str(one.pattern) != first]))]
    return houses


def _without(first: str, one: URLPattern) -> URLPattern:
    rest = RoutePattern(str(one.pattern).removeprefix(f"{first}/"), name=one.name, is_endpoint=True)
    return URLPattern(rest, one.callback, one.default_args, one.name)


def _fronted(one: URLPattern) -> View:
    if one.name == "attachment.list" or one.name == "attachment.add":
        return front(or_form(one.callback), check=check_form)
    return front(one.callback)


urlpatterns = [
    path("openapi.json", front(_document), name="openapi"),
    path("attachments/<int:id>/content", front(content), name="attachment.content"),
    *_by_beginning(_operations()),
    re_path("^", unknown),
]
