"""When operations recur, and who takes which turn."""

from django.db import models
from django.db.models import Q

from ..rules.words import Anchor, Shift
from .base import choices, one_of
from .calendars import Calendar
from .items import Item
from .people import Member


class Schedule(models.Model):
    """When an operation recurs: an RFC 5545 rule from `start` on, in local time of `zone`; whole days without `time`.

    With an `anchor` the rule says which months, and the occurrence is so many working days from the month's end or
    start. `before` (local time) is where a later schedule took over. `made_to`, `turn` and `wake` say how far tasks
    have been made, whose turn is next, and when there may be more to make; they follow from the rest.
    """

    operation = models.ForeignKey(Item, models.CASCADE, related_name="schedules", db_index=False)
    title = models.CharField(max_length=500, blank=True)
    rule = models.CharField(max_length=500)
    start = models.DateField()
    time = models.TimeField(null=True)
    zone = models.CharField(max_length=64)
    before = models.CharField(max_length=19, blank=True)
    exclude = models.JSONField(default=list)
    anchor = models.CharField(max_length=20, blank=True, choices=choices(Anchor))
    anchor_days = models.PositiveSmallIntegerField(default=0)
    shift = models.CharField(max_length=8, default=Shift.KEEP, choices=choices(Shift))
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, related_name="+")
    effort = models.PositiveIntegerField(null=True)
    allowed = models.PositiveIntegerField(null=True)
    ahead_days = models.PositiveSmallIntegerField(default=14)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    made_to = models.CharField(max_length=19, blank=True)
    turn = models.PositiveIntegerField(default=0)
    wake = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("anchor", ["", *Anchor], "schedule_anchor_known"),
            one_of("shift", Shift, "schedule_shift_known"),
            models.CheckConstraint(condition=~Q(rule=""), name="schedule_rule_given"),
        ]
        indexes = [
            models.Index(fields=["operation"], name="schedule_by_operation"),
            models.Index(fields=["wake"], name="schedule_by_wake", condition=Q(deleted_at=None, wake__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.operation_id}:{self.rule}"


class ScheduleTurn(models.Model):
    """A place in the rotation of those who do a schedule's tasks in turn."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="turns", db_index=False)
    position = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "position"], name="schedule_turn_place_once"),
            models.UniqueConstraint(fields=["schedule", "member"], name="schedule_turn_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id}:{self.position}"
