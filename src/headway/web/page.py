"""What every screen stands on: who visits which workspace when, and how a page is answered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec
from zoneinfo import ZoneInfo

from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from pydantic import ValidationError

from .. import commands
from ..access.actor import Actor, actor_for
from ..access.policy import at_least
from ..models import Member
from ..models.prepared import Prepared
from ..queries.base import Query, ask
from ..queries.feed import CountInbox
from ..rules.errors import NotFound, Problem
from ..rules.words import Role
from ..tongue import say, spoken
from . import words
from .navigation import places

P = ParamSpec("P")
THEMES: Final = ("auto", "light", "dark")
SIGN_IN: Final = "/sign-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request to a screen by a member of a workspace, at a time."""

    request: HttpRequest
    actor: Actor
    member: Member
    memberships: tuple[Member, ...]
    now: datetime
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    @property
    def workspace(self) -> Any:
        """The workspace that is visited."""
        return self.member.workspace

    @property
    def today(self) -> date:
        """The day that it is in the workspace."""
        return self.now.astimezone(self.zone).date()

    @property
    def local(self) -> ZoneInfo:
        """The visitor's own time zone, in which moments are told; the workspace's unless he has set another."""
        own = getattr(self.request.user, "time_zone", "UTC")
        return self.zone if own == "UTC" else ZoneInfo(own)

    @property
    def path(self) -> str:
        """The address of this page, with its query."""
        return self.request.get_full_path()

    @property
    def hx(self) -> bool:
        """Whether htmx asks, and not the browser itself."""
        return "HX-Request" in self.request.headers

    @property
    def unread(self) -> int:
        """How many lines of the inbox wait to be read; asked where the navigation shows it."""
        count: int = self.ask(CountInbox()).count
        return count

    def may(self, name: str) -> bool:
        """Whether the role suffices for a command («item.create»), so that pages offer what will be taken."""
        return at_least(self.actor, commands.catalogue()[name].least)

    def may_ask(self, query: type[Query]) -> bool:
        """Whether the role suffices for a question."""
        return at_least(self.actor, query.least)

    def ask(self, query: Query) -> Any:
        """Answer a query for the visitor."""
        return ask(query, actor=self.actor, now=self.now)

    def run(self, command: commands.Command, *, key: str | None = None, seen: int | None = None) -> dict[str, Any]:
        """Run a command for the visitor."""
        return commands.run(command, actor=self.actor, now=self.now, key=key, seen=seen)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with a page: `template` is «screen/name.html», `context` what it shows."""
        shell = {"visit": self, "now": self.now, "today": self.today, "places": places(self.actor.role)}
        return render(self.request, template, status=status, **shell, **context)


View = Callable[Concatenate[Visit, P], HttpResponse]
Handler = Callable[Concatenate[HttpRequest, P], HttpResponse]


def screen(view: View[P]) -> Handler[P]:
    """Make a view of a function that takes a Visit: strangers sign in first, Problems become pages."""

    @wraps(view)
    def handle(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visit = enter(request, now=datetime.now(UTC))
        if isinstance(visit, HttpResponse):
            return visit
        try:
            return view(visit, *args, **kwargs)
        except Problem as problem:
            return visit.page("shell/problem.html", status=problem.status, problem=problem)
        except ValidationError as error:
            nowhere = NotFound(_not_right(".".join(map(str, error.errors()[0]["loc"]))))
            return visit.page("shell/problem.html", status=nowhere.status, problem=nowhere)

    return handle


def _not_right(part: str) -> str:
    if part:
        return say("this address leads nowhere: %(part)s is not right", part=part)
    return say("this address leads nowhere: a part of it is not right")


def enter(request: HttpRequest, *, now: datetime) -> Visit | HttpResponse:
    """Return the visit, or where somebody must go first who is not signed in or a member nowhere."""
    if not request.user.is_authenticated:
        return _go(request, f"{SIGN_IN}?{urlencode({'next': request.get_full_path()})}")
    memberships = tuple(_memberships.rows(request.user.pk))
    if not memberships:
        return render(request, "session/nowhere.html", status=403, email=request.user.get_username())
    chosen = request.session.get("workspace")
    member = next((m for m in memberships if m.workspace.slug == chosen), memberships[0])
    actor = actor_for(member=member, via="web")
    zone = ZoneInfo(member.workspace.time_zone)
    return Visit(request=request, actor=actor, member=member, memberships=memberships, now=now, zone=zone)


_memberships: Final = Prepared(
    lambda user: (
        Member.objects.filter(user_id=user, active=True)
        .select_related("workspace")
        .order_by(Lower("workspace__name"), "id")
    )
)


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """Lead there; a script that asks is told to load the address as a page."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def render(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Answer with a page for anybody, signed in or not."""
    theme = request.COOKIES.get("theme", "auto")
    shell = {
        "language": spoken(),
        "words_digest": words.digest(spoken()),
        "csrf": get_token(request),
        "theme": theme if theme in THEMES else "auto",
        "path": request.path,
    }
    response = HttpResponse(render_to_string(template, {**shell, **context}), status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Cookie, HX-Request"
    return response


def safe_next(request: HttpRequest, otherwise: str = "/") -> str:
    """Return the address in `next` if it lies on this host, else `otherwise`: nobody is led away from here."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    host = {request.get_host()}
    fine = url_has_allowed_host_and_scheme(wanted, allowed_hosts=host, require_https=request.is_secure())
    return wanted if fine else otherwise


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    visit = enter(request, now=datetime.now(UTC))
    if isinstance(visit, HttpResponse):
        return visit
    return visit.page("shell/problem.html", status=404, problem=NotFound(say("there is no page at this address")))


def is_admin(visit: Visit) -> bool:
    """Whether the visitor runs the workspace."""
    return at_least(visit.actor, Role.ADMIN)
