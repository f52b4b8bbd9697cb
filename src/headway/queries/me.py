"""What one asks about oneself and where one is: me, the workspace, one's tokens."""

from dataclasses import dataclass
from datetime import datetime

from ..models import Member, Notification, TeamMember, Token, Workspace
from ..rules.errors import NotFound
from ..tongue import say
from .base import Look, Query


@dataclass(frozen=True, slots=True)
class Me:
    """The reader: who he is here, and what his token may."""

    email: str
    name: str
    role: str
    teams: tuple[str, ...]
    leads: tuple[str, ...]
    scopes: tuple[str, ...]
    time_zone: str
    hours_per_week: float
    unread: int


@dataclass(frozen=True, slots=True)
class WorkspaceCard:
    """The workspace; `seq` is the number of its latest event."""

    slug: str
    name: str
    time_zone: str
    seq: int
    created: datetime


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A live API token; its secret is kept nowhere."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created: datetime
    used: datetime | None
    expires: datetime | None


class ShowMe(Query):
    """Tell the reader who he is here."""

    name = "me.show"
    route = "/me"

    def answer(self, look: Look) -> Me:
        """Three statements."""
        columns = ("email", "name", "user__time_zone", "workspace__time_zone", "hours_per_week")
        row = Member.objects.filter(pk=look.actor.me).values_list(*columns).first()
        if row is None:
            raise NotFound(say("you are not a member of this workspace"), field="member")
        email, name, zone, house, hours = row
        seats = list(
            TeamMember.objects.filter(member_id=look.actor.me).order_by("team__key").values_list("team__key", "lead")
        )
        return Me(
            email=email,
            name=name,
            role=look.actor.role.value,
            teams=tuple(key for key, _ in seats),
            leads=tuple(key for key, lead in seats if lead),
            scopes=tuple(sorted(look.actor.scopes)),
            time_zone=zone or house,
            hours_per_week=float(hours),
            unread=Notification.objects.filter(member_id=look.actor.me, read_at=None).count(),
        )


class ShowWorkspace(Query):
    """Tell the workspace's name, time zone and latest event."""

    name = "workspace.show"
    route = "/workspace"

    def answer(self, look: Look) -> WorkspaceCard:
        """One statement."""
        rows = Workspace.objects.filter(pk=look.actor.workspace_id)
        row = rows.values_list("slug", "name", "time_zone", "seq", "created_at").first()
        if row is None:
            raise NotFound(say("this workspace does not exist"), field="workspace")
        return WorkspaceCard(*row)


class ListTokens(Query):
    """List one's own live API tokens."""

    name = "token.list"
    route = "/tokens"

    def answer(self, look: Look) -> tuple[TokenRow, ...]:
        """One statement."""
        rows = Token.objects.filter(member_id=look.actor.me, revoked_at=None).order_by("-created_at", "id")
        columns = ("id", "name", "scopes", "created_at", "used_at", "expires_at")
        return tuple(
            TokenRow(pk, name, tuple(scopes), created, used, expires)
            for pk, name, scopes, created, used, expires in rows.values_list(*columns)
        )
