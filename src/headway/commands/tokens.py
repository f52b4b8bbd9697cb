"""API tokens are made and revoked."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Literal

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from pydantic import Field

from ..access.entry import Holder, digest
from ..events.types import TokenCreated, TokenRevoked
from ..models import Token
from ..models.database import writing
from ..rules.errors import NotFound
from ..rules.words import Role
from ..tongue import say
from .answers import RowTold, TokenTold
from .base import Answer, Command
from .types import Id, Name
from .unit import Unit, plain

PREFIX = "hw_"


def note_use(holder: Holder, *, now: datetime) -> None:
    """Keep when a token was last used, to the minute; not while another writes: nobody waits for this."""
    before = now - timedelta(minutes=1)
    if holder.used_at is not None and holder.used_at > before:
        return
    rows = Token.objects.filter(pk=holder.token_id).filter(Q(used_at=None) | Q(used_at__lte=before))
    with writing(wait=False) as alone, suppress(OperationalError):
        if alone:
            _keep_use(rows, now=now)


def _keep_use(rows: "QuerySet[Token]", *, now: datetime) -> None:
    with _unhurried(), transaction.atomic():
        if rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).exists():
            rows.update(used_at=now)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Within this, SQLite gives up at once when another writes; PostgreSQL skips locked rows by itself."""
    if connection.vendor != "sqlite":
        yield
        return
    patience = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    _wait_at_most(0)
    try:
        yield
    finally:
        _wait_at_most(patience)


def _wait_at_most(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")


class CreateToken(Command):
    """Make an API token for oneself; its secret is told once."""

    name = "token.create"
    route = ("POST", "/tokens")
    answers = TokenTold
    secrets = ("token",)
    least = Role.GUEST
    scope = "admin"

    token_name: Name
    scopes: list[Literal["read", "write", "admin"]] = Field(default=["read", "write"], min_length=1, max_length=3)
    days: int | None = Field(default=None, ge=1, le=3650, description="days until it expires; null: never")

    def act(self, unit: Unit) -> Answer:
        """Keep the digest, tell the secret."""
        if unit.actor.member_id is None:
            raise NotFound(say("a token belongs to a member"), field="member")
        secret = PREFIX + secrets.token_urlsafe(32)
        row = Token.objects.create(
            member_id=unit.actor.member_id,
            name=self.token_name,
            digest=digest(secret),
            scopes=sorted(set(self.scopes)),
            created_at=unit.now,
            expires_at=unit.now + timedelta(days=self.days) if self.days else None,
        )
        facts = {"name": [None, row.name], "scopes": [None, row.scopes], "member": [None, row.member_id]}
        unit.record(TokenCreated, subject=row, changes=facts)
        return {"id": row.pk, "token": secret, "scopes": row.scopes}


class RevokeToken(Command):
    """Revoke one of one's own tokens, or as an admin anybody's."""

    name = "token.revoke"
    route = ("DELETE", "/tokens/{id}")
    answers = RowTold
    least = Role.GUEST
    scope = "admin"

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Mark it; it stops working at once."""
        rows = Token.objects.filter(pk=self.id, member__workspace=unit.workspace, revoked_at=None)
        row = (rows if unit.actor.sees_all else rows.filter(member_id=unit.actor.me)).first()
        if row is None:
            raise NotFound(say("there is no token %(id)s", id=self.id), field="id")
        row.revoked_at = unit.now
        row.save(update_fields=["revoked_at"])
        unit.record(TokenRevoked, subject=row, changes={"revoked_at": [None, plain(unit.now)]})
        return {"id": row.pk}
