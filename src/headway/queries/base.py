"""What a query is, and the catalogue of them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from ..access import policy
from ..access.actor import Actor
from ..rules.words import Role

_CATALOGUE: dict[str, type["Query"]] = {}


@dataclass(frozen=True, slots=True)
class Look:
    """Who asks, and when."""

    actor: Actor
    now: datetime


class Query(BaseModel):
    """One question. Its fields are its arguments; `answer` returns slotted dataclasses of plain values.

    `name` is noun.verb; `route` the REST path below /api/v1, with the fields in the path in braces.
    A query issues a constant number of SQL statements, whatever the size of the workspace.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    name: ClassVar[str]
    route: ClassVar[str]
    least: ClassVar[Role] = Role.GUEST
    scope: ClassVar[str] = "read"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "name" in cls.__dict__:
            _CATALOGUE[cls.name] = cls

    def answer(self, look: Look) -> Any:
        """Read through what the actor may see."""
        raise NotImplementedError


def ask(query: Query, *, actor: Actor, now: datetime) -> Any:
    """Answer a query for an actor. Raises Forbidden, NotFound or Invalid."""
    policy.check(actor, act=query.name, least=query.least, scope=query.scope)
    return query.answer(Look(actor=actor, now=now))


def catalogue() -> Mapping[str, type[Query]]:
    """Every query by name, in order."""
    return dict(sorted(_CATALOGUE.items()))
