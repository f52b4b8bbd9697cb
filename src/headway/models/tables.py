"""Every table that belongs to a workspace and leaves the house with it, in an order in which rows can be made again."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Model

from . import (
    CheckIn,
    Comment,
    Escalation,
    EscalationLevel,
    EscalationPath,
    EscalationTold,
    Event,
    ExternalRef,
    Form,
    Goal,
    Issue,
    IssueRule,
    Item,
    ItemLabel,
    ItemTimebox,
    KeyResult,
    KeySeries,
    Label,
    Member,
    Operation,
    Period,
    Project,
    Proof,
    ReceivedMail,
    Relation,
    Reminder,
    Report,
    RotaSeat,
    State,
    Task,
    Team,
    TeamMember,
    Timebox,
    Watcher,
    WorkLog,
)

OF_ITEM: Final = "item__workspace"
TABLES: Final[Mapping[str, tuple[type[Model], str]]] = {
    "member": (Member, "workspace"),
    "team": (Team, "workspace"),
    "membership": (TeamMember, "team__workspace"),
    "key_series": (KeySeries, "workspace"),
    "state": (State, "workspace"),
    "label": (Label, "workspace"),
    "timebox": (Timebox, "workspace"),
    "period": (Period, "workspace"),
    "item": (Item, "workspace"),
    "goal": (Goal, OF_ITEM),
    "project": (Project, OF_ITEM),
    "operation": (Operation, OF_ITEM),
    "issue": (Issue, OF_ITEM),
    "task": (Task, OF_ITEM),
    "key_result": (KeyResult, "goal__workspace"),
    "proof": (Proof, "key_result__goal__workspace"),
    "check_in": (CheckIn, "goal__workspace"),
    "reminder": (Reminder, "goal__workspace"),
    "relation": (Relation, "workspace"),
    "item_label": (ItemLabel, OF_ITEM),
    "item_timebox": (ItemTimebox, OF_ITEM),
    "watcher": (Watcher, OF_ITEM),
    "comment": (Comment, "workspace"),
    "form": (Form, "workspace"),
    "report": (Report, "workspace"),
    "mail": (ReceivedMail, "workspace"),
    "issue_rule": (IssueRule, "workspace"),
    "rota": (RotaSeat, "workspace"),
    "escalation_path": (EscalationPath, "workspace"),
    "escalation_level": (EscalationLevel, "escalation_path__workspace"),
    "escalation": (Escalation, "workspace"),
    "escalation_told": (EscalationTold, "escalation__workspace"),
    "work": (WorkLog, "workspace"),
    "external_ref": (ExternalRef, "workspace"),
    "event": (Event, "workspace"),
}
"""Table name -> model and the way from it to its workspace."""

STAYS: Final = frozenset({"workspace_id", "user_id", "link"})
"""Columns that do not leave the house: what is told apart otherwise, and secrets; a copy makes links of its own."""
