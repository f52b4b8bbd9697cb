"""Money: what projects plan, commit and spend, and what an hour costs. Amounts are in a currency's smallest unit."""

from django.db import models
from django.db.models import Q

from ..rules.words import Stage
from .base import choices, one_of
from .items import Item
from .people import Member, Workspace


class BudgetLine(models.Model):
    """What a project plans to spend on something other than its people's time."""

    project = models.ForeignKey(Item, models.CASCADE, related_name="budget_lines")
    heading = models.CharField(max_length=100)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_amount_positive"),
            models.CheckConstraint(condition=~Q(currency=""), name="budget_line_currency_form"),
            models.CheckConstraint(condition=~Q(heading=""), name="budget_line_heading_given"),
        ]

    def __str__(self) -> str:
        return self.heading


class Cost(models.Model):
    """An entry of cost: committed (ordered, not yet due) or actual; a refund is negative."""

    project = models.ForeignKey(Item, models.CASCADE, related_name="costs")
    stage = models.CharField(max_length=9, choices=choices(Stage))
    heading = models.CharField(max_length=100)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    date = models.DateField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            one_of("stage", Stage, "cost_stage_known"),
            models.CheckConstraint(condition=~Q(amount=0), name="cost_amount_given"),
            models.CheckConstraint(condition=~Q(currency=""), name="cost_currency_form"),
            models.CheckConstraint(condition=~Q(heading=""), name="cost_heading_given"),
        ]

    def __str__(self) -> str:
        return self.heading


class Rate(models.Model):
    """What an hour of a member costs from a day on; where `member` is null, of everybody without a rate of his own."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="rates")
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="rates", db_index=False)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "valid_from"], name="rate_once_a_day"),
            models.UniqueConstraint(
                fields=["workspace", "valid_from"], condition=Q(member=None), name="rate_default_once_a_day"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_amount_positive"),
            models.CheckConstraint(condition=~Q(currency=""), name="rate_currency_form"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
