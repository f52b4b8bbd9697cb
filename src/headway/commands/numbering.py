"""Keys and ranks as they are given out to new items."""

from typing import Final

from django.db import connection

from ..models import Item, KeySeries
from ..models.prepared import Prepared, insert
from ..rules import ranks
from .unit import Unit

_NEXT: Final = (
    'UPDATE headway_keyseries SET "last" = "last" + 1 WHERE workspace_id = %s AND prefix = %s RETURNING "last"'
)
_last: Final = Prepared(
    lambda workspace: Item.objects.filter(workspace=workspace).order_by("-rank").values_list("rank")[:1],
)


def next_key(unit: Unit, *, prefix: str) -> tuple[str, int]:
    """Give out the next number under a prefix; it is never given again."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, (unit.workspace.pk, prefix))
        found = cursor.fetchall()
    number = int(found[0][0]) if found else 1
    if not found:
        insert(KeySeries(workspace=unit.workspace, prefix=prefix, last=number))
    return f"{prefix}-{number}", number


def last_rank(unit: Unit) -> str:
    """A rank after all others of the workspace."""
    last = _last.tuples(unit.workspace.pk)
    return ranks.between(last[0][0] if last else None, None)
