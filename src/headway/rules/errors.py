"""What can be wrong with a request, in the words of its author's fields."""

from collections.abc import Mapping
from typing import Any


class Problem(Exception):
    """A refusal: a stable code, a sentence, and the field that is wrong, if one is."""

    code = "problem"
    status = 400

    def __init__(self, message: str, *, field: str | None = None, detail: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.detail = dict(detail or {})

    def as_dict(self) -> dict[str, Any]:
        """Return the problem for a machine: code, message, field and detail."""
        return {"code": self.code, "message": self.message, "field": self.field, **self.detail}


class Unauthenticated(Problem):
    """Nobody the house knows asks this."""

    code = "unauthenticated"
    status = 401


class Invalid(Problem):
    """A value cannot be accepted; says which and what would be right."""

    code = "invalid"
    status = 422


class NotFound(Problem):
    """What was named does not exist, or its reader may not know that it does."""

    code = "not_found"
    status = 404


class Forbidden(Problem):
    """The actor may see it, but may not do this."""

    code = "forbidden"
    status = 403


class Refused(Problem):
    """A rule of the model says no: a guard, a cycle, a name already taken."""

    code = "refused"
    status = 409


class Stale(Problem):
    """The author saw an older version; detail["changed"] tells what happened since."""

    code = "stale"
    status = 412


class TooMany(Problem):
    """Too much of it within too short a time; later it may do."""

    code = "too_many"
    status = 429


class Unavailable(Problem):
    """Something that this house relies on cannot be had at the moment."""

    code = "unavailable"
    status = 503


class KeyReused(Problem):
    """An idempotency key came back with a different request."""

    code = "idempotency_key_reused"
    status = 409


def from_dict(kept: Mapping[str, Any]) -> Problem:
    """Return the problem that `as_dict` was taken from."""
    known = {cls.code: cls for cls in (Invalid, NotFound, Forbidden, Refused, Stale, KeyReused)}
    detail = {name: value for name, value in kept.items() if name not in ("code", "message", "field")}
    return known.get(kept["code"], Problem)(kept["message"], field=kept["field"], detail=detail)
