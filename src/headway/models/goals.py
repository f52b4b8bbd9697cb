"""Goals: the periods in which they stand, what proves them, and what is reported of them."""

from django.db import models
from django.db.models import F, Q

from ..rules.words import Direction, Health, KeyResultType, PeriodKind, ProgressBy
from .base import choices, one_of
from .items import Item
from .people import Member, Workspace


class Period(models.Model):
    """A stretch of time for which goals are set, its first and last day included."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="periods", db_index=False)
    kind = models.CharField(max_length=8, choices=choices(PeriodKind))
    name = models.CharField(max_length=100)
    start = models.DateField()
    end = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="period_name_unique"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="period_in_order"),
            models.CheckConstraint(condition=~Q(name=""), name="period_name_given"),
            one_of("kind", PeriodKind, "period_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Goal(models.Model):
    """What only a goal has. One in a period repeats the period's dates; `cadence` is in days between check-ins."""

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="goal")
    period = models.ForeignKey(Period, models.PROTECT, null=True, related_name="goals")
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    cadence = models.PositiveSmallIntegerField(null=True)
    progress_by = models.CharField(max_length=12, choices=choices(ProgressBy), default=ProgressBy.EVERYTHING)
    score = models.FloatField(null=True)
    reflection = models.TextField(blank=True)
    carried_from = models.ForeignKey(Item, models.PROTECT, null=True, related_name="carried_to")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period_start=None) | Q(period_end=None) | Q(period_end__gte=F("period_start")),
                name="goal_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(period=None) | Q(period_start__isnull=False, period_end__isnull=False),
                name="goal_in_period_has_its_dates",
            ),
            models.CheckConstraint(
                condition=Q(cadence=None) | Q(cadence__gte=1, cadence__lte=366), name="goal_cadence_range"
            ),
            models.CheckConstraint(condition=Q(score=None) | Q(score__gte=0, score__lte=1), name="goal_score_range"),
            models.CheckConstraint(
                condition=Q(carried_from=None) | ~Q(carried_from=F("item")), name="goal_not_carried_from_itself"
            ),
            one_of("progress_by", ProgressBy, "goal_progress_by_known"),
        ]

    def __str__(self) -> str:
        return str(self.item_id)


class KeyResult(models.Model):
    """What proves a goal: a metric on its way, milestones that are done, or the share done of linked work.

    A metric that is kept stands between `start` and `target`; any other goes from the one to the other.
    """

    goal = models.ForeignKey(Item, models.CASCADE, related_name="key_results")
    title = models.CharField(max_length=500)
    type = models.CharField(max_length=10, choices=choices(KeyResultType))
    direction = models.CharField(max_length=4, choices=choices(Direction), blank=True)
    owner = models.ForeignKey(Member, models.PROTECT, null=True, related_name="key_results")
    start = models.FloatField(default=0)
    target = models.FloatField(default=100)
    current = models.FloatField(default=0)
    unit = models.CharField(max_length=20, blank=True)
    weight = models.FloatField(default=1)
    score = models.FloatField(null=True)
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("type", KeyResultType, "key_result_type_known"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="key_result_weight_positive"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=1), name="key_result_score_range"
            ),
            models.CheckConstraint(
                condition=(~Q(type=KeyResultType.METRIC) & Q(direction=""))
                | Q(type=KeyResultType.METRIC, direction=Direction.UP, target__gt=F("start"))
                | Q(type=KeyResultType.METRIC, direction=Direction.DOWN, target__lt=F("start"))
                | Q(type=KeyResultType.METRIC, direction=Direction.KEEP, target__gte=F("start")),
                name="key_result_direction_fits",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Proof(models.Model):
    """That a piece of work proves a key result: its milestone, or its own work."""

    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="proofs", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="proves")
    weight = models.FloatField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_result", "item"], name="proof_unique"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="proof_weight_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.key_result_id}:{self.item_id}"


class CheckIn(models.Model):
    """What somebody reported of a goal, or of one of its key results: `value` now, `before` it until then."""

    goal = models.ForeignKey(Item, models.CASCADE, related_name="check_ins", db_index=False)
    key_result = models.ForeignKey(KeyResult, models.CASCADE, null=True, related_name="check_ins", db_index=False)
    author = models.ForeignKey(Member, models.PROTECT, null=True, related_name="check_ins")
    at = models.DateTimeField()
    value = models.FloatField(null=True)
    before = models.FloatField(null=True)
    health = models.CharField(max_length=9, choices=choices(Health), blank=True)
    confidence = models.FloatField(null=True)
    comment = models.TextField(blank=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__gte=0, confidence__lte=1), name="check_in_confidence_range"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(key_result__isnull=False), name="check_in_value_of_key_result"
            ),
            models.CheckConstraint(condition=Q(health="") | Q(health__in=list(Health)), name="check_in_health_known"),
        ]
        indexes = [
            models.Index(fields=["goal", "-at", "-id"], name="check_in_by_goal"),
            models.Index(fields=["key_result", "-at", "-id"], name="check_in_by_key_result"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Reminder(models.Model):
    """That a member was asked for the check-in of a goal that was due on a day; each is asked for once."""

    goal = models.ForeignKey(Item, models.CASCADE, related_name="reminders", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="reminders")
    due = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "member", "due"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.goal_id}:{self.due}"
