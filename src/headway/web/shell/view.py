"""Icons, the choice of light or dark, and the way home."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from ...queries.base import Look
from ...queries.home import Home, home_of
from .. import icons, words
from ..page import THEMES, Visit, safe_next, screen


@cache_control(max_age=31536000, public=True, immutable=True)
def icon_sheet(request: HttpRequest, digest: str) -> HttpResponse:
    """Answer with all icons; the address changes with them."""
    return HttpResponse(icons.sheet(), content_type="image/svg+xml")


@cache_control(max_age=31536000, public=True, immutable=True)
def script_words(request: HttpRequest, language: str, digest: str) -> HttpResponse:
    """Answer with what scripts say in a language; the address changes with it."""
    return HttpResponse(words.script(language), content_type="text/javascript; charset=utf-8")


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or what the device says, for a year."""
    theme = request.POST.get("theme", "auto")
    response = HttpResponseRedirect(safe_next(request))
    response.set_cookie("theme", theme if theme in THEMES else "auto", max_age=31536000, samesite="Lax")
    return response


HOMES: Final = {
    Home.WORK: "/my-work",
    Home.TEAM: "/teams/{}",
    Home.PROJECT: "/projects/{}",
    Home.PORTFOLIO: "/portfolio",
}


@screen
def home(visit: Visit) -> HttpResponse:
    """Lead to where the visitor begins: what he has chosen in this browser, else what his role here asks for."""
    asked = visit.request.COOKIES.get("home", "")
    chosen = Home(asked) if asked in list(Home) else None
    place, key = home_of(Look(actor=visit.actor, now=visit.now), chosen)
    return HttpResponseRedirect(HOMES[place].format(key))


urlpatterns = [
    path("icons/<slug:digest>.svg", icon_sheet),
    path("words/<slug:language>-<slug:digest>.js", script_words),
    path("theme", choose_theme),
    path("", home),
]
