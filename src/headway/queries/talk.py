"""What people said on an item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ..access import policy, visible
from ..access.policy import at_least
from ..access.seen import Seen
from ..rules.words import Role
from ..tongue import say
from .base import Look
from .rows import Known, Person

COMMENTS: Final = 50


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A remark; `mine` where the reader wrote it, `removable` where he may withdraw it.

    `outside` is what somebody called himself who wrote it from outside; `public` where the reporter there sees it.
    """

    id: int
    author: Person | None
    body: str
    created: datetime
    edited: datetime | None
    mine: bool
    removable: bool
    outside: str
    public: bool


_COLUMNS: Final = (
    *("id", "author_id", "author__email", "author__name", "body", "created_at", "edited_at", "contact", "public"),
)
_all: Final = Seen(lambda actor, item: visible.comments(actor).filter(item_id=item).values_list("id"))
_latest: Final = Seen(
    lambda actor, item: (
        visible.comments(actor).filter(item_id=item).order_by("-created_at", "-id").values_list(*_COLUMNS)[:COMMENTS]
    )
)


def comments_on(look: Look, pk: int, *, known: Known) -> tuple[tuple[CommentRow, ...], int]:
    """The latest comments, oldest of them first, and how many there are in all."""
    made = tuple(_comment(look, known, row) for row in reversed(_latest.tuples(look.actor, pk)))
    return made, _all.count(look.actor, pk)


def _comment(look: Look, known: Known, row: Sequence[Any]) -> CommentRow:
    pk, author, email, name, body, created, edited, contact, public = row
    mine = author is not None and author == look.actor.member_id
    removable = policy.may_edit_comment(look.actor, author_id=author)
    outside = contact if at_least(look.actor, Role.MEMBER) else contact and say("Somebody outside")
    return CommentRow(pk, known.person(author, email, name), body, created, edited, mine, removable, outside, public)
