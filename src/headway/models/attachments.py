"""Files on items. The row says what and whose; the bytes lie under their digest (models.blobs)."""

from django.db import models
from django.db.models import Q

from .items import Item
from .people import Member, Workspace
from .talk import Comment


class Attachment(models.Model):
    """A file on an item, or on a comment there. `type` is what its bytes say, `declared` what its sender said."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    item = models.ForeignKey(Item, models.CASCADE, related_name="attachments", db_index=False)
    on_comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="attachments", db_index=False)
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=100)
    declared = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="attachment_name_given"),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_holds_something"),
        ]
        indexes = [
            models.Index(fields=["item", "added_at", "id"], name="attachment_by_item"),
            models.Index(fields=["digest"], name="attachment_by_digest"),
        ]

    def __str__(self) -> str:
        return self.name
