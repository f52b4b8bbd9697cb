"""One's own account: the language, the time zone in which moments are told, where one begins, and the password."""

from typing import Final
from zoneinfo import available_timezones

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path

from ...commands import users
from ...models import User
from ...queries.home import Home
from ...rules.errors import Invalid, Problem, Refused
from ...tongue import LANGUAGES, said, say, word
from ..fields import Field
from ..page import Visit, screen
from ..session import throttle

PLACE: Final = "/settings/account"
Shown = dict[str, Field]
HOMES: Final = {
    Home.WORK: word("My work"),
    Home.TEAM: word("My team"),
    Home.PROJECT: word("My project that is due first"),
    Home.PORTFOLIO: word("Portfolio"),
}


def read(visit: Visit, problem: Problem | None = None) -> Shown:
    """Return the fields of both forms; the one that a problem names says what is wrong."""
    user = _user(visit)
    own = "" if user.time_zone == "UTC" else user.time_zone
    fields = {
        "language": Field(name="language", label=say("Language"), value=user.language, choices=_languages()),
        "time_zone": Field(name="time_zone", label=say("Time zone"), value=own, choices=_zones(visit)),
        "home": Field(
            name="home",
            label=say("Where I begin"),
            value=visit.request.COOKIES.get("home", ""),
            hint=say("The page that opens first in this browser"),
            choices=_homes(),
        ),
        "current": Field(name="current", label=say("Present password"), required=True),
        "password": Field(
            name="password", label=say("New password"), required=True, hint=say("At least ten characters")
        ),
    }
    if problem is not None:
        fields[problem.field if problem.field in fields else "time_zone"].error = problem.message
    return fields


def _zones(visit: Visit) -> list[tuple[str, str]]:
    named = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/")))
    offsets = [(name, name.replace("_", " ")) for name in named]
    return [("", say("The workspace's, %(zone)s", zone=visit.workspace.time_zone)), *offsets]


def _homes() -> list[tuple[str, str]]:
    return [("", say("By what I answer for")), *((home.value, said(words)) for home, words in HOMES.items())]


def _languages() -> list[tuple[str, str]]:
    return [("", say("What my browser asks for")), *LANGUAGES.items()]


def _user(visit: Visit) -> User:
    return User.objects.get(email=visit.request.user.get_username())


@screen
def language(visit: Visit) -> HttpResponse:
    """Take another language; none is what the browser asks for."""
    if visit.request.method == "POST":
        try:
            users.set_language(user=_user(visit), language=visit.request.POST.get("language", "").strip())
        except Problem as problem:
            return _again(visit, problem)
    return HttpResponseRedirect(f"{PLACE}?done=language")


@screen
def time_zone(visit: Visit) -> HttpResponse:
    """Take another time zone; none is the workspace's."""
    if visit.request.method == "POST":
        try:
            users.set_time_zone(user=_user(visit), zone=visit.request.POST.get("time_zone", "").strip() or "UTC")
        except Problem as problem:
            return _again(visit, problem)
    return HttpResponseRedirect(f"{PLACE}?done=time-zone")


@screen
def home(visit: Visit) -> HttpResponse:
    """Remember for a year where the visitor begins in this browser; none is found out from what he answers for."""
    response = HttpResponseRedirect(f"{PLACE}?done=home")
    if visit.request.method == "POST":
        chosen = visit.request.POST.get("home", "")
        response.set_cookie("home", chosen if chosen in list(Home) else "", max_age=31536000, samesite="Lax")
    return response


@screen
def password(visit: Visit) -> HttpResponse:
    """Take another password from who knows the present one; his other sessions end."""
    if visit.request.method == "POST":
        try:
            _change(visit)
        except Problem as problem:
            return _again(visit, problem)
    return HttpResponseRedirect(f"{PLACE}?done=password")


def _change(visit: Visit) -> None:
    user, given = _user(visit), visit.request.POST
    if throttle.blocked(visit.request, user.email):
        raise Refused(say("too many attempts; wait a quarter of an hour"), field="current")
    if not user.check_password(given.get("current", "")):
        throttle.failed(visit.request, user.email)
        raise Invalid(say("this is not your present password"), field="current")
    throttle.succeeded(visit.request, user.email)
    users.set_password(user=user, password=given.get("password", ""))
    update_session_auth_hash(visit.request, user)


def _again(visit: Visit, problem: Problem) -> HttpResponse:
    from .view import page

    return page(visit, "account", rows=read(visit, problem), status=422)


urlpatterns = [
    path("settings/account/language", language),
    path("settings/account/time-zone", time_zone),
    path("settings/account/home", home),
    path("settings/account/password", password),
]
