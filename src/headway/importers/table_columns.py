"""Which column of a table is which field: as the mapping says, else by the usual names."""

from collections.abc import Mapping
from typing import Final

from ..tongue import say
from . import vocabulary
from .reading import Wrong
from .sheet import Sheet

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "summary", "name", "subject", "task", "task name", "issue", "headline", "item"),
    "key": ("key", "id", "issue key", "issue id", "ticket", "number", "no", "ref", "task id", "identifier"),
    "kind": ("kind", "type", "issue type", "work item type", "tracker", "category type"),
    "state": ("state", "status", "stage", "column", "list", "section", "section column"),
    "resolution": ("resolution",),
    "description": ("description", "notes", "details", "body", "text"),
    "owner": ("owner", "assignee", "assigned to", "responsible", "assignees"),
    "owner_email": ("owner email", "assignee email"),
    "reporter": ("reporter", "author", "created by", "creator", "requester", "opened by"),
    "reporter_email": ("reporter email", "author email"),
    "priority": ("priority", "urgency", "importance"),
    "severity": ("severity",),
    "created": ("created", "created at", "created on", "creation date", "date created", "opened", "opened at"),
    "updated": ("updated", "updated at", "updated on", "last modified", "modified", "changed date"),
    "started": ("started", "started at", "started on", "actual start"),
    "closed": ("closed", "closed at", "closed on", "resolved", "completed", "completed at", "completed on", "done at"),
    "due": ("due", "due date", "deadline", "target date", "due on", "finish", "end date"),
    "start": ("start", "start date", "begin", "planned start"),
    "labels": ("labels", "label", "tags", "keywords"),
    "components": ("components", "component", "area", "module"),
    "estimate": ("estimate", "estimated hours", "original estimate", "effort", "estimated time"),
    "spent": ("spent", "spent hours", "time spent", "spent time", "actual effort"),
    "points": ("points", "story points", "size", "weight"),
    "parent": ("parent", "parent key", "parent id", "parent task", "parent issue", "epic", "epic link"),
    "project": ("project", "project name", "team", "board"),
    "sprint": ("sprint", "iteration", "cycle"),
    "release": ("release", "milestone", "fix version", "version", "fixversion s"),
    "start_value": ("start value", "starting value", "initial value", "baseline", "metric start"),
    "target_value": ("target value", "target", "end value", "goal value", "metric target"),
    "current_value": ("current value", "current", "actual value", "actual", "latest value", "metric current"),
    "unit": ("unit", "metric unit", "unit of measure"),
}
OF_GOALS: Final = ("start_value", "target_value", "current_value", "unit")
FIELDS: Final = tuple(SYNONYMS)
"""What a column can be mapped to."""


def match(table: Sheet, mapping: Mapping[str, str]) -> dict[str, str]:
    """Return field -> column. Raises Wrong for a field or a column that does not exist, and where no title is found."""
    for name, wanted in mapping.items():
        if name not in SYNONYMS:
            raise Wrong(f"mapping.{name}", say("is no field; expected one of %(fields)s", fields=", ".join(FIELDS)))
        if wanted not in table.columns:
            raise Wrong(
                f"mapping.{name}",
                say(
                    "there is no column %(wanted)s; there are %(listed)s",
                    wanted=repr(wanted),
                    listed=", ".join(table.columns),
                ),
            )
    free = {_usual(name): name for name in reversed(table.columns) if name not in mapping.values()}
    found = dict(mapping)
    for name, words in SYNONYMS.items():
        column = next((free[word] for word in words if word in free), None)
        if name not in found and column is not None and column not in found.values():
            found[name] = column
    if "title" not in found:
        raise Wrong(
            "mapping.title", say("say which column is the title; there are %(listed)s", listed=", ".join(table.columns))
        )
    return found


def seconds(table: Sheet) -> bool:
    """Whether the table is Jira's own, which writes estimates in seconds where others write hours."""
    return {"issue key", "issue id"} <= {vocabulary.fold(name) for name in table.columns}


def _usual(name: str) -> str:
    """Return a column's name as it is looked up; Jira writes «Custom field (Story Points)»."""
    return vocabulary.fold(name).removeprefix("custom field ")
