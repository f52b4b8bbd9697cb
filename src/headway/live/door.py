"""Who opens a stream: a bearer token, or the signed-in session of the same origin. Called on a thread; reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from ..access import policy
from ..access.actor import Actor, actor_for, actor_from_token
from ..commands.tokens import digest
from ..models import Member, Token
from ..rules.errors import Invalid, NotFound, Problem
from ..rules.words import Role


class Unauthenticated(Problem):
    """Nobody the house knows asks this."""

    code = "unauthenticated"
    status = 401


@dataclass(frozen=True, slots=True)
class Knock:
    """What a request says about its author: the secrets he bears, the workspace he means, what he has seen."""

    bearer: str
    session: str
    workspace: str | None
    seen: int | None


def knock(scope: Mapping[str, Any]) -> Knock:
    """Read a request. Raises Invalid for an unknown host or a malformed Last-Event-ID."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    _check_host(headers.get("host", ""))
    query = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    return Knock(
        bearer=secret.strip() if scheme.lower() == "bearer" else "",
        session=parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, ""),
        workspace=query.get("workspace") or headers.get("headway-workspace"),
        seen=_number(headers.get("last-event-id") or query.get("since")),
    )


def _check_host(host: str) -> None:
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        raise Invalid("this host is not served here; see HEADWAY_HOSTS", field="Host")


def _number(stated: str | None) -> int | None:
    if not stated:
        return None
    if not stated.isascii() or not stated.isdigit() or len(stated) > 18:
        raise Invalid("Last-Event-ID is the number of an event", field="Last-Event-ID")
    return int(stated)


def enter(asked: Knock) -> Actor:
    """Return the actor who may read the stream. Raises Unauthenticated, NotFound, Forbidden or Invalid."""
    actor = _by_token(asked) if asked.bearer else _by_session(asked)
    policy.check(actor, act="live", least=Role.GUEST, scope="read")
    return actor


def _by_token(asked: Knock) -> Actor:
    now = datetime.now(UTC)
    rows = Token.objects.filter(digest=digest(asked.bearer), revoked_at=None)
    row = rows.select_related("member__user", "member__workspace").first()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        raise Unauthenticated("this token is unknown, revoked or expired")
    user = row.member.user
    if not row.member.active or (user is not None and not user.is_active):
        raise Unauthenticated("the member to whom this token belongs is no longer active")
    if asked.workspace not in (None, row.member.workspace.slug):
        raise NotFound(f"this token does not belong to a workspace {asked.workspace!r}", field="workspace")
    return actor_from_token(token=row)


def _by_session(asked: Knock) -> Actor:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(asked.session or None)
    user = get_user(request)
    if not user.is_authenticated:
        raise Unauthenticated("sign in first, or bear a token")
    rows = Member.objects.filter(user_id=user.pk, active=True).select_related("workspace").order_by("id")
    members = [row for row in rows if asked.workspace in (None, row.workspace.slug)]
    if len(members) > 1:
        names = ", ".join(row.workspace.slug for row in members)
        raise Invalid(f"state which workspace you mean: {names}", field="workspace")
    if not members:
        raise NotFound(f"there is no workspace {asked.workspace!r}", field="workspace")
    return actor_for(member=members[0], via="web")
