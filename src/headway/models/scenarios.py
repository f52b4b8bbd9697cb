"""What somebody thinks of changing, without changing it."""

from django.db import models
from django.db.models import Q

from ..rules.scenarios import What
from .base import choices, one_of
from .items import Item
from .people import Member, Team, Workspace


class Scenario(models.Model):
    """Changes under a name, for their maker alone or `shared` with all members; `applied_at` since they were made."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="scenarios")
    owner = models.ForeignKey(Member, models.CASCADE, related_name="scenarios", db_index=False)
    name = models.CharField(max_length=100)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="scenario_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="scenario_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


class ScenarioLine(models.Model):
    """One change of a scenario, and the `version` that its maker saw of the item.

    What it says stands in the column of its sort: `day` of a date, `number` of minutes, of a priority or of new pieces
    (each of `minutes`), `member` of an owner, `word` of an ending, of a link's type (to `other`), or of a title.
    """

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    what = models.CharField(max_length=8, choices=choices(What))
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    other = models.ForeignKey(Item, models.CASCADE, null=True, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    day = models.DateField(null=True)
    number = models.PositiveIntegerField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    word = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scenario", "position"], name="scenario_line_position"),
            one_of("what", What, "scenario_line_what_known"),
            models.CheckConstraint(
                condition=~Q(what="cut") | Q(other__isnull=False) & ~Q(word=""), name="scenario_line_cut_between_two"
            ),
            models.CheckConstraint(
                condition=~Q(what="add") | Q(number__gte=1) & ~Q(word=""), name="scenario_line_adds_something"
            ),
            models.CheckConstraint(condition=~Q(what="end") | ~Q(word=""), name="scenario_line_end_named"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario_id}:{self.position} {self.what}"
