"""Jira's REST issues -> records: issues of `/rest/api/2` or `/3` with `expand=changelog`, or results of a search.

Takes plain or gzipped files of JSON lines, each an issue or a page of a search (`{"issues": […]}`), and single
documents. Memory is that of one line. An issue that cannot be read gives a Bad and no half record. What maps where is
in `vocabulary`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, Final

from ..rules.words import Category, Kind, TimeboxRole
from ..tongue import say
from . import jira_fields, vocabulary
from .jira_custom import Custom, custom
from .jira_history import History, history, lines
from .jira_people import People
from .reading import Node, Wrong, describe
from .records import Bad, Record, Remark, Result, Timebox
from .source import Source, json_values

_PLACED: Final = frozenset(
    {
        "summary", "description", "issuetype", "project", "status", "resolution", "resolutiondate",
        "created", "updated", "priority", "labels", "components", "versions", "fixVersions", "issuelinks",
        "assignee", "reporter", "creator", "comment", "worklog", "attachment", "subtasks", "parent", "epic",
        "sprint", "closedSprints", "flagged", "duedate", "timeoriginalestimate", "timespent",
        "timetracking",
    }
)  # fmt: skip
_DERIVED: Final = frozenset(
    {
        "progress", "aggregateprogress", "aggregatetimeestimate", "aggregatetimeoriginalestimate",
        "aggregatetimespent", "workratio", "lastViewed", "thumbnail", "issuerestriction",
        "statuscategorychangedate", "statusCategory",
    }
)  # fmt: skip
"""What Jira computes from the rest, and what belongs to the person who exported."""


@dataclass(frozen=True, slots=True)
class Options:
    """`kinds`: original type -> kind, before the table. `names`: custom field id -> what the site calls it."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def read(source: Source, *, options: Options | None = None) -> Iterator[Result]:
    """Yield a Record or a Bad for every issue of a source, in its order. Raises OSError if it cannot be opened."""
    options = options or Options()
    for found in json_values(source):
        if isinstance(found, Bad):
            yield found
            continue
        line, value = found
        page = isinstance(value, dict) and isinstance(value.get("issues"), list)
        names = _names(value) if page else {}
        for issue in value["issues"] if page else value if isinstance(value, list) else [value]:
            yield record(issue, line=line, options=Options(options.kinds, {**names, **_names(issue), **options.names}))


def record(issue: Any, *, line: int = 1, options: Options | None = None) -> Result:
    """Return one parsed issue as a Record, or a Bad that names the field and what would be right."""
    try:
        return _record(Node(issue), line, options or Options())
    except Wrong as wrong:
        return Bad(line, _key(issue), wrong.told)


def _key(issue: Any) -> str | None:
    key = issue.get("key") if isinstance(issue, dict) else None
    return key[:100] if isinstance(key, str) and key else None


def _names(value: Any) -> dict[str, str]:
    names = value.get("names") if isinstance(value, dict) else None
    return {str(k): v for k, v in names.items() if isinstance(v, str)} if isinstance(names, dict) else {}


def _record(issue: Node, line: int, options: Options) -> Record:
    fields, key = issue.get("fields"), issue.get("key").words()
    if not fields:
        raise Wrong("fields", say("is missing; expected an object with the fields of the issue"))
    people, type_node = People(), fields.get("issuetype")
    original_type = type_node.get("name").words()
    reporter, creator = people.ref(fields.get("reporter")), people.ref(fields.get("creator"))
    past = _past(issue, fields, people, options)
    own = custom(fields, options.names)
    created = fields.get("created").required_moment()
    state = past.states[-1]
    comments, work = fields.get("comment"), fields.get("worklog")
    notes = tuple(jira_fields.notes(jira_fields.one_or_list(comments, "comments"), people))
    works = tuple(jira_fields.work(jira_fields.one_or_list(work, "worklogs"), people))
    updated = fields.get("updated").moment() or created
    closed, closed_remarks = _closed(fields, past, created, updated)
    project = fields.get("project")
    return Record(
        line=line,
        ref=issue.get("id").text() or key,
        key=key,
        project_key=project.get("key").text() or key.rpartition("-")[0] or key,
        project_name=project.get("name").text() or project.get("key").text() or key.rpartition("-")[0],
        kind=vocabulary.kind(original_type, subtask=type_node.get("subtask").value is True, overrides=options.kinds),
        original_type=original_type,
        title=fields.get("summary").words(),
        state=state,
        created=created,
        updated=updated,
        description=jira_fields.rich_text(fields.get("description")),
        resolution=fields.at("resolution", "name").text(),
        owner_ref=people.ref(fields.get("assignee")),
        reporter_ref=reporter,
        creator_ref=creator,
        priority=vocabulary.priority(fields.at("priority", "name").text(), fields.at("priority", "id").text()),
        severity=own.severity,
        started=_started(past),
        closed=closed,
        due=jira_fields.attempt(fields.get("duedate").day, own.remarks),
        start=own.start,
        estimate_minutes=_minutes(fields, "timeoriginalestimate", "originalEstimateSeconds"),
        spent_minutes=_minutes(fields, "timespent", "timeSpentSeconds"),
        points=own.points,
        labels=jira_fields.names(fields.get("labels")),
        components=jira_fields.names(fields.get("components")),
        timeboxes=_timeboxes(fields, own),
        parent_key=fields.at("parent", "key").text(),
        epic_key=_epic(fields, own),
        subtask_keys=tuple(each.get("key").words() for each in fields.get("subtasks").items()),
        private=bool(fields.get("security").value),
        flagged=own.flagged or fields.get("flagged").value is True,
        links=tuple(dict.fromkeys(jira_fields.links(key, fields.get("issuelinks")))),
        notes=notes,
        work=works,
        changes=past.changes,
        attachments=tuple(jira_fields.attachments(fields.get("attachment"), people)),
        people=tuple(people.found.values()),
        states=past.states,
        extra=_extra(issue, fields, own, options.names),
        remarks=(*own.remarks, *closed_remarks, *_remarks(issue, notes=len(notes), works=len(works), past=past)),
    )


