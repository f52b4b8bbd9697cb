"""Files over the wire: in as multipart/form-data, out as bytes. What is said of them travels as JSON like all else."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from pydantic import ValidationError

from ..access.actor import Actor
from ..access.policy import check
from ..commands import run
from ..commands.files import AddAttachment, upload
from ..queries.base import Look, ask
from ..queries.file_bytes import opened
from ..queries.files import ListAttachments
from ..rules.errors import Invalid, Unauthenticated
from ..rules.words import Role
from .auth import Bearer, Session
from .problems import Malformed, NoLength, TooLarge, from_errors
from .reading import check_body, idempotency_key
from .replies import written

MULTIPART: Final = "multipart/form-data"
_FRAME: Final = 64 * 1024
"""Bytes that a form may have around its file."""

View = Callable[..., HttpResponseBase]


def is_form(request: HttpRequest) -> bool:
    """Whether a request brings a file as a form does."""
    return request.method == "POST" and request.content_type == MULTIPART


def check_form(request: HttpRequest) -> None:
    """Refuse a body before it is read: a form that is too long, or what is no form as ever."""
    if not is_form(request):
        check_body(request)
        return
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if not stated.isdecimal() or stated == "0":
        raise NoLength("state the length of the body in Content-Length", field="Content-Length")
    limit = settings.ATTACHMENT_LIMIT
    if int(stated) > limit + _FRAME:
        raise TooLarge(f"a file has at most {limit} bytes", field="file", detail={"limit": limit})


def or_form(view: View) -> View:
    """Take a form with a file where the view takes JSON."""

    def either(request: HttpRequest, **named: Any) -> HttpResponseBase:
        return _told(_receive, request, str(named["key"])) if is_form(request) else view(request, **named)

    return either


def _told(view: View, *given: Any) -> HttpResponseBase:
    """Answer an argument of the wrong form as everywhere else."""
    try:
        return view(*given)
    except ValidationError as error:
        field, told = from_errors(error.errors(include_url=False, include_input=False))
        raise Invalid(f"{field}: {told[0]['message']}", field=field) from error


def _receive(request: HttpRequest, key: str) -> HttpResponse:
    """Attach the file of a form: who may not is refused before any of it is read."""
    actor, now = _actor(request), datetime.now(UTC)
    check(actor, act=AddAttachment.name, least=AddAttachment.least, scope=AddAttachment.scope)
    ask(ListAttachments.model_validate({"key": key}), actor=actor, now=now)
    file, extra = _parts(request)
    handle = upload(file.chunks(), actor=actor, now=now)
    stated = {"key": key, "file_name": file.name or "", "upload": handle, "media_type": file.content_type or ""}
    command = AddAttachment.model_validate(stated | extra)
    return written(run(command, actor=actor, now=now, key=idempotency_key(request)), status=201, versioned=False)


def _actor(request: HttpRequest) -> Actor:
    for entry in (Bearer(), Session()):
        actor: Actor | None = entry(request)
        if actor is not None:
            return actor
    raise Unauthenticated("send a token as «Authorization: Bearer hw_…»", field="Authorization")


def _parts(request: HttpRequest) -> tuple[UploadedFile[Any], dict[str, str]]:
    try:
        files, fields = request.FILES, request.POST
    except (MultiPartParserError, BadRequest, SuspiciousOperation) as error:
        raise Malformed("this is no readable form", field="file") from error
    if [name for name, _ in files.lists()] != ["file"] or len(files.getlist("file")) != 1:
        raise Invalid("send one part named file", field="file")
    known = ("comment", "csrfmiddlewaretoken")
    unknown = sorted(set(fields) - set(known))
    if unknown:
        raise Invalid(f"there is no field {unknown[0]!r} here; known are: file, comment", field=unknown[0])
    found: UploadedFile[Any] = files["file"]  # type: ignore[assignment]
    return found, {"comment": fields["comment"]} if "comment" in fields else {}


def content(request: HttpRequest, id: int) -> HttpResponseBase:
    """Answer with the bytes of a file, to be saved; a picture may be shown."""
    return _told(_content, request, id)


def _content(request: HttpRequest, pk: int) -> HttpResponseBase:
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET"})
    actor, now = _actor(request), datetime.now(UTC)
    check(actor, act="attachment.show", least=Role.GUEST, scope="read")
    found = opened(pk, look=Look(actor=actor, now=now), shown="show" in request.GET)
    if request.headers.get("If-None-Match") == found.headers["ETag"]:
        found.file.close()
        return HttpResponse(status=304, headers={"ETag": found.headers["ETag"]})
    response = FileResponse(found.file)
    # Afterwards: Django puts the file's own name, the digest, into the headers that it is given.
    for name, value in found.headers.items():
        response.headers[name] = value
    return response
