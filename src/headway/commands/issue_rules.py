"""What a team, or the workspace, asks of its issues."""

from ..events.types import IssueRuleSet
from ..models import IssueRule
from ..rules.words import Role
from .answers import IssueRuleTold
from .base import Answer, Command
from .types import TeamKey
from .unit import Unit, changed


class SetIssueRule(Command):
    """Say what is asked of issues: that a resolution names its cause, that accepted ones go round a rota.

    Without a team it holds for all teams that have said nothing of their own.
    """

    name = "issue_rule.set"
    route = ("PUT", "/issue-rules")
    answers = IssueRuleTold
    least = Role.ADMIN

    team: TeamKey | None = None
    cause_required: bool = False
    rotate: bool = False

    def act(self, unit: Unit) -> Answer:
        """Keep one row for the team, and one for the workspace."""
        team = unit.team(self.team, field="team") if self.team else None
        row = IssueRule.objects.filter(workspace=unit.workspace, team=team).first()
        if row is None:
            row = IssueRule(workspace=unit.workspace)
        changes = changed(row, {"team": team, "cause_required": self.cause_required, "rotate": self.rotate})
        if changes or row.pk is None:
            row.save()
            unit.record(IssueRuleSet, subject=row, changes=changes)
        return {"team": self.team, "cause_required": self.cause_required, "rotate": self.rotate}
