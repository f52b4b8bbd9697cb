"""Who asks: a bearer token, or the signed-in session of the same origin."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from ..access.actor import Actor, actor_for, actor_from_token
from ..commands.tokens import digest, note_use
from ..models import Member, Token
from ..rules.errors import Forbidden, NotFound
from .problems import Malformed, Unauthenticated

HEADER = "Headway-Workspace"


class Bearer(HttpBearer):
    """A token of a member, as made by `headway token` or POST /tokens."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Return the actor that the token stands for. Raises Unauthenticated, saying what is wrong with it."""
        now = datetime.now(UTC)
        rows = Token.objects.filter(digest=digest(token.strip()))
        row = rows.select_related("member__user", "member__workspace").first()
        if row is None:
            raise Unauthenticated("this token is not known here")
        _check(row, now=now)
        _check_workspace(row.member, request)
        note_use(row, now=now)
        return actor_from_token(token=row)


def _check(row: Token, *, now: datetime) -> None:
    user = row.member.user
    if row.revoked_at is not None:
        raise Unauthenticated("this token has been revoked")
    if row.expires_at is not None and row.expires_at <= now:
        raise Unauthenticated("this token has expired")
    if not row.member.active or (user is not None and not user.is_active):
        raise Unauthenticated("the member to whom this token belongs is no longer active")


def _check_workspace(member: Member, request: HttpRequest) -> None:
    stated = request.headers.get(HEADER)
    if stated and stated != member.workspace.slug:
        raise NotFound(f"this token does not belong to a workspace {stated!r}", field=HEADER)


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
        return actor_for(member=_member(request), via="web")

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Take the same way as a call."""
        return self(request)


def _csrf_is_right(request: HttpRequest) -> bool:
    from ninja.utils import check_csrf

    return check_csrf(request) is None


def _member(request: HttpRequest) -> Member:
    """Return the user's member row in the workspace that the header names, or in his only one."""
    rows = Member.objects.filter(user_id=request.user.pk or 0, active=True).select_related("workspace").order_by("id")
    stated = request.headers.get(HEADER)
    members = [row for row in rows if not stated or row.workspace.slug == stated]
    if len(members) == 1:
        return members[0]
    if not members and not stated:
        raise Unauthenticated("you are not an active member of any workspace")
    if not members:
        raise NotFound(f"there is no workspace {stated!r}", field=HEADER)
    names = ", ".join(row.workspace.slug for row in members)
    raise Malformed(f"state which workspace you mean: {names}", field=HEADER)
