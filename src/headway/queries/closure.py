"""Walks over the work graph in the database: what stands beneath items, and what stands above.

One recursive statement each, whatever the depth. Every step goes through what the actor may see, so that nothing is
reached by way of something hidden or deleted.
"""

# ruff: noqa: S608, S611 - the statements are made of constants; every value is a parameter.
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from ..access import visible
from ..access.actor import Actor
from ..models import Item
from ..models.ids import listed

# Each step: the columns it yields, where from, and how it hangs on the row before, whose id is {on}. What else a step
# asks for is tied to that row by CASE: on its own SQLite would read the whole table for a Bloom filter first.
_TYPE: Final = "s.type = CASE WHEN {on} IS NOT NULL THEN 'contributes-to' END"
_DOWN: Final = (
    ("s.id", "headway_item s", "s.parent_id = {on}"),
    ("s.source_id", "headway_relation s", "s.target_id = {on} AND " + _TYPE),
    ("s.item_id", "headway_task s", "s.operation_id = {on}"),
)
_UP: Final = (
    ("s.parent_id", "'parent'", "headway_item s", "s.id = {on}"),
    ("s.target_id", "s.type", "headway_relation s", "s.source_id = {on} AND " + _TYPE),
    ("s.operation_id", "'operation'", "headway_task s", "s.item_id = {on}"),
)
_THREAT: Final = (
    "s.target_id",
    "s.type",
    "headway_relation s",
    "s.source_id = {on} AND CASE WHEN {on} IS NOT NULL THEN s.type IN ('affects', 'blocks') END"
    " AND EXISTS (SELECT 1 FROM headway_issue q WHERE q.item_id = {on})",
)
_NOT_PAST_GOALS: Final = " AND (w.id = w.root OR NOT EXISTS (SELECT 1 FROM headway_goal g WHERE g.item_id = {on}))"


_COLUMN: Final = "s.here"
_STILL: Final = "CASE WHEN w.id IS NOT NULL THEN {} END"


class Edge(NamedTuple):
    """`above` is reached from `below` by way of `via`, on the way up from `root`; ids."""

    root: int
    below: int
    via: str
    above: int


def among(rows: QuerySet[Item], column: str) -> tuple[str, tuple[Any, ...]]:
    """Return the condition, with its parameters, that the item whose id stands in `column` is one of these."""
    sql, params = rows.filter(id=RawSQL(column, ())).values("id").order_by().query.sql_with_params()
    return f"EXISTS ({sql})", tuple(params)


@lru_cache(maxsize=256)
def _rule(actor: Actor) -> tuple[str, tuple[Any, ...]]:
    return among(visible.items(actor), _COLUMN)


def _sees(actor: Actor, column: str) -> tuple[str, tuple[Any, ...]]:
    """The rule of access.visible as a condition on the item whose id stands in `column`; an actor never changes."""
    sql, params = _rule(actor)
    return sql.replace(_COLUMN, column), params


def _marks(ids: Sequence[int]) -> str:
    return ",".join(["%s"] * len(ids))


def beneath(actor: Actor, ids: Iterable[int]) -> RawSQL:
    """Return a sub-query of the ids of all that stands beneath or contributes to these, themselves not included."""
    seeds = list(ids) or [0]
    if connection.vendor == "sqlite":
        steps, params = "", ()
        for column, table, on in _DOWN:
            sees, values = _sees(actor, column)
            where = f"{on.format(on='w.id')} AND {_STILL.format(sees)}"
            steps += f" UNION SELECT {column} FROM w CROSS JOIN {table} WHERE {where}"
            params += values
    else:
        each = (f"SELECT {column} AS id FROM {table} WHERE {on.format(on='w.id')}" for column, table, on in _DOWN)
        sees, params = _sees(actor, "s.id")
        steps = f" UNION SELECT s.id FROM w, LATERAL ({' UNION ALL '.join(each)}) s WHERE {sees}"
    marks = _marks(seeds)
    sql = (
        f"WITH RECURSIVE w(id) AS (SELECT id FROM headway_item WHERE id IN ({marks}){steps})"
        f" SELECT id FROM w WHERE id NOT IN ({marks})"
    )
    return RawSQL(sql, (*seeds, *params, *seeds))


def above(
    actor: Actor, ids: Iterable[int], *, threats: bool = False, past_goals: bool = False, together: bool = False
) -> list[Edge]:
    """Return the ways up from these: parents, goals contributed to, operations of occurrences.

    With `threats` also what issues affect and block; with `past_goals` on from goals to the goals above them. With
    `together` each step is told once, for whichever of these it is a step, and `root` is 0.
    """
    sql, params = _way_up(actor, connection.vendor, threats, past_goals, together)
    with connection.cursor() as cursor:
        cursor.execute(sql, (listed(ids), *params))
        return [Edge._make(row) for row in cursor.fetchall()]


@lru_cache(maxsize=512)
def _way_up(actor: Actor, vendor: str, threats: bool, past_goals: bool, together: bool) -> tuple[str, tuple[Any, ...]]:
    """The statement of `above`, whose first parameter are the ids, and its other parameters."""
    root = "0" if together else "w.root"
    kinds = (*_UP, _THREAT) if threats else _UP
    past = "" if past_goals else _NOT_PAST_GOALS
    if vendor == "sqlite":
        steps, params = "", ()
        for column, via, table, on in kinds:
            sees, values = _sees(actor, column)
            where = f"{(on + past).format(on='w.id')} AND {_STILL.format(sees)}"
            steps += f" UNION SELECT {root}, w.id, {via}, {column} FROM w CROSS JOIN {table} WHERE {where}"
            params += values
    else:
        each = (
            f"SELECT {column} AS id, {via}::text AS via FROM {table} WHERE {(on + past).format(on='w.id')}"
            for column, via, table, on in kinds
        )
        sees, params = _sees(actor, "s.id")
        union = " UNION ALL ".join(each)
        steps = f" UNION SELECT {root}, w.id, s.via, s.id FROM w, LATERAL ({union}) s WHERE {sees}"
    seeds = "SELECT value FROM json_each(%s)" if vendor == "sqlite" else "SELECT unnest(%s::bigint[])"
    empty = "''" if vendor == "sqlite" else "''::text"
    sql = (
        f"WITH RECURSIVE w(root, below, via, id) AS ("
        f"SELECT id, id, {empty}, id FROM headway_item WHERE id IN ({seeds}){steps})"
        " SELECT root, below, via, id FROM w WHERE via <> ''"
    )
    return sql, params
