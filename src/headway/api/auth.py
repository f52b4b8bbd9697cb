"""Who asks: a bearer token, or the signed-in session of the same origin."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from ..access.actor import Actor, actor_for
from ..access.entry import actor_behind, member_of, token_of
from ..commands.tokens import note_use
from ..models import Member
from ..rules.errors import Forbidden, Invalid
from .problems import Malformed

HEADER = "Headway-Workspace"


class Bearer(HttpBearer):
    """A token of a member, as made by `headway token` or POST /tokens."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Return the actor that the token stands for. Raises Unauthenticated, saying what is wrong with it."""
        now = datetime.now(UTC)
        holder = token_of(token, workspace=request.headers.get(HEADER), field=HEADER, now=now)
        note_use(holder, now=now)
        return actor_behind(holder)


class Session(APIKeyCookie):
    """The browser's signed-in session; what changes something must bear the CSRF token as well."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = (
        f"What changes something bears X-CSRFToken; who is in several workspaces names one in {HEADER}."
    )

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return the actor of the signed-in user, or None where nobody is signed in."""
        if self.param_name not in request.COOKIES or not request.user.is_authenticated:
            return None
        if not _csrf_is_right(request):
            raise Forbidden("the CSRF token is missing or wrong", field="X-CSRFToken")
        return actor_for(member=self._member(request), via="web")

    def _member(self, request: HttpRequest) -> Member:
        try:
            return member_of(request.user.pk or 0, workspace=request.headers.get(HEADER), field=HEADER)
        except Invalid as error:
            raise Malformed(error.message, field=HEADER) from error

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Take the same way as a call."""
        return self(request)


def _csrf_is_right(request: HttpRequest) -> bool:
    from ninja.utils import check_csrf

    return check_csrf(request) is None
