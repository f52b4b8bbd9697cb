"""The language of an answer: what the reader has chosen, else what his browser asks for, else English."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from ..tongue import LANGUAGES, SOURCE, speaking

Handler = Callable[[HttpRequest], HttpResponse]


def spoken_to(handler: Handler) -> Handler:
    """Middleware: speak the reader's language. The API speaks English alone: programs read what it says."""

    def answer(request: HttpRequest) -> HttpResponse:
        language = SOURCE if request.path.startswith("/api/") else _wanted(request)
        if language == SOURCE:
            return handler(request)
        with speaking(language), translation.override(language):
            response = handler(request)
        response.headers["Content-Language"] = language
        return response

    return answer


def _wanted(request: HttpRequest) -> str:
    chosen = getattr(request.user, "language", "")
    if chosen in LANGUAGES:
        return str(chosen)
    for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        plain = tag.partition("-")[0]
        if plain in LANGUAGES:
            return plain
    return SOURCE
