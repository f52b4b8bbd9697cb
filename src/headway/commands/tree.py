"""What stands beneath an item."""

from datetime import datetime

from ..events.types import ItemChanged
from ..models import Item
from .unit import Unit


def descendants(item: Item, *, deleted_at: datetime | None = None) -> list[Item]:
    """Everything beneath an item that is living, or was deleted at the given time; one query a level."""
    found: list[Item] = []
    level = [item.pk]
    while level:
        rows = list(Item.objects.filter(parent__in=level, deleted_at=deleted_at).select_related("state"))
        found += rows
        level = [row.pk for row in rows]
    return found


def hide_beneath(item: Item, *, unit: Unit) -> None:
    """What stands under something private is private too."""
    for row in descendants(item):
        unit.touch(row, {"private": True}, type_=ItemChanged)
