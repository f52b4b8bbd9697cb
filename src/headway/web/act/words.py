"""What forms say: titles, labels, buttons, and which fields stand on them in which order."""

from collections.abc import Mapping
from typing import Final

from . import words_goals, words_operations, words_own, words_projects, words_scenarios

LABELS: Final = {
    **words_goals.LABELS,
    **words_operations.LABELS,
    **words_projects.LABELS,
    **words_own.LABELS,
    **words_scenarios.LABELS,
    **{"member_name": "Name", "team_name": "Name", "workspace_name": "Name", "token_name": "Name"},
    **{"hours_per_week": "Hours a week", "time_zone": "Time zone", "zone": "Time zone"},
    **{
        "period_start": "Period from",
        "period_end": "Period to",
        "minutes": "Time spent",
        "at": "When",
        "to": "New name",
    },
    **{"days": "Expires after", "with_children": "Delete everything beneath it too", "lead": "Leads the team"},
    **{"path_name": "Name", "after": "After", "who": "Tells", "asks": "Asks for", "requires": "Cannot do without"},
    **{"post_incident": "Post-incident note", "of": "Was reported before as", "until": "Comes back", "link": "Link"},
    **{"by_rota": "Whose turn it is in the rota", "cause_required": "A resolution names its cause"},
    **{"rotate": "Accepted issues go round the rota", "working": "Count working time", "public": "Open to the public"},
    **{"day": "Day", "field_name": "Name", "field": "Key", "about": "Hint", "text": "Step", "note": "Note"},
    **{"active": "Active", "current": "Now", "type": "Type", "target": "Target", "state": "State", "key": "Key"},
    **{"private": "Private", "milestone": "Milestone", "done": "Done", "left": "Has left", "body": "Comment"},
    **words_projects.LABELS,
}
HINTS: Final = {
    **words_goals.HINTS,
    **words_operations.HINTS,
    **words_projects.HINTS,
    **words_own.HINTS,
    **words_scenarios.HINTS,
    "effort": "30m, 4h, 2d or 1w",
    "minutes": "30m, 4h or 1d",
    "labels": "Separated by commas",
    "private": "Only for those involved and admins",
    "milestone": "A date to be met, without effort of its own",
    "days": "Days; empty: never",
    "lag": "Working minutes between the two",
    "currency": "Such as EUR",
    "parent": "The key of what it stands under",
    "options": "Separated by commas",
    "field": "By which queries know it; empty: made of the name",
    "reason": "Others read this",
    "of": "The key of the issue that stays",
    "until": "Empty: at once",
    "after": "30m, 4h or 1d; for a path that waits for a breach, what is left until then",
    "public": "People who cannot sign in may use it, if they know its link",
    "post_incident": "What happened, what was learned, what will be done",
    "successor": "Who takes over what nobody else takes turns at; nobody: it stays with its team",
    "resolution": "How it ended, in a word or two",
    "add_labels": "Separated by commas",
    "remove_labels": "Separated by commas",
}
BUTTONS: Final = {
    **words_goals.BUTTONS,
    **words_operations.BUTTONS,
    **words_projects.BUTTONS,
    **words_own.BUTTONS,
    **words_scenarios.BUTTONS,
    **{"create": "Create", "add": "Add", "update": "Save", "edit": "Save", "rename": "Rename", "delete": "Delete"},
    **{
        "remove": "Remove",
        "restore": "Restore",
        "convert": "Convert",
        "move": "Move",
        "rank": "Move",
        "reschedule": "Move",
        "join": "Add",
    },
    **{"leave": "Remove", "plan": "Add", "unplan": "Remove", "log": "Log", "revoke": "Revoke", "watch": "Follow"},
    "unwatch": "Stop following",
    "depart": "Hand on and close",
    **{
        "accept": "Accept",
        "duplicate": "Close as duplicate",
        "decline": "Decline",
        "snooze": "Put off",
        "dismiss": "Dismiss",
    },
    **{"resolve": "Resolve", "reopen": "Open again", "review": "Save", "assign": "Assign", "answer": "Answer"},
    **{"set": "Save", "renew": "Give it another link", "run": "Follow them now", "submit": "Send", "reply": "Send"},
    "update_many": "Save",
    "delete_many": "Delete",
    "rank_many": "Place",
    "undo": "Undo",
}
TITLES: Final = {
    **words_goals.TITLES,
    **words_operations.TITLES,
    **words_projects.TITLES,
    **words_own.TITLES,
    **words_scenarios.TITLES,
    **{"item.create": "New {kind}", "item.update": "Edit {key}", "item.delete": "Delete {key}?"},
    **{"item.restore": "Restore {key}?", "item.convert": "Convert {key}", "item.move": "Move {key}"},
    **{
        "item.rank": "Rank {key}",
        "item.reschedule": "Reschedule {key}",
        "item.watch": "Add a follower of {key}",
        "relation.add": "Relate {source}",
    },
    **{"comment.add": "Comment on {key}", "comment.edit": "Edit comment", "comment.delete": "Delete this comment?"},
    **{"key_result.add": "New key result", "key_result.update": "Key result", "work.log": "Log time on {key}"},
    **{"key_result.remove": "Remove this key result?", "timebox.plan": "Plan {key}", "timebox.add": "New {kind}"},
    **{"work.update": "Edit an entry of time", "work.remove": "Withdraw this entry of time?"},
    **{"checklist.update": "Edit step", "checklist.add": "Add a step", "timer.stop": "Stop the clock"},
    **{"field.add": "New field", "field.update": "Edit {field}", "field.rename_option": "Rename an option"},
    **{"timer.discard": "Throw this clock away?", "attachment.remove": "Take this file off?"},
    **{"timebox.update": "Edit", "member.add": "Add a member", "member.update": "Edit {member}"},
    **{"member.depart": "Somebody leaves", "escalation_level.update": "Edit level"},
    **{"team.create": "New team", "team.update": "Edit {team}", "team.join": "Add to {team}"},
    **{"team.leave": "Take {member} out of {team}?", "state.add": "New state", "state.update": "Edit state"},
    **{"state.remove": "Remove this state?", "label.rename": "Rename {label}", "label.remove": "Remove {label}?"},
    **{
        "item.update_many": "Edit {count} items",
        "item.delete_many": "Delete {count} items?",
        "item.rank_many": "Place {count} items in the order",
        "act.undo": "Undo this act?",
    },
    **{"issue.accept": "Accept {key}", "issue.duplicate": "{key} is a duplicate", "issue.decline": "Decline {key}"},
    **{"issue.snooze": "Put {key} off", "issue.resolve": "Resolve {key}", "issue.reopen": "Open {key} again"},
    **{"issue.review": "Post-incident note on {key}", "report.answer": "Answer the reporter of {key}"},
    **{"form.create": "New form", "form.update": "Edit form", "form.renew": "Give this form another link?"},
    **{"rota.join": "Add to the rota of {team}", "rota.leave": "Take {member} out of the rota of {team}?"},
    **{"escalation_path.create": "New escalation path", "escalation_path.update": "Edit escalation path"},
    **{"escalation_level.add": "New level", "escalation_level.remove": "Withdraw this level?"},
    **{"issue_rule.set": "What is asked of issues", "escalation.run": "Follow the escalation paths now?"},
    **{"finding.dismiss": "Dismiss this finding"},
    **{"token.create": "New API token", "token.revoke": "Revoke this token?", "workspace.update": "Workspace"},
}
DONE: Final = {
    **words_goals.DONE,
    **words_operations.DONE,
    **words_projects.DONE,
    **words_own.DONE,
    **words_scenarios.DONE,
    **{"item.create": "{key} created", "item.delete": "{key} is in the bin", "item.restore": "{key} is back"},
    **{
        "item.move": "{key} is {state}",
        "item.convert": "{key} converted",
        "item.rank": "{key} moved",
        "item.reschedule": "Moved",
    },
    **{
        **{"issue.accept": "{key} accepted", "issue.duplicate": "{key} closed", "issue.decline": "{key} declined"},
        **{"issue.snooze": "{key} put off", "issue.resolve": "{key} resolved", "issue.reopen": "{key} is open again"},
        **{"issue.review": "Note saved", "issue.assign": "{key} goes to {owner}", "report.answer": "Answered"},
        "comment.add": "Comment added",
        "finding.dismiss": "Dismissed",
        "work.log": "Time logged",
        "relation.add": "Related",
        "item.update": "{key} saved",
        "item.update_many": "Saved",
        "item.delete_many": "In the bin",
        "item.rank_many": "Moved",
        "comment.delete": "Comment deleted",
        "member.depart": "{member} has left",
        "act.undo": "Undone",
    },
}
GONE_TO: Final = frozenset((*words_projects.MADE, *words_scenarios.MADE, "scenario.discard"))
"""Commands after which one goes to what was made."""
DANGER: Final = ("depart", "delete", "delete_many", "remove", "revoke", "leave", "discard", "unshare")

