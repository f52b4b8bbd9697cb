"""What an issue must have before it moves, and what its coming back changes."""

from typing import Any

from django.db.models import F, Q

from ..models import IssueRule, Item
from ..rules.errors import Refused
from ..rules.lifecycle import is_closed, is_open
from ..rules.words import Category
from ..tongue import say
from .item_fields import change_details
from .unit import Unit


def rule_for(team_id: int | None, *, unit: Unit) -> IssueRule:
    """What is asked of a team's issues: by its own rule, else by the workspace's, else nothing."""
    rows = IssueRule.objects.filter(Q(team=None) | Q(team_id=team_id), workspace=unit.workspace)
    found = rows.order_by(F("team_id").asc(nulls_last=True)).first()
    return found or IssueRule(workspace=unit.workspace)


def before_issue_moves(item: Item, *, old: Category, new: Category, unit: Unit) -> dict[str, list[Any]]:
    """Check what a resolution needs, count a return, wake what snoozed; return what that changed."""
    if new is Category.DONE and old is not Category.DONE:
        _check_cause(item, unit=unit)
    changes: dict[str, Any] = {}
    if is_closed(old) and is_open(new):
        changes = {"reopened": item.issue.reopened + 1, "reopened_at": unit.now}
    if item.issue.snoozed_until is not None and new is not Category.BACKLOG:
        changes["snoozed_until"] = None
    return change_details(item, changes)


def _check_cause(item: Item, *, unit: Unit) -> None:
    if not item.issue.cause and rule_for(item.team_id, unit=unit).cause_required:
        raise Refused(
            say("%(key)s is resolved with its cause: say it first, or use issue.resolve", key=item.key), field="state"
        )
