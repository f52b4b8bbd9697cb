"""When work is done: calendars of the workspace, its teams and people; days that differ; leave."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from .people import Member, Workspace


class Calendar(models.Model):
    """Working hours by weekday, 0 Monday to 6 Sunday, as lists of ["09:00", "17:00"] in local time of a zone.

    Public holidays are those of `country` and `region` (ISO 3166). The workspace's own calendar is the `default` one.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="calendars")
    name = models.CharField(max_length=100)
    zone = models.CharField(max_length=64)
    hours = models.JSONField(default=dict)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=10, blank=True)
    default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", Lower("name"), name="calendar_name_unique"),
            models.UniqueConstraint(fields=["workspace"], condition=Q(default=True), name="calendar_default_once"),
            models.CheckConstraint(condition=Q(region="") | ~Q(country=""), name="calendar_region_of_country"),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day on which a calendar has hours of its own: none for a holiday, some for a Saturday that is worked."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    name = models.CharField(max_length=200, blank=True)
    hours = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.calendar_id}:{self.day}"


class Leave(models.Model):
    """Days on which a member does not work, both included."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="leave", db_index=False)
    first = models.DateField()
    last = models.DateField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="leave_in_order")]
        indexes = [models.Index(fields=["member", "last"], name="leave_by_member")]

    def __str__(self) -> str:
        return f"{self.member_id}:{self.first}"
