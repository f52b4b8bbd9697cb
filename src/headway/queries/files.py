"""Files on items."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ..access import policy, visible
from ..models import Attachment
from ..models.prepared import Prepared
from ..rules.errors import NotFound
from ..rules.sniff import RASTER
from ..tongue import say
from .base import Look, Query
from .rows import Known, Person
from .types import Id, ItemKey


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file on an item: `type` is what its bytes say; a `picture` may be shown in place; `removable` by the reader."""

    id: int
    name: str
    type: str
    size: int
    digest: str
    picture: bool
    comment: int | None
    by: Person | None
    at: datetime
    removable: bool


_COLUMNS: Final = (
    *("id", "name", "type", "size", "digest", "on_comment_id", "added_at"),
    *("added_by_id", "added_by__email", "added_by__name"),
)


class ListAttachments(Query):
    """List the files on an item, the oldest first."""

    name = "attachment.list"
    route = "/items/{key}/attachments"

    key: ItemKey

    def answer(self, look: Look) -> tuple[FileRow, ...]:
        """Two statements."""
        pk = visible.items(look.actor).filter(key=self.key.upper()).values_list("id", flat=True).first()
        if pk is None:
            raise NotFound(say("there is no item %(key)s here", key=repr(self.key)), field="key")
        return files(look, pk, known=Known(look))


class ShowAttachment(Query):
    """Show what is known of a file; its bytes lie at `/attachments/{id}/content`."""

    name = "attachment.show"
    route = "/attachments/{id}"

    id: Id

    def answer(self, look: Look) -> FileRow:
        """Find it through its item. One statement."""
        found = visible.attachments(look.actor).filter(pk=self.id).values_list(*_COLUMNS).first()
        if found is None:
            raise NotFound(say("there is no file %(id)s", id=self.id), field="id")
        return _row(look, Known(look), *found)


_on_item: Final = Prepared(
    lambda item: (
        Attachment.objects.filter(item_id=item, removed_at=None).order_by("added_at", "id").values_list(*_COLUMNS)
    )
)


def files(look: Look, item: int, *, known: Known) -> tuple[FileRow, ...]:
    """Return the files of an item that the reader has been found to see. One statement."""
    return tuple(_row(look, known, *row) for row in _on_item.tuples(item))


def _row(look: Look, known: Known, *row: Any) -> FileRow:
    pk, name, type_, size, digest, comment, at, *who = row
    removable = policy.may_edit_comment(look.actor, author_id=who[0])
    return FileRow(pk, name, type_, size, digest, type_ in RASTER, comment, known.person(*who), at, removable)
