"""The neutral form of imported work: what every reader yields and the store step understands.

Conventions, for every record here:

* `ref` is the source tool's own identity of the thing, stable between two exports of the same source. It is never
  shown to people.
* Every time is an aware `datetime` in UTC; every day is a `date`. Durations are whole minutes.
* Text bodies are Markdown; names and titles are plain text on one line.
* `None` means that the source says nothing; an empty tuple means that it says "none".
* Sequences are tuples, in the order of the source; history is in the order in which it happened.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ..rules.words import Category, Dependency, Kind, RelationType, TimeboxKind, TimeboxRole


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the source names.

    `described` is False for those of whom only the name in an old value is left (a former owner in a history line):
    they have no e-mail address and may long be gone. `username` is what mentions use, where that differs from `ref`.
    """

    ref: str
    name: str
    email: str | None = None
    active: bool = True
    username: str | None = None
    described: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """A lifecycle state; `ref` and `name` are both unique per category.

    A source state that stands for finished and for dropped work alike (told apart by the resolution only) is two
    states here, `("closed", "Closed", done)` and `("closed/dropped", "Closed (dropped)", dropped)`. `declared` says
    that the source itself tells the category; otherwise it is guessed from the name, and a declared state of the same
    ref wins over it.
    """

    ref: str
    name: str
    category: Category
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Timebox:
    """A sprint or a release; `ref` starts with which (`sprint:50`, `version:14036`), so that both share one space."""

    ref: str
    kind: TimeboxKind
    name: str
    start: date | None = None
    end: date | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed at one moment.

    `field` is one of state, owner, priority, title, description, due, label, timebox, parent, kind, key, resolution,
    or `other:<name>` with the source's own name. `old` and `new` are values in the neutral form, None for "nothing":
    state -> `State.ref`; owner -> `Person.ref`; priority -> "0".."4"; due -> ISO day; kind -> a `Kind`; parent, key ->
    a key; timebox -> `Timebox.ref`; label -> the label; title, resolution -> text; description -> Markdown; other ->
    the source's text. label and timebox are sets: a change adds (old is None) or removes (new is None) one element.
    `old_label` and `new_label` are what the source showed to people.
    """

    at: datetime
    author_ref: str | None
    field: str
    old: str | None
    new: str | None
    old_label: str | None = None
    new_label: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A comment. `body_markdown` may be empty: some exports keep that something was said but not what."""

    ref: str
    at: datetime
    author_ref: str | None
    body_markdown: str
    edited_at: datetime | None = None
    editor_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Time somebody spent, from `at` on."""

    ref: str
    at: datetime
    author_ref: str | None
    minutes: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """«source type target» between two keys; either end may lie outside the file.

    The same link seen from both ends is the same value. `original` is the source's own words for it, read from source
    to target as the tool says it, before our direction was chosen. `dependency` matters for depends-on alone.
    """

    ref: str | None
    type: RelationType
    source_key: str
    target_key: str
    original: str
    dependency: Dependency = Dependency.FS


@dataclass(frozen=True, slots=True)
class Measure:
    """A key result of a goal: a figure on its way from `start` to `target`."""

    ref: str
    title: str
    start: float
    target: float
    current: float
    unit: str = ""
    weight: float = 1
    owner_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is known about an attached file; the bytes are not in the export."""

    ref: str
    name: str
    at: datetime | None = None
    author_ref: str | None = None
    bytes: int | None = None
    media_type: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd that did not stop the record: which field, what was found and what was done about it."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Record:
    """One piece of work with everything the source tells about it.

    `undated` says that the source tells no time at all: created, updated and closed are that of the reading.

    `line` is its line in the file, from 1. `state` is where it stands now; `states` holds every state that `state` and
    the history speak of. `priority` is 0..4, `severity` 0..3, 0 most urgent in both. `extra` holds what had no place,
    under the source's own names, as plain JSON values. `people` holds everybody that the record refers to, once each.
    `period` is that of a goal: its name, first and last day.
    """

    line: int
    ref: str
    key: str
    project_key: str
    project_name: str
    kind: Kind
    original_type: str
    title: str
    state: State
    created: datetime
    updated: datetime
    description: str = ""
    resolution: str | None = None
    owner_ref: str | None = None
    reporter_ref: str | None = None
    creator_ref: str | None = None
    priority: int | None = None
    severity: int | None = None
    started: datetime | None = None
    closed: datetime | None = None
    due: date | None = None
    start: date | None = None
    estimate_minutes: int | None = None
    spent_minutes: int | None = None
    points: float | None = None
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    timeboxes: tuple[tuple[TimeboxRole, Timebox], ...] = ()
    parent_key: str | None = None
    epic_key: str | None = None
    subtask_keys: tuple[str, ...] = ()
    flagged: bool = False
    private: bool = False
    undated: bool = False
    links: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()
    work: tuple[Work, ...] = ()
    changes: tuple[Change, ...] = ()
    milestone: bool = False
    period: tuple[str, date, date] | None = None
    measures: tuple[Measure, ...] = ()
    people: tuple[Person, ...] = ()
    states: tuple[State, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Bad:
    """A piece of the file that cannot be taken: where, whose if that is known, and what is wrong, field first."""

    line: int
    ref: str | None
    problem: str


Result = Record | Bad
"""What every reader yields, one a piece of work."""
