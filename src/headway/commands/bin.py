"""Items are put into the bin and taken out of it."""

from ..access import visible
from ..events.types import ItemDeleted, ItemRestored
from ..models import Item
from ..rules.errors import Refused
from ..tongue import say
from .answers import ItemTold
from .base import Answer, Command
from .items import told
from .tree import descendants
from .types import ItemKey
from .unit import Unit


class DeleteItem(Command):
    """Put an item into the bin, with everything beneath it if so stated; it can be restored."""

    name = "item.delete"
    route = ("DELETE", "/items/{key}")
    answers = ItemTold
    versioned = "key"

    key: ItemKey
    with_children: bool = False

    def act(self, unit: Unit) -> Answer:
        """Mark the rows; nothing is lost."""
        item = unit.edit(self.key)
        beneath = descendants(item)
        if beneath and not self.with_children:
            raise Refused(
                say(
                    "beneath it stands other work%(beneath)s; state with_children to delete it too",
                    beneath=_named(beneath, unit),
                ),
                field="with_children",
            )
        for row in [item, *beneath]:
            unit.touch(row, {"deleted_at": unit.now}, type_=ItemDeleted)
        if item.parent_id:
            unit.stale_parents.add(item.parent_id)
        return told(item)


def _named(rows: list[Item], unit: Unit) -> str:
    """The keys among these that the actor may see, for a sentence."""
    seen = visible.items(unit.actor).filter(pk__in=[row.pk for row in rows]).values_list("key", flat=True)[:5]
    return f" ({', '.join(seen)})" if seen else ""


class RestoreItem(Command):
    """Take an item out of the bin, with what was deleted together with it."""

    name = "item.restore"
    route = ("POST", "/items/{key}/restore")
    answers = ItemTold

    key: ItemKey

    def act(self, unit: Unit) -> Answer:
        """Unmark the rows."""
        item = unit.item(self.key, field="key", deleted=True)
        if item.parent is not None and item.parent.deleted_at is not None:
            raise Refused(
                say("it stands under %(key)s, which is in the bin; restore that first", key=item.parent.key),
                field="key",
            )
        hidden = item.private or (item.parent is not None and item.parent.private)
        for row in [item, *descendants(item, deleted_at=item.deleted_at)]:
            values = {"deleted_at": None} | ({"private": True} if hidden else {})
            unit.touch(row, values, type_=ItemRestored)
            unit.stale_parents.add(row.pk)
        if item.parent_id:
            unit.stale_parents.add(item.parent_id)
        return told(item)