_COMMON: Final = ("state", "priority", "owner", "team", "due", "start", "parent", "labels", "private")
_BY_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "goal": words_goals.LAYOUTS["goal"],
    "project": ("title", "description", *_COMMON[:6], "sponsor", "budget", "currency", *_COMMON[6:]),
    "operation": ("title", "description", "state", "owner", "team", "procedure", *_COMMON[6:]),
    "issue": ("title", "description", "severity", "urgency", *_COMMON[:6], "effort", "cause", *_COMMON[6:]),
    "task": ("title", "description", *_COMMON[:6], "effort", "points", *_COMMON[6:], "milestone"),
}
WIDE: Final = ("title", "description", "body", "procedure", "cause", "note", "private", "milestone", "with_children")


def layout(command: str, kind: str, names: list[str]) -> list[str]:
    """Return the fields of a command that its form shows, in order; `names` are all it has."""
    if command in ("item.create", "item.update") and kind in _BY_KIND:
        shown = [*_BY_KIND[kind], *(("labels", "private") if kind == "goal" else ())]
        return [name for name in dict.fromkeys(shown) if name in names]
    if command in words_operations.LAYOUTS:
        return [name for name in words_operations.LAYOUTS[command] if name in names]
    return [name for name in names if name not in ("reporter", *words_scenarios.HIDDEN)]


