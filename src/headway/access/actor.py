"""The one on whose behalf something is read or done."""

from dataclasses import dataclass, field
from typing import Final

from django.db.models import Exists, OuterRef, Q

from ..models import Member, Team, TeamMember, Workspace
from ..models.prepared import Prepared
from ..rules.errors import NotFound
from ..rules.words import Role
from ..tongue import say

SCOPES = ("read", "write", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A member acting in a workspace, with what it takes to decide what he sees and may do.

    `teams` are the teams he is in, `hidden` the private teams he is not in. `member_id` is None for the house itself.
    """

    workspace_id: int
    member_id: int | None
    role: Role
    teams: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    scopes: frozenset[str] = field(default=frozenset(SCOPES))
    via: str = "web"

    @property
    def me(self) -> int:
        """The member's id for look-ups; 0, which no row has, for the house."""
        return self.member_id or 0

    @property
    def is_public(self) -> bool:
        """Somebody outside, who is no member: what he may see is what a link that he holds leads to."""
        return self.member_id is None and self.role is Role.GUEST

    @property
    def sees_all(self) -> bool:
        """Owners and admins see everything in their workspace."""
        return self.role in (Role.OWNER, Role.ADMIN)


_teams: Final = Prepared(
    lambda workspace, member: (
        Team.objects.filter(workspace=workspace)
        .annotate(his=Exists(TeamMember.objects.filter(member=member, team=OuterRef("pk"))))
        .filter(Q(private=True) | Q(his=True))
        .values_list("id", "private", "his")
    )
)


def actor_for(*, member: Member, via: str, scopes: frozenset[str] = frozenset(SCOPES)) -> Actor:
    """Return the actor for an active member. Raises NotFound for one who has left."""
    if not member.active:
        raise NotFound(say("this member is no longer active in the workspace"), field="member")
    return actor_of(member.pk, workspace_id=member.workspace_id, role=Role(member.role), via=via, scopes=scopes)


def actor_of(member_id: int, *, workspace_id: int, role: Role, via: str, scopes: frozenset[str]) -> Actor:
    """Return the actor for a member who has been found to be active."""
    teams: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    if role not in (Role.OWNER, Role.ADMIN):
        found = _teams.tuples(workspace_id, member_id)
        teams = frozenset(pk for pk, _, his in found if his)
        hidden = frozenset(pk for pk, private, his in found if private and not his)
    return Actor(
        workspace_id=workspace_id,
        member_id=member_id,
        role=role,
        teams=teams,
        hidden=hidden,
        scopes=scopes,
        via=via,
    )


def house(*, workspace: Workspace, via: str = "job") -> Actor:
    """Return the house itself: followers, jobs and set-up act as it."""
    return Actor(workspace_id=workspace.pk, member_id=None, role=Role.OWNER, via=via)


def everybody(*, workspace: Workspace, via: str = "job") -> Actor:
    """Return one who sees what every member sees, and nothing beyond: in no team, and owner of nothing."""
    private = Team.objects.filter(workspace=workspace, private=True).values_list("id", flat=True)
    return Actor(workspace_id=workspace.pk, member_id=None, role=Role.MEMBER, hidden=frozenset(private), via=via)


def public(*, workspace: Workspace, via: str = "public") -> Actor:
    """Return somebody outside, of whom nothing is known but that he holds a link."""
    return Actor(workspace_id=workspace.pk, member_id=None, role=Role.GUEST, via=via)
