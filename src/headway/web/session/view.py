"""Signing in and out, choosing a workspace, and the first run of a new installation."""

from datetime import UTC, datetime
from typing import Final

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from ...commands.workspaces import create_user, create_workspace
from ...models import User
from ...rules.errors import Problem, Refused
from ...tongue import say
from ..fields import Field
from ..page import SIGN_IN, Visit, render, safe_next, screen
from . import throttle
from .demo import personas

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form, or take an address and a password."""
    if request.method == "POST":
        return _try(request, email=request.POST.get("email", "").strip(), password=request.POST.get("password", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request))
    return _form(request) if User.objects.exists() else HttpResponseRedirect("/welcome")


def _try(request: HttpRequest, *, email: str, password: str) -> HttpResponse:
    if throttle.blocked(request, email):
        return _form(request, email=email, error=say("Too many attempts. Wait a quarter of an hour."), status=429)
    user = authenticate(request, username=email, password=password)
    if user is None:
        throttle.failed(request, email)
        return _form(request, email=email, error=say("This address and password do not belong together."), status=422)
    throttle.succeeded(request, email)
    login(request, user)
    return HttpResponseRedirect(safe_next(request))


def _form(request: HttpRequest, *, email: str = "", error: str = "", status: int = 200) -> HttpResponse:
    fields = {
        "email": Field(name="email", label=say("E-mail"), value=email, required=True),
        "password": Field(name="password", label=say("Password"), required=True),
    }
    shown = {"fields": fields, "error": error, "personas": personas(), "next": safe_next(request)}
    return render(request, "session/sign_in.html", status=status, **shown)


@require_POST
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """Walk in as somebody of the demo; only those whom the demo lists."""
    email = request.POST.get("email", "")
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None or email not in {one.email for one in personas()}:
        return _form(request, error=say("There is nobody of this address in the demo."), status=403)
    login(request, user, backend=BACKEND)
    return HttpResponseRedirect(safe_next(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(SIGN_IN)


@require_POST
def choose_workspace(request: HttpRequest) -> HttpResponse:
    """Remember the workspace to be in; `enter` ignores one whose member the visitor is not."""
    request.session["workspace"] = request.POST.get("workspace", "")[:64]
    return HttpResponseRedirect("/")


@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Make the first user and his workspace; closed as soon as anybody can sign in."""
    if User.objects.exists():
        return HttpResponseRedirect(SIGN_IN)
    given = {name: request.POST.get(name, "").strip() for name in ("workspace", "name", "email")}
    password = request.POST.get("password", "")
    if request.method == "GET":
        return _welcome(request, given)
    try:
        user = _first_user(given, password=password, now=datetime.now(UTC))
    except (Problem, ValidationError) as error:
        return _welcome(request, given, error=error)
    login(request, user, backend=BACKEND)
    return HttpResponseRedirect("/start")


@screen
def start(visit: Visit) -> HttpResponse:
    """Show the ways to begin."""
    return visit.page("session/start.html")


def _first_user(given: dict[str, str], *, password: str, now: datetime) -> User:
    validate_password(password, User(email=given["email"], name=given["name"]))
    with transaction.atomic():
        user = create_user(email=given["email"], name=given["name"], password=password, now=now)
        if User.objects.count() > 1:
            raise Refused(say("somebody else was first; sign in instead"), field="email")
        try:
            create_workspace(name=given["workspace"], now=now, owner=user)
        except Problem as problem:
            problem.field = "workspace"
            raise
    return user


def _welcome(
    request: HttpRequest, given: dict[str, str], error: Problem | ValidationError | None = None
) -> HttpResponse:
    labels = {
        "workspace": say("Organisation"),
        "name": say("Your name"),
        "email": say("E-mail"),
        "password": say("Password"),
    }
    fields = {n: Field(name=n, label=words, value=given.get(n, ""), required=True) for n, words in labels.items()}
    fields["password"].hint = say("At least ten characters")
    if isinstance(error, Problem):
        fields[error.field if error.field in fields else "workspace"].error = error.message
    elif error is not None:
        fields["password"].error = " ".join(error.messages)
    return render(request, "session/welcome.html", status=422 if error else 200, fields=fields)


urlpatterns = [
    path("sign-in", sign_in),
    path("sign-in/demo", sign_in_demo),
    path("sign-out", sign_out),
    path("workspace", choose_workspace),
    path("welcome", welcome),
    path("start", start),
]
