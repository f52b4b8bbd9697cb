"""Files are attached to items and taken off again."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from pydantic import Field, StringConstraints

from ..access import policy, visible
from ..access.actor import Actor
from ..events.types import AttachmentAdded, AttachmentRemoved
from ..models import Attachment, Comment, Item, blobs
from ..rules.errors import Forbidden, Invalid, NotFound, Refused
from ..rules.sniff import PROGRAMS, pretends, sniff
from ..rules.words import Role
from ..tongue import say
from .answers import OnItemTold
from .base import Answer, Command
from .comments import touch
from .shared_answers import FileTold
from .types import Clean, Id, ItemKey, Line
from .unit import Unit, born, plain

MOST: Final = 500
"""Files that an item may have."""
INLINE: Final = 900_000
"""Characters of base64 that a command takes in place of an upload."""
_FRESH: Final = timedelta(hours=1)
_UNCLAIMED: Final = timedelta(hours=24)
_REMOVED: Final = timedelta(days=30)
_SALT: Final = "headway.upload"
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff/\\\\]")

FileName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), Clean]


def upload(chunks: Iterable[bytes], *, actor: Actor, now: datetime) -> str:
    """Take bytes in, ahead of the command that attaches them, and return the handle by which it names them.

    A handle serves the one who uploaded, for an hour. Raises Invalid for what is too long, empty or a program.
    """
    try:
        stored = blobs.store(chunks, limit=settings.ATTACHMENT_LIMIT, accept=_checked)
    except blobs.TooLong as error:
        raise Invalid(
            say("a file has at most %(attachment_limit)s bytes", attachment_limit=settings.ATTACHMENT_LIMIT),
            field="file",
        ) from error
    type_ = sniff(stored.head)
    facts = [stored.digest, stored.size, type_, actor.workspace_id, actor.me, now.timestamp()]
    return Signer(salt=_SALT).sign_object(facts)


def _checked(stored: blobs.Stored) -> None:
    """Raise Invalid for a file that is not taken, by its bytes."""
    if not stored.size:
        raise Invalid(say("the file is empty"), field="file")
    if sniff(stored.head) in PROGRAMS:
        raise Invalid(say("programs are not taken; put it into an archive if it is meant"), field="file")


class AddAttachment(Command):
    """Attach a file to an item, or to a comment there: as `content` in base64, or by the handle of an upload."""

    name = "attachment.add"
    route = ("POST", "/items/{key}/attachments")
    answers = FileTold
    least = Role.GUEST

    key: ItemKey
    file_name: FileName
    content: Annotated[str, Field(max_length=INLINE, description="the bytes in base64")] | None = None
    upload: Annotated[str, Field(max_length=1000, description="the handle of an upload")] | None = None
    media_type: Line = ""
    comment: Id | None = None

    def act(self, unit: Unit) -> Answer:
        """Check that it is what its name promises, and write the row; the bytes lie there already."""
        item = unit.item(self.key, field="key")
        if item.attachments.filter(removed_at=None).count() >= MOST:
            raise Refused(say("an item has at most %(most)s files", most=MOST), field="key")
        facts: dict[str, Any] = {"name": _clean(self.file_name), "declared": self.media_type[:100]}
        facts |= self._bytes(unit) | {"on_comment": self._comment(item), "added_at": unit.now}
        if pretends(facts["name"], facts["type"]):
            raise Invalid(
                say("%(facts)s is %(what)s inside, not what its name says", facts=facts["name"], what=facts["type"]),
                field="file_name",
            )
        row = Attachment.objects.create(workspace=unit.workspace, item=item, added_by_id=unit.actor.member_id, **facts)
        told = facts | {"item": item.pk, "added_by": unit.actor.member_id}
        unit.record(AttachmentAdded, subject=row, item=item, changes=born(told))
        touch(item, unit.now)
        return {"id": row.pk, "key": item.key, "file_name": row.name, "type": row.type, "size": row.size}

    def _comment(self, item: Item) -> Comment | None:
        if self.comment is None:
            return None
        row = Comment.objects.filter(pk=self.comment, item=item, deleted_at=None).first()
        if row is None:
            raise NotFound(
                say("%(key)s has no comment %(comment)s", key=item.key, comment=self.comment), field="comment"
            )
        return row

    def _bytes(self, unit: Unit) -> dict[str, Any]:
        if (self.content is None) == (self.upload is None):
            raise Invalid(say("state either content, in base64, or upload, the handle of one"), field="content")
        return _claimed(self.upload, unit) if self.upload is not None else _decoded(self.content or "")


def _decoded(content: str) -> dict[str, Any]:
    try:
        raw = base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid(say("this is not base64"), field="content") from error
    stored = blobs.store([raw], limit=settings.ATTACHMENT_LIMIT, accept=_checked)
    return {"digest": stored.digest, "size": stored.size, "type": sniff(stored.head)}


def _claimed(handle: str, unit: Unit) -> dict[str, Any]:
    """What lies under a handle that this actor was given within the last hour. Raises Invalid."""
    gone = Invalid(say("this upload is not known, or too old; upload the file again"), field="upload")
    try:
        digest, size, type_, workspace, member, at = Signer(salt=_SALT).unsign_object(handle)
    except (BadSignature, ValueError, TypeError) as error:
        raise gone from error
    mine = (workspace, member) == (unit.workspace.pk, unit.actor.me)
    if not mine or unit.now.timestamp() - at > _FRESH.total_seconds() or not blobs.renew(digest):
        raise gone
    return {"digest": digest, "size": size, "type": type_}


def _clean(name: str) -> str:
    """A file's own name: no folders, no signs that cannot be seen or that turn the others round."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    cleaned = _UNSEEN.sub("", last).strip(" .")
    if not cleaned:
        raise Invalid(say("a file has a name"), field="file_name")
    stem, dot, suffix = cleaned.rpartition(".")
    return cleaned if len(cleaned) <= 255 else f"{stem[: 254 - len(suffix[:20])]}{dot}{suffix[:20]}"[:255]


class RemoveAttachment(Command):
    """Take a file off its item: one's own, or as an admin anybody's. Its bytes are deleted a month later."""

    name = "attachment.remove"
    route = ("DELETE", "/attachments/{id}")
    answers = OnItemTold
    least = Role.GUEST

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Mark it; the log remembers it."""
        row = visible.attachments(unit.actor).filter(pk=self.id).select_related("item").first()
        if row is None:
            raise NotFound(say("there is no file %(id)s", id=self.id), field="id")
        if not policy.may_edit_comment(unit.actor, author_id=row.added_by_id):
            raise Forbidden(say("a file is taken off by who attached it, or by an admin"), field="id")
        row.removed_at = unit.now
        row.save(update_fields=["removed_at"])
        facts = {"removed_at": [None, plain(unit.now)], "name": [row.name] * 2}
        unit.record(AttachmentRemoved, subject=row, item=row.item, changes=facts)
        touch(row.item, unit.now)
        return {"id": row.pk, "key": row.item.key}


def collect(*, now: datetime) -> int:
    """Delete the bytes that no file speaks of, and those of files removed a month ago; return how many files went."""
    moment = (now - _UNCLAIMED).timestamp()
    lying = blobs.untouched_since(moment)
    gone = 0
    for start in range(0, len(lying), 500):
        some = lying[start : start + 500]
        spoken = Attachment.objects.filter(Q(removed_at=None) | Q(removed_at__gt=now - _REMOVED), digest__in=some)
        kept = set(spoken.values_list("digest", flat=True))
        gone += blobs.drop([one for one in some if one not in kept], untouched=moment)
    return gone
