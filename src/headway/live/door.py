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
from ..access.actor import Actor, actor_for
from ..access.entry import actor_behind, member_of, token_of
from ..rules.errors import Invalid, Unauthenticated
from ..rules.words import Role
from ..tongue import say


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
        raise Invalid(say("this host is not served here; see HEADWAY_HOSTS"), field="Host")


def _number(stated: str | None) -> int | None:
    if not stated:
        return None
    if not stated.isascii() or not stated.isdigit() or len(stated) > 18:
        raise Invalid(say("Last-Event-ID is the number of an event"), field="Last-Event-ID")
    return int(stated)


def enter(asked: Knock) -> Actor:
    """Return the actor who may read the stream. Raises Unauthenticated, NotFound, Forbidden or Invalid."""
    actor = _by_token(asked) if asked.bearer else _by_session(asked)
    policy.check(actor, act="live", least=Role.GUEST, scope="read")
    return actor


def _by_token(asked: Knock) -> Actor:
    holder = token_of(asked.bearer, workspace=asked.workspace, field="workspace", now=datetime.now(UTC))
    return actor_behind(holder)


def _by_session(asked: Knock) -> Actor:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(asked.session or None)
    user = get_user(request)
    if not user.is_authenticated:
        raise Unauthenticated(say("sign in first, or bear a token"))
    return actor_for(member=member_of(user.pk, workspace=asked.workspace, field="workspace"), via="web")
