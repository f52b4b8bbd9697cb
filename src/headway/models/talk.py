"""What people say about work, and the time they put into it."""

from django.db import models
from django.db.models import Q

from .items import Item
from .people import Member, Workspace


class Comment(models.Model):
    """A remark on an item, in Markdown. With `public` its reporter outside sees it; `contact` wrote it from there."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    item = models.ForeignKey(Item, models.CASCADE, related_name="comments", db_index=False)
    author = models.ForeignKey(Member, models.PROTECT, null=True, related_name="comments")
    body = models.TextField()
    public = models.BooleanField(default=False)
    contact = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["item", "created_at", "id"], name="comment_by_item")]

    def __str__(self) -> str:
        return str(self.pk)


class WorkLog(models.Model):
    """Minutes that a member put into an item."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    item = models.ForeignKey(Item, models.CASCADE, related_name="work_logs")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="work_logs")
    minutes = models.PositiveIntegerField()
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="work_log_takes_time")]

    def __str__(self) -> str:
        return str(self.pk)


class Notification(models.Model):
    """A line in a member's inbox, about one event; written by the follower `inbox`."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="notifications", db_index=False)
    event = models.ForeignKey("headway.Event", models.CASCADE)
    reason = models.CharField(max_length=20)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "event"], name="notification_once")]
        indexes = [models.Index(fields=["member", "read_at", "-id"], name="notification_by_member")]

    def __str__(self) -> str:
        return str(self.pk)
