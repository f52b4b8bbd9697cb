"""What the engine said: forecasts with what came of them, and findings with their life."""

from django.db import models
from django.db.models import Q

from ..rules.insight_words import FindingKind, ForecastKind, ForecastResult, Part, Sight
from .base import choices, one_of
from .items import Item
from .people import Member, Workspace


class Forecast(models.Model):
    """What was said of an item on a day, and what came of it.

    It says either how likely the item is done by `target` (`probability`), or the days by which it is done in half of
    the runs and in 85 % (`p50`, `p85`). `sight` is whose eyes it was computed with: it rests on nothing that these do
    not see. `ended` is the day on which the item was done. `causes` says by how many days it moved lately, and by what.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="forecasts", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="forecasts", db_index=False)
    kind = models.CharField(max_length=16, choices=choices(ForecastKind))
    sight = models.CharField(max_length=4, choices=choices(Sight))
    as_of = models.DateField()
    target = models.DateField(null=True)
    probability = models.FloatField(null=True)
    p50 = models.DateField(null=True)
    p85 = models.DateField(null=True)
    model = models.CharField(max_length=20)
    snapshot = models.CharField(max_length=16)
    runs = models.PositiveIntegerField()
    resolved_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=8, choices=choices(ForecastResult), blank=True)
    ended = models.DateField(null=True)
    causes = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "kind", "sight", "as_of"], name="forecast_once_a_day"),
            one_of("kind", ForecastKind, "forecast_kind_known"),
            one_of("sight", Sight, "forecast_sight_known"),
            models.CheckConstraint(
                condition=Q(probability__isnull=False, target__isnull=False, p50=None, p85=None)
                | Q(probability=None, target=None, p50__isnull=False, p85__isnull=False),
                name="forecast_says_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(probability=None) | Q(probability__gte=0, probability__lte=1), name="forecast_probability"
            ),
            models.CheckConstraint(
                condition=Q(result="", resolved_at=None) | (~Q(result="") & Q(resolved_at__isnull=False)),
                name="forecast_resolved_with_result",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "sight", "resolved_at"], name="forecast_by_sight")]

    def __str__(self) -> str:
        return f"{self.item_id}:{self.kind}@{self.as_of}"


class Backtest(models.Model):
    """The score sheet of a workspace's own history, replayed: what would have been said, and what came of it.

    `learned` is by how much that moves what is said now.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="backtests")
    sight = models.CharField(max_length=4, choices=choices(Sight))
    ran_at = models.DateTimeField()
    model = models.CharField(max_length=20)
    first = models.DateField()
    last = models.DateField()
    origins = models.PositiveIntegerField()
    sheet = models.JSONField()
    learned = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "sight"], name="backtest_one_each"),
            one_of("sight", Sight, "backtest_sight_known"),
        ]

    def __str__(self) -> str:
        return f"{self.workspace_id}:{self.first}…{self.last}"


class Finding(models.Model):
    """What the engine noticed, from its opening to its end: one row for one root cause.

    `item` is the root, or `member`; neither where it is the workspace as a whole. `strength` is how sure it is now,
    `spoken` how sure it was when it last spoke. It is open until `resolved_at`; a dismissed one is silent until then.
    `said` holds how the sentence and the action were made, so that each reader hears them in his language
    (tongue.unpacked).
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="findings", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="findings", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=24, choices=choices(FindingKind))
    sight = models.CharField(max_length=4, choices=choices(Sight))
    strength = models.FloatField()
    spoken = models.FloatField()
    impact = models.FloatField(default=0)
    lead_days = models.IntegerField(null=True)
    sentence = models.TextField()
    action = models.TextField()
    said = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    model = models.CharField(max_length=20)
    snapshot = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    spoke_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind", "sight"],
                condition=Q(resolved_at=None, item__isnull=False),
                name="finding_once_on_item",
            ),
            models.UniqueConstraint(
                fields=["workspace", "kind", "sight"],
                condition=Q(resolved_at=None, item=None, member=None),
                name="finding_once_on_workspace",
            ),
            models.UniqueConstraint(
                fields=["member", "kind", "sight"],
                condition=Q(resolved_at=None, member__isnull=False),
                name="finding_once_on_member",
            ),
            one_of("kind", FindingKind, "finding_kind_known"),
            one_of("sight", Sight, "finding_sight_known"),
            models.CheckConstraint(condition=Q(strength__gte=0, strength__lte=1), name="finding_strength_range"),
            models.CheckConstraint(
                condition=Q(dismissed_at=None, reason="") | (Q(dismissed_at__isnull=False) & ~Q(reason="")),
                name="finding_dismissed_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "sight", "resolved_at", "-impact"], name="finding_by_sight")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.item_id}"


class FindingItem(models.Model):
    """An item that a finding names: as evidence, or as a goal that it hurts."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="named", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    part = models.CharField(max_length=8, choices=choices(Part))
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "item", "part"], name="finding_item_once"),
            one_of("part", Part, "finding_item_part_known"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}:{self.item_id}"


class FindingTold(models.Model):
    """That a member was interrupted by a finding on a day."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="told", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "member", "day"], name="finding_told_once")]
        indexes = [models.Index(fields=["member", "day"], name="finding_told_by_day")]

    def __str__(self) -> str:
        return f"{self.finding_id}:{self.member_id}"
