"""Who comes in: the bearer of a token, or a signed-in user in one of his workspaces."""

import hashlib
from datetime import datetime
from typing import Final

from ..models import Member, Token
from ..models.prepared import Prepared
from ..rules.errors import Invalid, NotFound, Unauthenticated
from ..tongue import say

_tokens: Final = Prepared(
    lambda kept: Token.objects.filter(digest=kept).select_related("member__user", "member__workspace")
)


def digest(secret: str) -> str:
    """The digest under which a token is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(secret: str, *, workspace: str | None, field: str, now: datetime) -> Token:
    """Return the living token with this secret, its member, user and workspace loaded.

    Raises Unauthenticated saying what is wrong with it, and NotFound naming `field` where it is another workspace's.
    """
    row = _tokens.first(digest(secret.strip()))
    if row is None:
        raise Unauthenticated(say("this token is not known here"))
    if row.revoked_at is not None:
        raise Unauthenticated(say("this token has been revoked"))
    if row.expires_at is not None and row.expires_at <= now:
        raise Unauthenticated(say("this token has expired"))
    user = row.member.user
    if not row.member.active or (user is not None and not user.is_active):
        raise Unauthenticated(say("the member to whom this token belongs is no longer active"))
    if workspace and workspace != row.member.workspace.slug:
        raise NotFound(
            say("this token does not belong to a workspace %(workspace)s", workspace=repr(workspace)), field=field
        )
    return row


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
