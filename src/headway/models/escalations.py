"""What happens to issues by rule: whose turn it is, what a resolution needs, and who is told when nothing moves."""

from django.db import models
from django.db.models import Q

from ..rules.words import EscalationTrigger, EscalationWho
from .base import choices, one_of
from .items import Item
from .people import Member, Team, Workspace


class IssueRule(models.Model):
    """What a team asks of its issues; the workspace's own rule, where `team` is null, holds for all others."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    cause_required = models.BooleanField(default=False)
    rotate = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team"], name="issue_rule_of_team"),
            models.UniqueConstraint(fields=["workspace"], condition=Q(team=None), name="issue_rule_of_workspace"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RotaSeat(models.Model):
    """A member's place in a team's rota, and how many turns he has had."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    team = models.ForeignKey(Team, models.CASCADE, related_name="rota")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    turns = models.PositiveIntegerField(default=0)
    last_turn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "member"], name="rota_seat_once")]

    def __str__(self) -> str:
        return f"{self.team_id}:{self.member_id}"


class EscalationPath(models.Model):
    """Whom to tell, level by level, when an issue meets a trigger: of one team or of all, from a severity upwards."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=200)
    trigger = models.CharField(max_length=10, choices=choices(EscalationTrigger))
    severity = models.PositiveSmallIntegerField(null=True)
    working = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("trigger", EscalationTrigger, "escalation_path_trigger_known"),
            models.CheckConstraint(
                condition=Q(severity=None) | Q(severity__lte=3), name="escalation_path_severity_range"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="escalation_path_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


class EscalationLevel(models.Model):
    """After how many minutes a path tells whom. A level that was withdrawn keeps what it has done."""

    escalation_path = models.ForeignKey(EscalationPath, models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField()
    after = models.PositiveIntegerField()
    who = models.CharField(max_length=8, choices=choices(EscalationWho))
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation_path", "position"], name="escalation_level_place_once"),
            one_of("who", EscalationWho, "escalation_level_who_known"),
            models.CheckConstraint(
                condition=Q(who=EscalationWho.MEMBER.value, member__isnull=False)
                | (~Q(who=EscalationWho.MEMBER.value) & Q(member=None)),
                name="escalation_level_member_when_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_path_id}:{self.position}"


class Escalation(models.Model):
    """That a level was reached for an item: once for each time that the item was open (`cycle`)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    item = models.ForeignKey(Item, models.CASCADE, related_name="escalations", db_index=False)
    escalation_level = models.ForeignKey(EscalationLevel, models.PROTECT, related_name="+")
    cycle = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "escalation_level", "cycle"], name="escalation_once")]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="escalation_by_time")]

    def __str__(self) -> str:
        return f"{self.item_id}:{self.escalation_level_id}:{self.cycle}"


class EscalationTold(models.Model):
    """Whom an escalation was told to."""

    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="told", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["escalation", "member"], name="escalation_told_once")]

    def __str__(self) -> str:
        return f"{self.escalation_id}:{self.member_id}"
