"""The checklists of items."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..access import visible
from ..models import ChecklistEntry
from ..models.prepared import Prepared
from ..rules.errors import NotFound
from ..tongue import say
from .base import Look, Query
from .rows import Known, Person
from .types import ItemKey


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a checklist, and who ticked it when."""

    id: int
    text: str
    done: datetime | None
    done_by: Person | None


class ListSteps(Query):
    """List the steps of an item's checklist in their order."""

    name = "checklist.list"
    route = "/items/{key}/checklist"

    key: ItemKey

    def answer(self, look: Look) -> tuple[StepRow, ...]:
        """Two statements."""
        pk = visible.items(look.actor).filter(key=self.key.upper()).values_list("id", flat=True).first()
        if pk is None:
            raise NotFound(say("there is no item %(key)s here", key=repr(self.key)), field="key")
        return steps(pk, known=Known(look))


_COLUMNS: Final = ("id", "text", "done_at", "done_by_id", "done_by__email", "done_by__name")
_steps: Final = Prepared(
    lambda item: ChecklistEntry.objects.filter(item_id=item).order_by("rank").values_list(*_COLUMNS)
)


def steps(item: int, *, known: Known) -> tuple[StepRow, ...]:
    """Return the steps of an item that the reader has been found to see. One statement."""
    return tuple(StepRow(pk, text, at, known.person(*who)) for pk, text, at, *who in _steps.tuples(item))
