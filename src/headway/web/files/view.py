"""Files on items: brought by a form, handed out to be saved."""

from typing import cast

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import path

from ...access.policy import check
from ...commands.files import AddAttachment, upload
from ...queries.base import Look
from ...queries.file_bytes import opened
from ...queries.files import ListAttachments
from ...rules.errors import Invalid, Problem
from ...tongue import say
from ..page import Visit, safe_next, screen

_FRAME = 64 * 1024


@screen
def attach(visit: Visit, key: str) -> HttpResponse:
    """Attach the files of a form; who may not is refused before any of it is read."""
    if visit.request.method != "POST":
        return HttpResponseRedirect(f"/items/{key}")
    try:
        made = _take(visit, key)
    except Problem as problem:
        if not visit.hx:
            raise
        return HttpResponse(problem.message, status=problem.status, content_type="text/plain; charset=utf-8")
    if not visit.hx:
        return HttpResponseRedirect(safe_next(visit.request, f"/items/{key}"))
    return HttpResponse(status=204, headers={"Content-Location": f"/files/{made[-1]}?show"})


def _take(visit: Visit, key: str) -> list[int]:
    """Attach what is there, and return the files' numbers."""
    check(visit.actor, act=AddAttachment.name, least=AddAttachment.least, scope=AddAttachment.scope)
    visit.ask(ListAttachments(key=key))
    length = int(visit.request.META.get("CONTENT_LENGTH") or 0)
    if length > settings.ATTACHMENT_LIMIT * 10 + _FRAME:
        raise Invalid(
            say("a file has at most %(size)s MB", size=settings.ATTACHMENT_LIMIT // 1024 // 1024), field="file"
        )
    files = visit.request.FILES.getlist("file")
    if not files:
        raise Invalid(say("choose a file"), field="file")
    made = []
    for one in files:
        handle = upload(one.chunks(), actor=visit.actor, now=visit.now)
        name, declared = one.name or "file", one.content_type or ""
        told = visit.run(AddAttachment(key=key, file_name=name, upload=handle, media_type=declared[:500]))
        made.append(told["id"])
    return made


@screen
def download(visit: Visit, pk: int) -> HttpResponse:
    """Hand a file out to be saved; a picture may be shown in place."""
    found = opened(pk, look=Look(actor=visit.actor, now=visit.now), shown="show" in visit.request.GET)
    if visit.request.headers.get("If-None-Match") == found.headers["ETag"]:
        found.file.close()
        return HttpResponse(status=304, headers={"ETag": found.headers["ETag"]})
    response = FileResponse(found.file)
    # Afterwards: Django puts the file's own name, the digest, into the headers that it is given.
    for name, value in found.headers.items():
        response.headers[name] = value
    return cast(HttpResponse, response)


urlpatterns = [path("items/<str:key>/files", attach), path("files/<int:pk>", download)]
