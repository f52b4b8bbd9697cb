"""Keep `work_total` and `work_done` of every parent true: the sum over what stands beneath it."""

from django.db.models import Count, Sum

from ..models import Item, Task
from ..rules.rollup import Work, leaf_work
from ..rules.words import Kind
from .unit import Unit


def own_work(item: Item, *, milestone: bool) -> Work:
    """What an item without parts weighs; a goal is proved by other things than effort."""
    if item.kind == Kind.GOAL:
        return Work(0, 0)
    return leaf_work(category=item.category, effort=item.effort, milestone=milestone)


def refresh(unit: Unit) -> None:
    """Recompute the stale parents, then theirs, up to where nothing changes."""
    while unit.stale_parents:
        above: set[int] = set()
        for item in Item.objects.filter(pk__in=unit.stale_parents):
            work = _work(item)
            if (item.work_total, item.work_done) != (work.total, work.done):
                Item.objects.filter(pk=item.pk).update(work_total=work.total, work_done=work.done)
                if item.parent_id:
                    above.add(item.parent_id)
        unit.stale_parents = above


def _work(item: Item) -> Work:
    beneath = Item.objects.filter(parent=item, deleted_at=None).aggregate(
        count=Count("id"), total=Sum("work_total"), done=Sum("work_done")
    )
    if beneath["count"]:
        return Work(beneath["total"] or 0, beneath["done"] or 0)
    milestone = item.kind == "task" and Task.objects.filter(item=item, milestone=True).exists()
    return own_work(item, milestone=milestone)
