"""Keep the work and the parts of every parent true: the sum over what stands beneath it."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from django.db.models import F, QuerySet, Sum

from ..models import Item
from ..models.prepared import Prepared
from ..rules.rollup import Work, leaf_work
from ..rules.words import Category, Kind
from .unit import Unit

COLUMNS: Final = ("work_total", "work_done", "parts_total", "parts_done")


def columns_of(work: Work) -> dict[str, int]:
    """The columns of an item that weighs this."""
    return dict(zip(COLUMNS, (work.total, work.done, work.parts, work.parts_done), strict=True))


def work_of(item: Item) -> Work:
    """What an item's columns say that it weighs."""
    return Work(item.work_total, item.work_done, item.parts_total, item.parts_done)


def own_work(item: Item, *, milestone: bool) -> Work:
    """What an item without parts weighs; a goal is proved by other things than effort."""
    if item.kind == Kind.GOAL:
        return Work()
    return leaf_work(category=item.category, effort=item.effort, milestone=milestone)


def refresh(unit: Unit) -> None:
    """Recompute the stale parents, then theirs, up to where nothing changes; two statements a level, one a change.

    Dropped work weighs nothing, whatever stands beneath it.
    """
    while unit.stale_parents:
        above: set[int] = set()
        for item, work in _works(unit.stale_parents):
            if work_of(item) != work:
                Item.objects.filter(pk=item.pk).update(**columns_of(work))
                if item.parent_id:
                    above.add(item.parent_id)
        unit.stale_parents = above


def _sums(ids: Collection[int]) -> QuerySet[Item, Any]:
    beneath = Item.objects.filter(parent__in=ids, deleted_at=None)
    return beneath.values_list("parent_id").annotate(*(Sum(name) for name in COLUMNS))


def _items(ids: Collection[int]) -> QuerySet[Any]:
    columns = ("kind", "category", "effort", "parent_id", *COLUMNS)
    return Item.objects.filter(pk__in=ids).only(*columns).annotate(milestone=F("task__milestone"))


_sum: Final = Prepared(lambda pk: _sums([pk]))
_weighed: Final = Prepared(lambda pk: _items([pk]))


def _works(ids: set[int]) -> Iterator[tuple[Item, Work]]:
    """Each of these items, and what it should weigh: the sum over what stands beneath it, or its own."""
    alone = tuple(ids) if len(ids) == 1 else ()
    sums = {pk: Work(*figures) for pk, *figures in (_sum.tuples(*alone) if alone else _sums(ids))}
    for item in _weighed.rows(*alone) if alone else _items(ids):
        dropped = item.category == Category.DROPPED
        yield item, Work() if dropped else sums.get(item.pk) or own_work(item, milestone=bool(item.milestone))
