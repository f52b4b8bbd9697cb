"""Counting what records hold, so that what was stored can be checked against the file."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from .reading import told
from .records import Bad, Link, Record, Result

NOTED: Final = 50
"""So many remarks are told in full; all of them are counted."""


@dataclass(slots=True)
class Tally:
    """The figures of a file.

    `links` counts a link seen from both ends once, by its ref (by its ends and words where it has none);
    `foreign_links` are those of them with an end outside the file. `people` are all whom the file describes;
    `former_people` those whom only the values of history lines name, not counted among them. `transitions` are the
    status changes of the histories.
    """

    items: int = 0
    links: int = 0
    foreign_links: int = 0
    comments: int = 0
    people: int = 0
    former_people: int = 0
    transitions: int = 0
    changes: int = 0
    work: int = 0
    timeboxes: int = 0
    labels: int = 0
    components: int = 0
    parents: int = 0
    attachments: int = 0
    key_results: int = 0
    bad: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    noted: list[str] = field(default_factory=list)
    """The first of the remarks, each with where it was made."""


def tally(records: Iterable[Result]) -> Tally:
    """Return the figures of the records; an item that comes twice (by key) counts once, as it came first."""
    total, seen = Tally(), _Seen()
    for found in records:
        if isinstance(found, Bad):
            total.bad += 1
        else:
            _add(total, seen, found)
    return _close(total, seen)


def identity(link: Link) -> object:
    """What makes a link seen from both ends one: its ref, else its ends and words."""
    return link.ref or (link.type, link.source_key, link.target_key, link.original)


@dataclass(slots=True)
class _Seen:
    keys: set[str] = field(default_factory=set)
    links: dict[object, Link] = field(default_factory=dict)
    described: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    timeboxes: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    components: set[tuple[str, str]] = field(default_factory=set)


def _add(total: Tally, seen: _Seen, record: Record) -> None:
    if record.key not in seen.keys:
        _count(total, record)
    seen.keys.add(record.key)
    seen.links.update({identity(link): link for link in record.links})
    seen.described.update(person.ref for person in record.people if person.described)
    seen.aliases.update(person.username for person in record.people if person.username)
    seen.named.update(person.ref for person in record.people if not person.described)
    seen.timeboxes.update(box.ref for _, box in record.timeboxes)
    seen.labels.update(record.labels)
    seen.components.update((record.project_key, name) for name in record.components)


def _count(total: Tally, record: Record) -> None:
    total.items += 1
    total.comments += len(record.notes)
    total.changes += len(record.changes)
    total.work += len(record.work)
    total.attachments += len(record.attachments)
    total.key_results += len(record.measures)
    total.parents += bool(record.parent_key or record.epic_key)
    total.kinds[f"{record.original_type} -> {record.kind}"] += 1
    total.states[f"{record.state.name} -> {record.state.category}"] += 1
    total.fields.update(change.field for change in record.changes)
    total.transitions += sum(change.field == "state" for change in record.changes)
    total.extra.update(record.extra.keys())
    total.remarks.update(remark.field for remark in record.remarks)
    room = max(NOTED - len(total.noted), 0)
    total.noted += [told(record.ref, told(one.field, one.message)) for one in record.remarks[:room]]


def _close(total: Tally, seen: _Seen) -> Tally:
    links = seen.links.values()
    total.links = len(links)
    total.foreign_links = sum(not {link.source_key, link.target_key} <= seen.keys for link in links)
    total.relations.update(link.type.value for link in links)
    total.people = len(seen.described)
    total.former_people = len(seen.named - seen.described - seen.aliases)
    total.timeboxes, total.labels, total.components = len(seen.timeboxes), len(seen.labels), len(seen.components)
    return total
