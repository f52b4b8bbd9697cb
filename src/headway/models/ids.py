"""Many ids as one parameter."""

from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def those(ids: Iterable[int]) -> RawSQL | list[int]:
    """Return these ids for `id__in`, as a sub-query: hundreds cost what one costs to be written and sent.

    None stay a list, for which no statement is sent at all.
    """
    wanted = list(ids)
    return among(listed(wanted)) if wanted else wanted


def listed(ids: Iterable[int]) -> str:
    """Return these ids as one text, which a prepared statement takes as a value."""
    told = ",".join(map(str, ids))
    return f"[{told}]" if connection.vendor == "sqlite" else f"{{{told}}}"


def among(told: str) -> RawSQL:
    """Return the ids of such a text for `id__in`, as a sub-query."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", (told,))
    return RawSQL("SELECT unnest(%s::bigint[])", (told,))
