"""Labels are renamed and removed; they come into use by being put on an item."""

from ..events.types import ItemChanged, LabelRemoved, LabelRenamed
from ..models import Item, ItemLabel, Label
from ..rules.errors import NotFound, Refused
from ..rules.words import Role
from ..tongue import say
from .answers import LabelTold
from .base import Answer, Command
from .types import LabelName
from .unit import Unit


def _find(unit: Unit, name: str, *, field: str) -> Label:
    row = Label.objects.filter(workspace=unit.workspace, name=name).first()
    if row is None:
        raise NotFound(say("there is no label %(name)s", name=repr(name)), field=field)
    return row


class RenameLabel(Command):
    """Give a label another name."""

    name = "label.rename"
    route = ("PATCH", "/labels/{label}")
    answers = LabelTold
    least = Role.ADMIN

    label: LabelName
    to: LabelName

    def act(self, unit: Unit) -> Answer:
        """Rename it everywhere at once."""
        row = _find(unit, self.label, field="label")
        if Label.objects.filter(workspace=unit.workspace, name=self.to).exclude(pk=row.pk).exists():
            raise Refused(say("there is a label %(to)s already", to=repr(self.to)), field="to")
        if row.name != self.to:
            unit.record(LabelRenamed, subject=row, changes={"name": [row.name, self.to]})
            row.name = self.to
            row.save(update_fields=["name"])
        return {"label": row.name}


class RemoveLabel(Command):
    """Take a label off all items and remove it."""

    name = "label.remove"
    route = ("DELETE", "/labels/{label}")
    answers = LabelTold
    least = Role.ADMIN

    label: LabelName

    def act(self, unit: Unit) -> Answer:
        """Each item that loses it says so in the log."""
        row = _find(unit, self.label, field="label")
        for item in Item.objects.filter(item_labels__label=row):
            old = sorted(ItemLabel.objects.filter(item=item).values_list("label_id", flat=True))
            ItemLabel.objects.filter(item=item, label=row).delete()
            unit.touch(item, {}, type_=ItemChanged, labels=[old, [pk for pk in old if pk != row.pk] or None])
        unit.record(LabelRemoved, subject=row, changes={"name": [row.name, None]})
        row.delete()
        unit.forget()
        return {"label": self.label}
