"""What exists: tables and database constraints, nothing else."""

from .escalations import (
    Escalation,
    EscalationLevel,
    EscalationPath,
    EscalationTold,
    IssueRule,
    RotaSeat,
)
from .intake import Form, Notice, ReceivedMail, Report
from .goals import CheckIn, Goal, KeyResult, Period, Proof, Reminder
from .items import Issue, Item, Operation, Project, Task
from .jobs import Worker
from .links import ItemLabel, ItemTimebox, Label, Relation, Timebox, Watcher
from .log import Event, ExternalRef, Follower, Receipt
from .people import KeySeries, Member, Team, TeamMember, Token, User, Workspace
from .states import State
from .talk import Comment, Notification, WorkLog

__all__ = [
    "CheckIn",
    "Comment",
    "Escalation",
    "EscalationLevel",
    "EscalationPath",
    "EscalationTold",
    "Event",
    "ExternalRef",
    "Follower",
    "Form",
    "Goal",
    "Issue",
    "IssueRule",
    "Item",
    "ItemLabel",
    "ItemTimebox",
    "KeyResult",
    "KeySeries",
    "Label",
    "Member",
    "Notice",
    "Notification",
    "Operation",
    "Period",
    "Project",
    "Proof",
    "Receipt",
    "ReceivedMail",
    "Relation",
    "Reminder",
    "Report",
    "RotaSeat",
    "State",
    "Task",
    "Team",
    "TeamMember",
    "Timebox",
    "Token",
    "User",
    "Watcher",
    "WorkLog",
    "Worker",
    "Workspace",
]
