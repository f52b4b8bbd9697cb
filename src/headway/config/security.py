"""What every answer tells the browser about whom to trust."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ..commands import import_orders
from ..tongue import say

CONTENT_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        # Bars and timelines set a width or a place on an element; that runs nothing.
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

FRAME: Final = 64 * 1024
LARGE: Final = {"/settings/imports/new": import_orders.LIMIT}
"""Where a member may send more than a form's attachments hold."""

Handler = Callable[[HttpRequest], HttpResponse]


def headers(handler: Handler) -> Handler:
    """Middleware: state the policy on each answer that does not state its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = handler(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    return answer


def bounded(handler: Handler) -> Handler:
    """Middleware, the innermost: refuse a body by its stated length before anything reads it, such as the CSRF check.

    The API, which reads no forms, has limits of its own.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        stated = request.META.get("CONTENT_LENGTH") or "0"
        length = int(stated) if stated.isdecimal() and len(stated) < 19 else 0
        usual = settings.ATTACHMENT_LIMIT * 10 + FRAME
        if length > usual and not request.path.startswith("/api/") and length > _allowed(request):
            return HttpResponse(say("this is too long"), status=413, content_type="text/plain; charset=utf-8")
        return handler(request)

    return answer


def _allowed(request: HttpRequest) -> int:
    known = request.path in LARGE and request.user.is_authenticated
    return LARGE[request.path] + FRAME if known else 0
