"""Who comes in: the bearer of a token, or a signed-in user in one of his workspaces."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..models import Member, Token
from ..models.prepared import Prepared
from ..rules.errors import Invalid, NotFound, Unauthenticated
from ..rules.words import Role
from ..tongue import say
from .actor import Actor, actor_of

_COLUMNS: Final = (
    *("id", "scopes", "used_at", "expires_at", "revoked_at", "member_id", "member__role", "member__active"),
    *("member__user__is_active", "member__workspace_id", "member__workspace__slug"),
)
_tokens: Final = Prepared(lambda kept: Token.objects.filter(digest=kept).values_list(*_COLUMNS))


@dataclass(frozen=True, slots=True)
class Holder:
    """A living token, and whose it is."""

    token_id: int
    used_at: datetime | None
    member_id: int
    workspace_id: int
    role: Role
    scopes: frozenset[str]


def actor_behind(holder: Holder) -> Actor:
    """Return the actor that a living token stands for."""
    return actor_of(
        holder.member_id, workspace_id=holder.workspace_id, role=holder.role, via="api", scopes=holder.scopes
    )


def digest(secret: str) -> str:
    """The digest under which a token is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(secret: str, *, workspace: str | None, field: str, now: datetime) -> Holder:
    """Return who bears the living token with this secret.

    Raises Unauthenticated saying what is wrong with it, and NotFound naming `field` where it is another workspace's.
    """
    found = _tokens.tuples(digest(secret.strip()))
    if not found:
        raise Unauthenticated(say("this token is not known here"))
    pk, scopes, used, expires, revoked, member, role, active, user_active, workspace_id, slug = found[0]
    if revoked is not None:
        raise Unauthenticated(say("this token has been revoked"))
    if expires is not None and expires <= now:
        raise Unauthenticated(say("this token has expired"))
    if not active or user_active is False:
        raise Unauthenticated(say("the member to whom this token belongs is no longer active"))
    if workspace and workspace != slug:
        raise NotFound(
            say("this token does not belong to a workspace %(workspace)s", workspace=repr(workspace)), field=field
        )
    return Holder(pk, used, member, workspace_id, Role(role), frozenset(scopes))


def member_of(user_id: int, *, workspace: str | None, field: str) -> Member:
    """Return the user's member row in the workspace that he named, or in his only one.

    Raises Unauthenticated for who is in none, NotFound for a workspace that is not his, and Invalid where he must name
    one; both name `field`.
    """
    rows = Member.objects.filter(user_id=user_id, active=True).select_related("workspace").order_by("id")
    members = [row for row in rows if not workspace or row.workspace.slug == workspace]
    if len(members) == 1:
        return members[0]
    if workspace:
        raise NotFound(say("there is no workspace %(workspace)s", workspace=repr(workspace)), field=field)
    if not members:
        raise Unauthenticated(say("you are not an active member of any workspace"))
    names = ", ".join(row.workspace.slug for row in members)
    raise Invalid(say("state which workspace you mean: %(names)s", names=names), field=field)
