"""Items: one table for all work, and a small one for what only one kind has."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from ..rules.words import CLOSED, Category, Kind
from .base import KeyPrefix, choices, one_of
from .people import Member, Team, Workspace
from .states import State


class Item(models.Model):
    """Anything that is work. `category` repeats the state's, `work_*` (minutes) and
    `parts_*` (pieces of work without parts) the roll-up of what stands beneath.

    `custom` holds the values of the organisation's own fields (CustomField) by key; `fields` what another tool had.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=choices(Kind))
    key = models.CharField(max_length=40)
    number = models.BigIntegerField()
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    state = models.ForeignKey(State, models.PROTECT, related_name="+", db_index=False)
    category = models.CharField(max_length=8, choices=choices(Category))
    resolution = models.CharField(max_length=100, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="items", db_index=False)
    owner = models.ForeignKey(Member, models.PROTECT, null=True, related_name="owned", db_index=False)
    reporter = models.ForeignKey(Member, models.PROTECT, null=True, related_name="reported", db_index=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    priority = models.PositiveSmallIntegerField(default=2)
    rank = models.CharField(max_length=200)
    start = models.DateField(null=True)
    due = models.DateField(null=True)
    effort = models.PositiveIntegerField(null=True)
    points = models.FloatField(null=True)
    private = models.BooleanField(default=False)
    fields = models.JSONField(default=dict)
    custom = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    work_total = models.BigIntegerField(default=0)
    work_done = models.BigIntegerField(default=0)
    parts_total = models.PositiveIntegerField(default=0)
    parts_done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="item_key_unique"),
            one_of("kind", Kind, "item_kind_known"),
            one_of("category", Category, "item_category_known"),
            models.CheckConstraint(condition=Q(priority__lte=4), name="item_priority_range"),
            models.CheckConstraint(condition=Q(version__gte=1), name="item_version_positive"),
            models.CheckConstraint(condition=~Q(title=""), name="item_title_given"),
            models.CheckConstraint(condition=~Q(rank=""), name="item_rank_given"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="item_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(start=None) | Q(due=None) | Q(due__gte=F("start")), name="item_due_not_before_start"
            ),
            models.CheckConstraint(
                condition=(Q(category__in=list(CLOSED)) & Q(closed_at__isnull=False))
                | (~Q(category__in=list(CLOSED)) & Q(closed_at=None)),
                name="item_closed_at_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(work_done__gte=0) & Q(work_done__lte=F("work_total")), name="item_work_done_in_total"
            ),
            models.CheckConstraint(condition=Q(parts_done__lte=F("parts_total")), name="item_parts_done_in_total"),
        ]
        indexes = [
            models.Index(fields=["workspace", "-updated_at", "-id"], name="item_by_update"),
            # Covers what is counted and summed over everything, and what access.visible asks.
            models.Index(
                fields=[
                    *("workspace", "deleted_at", "kind", "category", "state", "closed_at", "team", "owner", "reporter"),
                    *("private", "due", "effort", "parent", "id"),
                ],
                name="item_by_kind",
            ),
            models.Index(fields=["workspace", "kind", "-updated_at", "-id"], name="item_by_kind_update"),
            models.Index(fields=["workspace", "due", "id"], name="item_by_due", condition=~Q(due=None)),
            models.Index(fields=["workspace", "-created_at", "-id"], name="item_by_creation"),
            models.Index(
                fields=["workspace", "-closed_at", "-id"], name="item_by_closing", condition=~Q(closed_at=None)
            ),
            models.Index(fields=["owner", "category", "due"], name="item_by_owner"),
            models.Index(fields=["reporter", "category"], name="item_by_reporter"),
            models.Index(
                fields=["team", "workspace", "kind", "category", "state", "deleted_at", "private", "owner", "reporter"],
                name="item_by_team",
            ),
            models.Index(fields=["parent", "category", "rank"], name="item_by_parent"),
            models.Index(fields=["state", "rank", "id"], name="item_by_state"),
            models.Index(fields=["state", "-updated_at", "-id"], name="item_by_state_update"),
            models.Index(F("workspace"), Lower("title"), F("id"), name="item_by_title"),
            models.Index(F("workspace"), KeyPrefix("key"), F("number"), F("id"), name="item_by_key"),
            models.Index(fields=["workspace", "rank", "id"], name="item_by_rank"),
            models.Index(fields=["workspace", "category", "rank", "id"], name="item_by_category"),
            models.Index(fields=["workspace", "category", "-updated_at", "-id"], name="item_by_category_update"),
        ]

    def __str__(self) -> str:
        return self.key


class Project(models.Model):
    """What only a project has: its sponsor and budget (in the smallest unit of its currency)."""

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="project")
    sponsor = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    budget = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)

    def __str__(self) -> str:
        return str(self.item_id)


class Operation(models.Model):
    """What only an operation has: its procedure. When it recurs is said by its schedules."""

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="operation")
    procedure = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.item_id)


class Issue(models.Model):
    """What only an issue has: how badly it hurts and how soon, what caused it, and how often it came back."""

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="issue")
    severity = models.PositiveSmallIntegerField(null=True)
    urgency = models.PositiveSmallIntegerField(null=True)
    cause = models.TextField(blank=True)
    post_incident = models.TextField(blank=True)
    snoozed_until = models.DateTimeField(null=True)
    reopened = models.PositiveIntegerField(default=0)
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(severity=None) | Q(severity__lte=3), name="issue_severity_range"),
            models.CheckConstraint(condition=Q(urgency=None) | Q(urgency__lte=3), name="issue_urgency_range"),
            models.CheckConstraint(
                condition=Q(reopened=0, reopened_at=None) | Q(reopened__gt=0, reopened_at__isnull=False),
                name="issue_reopened_at_when_reopened",
            ),
        ]

    def __str__(self) -> str:
        return str(self.item_id)


class Task(models.Model):
    """What only a task has: whether it is a milestone, its phase, and which occurrence of an operation it is.

    `instance` names the occurrence within its schedule: the local time that the rule gives, whatever holidays make of
    it. Its work is for `occurs_at` and to be done by `due_at`.
    """

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="task")
    milestone = models.BooleanField(default=False)
    phase = models.ForeignKey("headway.Phase", models.PROTECT, null=True, related_name="tasks")
    operation = models.ForeignKey(Item, models.PROTECT, null=True, related_name="occurrences", db_index=False)
    schedule = models.ForeignKey("headway.Schedule", models.PROTECT, null=True, related_name="tasks", db_index=False)
    instance = models.CharField(max_length=19, blank=True)
    occurs_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "instance"], name="occurrence_once"),
            models.CheckConstraint(
                condition=Q(operation=None, occurs_at=None) | Q(operation__isnull=False, occurs_at__isnull=False),
                name="occurrence_has_time",
            ),
            models.CheckConstraint(
                condition=Q(schedule=None, instance="")
                | (Q(schedule__isnull=False, operation__isnull=False) & ~Q(instance="")),
                name="occurrence_has_instance",
            ),
        ]
        indexes = [
            models.Index(
                fields=["operation", "occurs_at"], name="task_by_operation", condition=Q(operation__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return str(self.item_id)
