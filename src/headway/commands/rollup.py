"""Keep the work and the parts of every parent true: the sum over what stands beneath it."""

from collections.abc import Iterator
from typing import Final

from django.db.models import F, Sum

from ..models import Item
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


def _works(ids: set[int]) -> Iterator[tuple[Item, Work]]:
    """Each of these items, and what it should weigh: the sum over what stands beneath it, or its own."""
    beneath = Item.objects.filter(parent__in=ids, deleted_at=None).values_list("parent_id")
    sums = {pk: Work(*figures) for pk, *figures in beneath.annotate(*(Sum(name) for name in COLUMNS))}
    columns = ("kind", "category", "effort", "parent_id", *COLUMNS)
    for item in Item.objects.filter(pk__in=ids).only(*columns).annotate(milestone=F("task__milestone")):
        dropped = item.category == Category.DROPPED
        yield item, Work() if dropped else sums.get(item.pk) or own_work(item, milestone=bool(item.milestone))
