"""Workspaces and users come into being: the acts that no member can do, because there is none yet."""

import hashlib
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from ..access.actor import Actor, house
from ..events.types import MemberChanged, WorkspaceChanged, WorkspaceCreated
from ..models import Member, User, Workspace
from ..rules.errors import Invalid, Refused
from ..rules.lifecycle import DEFAULT_STATES, state_name
from ..rules.words import Role
from ..tongue import say
from .answers import WorkspaceTold
from .base import Answer, Command
from .members import enrol
from .run import close
from .states import make_state
from .types import Name, Zone
from .unit import Unit, born, changed


def create_workspace(
    *, name: str, now: datetime, slug: str | None = None, owner: User | None = None, time_zone: str = "UTC"
) -> Workspace:
    """Create a workspace with the lifecycles of the house, and its owner.

    Raises Refused when the slug is taken, Invalid naming what cannot be.
    """
    short = short_name(name)
    if slug is not None and (short := slug) != slugify(slug)[:64]:
        raise Invalid(say("a short name has at most 64 small letters, digits and hyphens"), field="slug")
    check_zone(time_zone, field="time_zone")
    with transaction.atomic():
        if Workspace.objects.filter(slug=short).exists():
            raise Refused(say("there is a workspace %(short)s already", short=repr(short)), field="name")
        values: dict[str, Any] = {"slug": short, "name": name, "time_zone": time_zone, "created_at": now}
        workspace = Workspace.objects.create(**values)
        unit = Unit(workspace=workspace, actor=house(workspace=workspace), now=now)
        unit.record(WorkspaceCreated, subject=workspace, changes=born(values))
        _give_lifecycles(unit)
        if owner is not None:
            enrol(unit, email=owner.email, name=owner.name, role=Role.OWNER)
        close(unit)
    return workspace


def short_name(name: str) -> str:
    """Return how a workspace of this name is called in addresses and on the command line. Raises Invalid."""
    _check_name(name)
    if not any(character.isalnum() for character in name):
        raise Invalid(say("a workspace's name holds at least one letter or digit"), field="name")
    # A name in another script has no letters for an address: the same name is given the same short name each time.
    return slugify(name)[:64].strip("-") or f"workspace-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _check_name(name: str) -> None:
    if len(name) > 200 or "\0" in name:
        raise Invalid(say("a name has at most 200 characters, and no NUL among them"), field="name")


def _give_lifecycles(unit: Unit) -> None:
    for kind, states in DEFAULT_STATES.items():
        for position, (name, category) in enumerate(states):
            make_state(unit, kind=kind, name=str(state_name(name)), category=category, team_id=None, position=position)


def create_user(*, email: str, name: str, password: str | None, now: datetime) -> User:
    """Create somebody who can sign in, tied to the members who bear his address. Raises Invalid or Refused."""
    _check_name(name)
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(say("%(email)s is not an e-mail address", email=repr(email)), field="email") from error
    with transaction.atomic():
        if User.objects.filter(email__iexact=email).exists():
            raise Refused(say("there is a user %(email)s already", email=email), field="email")
        user = User(email=email.lower(), name=name or email.partition("@")[0], created_at=now)
        user.set_password(password)
        user.save()
        for member in Member.objects.filter(email__iexact=email, user=None).select_related("workspace"):
            _tie(member, user, now=now)
    return user


def _tie(member: Member, user: User, *, now: datetime) -> None:
    workspace = Workspace.objects.select_for_update().get(pk=member.workspace_id)
    unit = Unit(workspace=workspace, actor=house(workspace=workspace), now=now)
    unit.record(MemberChanged, subject=member, changes=changed(member, {"user": user}))
    member.save(update_fields=["user"])
    close(unit)


def owner_of(workspace: Workspace) -> Actor:
    """The actor of the workspace's first active owner, for acts on the command line; the house where there is none."""
    from ..access.actor import actor_for

    row = Member.objects.filter(workspace=workspace, role=Role.OWNER, active=True).order_by("id").first()
    return actor_for(member=row, via="cli") if row else house(workspace=workspace, via="cli")


def found(*, workspace: Workspace, email: str, now: datetime) -> Member | None:
    """Make a person the owner of a workspace that has none, as one that an import has made; None where it has one."""
    with transaction.atomic():
        workspace = Workspace.objects.select_for_update().get(pk=workspace.pk)
        if Member.objects.filter(workspace=workspace, role=Role.OWNER, active=True).exists():
            return None
        unit = Unit(workspace=workspace, actor=house(workspace=workspace, via="cli"), now=now)
        user = User.objects.filter(email__iexact=email).first()
        row = enrol(unit, email=email.lower(), name=user.name if user else email.partition("@")[0], role=Role.OWNER)
        close(unit)
    return row


def check_zone(name: str, *, field: str) -> None:
    """Refuse a time zone that is not in the IANA database."""
    if name not in available_timezones():
        raise Invalid(
            say("%(name)s is not a time zone; give an IANA name such as Europe/Berlin", name=repr(name)), field=field
        )


class ChangeWorkspace(Command):
    """Change the workspace's name or time zone."""

    name = "workspace.update"
    route = ("PATCH", "/workspace")
    answers = WorkspaceTold
    least = Role.ADMIN
    scope = "admin"

    workspace_name: Name | None = None
    time_zone: Zone | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        if self.time_zone is not None:
            check_zone(self.time_zone, field="time_zone")
        stated = {"name": self.workspace_name, "time_zone": self.time_zone}
        changes = changed(unit.workspace, {name: value for name, value in stated.items() if value is not None})
        if changes:
            unit.workspace.save(update_fields=list(changes))
            unit.record(WorkspaceChanged, subject=unit.workspace, changes=changes)
        return {"workspace": unit.workspace.slug}