def label(name: str) -> str:
    """Return a field's words."""
    return LABELS.get(name) or name.replace("_", " ").capitalize()


def button(command: str) -> str:
    """Return what a form's button says: the command's own word, or the one of its verb."""
    return BUTTONS.get(command) or BUTTONS.get(command.partition(".")[2], "Do it")


def title(command: str, values: Mapping[str, object]) -> str:
    """Return a form's title."""
    pattern = TITLES.get(command) or "{verb} {noun}"
    noun, _, verb = command.partition(".")
    return _filled(pattern, {"verb": verb.capitalize(), "noun": noun.replace("_", " "), **values})


def done(command: str, values: Mapping[str, object]) -> str:
    """Return what is said once a command has acted."""
    return _filled(DONE.get(command, ""), values) + words_operations.passed_on(values)


def gone(command: str, *, undo: bool) -> str:
    """Return what is said once something was taken away that can be had back: so it is offered."""
    return "Removed" if undo and command.partition(".")[2] in DANGER else ""


def made(command: str, values: Mapping[str, object]) -> str:
    """Return the address of what a command has made, if it has a page of its own."""
    return _filled(
        {"item.create": "/items/{key}", **words_projects.MADE, **words_scenarios.MADE}.get(command, ""), values
    )


def _filled(pattern: str, values: Mapping[str, object]) -> str:
    known = {name: str(value) for name, value in values.items() if isinstance(value, str | int)}
    try:
        return pattern.format(**known)
    except KeyError:
        return pattern.partition("{")[0].strip()
