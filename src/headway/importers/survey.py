"""The first reading of a file: who and what it speaks of, before anything is stored. A dry run is this and no more."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ..rules.words import Category, Kind
from ..tongue import say, word
from .reading import told
from .records import Bad, Person, Record, Remark, Result, State, Timebox
from .tally import Tally, tally

TITLE, BODY, LABEL = 500, 100_000, 100


@dataclass(slots=True)
class Survey:
    """What a file holds.

    `states` are those of each (project, kind) by ref, a declared category winning over a guessed one; `aliases` lead
    from the names by which histories call people to the people; `cut` what is too long; `latest` tells of each ref and
    key when its newest record was updated and which of the file it is.
    """

    projects: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    states: dict[tuple[str, Kind], dict[str, State]] = field(default_factory=dict)
    timeboxes: dict[tuple[str, str], Timebox] = field(default_factory=dict)
    periods: dict[str, tuple[date, date]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    latest: dict[tuple[str, str], tuple[datetime, int]] = field(default_factory=dict)
    cut: list[Bad] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def stands(self, record: Record, number: int) -> bool:
        """Whether the record, the `number`-th of the file, is the one that counts: of one told twice, the newest."""
        return self.latest[record.ref, record.key][1] == number

    def person(self, ref: str | None) -> str | None:
        """The name under which the person called `ref` is imported."""
        return None if ref is None else self.aliases.get(ref, ref)

    def report(self) -> dict[str, Any]:
        """What maps where and what does not, for people and machines."""
        total = self.tally
        return {
            "teams": self.projects,
            "kinds": _most(total.kinds),
            "states": _most(total.states),
            "relations": _most(total.relations),
            "history": _most(total.fields),
            "counts": {
                name: getattr(total, name)
                for name in (
                    *("items", "links", "foreign_links", "comments", "people", "former_people", "transitions"),
                    *("work", "timeboxes", "labels", "components", "parents", "attachments", "key_results"),
                )
            },
            "kept_as_fields": _most(total.extra),
            "not_imported": {
                word("attachments"): total.attachments,
                word("links outside the file"): total.foreign_links,
            },
            "remarks": _most(total.remarks),
            "noted": total.noted,
            "cut": [{"line": cut.line, "ref": cut.ref, "problem": cut.problem} for cut in self.cut],
            "skipped": [{"line": bad.line, "ref": bad.ref, "problem": bad.problem} for bad in self.bad],
        }


def _most(counter: Counter[str]) -> dict[str, int]:
    return dict(counter.most_common())


def survey(results: Iterable[Result]) -> Survey:
    """Read everything once and return what it speaks of."""
    found = Survey()
    found.tally = tally(_noting(found, results))
    _join_aliases(found)
    return found


def _noting(found: Survey, results: Iterable[Result]) -> Iterable[Result]:
    for number, result in enumerate(results):
        if isinstance(result, Bad):
            found.bad.append(result)
        else:
            _note(found, result, number)
        yield result


def _note(found: Survey, record: Record, number: int) -> None:
    name, place = (record.ref, record.key), (record.updated, number)
    found.latest[name] = max(found.latest.get(name, place), place)
    found.cut += [Bad(record.line, record.key, told(cut.field, cut.message)) for cut in _cuts(record)]
    found.keys.add(record.key)
    found.projects.setdefault(record.project_key, record.project_name)
    for person in record.people:
        known = found.people.get(person.ref)
        if known is None or (person.described and not known.described):
            found.people[person.ref] = person
    states = found.states.setdefault((record.project_key, record.kind), {})
    for state in (record.state, *record.states):
        if state.ref not in states or (state.declared and not states[state.ref].declared):
            states[state.ref] = state
    if record.period is not None:
        found.periods.setdefault(record.period[0], record.period[1:])
    for _, box in record.timeboxes:
        found.timeboxes.setdefault((record.project_key, box.ref), box)


def _cuts(record: Record) -> Iterable[Remark]:
    """What is too long to be taken whole."""
    sizes = [("title", record.title, TITLE), ("description", record.description, BODY)]
    sizes += [("comment", note.body_markdown, BODY) for note in record.notes]
    sizes += [("label", label, LABEL) for label in (*record.labels, *record.components)]
    for name, text, most in sizes:
        if len(text) > most:
            yield Remark(name, say("%(length)s characters, cut to %(most)s", length=len(text), most=most))


def _join_aliases(found: Survey) -> None:
    """Whom histories call by user name is the person whose user name it is."""
    by_name = {p.username: ref for ref, p in found.people.items() if p.described and p.username}
    for ref, person in list(found.people.items()):
        if not person.described and by_name.get(ref, ref) != ref:
            found.aliases[ref] = by_name[ref]
            del found.people[ref]


def lifecycle(states: Iterable[State]) -> list[State]:
    """A kind's states in the order of their categories."""
    order = list(Category)
    return sorted(states, key=lambda state: (order.index(state.category), state.name))
