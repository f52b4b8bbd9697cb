"""How answers look on the wire."""

from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from .problems import dumps

JSON = "application/json"


def written(answer: dict[str, Any], *, status: int, versioned: bool) -> HttpResponse:
    """Return a command's answer; one about an item bears its new version."""
    response = HttpResponse(dumps(answer), status=status, content_type=JSON)
    response["Cache-Control"] = "no-store"
    if versioned or {"key", "version"} <= answer.keys():
        response["ETag"] = f'"{answer["version"]}"'
    return response


def told(answer: Any, *, request: HttpRequest) -> HttpResponse:
    """Return a query's answer, or 304 where the reader has it already."""
    raw = dumps(answer)
    etag = _etag(answer, raw)
    if _has(request, etag):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = HttpResponse(raw, content_type=JSON)
        _link_next(response, answer, request)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization, Cookie, Headway-Workspace"
    return response


def _etag(answer: Any, raw: bytes) -> str:
    """A digest of what is told; before it, with a dot, the version of the item that it is about."""
    digest = blake2b(raw, digest_size=8).hexdigest()
    about = getattr(answer, "row", answer)
    version = getattr(about, "version", None)
    return f'"{version}.{digest}"' if version else f'"{digest}"'


def _has(request: HttpRequest, etag: str) -> bool:
    stated = request.headers.get("If-None-Match", "")
    return stated.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in stated.split(","))


def _link_next(response: HttpResponse, answer: Any, request: HttpRequest) -> None:
    cursor = getattr(answer, "next", None)
    if isinstance(cursor, str) and cursor:
        others = [(name, value) for name, value in request.GET.items() if name != "cursor"]
        response["Link"] = f'<{request.path}?{urlencode([*others, ("cursor", cursor)])}>; rel="next"'
