"""What exists: tables and database constraints, nothing else."""

from .attachments import Attachment
from .automation import AutomationRule, AutomationRun
from .calendars import Calendar, CalendarDay, Leave
from .checklists import ChecklistEntry
from .escalations import (
    Escalation,
    EscalationLevel,
    EscalationPath,
    EscalationTold,
    IssueRule,
    RotaSeat,
)
from .fields import CustomField
from .goals import CheckIn, Goal, KeyResult, Period, Proof, Reminder
from .insights import Backtest, Finding, FindingItem, FindingTold, Forecast
from .intake import Form, Notice, ReceivedMail, Report
from .items import Issue, Item, Operation, Project, Task
from .jobs import Worker
from .links import ItemLabel, ItemTimebox, Label, Relation, Timebox, Watcher
from .log import Event, ExternalRef, Follower, Receipt
from .money import BudgetLine, Cost, Rate
from .people import KeySeries, Member, Team, TeamMember, Token, User, Workspace
from .post import Digest, Letter, LetterLine, NotificationChoice
from .projects import Baseline, Decision, Deliverable, Phase, Stakeholder, StatusReport, Template
from .saved_views import SavedView
from .scenarios import Scenario, ScenarioLine
from .schedules import Schedule, ScheduleTurn
from .service import ServiceClock, ServiceLevel
from .states import State
from .talk import Comment, Notification, WorkLog
from .timers import Timer

__all__ = [
    "Attachment",
    "AutomationRule",
    "AutomationRun",
    "Backtest",
    "Baseline",
    "BudgetLine",
    "Calendar",
    "CalendarDay",
    "CheckIn",
    "ChecklistEntry",
    "Comment",
    "Cost",
    "CustomField",
    "Decision",
    "Deliverable",
    "Digest",
    "Escalation",
    "EscalationLevel",
    "EscalationPath",
    "EscalationTold",
    "Event",
    "ExternalRef",
    "Finding",
    "FindingItem",
    "FindingTold",
    "Follower",
    "Forecast",
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
    "Leave",
    "Letter",
    "LetterLine",
    "Member",
    "Notice",
    "Notification",
    "NotificationChoice",
    "Operation",
    "Period",
    "Phase",
    "Project",
    "Proof",
    "Rate",
    "Receipt",
    "ReceivedMail",
    "Relation",
    "Reminder",
    "Report",
    "RotaSeat",
    "SavedView",
    "Scenario",
    "ScenarioLine",
    "Schedule",
    "ScheduleTurn",
    "ServiceClock",
    "ServiceLevel",
    "Stakeholder",
    "State",
    "StatusReport",
    "Task",
    "Team",
    "TeamMember",
    "Template",
    "Timebox",
    "Timer",
    "Token",
    "User",
    "Watcher",
    "WorkLog",
    "Worker",
    "Workspace",
]
