"""The memory of the house: events, who has read how far, and what was answered to whom."""

from django.db import models

from .items import Item
from .people import Member, Workspace


class Event(models.Model):
    """One thing that happened. Rows are appended and never changed: the database refuses an update."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="events")
    seq = models.BigIntegerField()
    type = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="events", db_index=False)
    actor = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    act = models.UUIDField()
    via = models.CharField(max_length=10)
    changes = models.JSONField()
    version = models.PositiveIntegerField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "seq"], name="event_seq_unique")]
        indexes = [
            models.Index(fields=["item", "happened_at", "seq"], name="event_by_item"),
            models.Index(fields=["workspace", "happened_at", "seq"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.type}"


class Follower(models.Model):
    """How far a named reader of the log has come in a workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    name = models.CharField(max_length=40)
    cursor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="follower_unique")]

    def __str__(self) -> str:
        return f"{self.name}@{self.cursor}"


class Receipt(models.Model):
    """What was answered to a command that came with an idempotency key."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    member = models.ForeignKey(Member, models.CASCADE, null=True)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    answer = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "member", "key"], name="receipt_unique")]

    def __str__(self) -> str:
        return self.key


class ExternalRef(models.Model):
    """Which row of ours stands for which of another tool's, and the digest of what was last read of it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    source = models.CharField(max_length=40)
    noun = models.CharField(max_length=12)
    external_id = models.CharField(max_length=200)
    object_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "source", "noun", "external_id"], name="external_ref_unique")
        ]
        indexes = [models.Index(fields=["workspace", "noun", "object_id"], name="external_ref_by_object")]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"
