"""Service levels: how soon requests are to be answered and resolved; and the clock of each request."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ..rules.words import Kind
from .base import one_of
from .calendars import Calendar
from .items import Item
from .people import Team, Workspace


class ServiceLevel(models.Model):
    """Minutes to respond to and to resolve what it holds for: of a kind, priority, severity, team, operation.

    An empty condition holds for all. Time is counted in a calendar: its own, else the team's, else the workspace's;
    or `always`, around the clock.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="service_levels", db_index=False)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, blank=True)
    priority = models.PositiveSmallIntegerField(null=True)
    severity = models.PositiveSmallIntegerField(null=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    operation = models.ForeignKey(Item, models.PROTECT, null=True, related_name="service_levels")
    respond = models.PositiveIntegerField(null=True)
    resolve = models.PositiveIntegerField(null=True)
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, related_name="+")
    always = models.BooleanField(default=False)
    on_acceptance = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace", Lower("name"), condition=Q(deleted_at=None), name="service_level_name_unique"
            ),
            one_of("kind", ["", Kind.ISSUE, Kind.TASK], "service_level_kind_known"),
            models.CheckConstraint(
                condition=Q(priority=None) | Q(priority__lte=4), name="service_level_priority_range"
            ),
            models.CheckConstraint(
                condition=Q(severity=None) | Q(severity__lte=3), name="service_level_severity_range"
            ),
            models.CheckConstraint(
                condition=Q(respond__gt=0) | Q(resolve__gt=0), name="service_level_promises_something"
            ),
            models.CheckConstraint(condition=Q(always=False) | Q(calendar=None), name="service_level_one_clock"),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceClock(models.Model):
    """A request's clock as its events up to now make it (rules.service): derived, and recomputed with each of them.

    `*_due_at` is when the time runs out, or ran out; that for resolving is None while the clock stands still with
    time left. So a promise is broken when its `*_due_at` has passed unmet. `spent` is working seconds up to the
    latest stop of the clock. `*_told_at` is when a broken promise was written into the log: once.
    """

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="clock")
    level = models.ForeignKey(ServiceLevel, models.PROTECT, related_name="clocks")
    started_at = models.DateTimeField()
    respond_due_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    resolve_due_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    spent = models.PositiveBigIntegerField(default=0)
    respond_told_at = models.DateTimeField(null=True)
    resolve_told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["respond_due_at"],
                name="clock_to_respond",
                condition=Q(respond_due_at__isnull=False, responded_at=None, respond_told_at=None),
            ),
            models.Index(
                fields=["resolve_due_at"],
                name="clock_to_resolve",
                condition=Q(resolve_due_at__isnull=False, resolve_told_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.item_id)
