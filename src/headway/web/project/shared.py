"""A status report as whoever has its link reads it: the report, and nothing else."""

import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from ...queries.status_reports import shared
from ..page import render
from ..text import markdown

_INWARD: Final = re.compile(r'<a\b[^>]*class="key"[^>]*>([^<]*)</a>')


@require_safe
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Show it; a link that was revoked, or never was, leads nowhere."""
    found = shared(token)
    if found is None:
        return _told(render(request, "project/nowhere.html", status=404))
    # Keys stay as words: they lead into the house, where a stranger is asked to sign in.
    body = Markup(_INWARD.sub(r"\1", markdown(found.body)))  # noqa: S704 - markdown has cleaned it
    return _told(render(request, "project/shared.html", report=found, body=body))


def _told(response: HttpResponse) -> HttpResponse:
    """Ask that neither the link nor the page be kept or passed on by those in between."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