def _past(issue: Node, fields: Node, people: People, options: Options) -> History:
    """Return the history, with the state of today as the last of its states."""
    status = fields.get("status")
    return history(
        lines(jira_fields.one_or_list(issue.get("changelog"), "histories", "values"), people),
        status=status.get("name").words(),
        declared=status.at("statusCategory", "key").text(),
        resolution=fields.at("resolution", "name").text(),
        people=people,
        kinds=options.kinds,
    )


def _started(past: History) -> datetime | None:
    """Return when work began: the first move into a state of doing."""
    doing = {state.ref for state in past.states if state.category is Category.DOING}
    return next((change.at for change in past.changes if change.field == "state" and change.new in doing), None)


def _closed(fields: Node, past: History, created: datetime, updated: datetime) -> tuple[datetime | None, list[Remark]]:
    """Return when closed work was closed: as Jira says, else the last move or update; never before it was created."""
    told, node = fields.get("resolutiondate").moment(), fields.get("resolutiondate")
    if past.states[-1].category not in (Category.DONE, Category.DROPPED):
        return None, [
            Remark(node.path, say("%(value)s on open work is dropped", value=describe(node.value)))
        ] if told else []
    moves = [change.at for change in past.changes if change.field == "state"]
    closed = told or (moves[-1] if moves else updated)
    if closed < created:
        return created, [
            Remark(
                node.path,
                say("%(closed)s lies before fields.created; taken as closed when created", closed=closed.isoformat()),
            )
        ]
    return closed, [] if told else [
        Remark(node.path, say("is missing on closed work; taken as %(closed)s", closed=closed.isoformat()))
    ]


def _minutes(fields: Node, direct: str, tracked: str) -> int | None:
    node = fields.get(direct)
    return jira_fields.minutes(node if node else fields.at("timetracking", tracked))


def _timeboxes(fields: Node, own: Custom) -> tuple[tuple[TimeboxRole, Timebox], ...]:
    found = chain(
        jira_fields.sprints(fields.get("closedSprints"), own.remarks),
        jira_fields.sprints(fields.get("sprint"), own.remarks),
        own.timeboxes,
        jira_fields.versions(fields.get("fixVersions"), TimeboxRole.FIX, own.remarks),
        jira_fields.versions(fields.get("versions"), TimeboxRole.AFFECTS, own.remarks),
    )
    return tuple({(role, box.ref): (role, box) for role, box in found}.values())


def _epic(fields: Node, own: Custom) -> str | None:
    epic = fields.get("epic")
    return (epic if isinstance(epic.value, str) else epic.get("key")).text() or own.epic_key


def _extra(issue: Node, fields: Node, own: Custom, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what is left and not empty; custom fields under the name that people know, where it is known."""
    placed = _PLACED | _DERIVED | own.understood
    left = {
        name: value for name, value in fields.value.items() if name not in placed and value not in (None, "", [], {})
    }
    category = fields.at("project", "projectCategory", "name").value
    known = (
        "id",
        "key",
        "self",
        "expand",
        "fields",
        "changelog",
        "names",
        "schema",
        "renderedFields",
        "transitions",
        "operations",
    )
    outside = {name: value for name, value in issue.value.items() if name not in known and value is not None}
    named = {names.get(name, name): value for name, value in left.items()}
    return {**outside, **named, **({"projectCategory": category} if category else {})}


def _remarks(issue: Node, *, notes: int, works: int, past: History) -> Iterator[Remark]:
    fields, changelog = issue.get("fields"), issue.get("changelog")
    entries = sum(1 for _ in jira_fields.one_or_list(changelog, "histories", "values").items())
    pages = ((fields.get("comment"), notes), (fields.get("worklog"), works), (changelog, entries))
    yield from (remark for remark in (jira_fields.shortage(*page) for page in pages) if remark)
    said = list(jira_fields.one_or_list(fields.get("comment"), "comments").items())
    bodiless = sum(1 for each in said if not each.get("body"))
    if hidden := sum(1 for each in said if each.get("visibility") or each.get("jsdPublic").value is False):
        yield Remark(
            "fields.comment.comments",
            say("%(hidden)s were for some only; here everybody who sees the item reads them", hidden=hidden),
        )
    if bodiless:
        yield Remark(
            "fields.comment.comments",
            say("%(bodiless)s of %(notes)s came without their text", bodiless=bodiless, notes=notes),
        )
    last = next((change for change in reversed(past.changes) if change.field == "state"), None)
    if last and last.new != past.states[-1].ref:
        yield Remark(
            "changelog",
            say(
                "ends in %(new_label)s, but the issue is in %(name)s",
                new_label=repr(last.new_label),
                name=repr(past.states[-1].name),
            ),
        )
