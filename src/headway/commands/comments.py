"""People say things on items and follow them."""

from datetime import datetime

from ..access import policy, visible
from ..events.types import (
    CommentAdded,
    CommentEdited,
    CommentRemoved,
    WatcherAdded,
    WatcherRemoved,
)
from ..models import Comment, Item, Watcher
from ..rules.errors import Forbidden, NotFound
from ..rules.words import Role
from ..tongue import say
from .answers import OnItemTold, WatcherTold
from .base import Answer, Command
from .resuming import go_on
from .types import GivenBody, Id, ItemKey, MemberRef
from .unit import Unit, born, plain


def touch(item: Item, now: datetime) -> None:
    """Talk makes an item recent without making it another version."""
    Item.objects.filter(pk=item.pk, updated_at__lt=now).update(updated_at=now)


class AddComment(Command):
    """Say something on an item; a request that waits for whose word that is goes on."""

    name = "comment.add"
    route = ("POST", "/items/{key}/comments")
    answers = OnItemTold
    least = Role.GUEST

    key: ItemKey
    body: GivenBody

    def act(self, unit: Unit) -> Answer:
        """Add it; its author follows the item from now on."""
        item = unit.item(self.key, field="key")
        author = unit.actor.member_id
        row = Comment.objects.create(
            workspace=unit.workspace, item=item, author_id=author, body=self.body, created_at=unit.now
        )
        facts = {"item": item.pk, "author": author, "body": self.body, "created_at": unit.now}
        unit.record(CommentAdded, subject=row, item=item, changes=born(facts))
        if author is not None:
            follow(item, author, unit=unit)
        touch(item, unit.now)
        go_on(item, by=author, outside=False, unit=unit)
        return {"id": row.pk, "key": item.key}


class _OnComment(Command):
    id: Id

    def _find(self, unit: Unit) -> Comment:
        row = visible.comments(unit.actor).filter(pk=self.id).select_related("item").first()
        if row is None:
            raise NotFound(say("there is no comment %(id)s", id=self.id), field="id")
        return row


class EditComment(_OnComment):
    """Change the words of one's own comment."""

    name = "comment.edit"
    route = ("PATCH", "/comments/{id}")
    answers = OnItemTold
    least = Role.GUEST

    body: GivenBody

    def act(self, unit: Unit) -> Answer:
        """Keep the old words in the log."""
        row = self._find(unit)
        if row.author_id != unit.actor.member_id:
            raise Forbidden(say("a comment is edited by its author"), field="id")
        if row.body != self.body:
            changes = {"body": [row.body, self.body], "edited_at": [plain(row.edited_at), plain(unit.now)]}
            row.body, row.edited_at = self.body, unit.now
            row.save(update_fields=["body", "edited_at"])
            unit.record(CommentEdited, subject=row, item=row.item, changes=changes)
        return {"id": row.pk, "key": row.item.key}


class DeleteComment(_OnComment):
    """Withdraw a comment: one's own, or as an admin anybody's."""

    name = "comment.delete"
    route = ("DELETE", "/comments/{id}")
    answers = OnItemTold
    least = Role.GUEST

    def act(self, unit: Unit) -> Answer:
        """Mark it; the log remembers it."""
        row = self._find(unit)
        if not policy.may_edit_comment(unit.actor, author_id=row.author_id):
            raise Forbidden(say("a comment is withdrawn by its author or an admin"), field="id")
        row.deleted_at = unit.now
        row.save(update_fields=["deleted_at"])
        unit.record(CommentRemoved, subject=row, item=row.item, changes={"deleted_at": [None, plain(unit.now)]})
        return {"id": row.pk, "key": row.item.key}


def follow(item: Item, member_id: int, *, unit: Unit) -> None:
    """Have a member follow an item, if he does not already."""
    row, made = Watcher.objects.get_or_create(item=item, member_id=member_id)
    if made:
        unit.record(
            WatcherAdded, subject=row, item=item, changes={"item": [None, item.pk], "member": [None, member_id]}
        )


class WatchItem(Command):
    """Follow an item, or have another member follow it; whoever follows a private item can see it."""

    name = "item.watch"
    route = ("POST", "/items/{key}/watchers")
    answers = WatcherTold
    least = Role.GUEST

    key: ItemKey
    member: MemberRef = "me"

    def act(self, unit: Unit) -> Answer:
        """Add the follower."""
        item = unit.item(self.key, field="key")
        member = unit.member(self.member, field="member")
        if unit.actor.role is Role.GUEST and member.pk != unit.actor.member_id:
            raise Forbidden(say("a guest may follow items himself, not add others"), field="member")
        follow(item, member.pk, unit=unit)
        return {"key": item.key, "member": member.email}


class UnwatchItem(Command):
    """Cease to follow an item."""

    name = "item.unwatch"
    route = ("DELETE", "/items/{key}/watchers/{member}")
    answers = WatcherTold
    least = Role.GUEST

    key: ItemKey
    member: MemberRef = "me"

    def act(self, unit: Unit) -> Answer:
        """Remove the follower."""
        item = unit.item(self.key, field="key")
        member = unit.member(self.member, field="member")
        if unit.actor.role is Role.GUEST and member.pk != unit.actor.member_id:
            raise Forbidden(say("a guest may only stop following himself"), field="member")
        row = Watcher.objects.filter(item=item, member=member).first()
        if row is not None:
            facts = {"item": [item.pk, None], "member": [member.pk, None]}
            unit.record(WatcherRemoved, subject=row, item=item, changes=facts)
            row.delete()
        return {"key": item.key, "member": member.email}
