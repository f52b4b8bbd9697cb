"""What exists: tables and database constraints, nothing else."""

from .items import Goal, Issue, Item, KeyResult, Operation, Project, Task
from .jobs import Worker
from .links import ItemLabel, ItemTimebox, Label, Relation, Timebox, Watcher
from .log import Event, ExternalRef, Follower, Receipt
from .people import KeySeries, Member, Team, TeamMember, Token, User, Workspace
from .states import State
from .talk import Comment, Notification, WorkLog

__all__ = [
    "Comment",
    "Event",
    "ExternalRef",
    "Follower",
    "Goal",
    "Issue",
    "Item",
    "ItemLabel",
    "ItemTimebox",
    "KeyResult",
    "KeySeries",
    "Label",
    "Member",
    "Notification",
    "Operation",
    "Project",
    "Receipt",
    "Relation",
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
