"""What is asked about the house itself, by those who run it rather than by members: who, where, how alive."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q, Value
from django.db.models.functions import Coalesce, Lower

from ..models import Member, User, Worker, Workspace
from ..rules.errors import NotFound
from ..tongue import say


@dataclass(frozen=True, slots=True)
class WorkspaceRow:
    """A workspace, and how much is in it."""

    workspace: str
    name: str
    time_zone: str
    members: int
    items: int


@dataclass(frozen=True, slots=True)
class UserRow:
    """Somebody who can sign in, and where he is a member."""

    email: str
    name: str
    active: bool
    workspaces: list[str]


def worker_seen() -> datetime | None:
    """When any worker last said that it lives."""
    found: datetime | None = Worker.objects.aggregate(at=Max("seen_at"))["at"]
    return found


def latest(workspaces: Collection[int]) -> Mapping[int, int]:
    """The number of the latest event of each of these workspaces."""
    return dict(Workspace.objects.filter(pk__in=workspaces).values_list("id", "seq"))


def news_for(name: str) -> list[Workspace]:
    """The workspaces with events that the follower of this name has not handled."""
    own = Coalesce(Max("follower__cursor", filter=Q(follower__name=name)), Value(0))
    return list(Workspace.objects.annotate(cursor=own).filter(seq__gt=F("cursor")).order_by("id"))


def workspaces() -> list[WorkspaceRow]:
    """Every workspace, by name."""
    rows = Workspace.objects.order_by(Lower("name"), "id").annotate(people=Count("members", distinct=True))
    counts = dict(Workspace.objects.values_list("id").annotate(n=Count("items", filter=Q(items__deleted_at=None))))
    return [WorkspaceRow(row.slug, row.name, row.time_zone, row.people, counts[row.pk]) for row in rows]


def users() -> list[UserRow]:
    """Everybody who can sign in, by address."""
    found: dict[int, list[str]] = {}
    for user, slug in Member.objects.filter(active=True, user__isnull=False).values_list("user_id", "workspace__slug"):
        found.setdefault(user, []).append(slug)
    rows = User.objects.order_by("email").values_list("id", "email", "name", "is_active")
    return [UserRow(email, name, active, sorted(found.get(pk, []))) for pk, email, name, active in rows]


def find_workspace(name: str | None) -> Workspace:
    """The workspace of this short name or name; without one, the only one. Raises NotFound saying which there are."""
    rows = list(Workspace.objects.order_by("slug"))
    there = ", ".join(row.slug for row in rows) or "none yet; make one with: headway workspace create NAME"
    if name is None:
        if len(rows) == 1:
            return rows[0]
        raise NotFound(say("state which workspace you mean; there are: %(there)s", there=there), field="workspace")
    wanted = name.strip().casefold()
    for row in [*(r for r in rows if r.slug == wanted), *(r for r in rows if r.name.casefold() == wanted)]:
        return row
    raise NotFound(
        say("there is no workspace %(name)s; there are: %(there)s", name=repr(name), there=there), field="workspace"
    )


def find_member(workspace: Workspace, *, email: str, field: str) -> Member:
    """The member with this address. Raises NotFound naming `field`."""
    row = Member.objects.filter(workspace=workspace, email__iexact=email.strip()).first()
    if row is None:
        raise NotFound(
            say("workspace %(slug)s has no member %(email)s", slug=repr(workspace.slug), email=repr(email)), field=field
        )
    return row


def find_user(email: str) -> User:
    """The user who signs in with this address. Raises NotFound."""
    row = User.objects.filter(email__iexact=email.strip()).first()
    if row is None:
        raise NotFound(
            say("there is no user %(email)s; see them with: headway user list", email=repr(email)), field="email"
        )
    return row
