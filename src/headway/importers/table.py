"""Any table with a row for each piece of work -> records, by a mapping from Headway's fields to its columns.

Fields: title (needed), key, kind, state, resolution, description, owner, owner_email, reporter, reporter_email,
priority, severity, created, updated, started, closed, due, start, labels, components, estimate, spent, points, parent,
project, sprint, release; of goals start_value, target_value, current_value, unit. A field that the mapping leaves out
is taken from a column that is called like it (see `table_columns`). Columns that nobody claims go to `extra`.
Estimates and time spent are hours (in Jira's own tables seconds), or written out such as `1d 4h 30m` (a day is eight
hours, a week five days). Labels are separated by commas or semicolons.

Importing twice gives the same items only where a key column tells which is which; else the number of the row does.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from ..rules.words import Category, Kind, TimeboxKind, TimeboxRole
from ..tongue import say
from . import vocabulary
from .dates import Order, read_day, read_moment
from .figures import figure
from .reading import Wrong, describe
from .records import Bad, Measure, Person, Record, Remark, Result, State, Timebox
from .sheet import Row, sheet
from .source import Source
from .table_columns import OF_GOALS, match, seconds

_TIME: Final = re.compile(r"(?:(\d+)\s*w)?\s*(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?", re.IGNORECASE)
_NO_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row through the mapping; every reading names the column."""

    row: Row
    columns: Mapping[str, str]
    order: Order | None
    seconds: bool

    def text(self, field: str) -> str:
        return self.row.cells.get(self.columns.get(field, ""), "")

    def words(self, field: str) -> str:
        return " ".join(self.text(field).split())

    def moment(self, field: str) -> datetime | None:
        text = self.text(field)
        return read_moment(text, self.columns[field], order=self.order) if text else None

    def day(self, field: str) -> date | None:
        text = self.text(field)
        return read_day(text, self.columns[field], order=self.order) if text else None

    def parts(self, field: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.strip() for part in re.split("[,;]", self.text(field)) if part.strip()))

    def number(self, field: str) -> float | None:
        text = self.text(field).replace(",", ".") if self.text(field).count(",") == 1 else self.text(field)
        if not text:
            return None
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if not math.isfinite(found) or found < 0:
            raise Wrong(
                self.columns[field], say("expected a number from 0 on, found %(text)s", text=describe(self.text(field)))
            )
        return found

    def minutes(self, field: str) -> int | None:
        found = _TIME.fullmatch(self.text(field).strip())
        if found and any(found.groups()):
            weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
            return ((weeks * 5 + days) * 8 + hours) * 60 + minutes
        told = self.number(field)
        return None if told is None else round(told / 60 if self.seconds else told * 60)


def read(
    source: Source,
    *,
    mapping: Mapping[str, str] | None = None,
    dates: Order | None = None,
    project: str = "Imported",
    now: datetime | None = None,
) -> Iterator[Result]:
    """Yield a Record or a Bad for every row of a table.

    `mapping` leads from a field to a column; `dates` says how 03/04/2024 reads ("dmy", "mdy"); `project` names the
    project where no column does. Rows without a time of creation take that of their last change, else their earliest
    date, else `now`, else 1970, with a remark. A wrong mapping gives one Bad of line 1 that names the column. Raises
    OSError if the source cannot be opened.
    """
    with sheet(source) as table:
        try:
            columns = match(table, mapping or {})
        except Wrong as wrong:
            yield Bad(1, None, wrong.told)
            return
        in_seconds = seconds(table)
        for row in table.rows:
            yield row if isinstance(row, Bad) else _read_row(_Cells(row, columns, dates, in_seconds), project, now)


def _read_row(cells: _Cells, project: str, now: datetime | None) -> Result:
    try:
        return _record(cells, project, now)
    except Wrong as wrong:
        return Bad(cells.row.line, cells.words("key") or None, wrong.told)


def _record(cells: _Cells, project: str, now: datetime | None) -> Record:
    title = cells.words("title")
    if not title:
        raise Wrong(cells.columns["title"], say("is missing; expected a text that is not empty"))
    name = cells.words("project") or project
    prefix = vocabulary.project_key(name)
    key = _key(prefix, cells.words("key")) or f"{prefix}-{cells.row.line - 1}"
    original = cells.words("kind") or "Task"
    state = _state(cells)
    placed = {column for name, column in cells.columns.items() if name not in OF_GOALS}
    created, updated, closed, remarks = _times(cells, state, now)
    people = {role: person for role in ("owner", "reporter") if (person := _person(cells, role))}
    return Record(
        line=cells.row.line,
        ref=key,
        key=key,
        project_key=prefix,
        project_name=name,
        kind=_kind(original),
        original_type=original,
        title=title,
        state=state,
        states=(state,),
        created=created,
        updated=updated,
        undated=not any(cells.text(name) for name in ("created", "updated", "started", "closed")),
        description=cells.text("description"),
        resolution=cells.words("resolution") or None,
        owner_ref=people["owner"].ref if "owner" in people else None,
        reporter_ref=people["reporter"].ref if "reporter" in people else None,
        priority=_level(cells, "priority"),
        severity=_level(cells, "severity"),
        started=cells.moment("started"),
        closed=closed,
        due=cells.day("due"),
        start=cells.day("start"),
        estimate_minutes=cells.minutes("estimate"),
        spent_minutes=cells.minutes("spent"),
        points=cells.number("points"),
        labels=cells.parts("labels"),
        components=cells.parts("components"),
        timeboxes=tuple(_timeboxes(cells)),
        parent_key=_key(prefix, cells.words("parent")) or None,
        people=tuple({person.ref: person for person in people.values()}.values()),
        measures=tuple(_measures(cells, key, title, people.get("owner"))) if _kind(original) is Kind.GOAL else (),
        extra={n: v for n, v in cells.row.cells.items() if v and n not in placed},
        remarks=remarks,
    )


