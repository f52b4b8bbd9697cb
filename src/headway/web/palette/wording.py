"""The palette's own words for commands: the frequent ones first. Any other is offered in the words of its form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from ...rules.words import CLOSED, OPEN, Category, Kind
from ..act.words import DANGER

NEW: Final = frozenset((Category.BACKLOG,))
G, P, O, I, T = Kind  # noqa: E741 - goal, project, operation, issue, task


@dataclass(frozen=True, slots=True)
class Gesture:
    """A command as one says it; `also` are other words for it, `given` what its form is filled with at first.

    It is offered for `kinds` (all, if none is named) in the states of the categories `when` (likewise).
    """

    command: str
    words: str
    icon: str = ""
    also: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[Kind, ...] = ()
    keys: tuple[str, ...] = ()
    when: Collection[Category] = frozenset(Category)


def _only(words: str, fields: str, icon: str, also: str = "", kinds: tuple[Kind, ...] = ()) -> Gesture:
    return Gesture("item.update", words, icon, f"{also} change", {"only": fields}, kinds)


def _new(kind: Kind, *, keys: tuple[str, ...] = ()) -> Gesture:
    return Gesture("item.create", f"New {kind}", also="create add", given={"kind": kind.value}, keys=keys)


NOT_HERE: Final = frozenset(
    (
        *("history", "mail", "rule"),
        *("attachment.add", "item.restore"),
    )
)
"""What has no form that could be opened from anywhere: what importers and the mail send, rules (a page of their own),
files (dropped onto an item), and the way out of the bin, where no search looks."""

EVERYWHERE: Final = (
    *(_new(T, keys=("c",)), _new(I), _new(G), _new(P), _new(O)),
    Gesture("timer.stop", "Stop the clock", "circle-stop", "timer"),
    Gesture("timer.discard", "Throw the running clock away", "circle-stop", "timer"),
    Gesture("notification.read_all", "Mark everything in the inbox as read", "check", "notifications clear"),
    Gesture("view.save", "Save what is shown as a view", "eye", "filter keep"),
    Gesture("leave.add", "Enter leave", "calendar", "holiday vacation absence away"),
    Gesture("timebox.add", "New sprint", "rocket", "iteration", {"kind": "sprint"}),
    Gesture("timebox.add", "New release", "rocket", "version", {"kind": "release"}),
    Gesture("team.create", "New team", "users", "create add"),
    Gesture("member.add", "Add a member", "user", "invite user person"),
    Gesture("digest.choose", "Choose the digest by mail", "bell", "notifications"),
    Gesture("issue_rule.set", "What is asked of issues", "circle-alert", "rules cause rota"),
    Gesture("rate.set", "Set a rate", "trending-up", "cost hour price"),
    Gesture("period.fill", "Add a year and its quarters", "calendar", "periods"),
    Gesture("token.create", "New API token", "key-round", "access key"),
    Gesture("workspace.update", "Rename the workspace, or set its time zone", "building-2", "settings"),
)

ONE: Final = (
    Gesture("issue.accept", "Accept", "check", "triage", kinds=(I,), when=NEW),
    Gesture("issue.resolve", "Resolve", "circle-check", "close done cause", kinds=(I,), when=OPEN),
    Gesture("item.move", "Move to another state", "arrow-right", "status"),
    _only("Assign to", "owner", "user", "owner person give"),
    _only("Set the due date", "due", "calendar", "deadline"),
    _only("Set the priority", "priority", "flag", "urgent"),
    _only("Set labels", "labels", "tag", "tags"),
    _only("Rename", "title", "pencil", "title"),
    Gesture("item.update", "Edit", "pencil", "change everything"),
    Gesture("comment.add", "Comment", "message-square", "say talk answer"),
    Gesture("relation.add", "Link to another item", "link", "relate depends blocks affects contributes duplicates"),
    Gesture("item.create", "New task beneath it", "", "subtask child add", {"kind": "task"}, (P, O, I, T)),
    Gesture("item.create", "New goal beneath it", "", "child add", {"kind": "goal"}, (G,)),
    Gesture("checklist.add", "Add a step to the checklist", "list-todo", "todo"),
    Gesture("work.log", "Log time", "timer", "work hours book"),
    Gesture("timer.start", "Start the clock", "clock", "timer work"),
    Gesture("check_in.add", "Check in", "trending-up", "progress update", kinds=(G,)),
    Gesture("key_result.add", "New key result", "target", "measure", kinds=(G,)),
    Gesture("goal.close", "Close the goal", "circle-check", "score reflection", kinds=(G,), when=OPEN),
    Gesture("goal.carry_over", "Carry over into another period", "arrow-right", kinds=(G,), when=OPEN),
    Gesture("project.approve", "Approve", "check", "sponsor", kinds=(P,), when=NEW),
    Gesture("project.decline", "Decline", "x", "sponsor reject", kinds=(P,), when=NEW),
    Gesture("project.complete", "Complete", "circle-check", "close finish", kinds=(P,), when=OPEN),
    Gesture("status_report.draft", "New status report", "message-square", kinds=(P,)),
    Gesture("schedule.add", "New schedule", "repeat", "recurring", kinds=(O,)),
    Gesture("issue.assign", "Assign to whose turn it is in the rota", "users", kinds=(I,)),
    Gesture("issue.duplicate", "Close as a duplicate", "copy", kinds=(I,), when=OPEN),
    Gesture("issue.decline", "Decline", "x", "reject close", kinds=(I,), when=OPEN),
    Gesture("issue.snooze", "Put off", "clock", "snooze later", kinds=(I,), when=NEW),
    Gesture("issue.reopen", "Open again", "rotate-ccw", "reopen", kinds=(I,), when=CLOSED),
    Gesture("issue.review", "Post-incident note", "pencil", "review", kinds=(I,)),
    Gesture("report.answer", "Answer the reporter", "message-square", "reply", kinds=(I,)),
    _only("Set the severity and urgency", "severity,urgency", "octagon-alert", "impact", (I,)),
    _only("Set start and effort", "start,effort", "timer", "estimate plan", (P, O, I, T)),
    _only("Give to a team", "team", "users", "assign"),
    _only("Place beneath another item", "parent", "corner-down-right", "parent project move"),
    Gesture("timebox.plan", "Plan into a sprint or release", "rocket", "iteration version"),
    Gesture("item.reschedule", "Reschedule with what depends on it", "calendar", "shift dates postpone move timeline"),
    Gesture("item.rank", "Place in the order", "list-ordered", "rank"),
    Gesture("item.watch", "Follow, or add a follower", "bell", "watch subscribe"),
    Gesture("item.convert", "Convert to another kind", "shuffle", "change type"),
    Gesture("item.delete", "Delete", "trash-2", "remove bin"),
)
"""Upon one item, in the order in which they stand while nothing is typed."""

MANY: Final = (
    Gesture("item.update_many", "Move to a state", "arrow-right", "status", {"only": "state"}),
    Gesture("item.update_many", "Assign to", "user", "owner person give", {"only": "owner"}),
    Gesture("item.update_many", "Set the due date", "calendar", "deadline", {"only": "due"}),
    Gesture("item.update_many", "Set the priority", "flag", "urgent", {"only": "priority"}),
    Gesture("item.update_many", "Add labels", "tag", "tags", {"only": "add_labels"}),
    Gesture("item.update_many", "Edit", "pencil", "change everything"),
    Gesture("item.update_many", "Give to a team", "users", "assign", {"only": "team"}),
    Gesture("item.delete_many", "Delete", "trash-2", "remove bin"),
    Gesture("item.update_many", "Remove labels", "tag", "tags", {"only": "remove_labels"}),
    Gesture("item.update_many", "Set the start", "calendar", "begin", {"only": "start"}),
    Gesture("item.update_many", "Place beneath another item", "corner-down-right", "parent", {"only": "parent"}),
    Gesture("item.rank_many", "Place in the order", "list-ordered", "rank"),
)

DANGEROUS: Final = frozenset(DANGER)
ICONS: Final = {
    **{"add": "plus", "create": "plus", "set": "pencil", "update": "pencil", "run": "arrow-right"},
    **{"take": "copy", "fill": "plus", "choose": "settings"},
}
"""For commands without an icon of their own: by their verb."""
