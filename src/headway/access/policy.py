"""May this actor do this?"""

from ..rules.errors import Forbidden
from ..rules.words import Role
from ..tongue import said, say
from .actor import Actor

_ORDER = list(Role)


def at_least(actor: Actor, role: Role) -> bool:
    """Whether the actor's role is `role` or stronger."""
    return _ORDER.index(actor.role) <= _ORDER.index(role)


def check(actor: Actor, *, act: str, least: Role, scope: str) -> None:
    """Refuse an act for which the actor's role or token is too weak; `act` names it («item.create»)."""
    if scope not in actor.scopes:
        raise Forbidden(
            say("%(act)s needs a token with the scope «%(scope)s»", act=act, scope=scope), detail={"scope": scope}
        )
    if not at_least(actor, least):
        raise Forbidden(
            say(
                "%(act)s needs the role %(least)s or stronger; yours is %(role)s",
                act=act,
                least=said(least),
                role=said(actor.role),
            ),
            detail={"role": least},
        )


def may_edit_comment(actor: Actor, *, author_id: int | None) -> bool:
    """Comments are edited by their author; admins may remove any."""
    return actor.sees_all or (author_id is not None and author_id == actor.member_id)
