"""Automation: what members have the house do when something happens, and the record of every time it did."""

from django.db import models
from django.db.models import Q

from ..rules.automation import Outcome
from .base import choices, one_of
from .people import Member, Workspace


class AutomationRule(models.Model):
    """When one of these events happens to an item that a query asks for, do these acts, in a member's name.

    `on` are types of events, `fields` those of which one must have changed (any, where empty). `acts` are
    {command, arguments, each, only}. Only events after `from_seq` count: from when it was last switched on.
    `problem` is why the house switched it off; `said` is how that sentence was made (tongue.packed).
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="automations")
    name = models.CharField(max_length=200)
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    on = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    query = models.TextField(blank=True)
    acts = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    problem = models.CharField(max_length=500, blank=True)
    said = models.JSONField(default=list)
    from_seq = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="automation_name_given"),
            models.CheckConstraint(condition=Q(problem="") | Q(active=False), name="automation_problem_when_off"),
            models.CheckConstraint(condition=Q(deleted_at=None) | Q(active=False), name="automation_off_when_removed"),
        ]

    def __str__(self) -> str:
        return self.name


class AutomationRun(models.Model):
    """That a rule answered an event: the database takes each pair once. `act` is the one under which it acted.

    `problem` is why it did nothing; `said` is how that was made, so that each reader hears it in his language.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    automation = models.ForeignKey(AutomationRule, models.CASCADE, related_name="runs", db_index=False)
    event_seq = models.BigIntegerField()
    act = models.UUIDField()
    outcome = models.CharField(max_length=8, choices=choices(Outcome))
    depth = models.PositiveSmallIntegerField()
    did = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    said = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["automation", "event_seq"], name="automation_run_once"),
            one_of("outcome", Outcome, "automation_run_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="done", problem="") | (~Q(outcome="done") & ~Q(problem="")),
                name="automation_run_problem_unless_done",
            ),
        ]
        indexes = [
            models.Index(fields=["automation", "created_at"], name="automation_run_by_time"),
            models.Index(fields=["workspace", "act"], name="automation_run_by_act"),
        ]

    def __str__(self) -> str:
        return f"{self.automation_id}:{self.event_seq}"
