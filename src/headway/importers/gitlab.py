"""GitLab's CSV export of a project's issues -> records.

The export tells how things stand, not how they came to: no history, no comments, no links. An issue is a task, unless
one of its labels says that it is a bug or an incident. A milestone is a release, the weight is points. Descriptions
are Markdown already. Keys are made of the project's path in the address: `underscore/-/issues/1` is UNDERSCORE-1.
"""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from ..rules.words import Category, Kind, TimeboxKind, TimeboxRole
from ..tongue import say
from . import vocabulary
from .dates import read_day, read_moment
from .reading import Wrong, describe
from .records import Bad, Person, Record, Remark, Result, State, Timebox
from .sheet import Row, sheet
from .source import Source

_NEEDED: Final = ("Issue ID", "Title", "State", "Created At (UTC)")
_STATES: Final = {
    "open": State("open", "Open", Category.BACKLOG, declared=True),
    "opened": State("open", "Open", Category.BACKLOG, declared=True),
    "closed": State("closed", "Closed", Category.DONE, declared=True),
}
_PATH: Final = re.compile(r"/(?P<path>.+?)/(?:-/)?(?:issues|work_items)/\d+")


def read(source: Source) -> Iterator[Result]:
    """Yield a Record or a Bad for every row of an export. Raises OSError if the source cannot be opened."""
    with sheet(source) as table:
        missing = [name for name in _NEEDED if name not in table.columns]
        if missing:
            yield Bad(
                1,
                None,
                say(
                    "columns: %(missing)s missing; expected GitLab's own export of issues as CSV",
                    missing=", ".join(missing),
                ),
            )
            return
        for row in table.rows:
            yield row if isinstance(row, Bad) else _read_row(row)


def _read_row(row: Row) -> Result:
    try:
        return _record(row)
    except Wrong as wrong:
        return Bad(row.line, row.cells.get("Issue ID") or None, wrong.told)


def _record(row: Row) -> Record:
    number = _whole(row, "Issue ID")
    if number is None:
        raise Wrong("Issue ID", say("is missing; expected the number of the issue"))
    path = _path(row.cells.get("URL", ""))
    project = vocabulary.project_key(path.rpartition("/")[2])
    state = _STATES.get(row.cells["State"].lower())
    if state is None:
        raise Wrong("State", say("expected Open or Closed, found %(cells)s", cells=describe(row.cells["State"])))
    people = list(_people(row))
    owners = [person for role, person in people if role == "Assignee"]
    labels = tuple(dict.fromkeys(label.strip() for label in _cell(row, "Labels").split(",") if label.strip()))
    kind = _kind(labels)
    created = read_moment(_required(row, "Created At (UTC)"), "Created At (UTC)")
    closed = read_moment(row.cells["Closed At (UTC)"], "Closed At (UTC)") if _cell(row, "Closed At (UTC)") else None
    updated = read_moment(row.cells["Updated At (UTC)"], "Updated At (UTC)") if _cell(row, "Updated At (UTC)") else None
    late = state.category is Category.DONE
    milestone = _cell(row, "Milestone")
    return Record(
        line=row.line,
        ref=f"{path}#{number}",
        key=f"{project}-{number}",
        project_key=project,
        project_name=path.rpartition("/")[2],
        kind=kind,
        original_type="Issue",
        title=" ".join(_required(row, "Title").split()),
        state=state,
        states=(state,),
        created=created,
        updated=updated or closed or created,
        description=_cell(row, "Description"),
        owner_ref=owners[0].ref if owners else None,
        reporter_ref=next((person.ref for role, person in people if role == "Author"), None),
        creator_ref=next((person.ref for role, person in people if role == "Author"), None),
        closed=max(closed or updated or created, created) if late else None,
        due=read_day(row.cells["Due Date"], "Due Date") if _cell(row, "Due Date") else None,
        estimate_minutes=_minutes(row, "Time Estimate"),
        spent_minutes=_minutes(row, "Time Spent"),
        points=_points(row),
        labels=labels,
        private=_says_yes(row, "Confidential"),
        timeboxes=((TimeboxRole.FIX, Timebox(f"version:{milestone}", TimeboxKind.RELEASE, milestone)),)
        if milestone
        else (),
        people=tuple({person.ref: person for _, person in people}.values()),
        extra=_extra(row, owners),
        remarks=(Remark("Closed At (UTC)", say("is missing on closed work")),) if late and closed is None else (),
    )


def _cell(row: Row, name: str) -> str:
    return row.cells.get(name, "")


def _says_yes(row: Row, name: str) -> bool:
    return _cell(row, name).lower() in ("yes", "true")


def _required(row: Row, name: str) -> str:
    if not row.cells.get(name):
        raise Wrong(name, say("is missing; expected a text that is not empty"))
    return row.cells[name]


def _path(url: str) -> str:
    found = _PATH.search(unquote(urlsplit(url).path)) if url.isprintable() and "[" not in url else None
    return found["path"] if found else "gitlab"


def _kind(labels: tuple[str, ...]) -> Kind:
    return Kind.ISSUE if any(vocabulary.kind(label) is Kind.ISSUE for label in labels) else Kind.TASK


def _people(row: Row) -> Iterator[tuple[str, Person]]:
    """Yield (role, person); several people are separated by commas, names and user names in the same order."""
    for role in ("Author", "Assignee"):
        users = [user.strip() for user in _cell(row, f"{role} Username").split(",") if user.strip()]
        shown = [name.strip() for name in _cell(row, role).split(",")]
        for at, user in enumerate(users):
            yield role, Person(ref=user, name=shown[at] if len(shown) == len(users) else user)


def _whole(row: Row, name: str) -> int | None:
    text = _cell(row, name)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise Wrong(name, say("expected a whole number from 0 on, found %(text)s", text=describe(text)))
    return int(text)


def _minutes(row: Row, name: str) -> int | None:
    """Return seconds as minutes; GitLab writes 0 where nobody said anything."""
    seconds = _whole(row, name)
    return round(seconds / 60) if seconds else None


def _points(row: Row) -> float | None:
    weight = _whole(row, "Weight")
    return None if weight is None else float(weight)


def _extra(row: Row, owners: list[Person]) -> dict[str, Any]:
    flags = {name: True for name in ("Locked",) if _says_yes(row, name)}
    texts = {name: row.cells[name] for name in ("URL", "Epic ID", "Epic Title") if _cell(row, name)}
    return {**flags, **texts, **({"Assignees": [person.ref for person in owners]} if len(owners) > 1 else {})}
