"""Keep `work_total` and `work_done` of every parent true: the sum over what stands beneath it."""

from collections.abc import Iterator

from django.db.models import F, Sum

from ..models import Item
from ..rules.rollup import Work, leaf_work
from ..rules.words import Kind
from .unit import Unit


def own_work(item: Item, *, milestone: bool) -> Work:
    """What an item without parts weighs; a goal is proved by other things than effort."""
    if item.kind == Kind.GOAL:
        return Work(0, 0)
    return leaf_work(category=item.category, effort=item.effort, milestone=milestone)


def refresh(unit: Unit) -> None:
    """Recompute the stale parents, then theirs, up to where nothing changes; two statements a level, one a change."""
    while unit.stale_parents:
        above: set[int] = set()
        for item, work in _works(unit.stale_parents):
            if (item.work_total, item.work_done) != (work.total, work.done):
                Item.objects.filter(pk=item.pk).update(work_total=work.total, work_done=work.done)
                if item.parent_id:
                    above.add(item.parent_id)
        unit.stale_parents = above


def _works(ids: set[int]) -> Iterator[tuple[Item, Work]]:
    """Each of these items, and what it should weigh: the sum over what stands beneath it, or its own."""
    beneath = Item.objects.filter(parent__in=ids, deleted_at=None).values_list("parent_id")
    sums = {pk: Work(total, done) for pk, total, done in beneath.annotate(Sum("work_total"), Sum("work_done"))}
    columns = ("kind", "category", "effort", "parent_id", "work_total", "work_done")
    for item in Item.objects.filter(pk__in=ids).only(*columns).annotate(milestone=F("task__milestone")):
        yield item, sums.get(item.pk) or own_work(item, milestone=bool(item.milestone))
