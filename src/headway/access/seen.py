"""Statements of what an actor sees, written once for all who see alike."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, QuerySet

from ..models.prepared import Prepared, Value
from ..rules.words import Role
from .actor import Actor

M = TypeVar("M", bound=Model)
_NONE: Final[frozenset[int]] = frozenset()
_ALWAYS: Final[frozenset[str]] = frozenset()


class Seen(Generic[M]):
    """A prepared query of what an actor sees: `build(actor, *shape, *values)` returns it as a queryset.

    Who he is, and where, are values. How much he sees is part of the shape: owners and admins of all workspaces share
    their SQL, and so do members from whom the same teams are hidden.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]]) -> None:
        self._build = build
        self._prepared: Prepared[M] = Prepared(self._built, idle=(0, 1))

    def first(self, actor: Actor, *values: Value, of: tuple[Hashable, ...] = ()) -> M | None:
        """Return the first row that a query of models finds, or None."""
        return self._prepared.first(actor.workspace_id, actor.me, *values, of=(sight(actor), of))

    def rows(self, actor: Actor, *values: Value, of: tuple[Hashable, ...] = ()) -> list[M]:
        """Return what a query of models finds."""
        return self._prepared.rows(actor.workspace_id, actor.me, *values, of=(sight(actor), of))

    def tuples(self, actor: Actor, *values: Value, of: tuple[Hashable, ...] = ()) -> list[tuple[Any, ...]]:
        """Return what a query of bare columns finds."""
        return self._prepared.tuples(actor.workspace_id, actor.me, *values, of=(sight(actor), of))

    def dicts(self, actor: Actor, *values: Value, of: tuple[Hashable, ...] = ()) -> list[dict[str, Any]]:
        """Return the same by the names of its columns."""
        return self._prepared.dicts(actor.workspace_id, actor.me, *values, of=(sight(actor), of))

    def count(self, actor: Actor, *values: Value, of: tuple[Hashable, ...] = ()) -> int:
        """Return how many rows the query finds."""
        return self._prepared.count(actor.workspace_id, actor.me, *values, of=(sight(actor), of))

    def _built(
        self, eyes: Actor, shape: tuple[Hashable, ...], workspace: int, me: int, *values: Value
    ) -> QuerySet[M, Any]:
        actor = replace(eyes, workspace_id=workspace, member_id=me if eyes.member_id else None)
        return self._build(actor, *shape, *values)


def sight(actor: Actor) -> Actor:
    """Return what of an actor decides how the SQL of what he sees reads: the same for all who see alike."""
    guest = actor.role is Role.GUEST
    return Actor(
        workspace_id=0,
        member_id=1 if actor.member_id else None,
        role=Role.OWNER if actor.sees_all else actor.role,
        teams=actor.teams if guest else _NONE,
        hidden=_NONE if actor.sees_all else actor.hidden,
        scopes=_ALWAYS,
        via="",
    )
