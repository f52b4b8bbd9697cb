"""What is said to and by people outside: comments that the reporter of an item sees, too."""

from ..events.types import CommentAdded
from ..models import Comment, Item
from .unit import Unit, born


def reply_to(item: Item, body: str, *, unit: Unit, contact: str = "", public: bool = True) -> Comment:
    """Add a comment, which the item's reporter outside sees unless it is not `public`; `contact` wrote it there."""
    author = None if contact else unit.actor.member_id
    row = Comment.objects.create(
        workspace=unit.workspace,
        item=item,
        author_id=author,
        body=body,
        public=public,
        contact=contact,
        created_at=unit.now,
    )
    facts = {"item": item.pk, "author": author, "body": body, "contact": contact, "created_at": unit.now}
    unit.record(CommentAdded, subject=row, item=item, changes=born(facts | ({"public": True} if public else {})))
    Item.objects.filter(pk=item.pk, updated_at__lt=unit.now).update(updated_at=unit.now)
    return row
