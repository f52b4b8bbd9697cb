"""The palette's own words for commands: the frequent ones first. Any other is offered in the words of its form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from ...rules.words import CLOSED, OPEN, Category, Kind
from ...tongue import word
from ..act.words import DANGER
from ..act.words_plain import NEW as NEW_OF

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
    return Gesture("item.update", words, icon, also, {"only": fields}, kinds)


def _new(kind: Kind, *, keys: tuple[str, ...] = ()) -> Gesture:
    return Gesture("item.create", NEW_OF[kind], also=word("create add"), given={"kind": kind.value}, keys=keys)


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
    Gesture("timer.stop", word("Stop the clock"), "circle-stop", word("timer")),
    Gesture("timer.discard", word("Throw the running clock away"), "circle-stop", word("timer")),
    Gesture(
        "notification.read_all", word("Mark everything in the inbox as read"), "check", word("notifications clear")
    ),
    Gesture("finding.look", word("Look for risks now"), "triangle-alert", word("insights findings compute again")),
    Gesture("view.save", word("Save what is shown as a view"), "eye", word("filter keep")),
    Gesture("leave.add", word("Enter leave"), "calendar", word("holiday vacation absence away")),
    Gesture("timebox.add", word("New sprint"), "rocket", word("iteration"), {"kind": "sprint"}),
    Gesture("timebox.add", word("New release"), "rocket", word("version"), {"kind": "release"}),
    Gesture("team.create", word("New team"), "users", word("create add")),
    Gesture("member.add", word("Add a member"), "user", word("invite user person")),
    Gesture("digest.choose", word("Choose the digest by mail"), "bell", word("notifications")),
    Gesture("issue_rule.set", word("What is asked of issues"), "circle-alert", word("rules cause rota")),
    Gesture("rate.set", word("Set a rate"), "trending-up", word("cost hour price")),
    Gesture("period.fill", word("Add a year and its quarters"), "calendar", word("periods")),
    Gesture("token.create", word("New API token"), "key-round", word("access key")),
    Gesture("workspace.update", word("Rename the workspace, or set its time zone"), "building-2", word("settings")),
)

ONE: Final = (
    Gesture("issue.accept", word("Accept"), "check", word("triage"), kinds=(I,), when=NEW),
    Gesture("issue.resolve", word("Resolve"), "circle-check", word("close done cause"), kinds=(I,), when=OPEN),
    Gesture("item.move", word("Move to another state"), "arrow-right", word("status")),
    _only(word("Assign to"), "owner", "user", word("owner person give")),
    _only(word("Set the due date"), "due", "calendar", word("deadline")),
    _only(word("Set the priority"), "priority", "flag", word("urgent")),
    _only(word("Set labels"), "labels", "tag", word("tags")),
    _only(word("Rename"), "title", "pencil", word("title")),
    Gesture("item.update", word("Edit"), "pencil", word("change everything")),
    Gesture("comment.add", word("Comment"), "message-square", word("say talk answer")),
    Gesture(
        "relation.add",
        word("Link to another item"),
        "link",
        word("relate depends blocks affects contributes duplicates"),
    ),
    Gesture("item.create", word("New task beneath it"), "", word("subtask child add"), {"kind": "task"}, (P, O, I, T)),
    Gesture("item.create", word("New goal beneath it"), "", word("child add"), {"kind": "goal"}, (G,)),
    Gesture("checklist.add", word("Add a step to the checklist"), "list-todo", word("todo")),
    Gesture("work.log", word("Log time"), "timer", word("work hours book")),
    Gesture("timer.start", word("Start the clock"), "clock", word("timer work")),
    Gesture("check_in.add", word("Check in"), "trending-up", word("progress update"), kinds=(G,)),
    Gesture("key_result.add", word("New key result"), "target", word("measure"), kinds=(G,)),
    Gesture("goal.close", word("Close the goal"), "circle-check", word("score reflection"), kinds=(G,), when=OPEN),
    Gesture("goal.carry_over", word("Carry over into another period"), "arrow-right", kinds=(G,), when=OPEN),
    Gesture("project.approve", word("Approve"), "check", word("sponsor"), kinds=(P,), when=NEW),
    Gesture("project.decline", word("Decline"), "x", word("sponsor reject"), kinds=(P,), when=NEW),
    Gesture("project.complete", word("Complete"), "circle-check", word("close finish"), kinds=(P,), when=OPEN),
    Gesture("status_report.draft", word("New status report"), "message-square", kinds=(P,)),
    Gesture("schedule.add", word("New schedule"), "repeat", word("recurring"), kinds=(O,)),
    Gesture("issue.assign", word("Assign to whose turn it is in the rota"), "users", kinds=(I,)),
    Gesture("issue.duplicate", word("Close as a duplicate"), "copy", kinds=(I,), when=OPEN),
    Gesture("issue.decline", word("Decline"), "x", word("reject close"), kinds=(I,), when=OPEN),
    Gesture("issue.snooze", word("Put off"), "clock", word("snooze later"), kinds=(I,), when=NEW),
    Gesture("issue.reopen", word("Open again"), "rotate-ccw", word("reopen"), kinds=(I,), when=CLOSED),
    Gesture("issue.review", word("Post-incident note"), "pencil", word("review"), kinds=(I,)),
    Gesture("report.answer", word("Answer the reporter"), "message-square", word("reply"), kinds=(I,)),
    _only(word("Set the severity and urgency"), "severity,urgency", "octagon-alert", word("impact"), (I,)),
    _only(word("Set start and effort"), "start,effort", "timer", word("estimate plan"), (P, O, I, T)),
    _only(word("Give to a team"), "team", "users", word("assign")),
    _only(word("Place beneath another item"), "parent", "corner-down-right", word("parent project move")),
    Gesture("timebox.plan", word("Plan into a sprint or release"), "rocket", word("iteration version")),
    Gesture(
        "item.reschedule",
        word("Reschedule with what depends on it"),
        "calendar",
        word("shift dates postpone move timeline"),
    ),
    Gesture("item.rank", word("Place in the order"), "list-ordered", word("rank")),
    Gesture("item.watch", word("Follow, or add a follower"), "bell", word("watch subscribe")),
    Gesture("item.convert", word("Convert to another kind"), "shuffle", word("change type")),
    Gesture("item.delete", word("Delete"), "trash-2", word("remove bin")),
)
"""Upon one item, in the order in which they stand while nothing is typed."""

MANY: Final = (
    Gesture("item.update_many", word("Move to a state"), "arrow-right", word("status"), {"only": "state"}),
    Gesture("item.update_many", word("Assign to"), "user", word("owner person give"), {"only": "owner"}),
    Gesture("item.update_many", word("Set the due date"), "calendar", word("deadline"), {"only": "due"}),
    Gesture("item.update_many", word("Set the priority"), "flag", word("urgent"), {"only": "priority"}),
    Gesture("item.update_many", word("Add labels"), "tag", word("tags"), {"only": "add_labels"}),
    Gesture("item.update_many", word("Edit"), "pencil", word("change everything")),
    Gesture("item.update_many", word("Give to a team"), "users", word("assign"), {"only": "team"}),
    Gesture("item.delete_many", word("Delete"), "trash-2", word("remove bin")),
    Gesture("item.update_many", word("Remove labels"), "tag", word("tags"), {"only": "remove_labels"}),
    Gesture("item.update_many", word("Set the start"), "calendar", word("begin"), {"only": "start"}),
    Gesture(
        "item.update_many", word("Place beneath another item"), "corner-down-right", word("parent"), {"only": "parent"}
    ),
    Gesture("item.rank_many", word("Place in the order"), "list-ordered", word("rank")),
)

DANGEROUS: Final = frozenset(DANGER)
ICONS: Final = {
    **{"add": "plus", "create": "plus", "set": "pencil", "update": "pencil", "run": "arrow-right"},
    **{"take": "copy", "fill": "plus", "choose": "settings"},
}
"""For commands without an icon of their own: by their verb."""
