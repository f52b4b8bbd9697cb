"""Who has an item open: the item as its reader may see it, and the others by name."""

from collections.abc import Sequence

from ..access import visible
from ..models import Member
from ..rules.errors import NotFound
from ..tongue import say
from .base import Look
from .rows import NOBODY, Known, Person


def find_item(look: Look, key: str) -> int:
    """Return the number of an item that the reader sees. Raises NotFound."""
    found: int | None = visible.items(look.actor).filter(key=key.upper()).values_list("id", flat=True).first()
    if found is None:
        raise NotFound(say("there is no item %(key)s here", key=repr(key)), field="key")
    return found


def people(look: Look, ids: Sequence[int]) -> list[Person]:
    """Return those of the workspace whom the reader may know of, by name. At most two statements."""
    if not ids:
        return []
    known = Known(look)
    rows = Member.objects.filter(workspace_id=look.actor.workspace_id, active=True, id__in=ids).order_by("name", "id")
    found = (known.person(*row) for row in rows.values_list("id", "email", "name"))
    return [one for one in found if one is not None and one is not NOBODY]
