"""Many ids as one parameter."""

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def those(ids: Iterable[int]) -> RawSQL | list[int]:
    """Return these ids for `id__in`, as a sub-query: hundreds cost what one costs to be written and sent.

    None stay a list, for which no statement is sent at all.
    """
    wanted = list(ids)
    if not wanted:
        return wanted
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", (json.dumps(wanted),))
    return RawSQL("SELECT unnest(%s::bigint[])", (wanted,))
