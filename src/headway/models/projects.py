"""What a project is made of beyond its items: phases, deliverables, people, decisions, plans and reports."""

from django.db import models
from django.db.models import F, Q

from ..rules.words import Light, Verdict
from .base import choices, one_of
from .items import Item
from .people import Member, Team, Workspace


class Phase(models.Model):
    """A stretch of a project that ends at a gate: what must hold, and who let it pass when, with which words."""

    project = models.ForeignKey(Item, models.CASCADE, related_name="phases", db_index=False)
    name = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)
    start = models.DateField(null=True)
    due = models.DateField(null=True)
    gate = models.TextField(blank=True)
    passed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    passed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="phase_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="phase_name_given"),
            models.CheckConstraint(
                condition=Q(start=None) | Q(due=None) | Q(due__gte=F("start")), name="phase_due_not_before_start"
            ),
            models.CheckConstraint(
                condition=Q(passed_at__isnull=False) | Q(passed_at=None, passed_by=None, note=""),
                name="phase_passed_has_time",
            ),
        ]
        indexes = [models.Index(fields=["project", "position", "id"], name="phase_by_project")]

    def __str__(self) -> str:
        return self.name


class Deliverable(models.Model):
    """What a project hands over, and who accepted it."""

    project = models.ForeignKey(Item, models.CASCADE, related_name="deliverables")
    title = models.CharField(max_length=500)
    due = models.DateField(null=True)
    owner = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    accepted_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    accepted_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="deliverable_title_given"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=False) | Q(accepted_at=None, accepted_by=None, note=""),
                name="deliverable_accepted_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Stakeholder(models.Model):
    """Somebody with a stake in a project: a member, or a name from outside."""

    project = models.ForeignKey(Item, models.CASCADE, related_name="stakeholders", db_index=False)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=100, blank=True)
    interest = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "member"], name="stakeholder_member_once"),
            models.UniqueConstraint(fields=["project", "name"], condition=Q(member=None), name="stakeholder_name_once"),
            models.CheckConstraint(
                condition=(Q(member=None) & ~Q(name="")) | Q(member__isnull=False, name=""),
                name="stakeholder_is_member_or_named",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.member_id)


class Decision(models.Model):
    """What was decided upon a project as a whole, by whom, with which words; rows are added and never changed."""

    project = models.ForeignKey(Item, models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=choices(Verdict))
    decided_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [one_of("verdict", Verdict, "decision_verdict_known")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.verdict}"


class Baseline(models.Model):
    """How a project was planned at a moment: `plan` is a list of items by key, as rules.baselines describes."""

    project = models.ForeignKey(Item, models.CASCADE, related_name="baselines", db_index=False)
    name = models.CharField(max_length=200)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    plan = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="baseline_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="baseline_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


class Template(models.Model):
    """The shape of a project to be made again: `shape` is what rules.templates describes, without ids or money."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="templates")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    shape = models.JSONField(default=dict)
    created_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="template_name_unique"),
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=Q(team=None), name="template_name_unique_no_team"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="template_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


class StatusReport(models.Model):
    """A status report: a draft, or published and then fixed with its figures; shared while `share_salt` is set."""

    project = models.ForeignKey(Item, models.CASCADE, related_name="status_reports", db_index=False)
    title = models.CharField(max_length=200)
    health = models.CharField(max_length=5, choices=choices(Light))
    body = models.TextField(blank=True)
    figures = models.JSONField(default=dict)
    with_budget = models.BooleanField(default=False)
    author = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    share_salt = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            one_of("health", Light, "report_health_known"),
            models.UniqueConstraint(fields=["project"], condition=Q(published_at=None), name="status_report_one_draft"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | Q(share_salt=""), name="status_report_shared_once_published"
            ),
        ]
        indexes = [models.Index(fields=["project", "-created_at", "-id"], name="status_report_by_project")]

    def __str__(self) -> str:
        return self.title