def _measures(cells: _Cells, key: str, title: str, owner: Person | None) -> Iterator[Measure]:
    """The figures of a goal's row as its key result, where they tell a way from one to another."""
    start, target, current = (figure(cells.text(f"{name}_value")) for name in ("start", "target", "current"))
    begin = start.amount if start else 0.0
    if target is not None and target.amount != begin:
        now = current.amount if current else begin
        unit = cells.words("unit") or target.unit
        yield Measure(key, title, begin, target.amount, now, unit, owner_ref=owner.ref if owner else None)


def _key(prefix: str, text: str) -> str:
    """Return a key as it is; one that is a mere number goes behind the project's."""
    number = text.removeprefix("#")
    return f"{prefix}-{int(number)}" if re.fullmatch("[0-9]{1,18}", number) else text


def _kind(original: str) -> Kind:
    """Return the kind that a word names: one of Headway's own, else by the table of `vocabulary`."""
    folded = vocabulary.fold(original)
    return Kind(folded) if folded in list(Kind) else vocabulary.kind(original)


def _state(cells: _Cells) -> State:
    name = cells.words("state") or ("Done" if cells.text("closed") else "Backlog")
    category, ref = vocabulary.category(name), vocabulary.fold(name) or name
    if category is Category.DONE and vocabulary.is_dropped(cells.words("resolution")):
        return State(f"{ref}/dropped", f"{name} (dropped)", Category.DROPPED)
    return State(ref, name, category)


def _times(
    cells: _Cells, state: State, now: datetime | None
) -> tuple[datetime, datetime, datetime | None, tuple[Remark, ...]]:
    """Return (created, updated, closed, remarks); what is missing is taken from what is nearest to it."""
    created, updated, closed = (cells.moment(name) for name in ("created", "updated", "closed"))
    if created and closed and closed < created:
        raise Wrong(
            cells.columns["closed"],
            say(
                "%(closed)s lies before %(columns)s %(created)s",
                closed=closed.date(),
                columns=cells.columns["created"],
                created=created.date(),
            ),
        )
    earliest = min((time for time in (updated, cells.moment("started"), closed) if time), default=None)
    remarks = () if created else (Remark("created", say("is missing; taken from the nearest date that is known")),)
    begun = created or earliest or now or _NO_TIME
    changed = max(updated or closed or begun, begun)
    ended = state.category in (Category.DONE, Category.DROPPED)
    return begun, changed, (closed or changed) if ended else None, remarks


def _person(cells: _Cells, role: str) -> Person | None:
    """Return who a cell names: `Ann Lee`, `ann@example.org`, or `Ann Lee <ann@example.org>`; of several the first."""
    text, email = cells.words(role), cells.words(f"{role}_email") or None
    found = re.fullmatch(r"(.*?)\s*<([^<>\s]+@[^<>\s]+)>", text.split(";")[0].strip())
    name = found[1] if found else text.split(";")[0].strip()
    email = email or (found[2] if found else None) or (name if "@" in name and " " not in name else None)
    return Person(ref=(email or name).lower(), name=name or email or "", email=email) if name or email else None


def _level(cells: _Cells, field: str) -> int | None:
    """Return a level by its name. Unknown words are refused: a priority must not vanish in silence."""
    text = cells.words(field)
    if not text or vocabulary.fold(text) in ("none", "no priority", "unset", ""):
        return None
    found = vocabulary.priority(text) if field == "priority" else vocabulary.severity(text)
    if found is None:
        expected = "urgent, high, normal, low, lowest" if field == "priority" else "critical, major, moderate, minor"
        raise Wrong(
            cells.columns[field],
            say("expected one of %(expected)s, found %(text)s", expected=expected, text=describe(text)),
        )
    return found


def _timeboxes(cells: _Cells) -> Iterator[tuple[TimeboxRole, Timebox]]:
    for name in cells.parts("sprint"):
        yield TimeboxRole.SPRINT, Timebox(f"sprint:{name}", TimeboxKind.SPRINT, name)
    for name in cells.parts("release"):
        yield TimeboxRole.FIX, Timebox(f"version:{name}", TimeboxKind.RELEASE, name)
