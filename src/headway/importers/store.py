"""Storing what a reader yields: people, lifecycles and timeboxes first, then items in batches, then what ties them.

Each batch is one transaction and everything made is remembered under the source's own names, so an import that was
killed is finished by running it again, and running it twice changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from pydantic import ValidationError

from ..access.actor import Actor
from ..commands import Command, run_many
from ..commands.history import ImportPerson, ImportState, ImportTimebox
from ..commands.history_links import ImportParent, ImportRelation
from ..commands.teams import CreateTeam
from ..rules.errors import Problem
from ..rules.lifecycle import DEFAULT_STATES
from ..rules.words import Kind
from .map_item import Names, item_of
from .records import Bad, Link, Record, Result, State
from .survey import Survey, lifecycle

BATCH = 200
T = TypeVar("T")


@dataclass(slots=True)
class Outcome:
    """What an import came to; `figures` is what the command line prints."""

    items: set[str] = field(default_factory=set)
    relations: set[tuple[str, str, str]] = field(default_factory=set)
    comments: int = 0
    people: int = 0
    transitions: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[Bad] = field(default_factory=list)
    softened: list[str] = field(default_factory=list)
    outside: int = 0

    def figures(self) -> dict[str, int]:
        """The counts of what the file holds and the workspace now has, and what had to be done for it."""
        return {
            "items": len(self.items),
            "relations": len(self.relations),
            "comments": self.comments,
            "people": self.people,
            "transitions": self.transitions,
            **{name: self.outcomes[name] for name in ("created", "updated", "unchanged")},
            "skipped": len(self.problems),
        }


def store(
    read: Callable[[], Iterable[Result]],
    *,
    survey: Survey,
    origin: str,
    actor: Actor,
    clock: Callable[[], datetime],
    progress: Callable[[int], None] = lambda done: None,
) -> Outcome:
    """Store everything that `read` yields and return what it came to.

    `read` is called once more than it was for the survey; `origin` names the source («jira»), under which its own
    names are remembered; `progress` is told how many records are done.
    """
    keeper = _Keeper(survey, origin, actor, clock)
    keeper.prepare()
    ties: list[Record] = []
    done = 0
    for batch in _batches(read(), BATCH):
        keeper.take(batch, ties)
        done += len(batch)
        progress(done)
    keeper.tie(ties)
    return keeper.outcome


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


class _Keeper:
    """One run of an import."""

    def __init__(self, survey: Survey, origin: str, actor: Actor, clock: Callable[[], datetime]) -> None:
        self.survey, self.origin, self.actor, self.clock = survey, origin, actor, clock
        self.outcome = Outcome()
        self.names = Names(survey=survey, origin=origin)

    def run(self, commands: Sequence[Command], *, skip_bad: bool = True) -> list[dict[str, Any] | Problem]:
        return run_many(commands, actor=self.actor, now=self.clock(), skip_bad=skip_bad) if commands else []

    def prepare(self) -> None:
        """Teams, people, lifecycles and timeboxes: what items refer to."""
        self.run([CreateTeam(key=key[:20], team_name=name[:200]) for key, name in self.survey.projects.items()])
        described = [p for p in self.survey.people.values() if p.described]
        for batch in _batches(self.survey.people.values(), 500):
            self.run([self._person(p.ref, p.name, p.email, p.active and p.described) for p in batch], skip_bad=False)
        self.outcome.people = len(described)
        for (project, kind), states in self.survey.states.items():
            self._lifecycle(project, kind, lifecycle(states.values()))
        for boxes in _batches(self.survey.timeboxes.items(), 500):
            self.run([self._timebox(project, box) for (project, _), box in boxes])

    def _person(self, ref: str, name: str, email: str | None, active: bool) -> ImportPerson:
        facts: dict[str, Any] = {"origin": self.origin, "ref": ref[:200], "person": name[:200] or ref[:200], "active": active}
        try:
            return ImportPerson(**facts, email=email)
        except ValidationError:
            return ImportPerson(**facts)

    def _lifecycle(self, project: str, kind: Kind, states: list[State]) -> None:
        covered = {state.category for state in states}
        rest = [(name, category) for name, category in DEFAULT_STATES[kind] if category not in covered]
        wanted = [(state.name[:100], state.category) for state in states] + rest
        commands = [
            ImportState(origin=self.origin, team=project[:20], kind=kind, state=name, category=category)
            for name, category in wanted
        ]
        answers = self.run(commands, skip_bad=False)
        for state, answer in zip(states, answers, strict=False):
            if isinstance(answer, dict):
                self.names.states[project, kind, state.ref] = answer["state"]

    def _timebox(self, project: str, box: Any) -> ImportTimebox:
        end = box.end if box.start is None or box.end is None or box.end >= box.start else None
        return ImportTimebox(
            origin=self.origin,
            ref=f"{project}:{box.ref}"[:200],
            team=project[:20],
            kind=box.kind,
            title=box.name[:200],
            start=box.start,
            end=end,
            done=box.done,
        )

    def take(self, batch: Sequence[Result], ties: list[Record]) -> None:
        """Store one batch; what is wrong in it is noted and does not stop the rest."""
        records, commands = [], []
        for result in batch:
            if isinstance(result, Bad):
                self.outcome.problems.append(result)
                continue
            try:
                commands.append(item_of(result, names=self.names))
                records.append(result)
            except ValidationError as error:
                self.outcome.problems.append(Bad(result.line, result.key, _first(error)))
        for record, answer in zip(records, self.run(commands), strict=True):
            if isinstance(answer, Problem):
                problem = f"{answer.field}: {answer.message}" if answer.field else answer.message
                self.outcome.problems.append(Bad(record.line, record.key, problem))
            else:
                self._count(record, answer["outcome"])
                ties.append(_ties_of(record))

    def _count(self, record: Record, outcome: str) -> None:
        self.outcome.outcomes[outcome] += 1
        if record.key not in self.outcome.items:
            self.outcome.comments += len(record.notes)
            self.outcome.transitions += sum(change.field == "state" for change in record.changes)
        self.outcome.items.add(record.key)

    def tie(self, records: Sequence[Record]) -> None:
        """Parents, then relations: both ends are there now."""
        parents = [(r.key, r.parent_key or r.epic_key) for r in records if r.parent_key or r.epic_key]
        for batch in _batches(parents, 1000):
            commands = [ImportParent(origin=self.origin, source=key, target=above or "") for key, above in batch]
            for command, answer in zip(commands, self.run(commands), strict=True):
                if isinstance(answer, dict) and answer["outcome"] == "softened":
                    self.outcome.softened.append(f"{command.source} under {command.target}")
        links = {(link.type, link.source_key, link.target_key): link for r in records for link in r.links}
        for links_batch in _batches(links.values(), 1000):
            self._relate(links_batch)

    def _relate(self, links: Sequence[Link]) -> None:
        commands = [
            ImportRelation(
                origin=self.origin,
                source=link.source_key,
                target=link.target_key,
                type=link.type,
                dependency=link.dependency,
            )
            for link in links
        ]
        for command, answer in zip(commands, self.run(commands), strict=True):
            outcome = answer["outcome"] if isinstance(answer, dict) else "refused"
            if outcome in ("created", "unchanged", "softened"):
                self.outcome.relations.add((command.source, command.type, command.target))
            if outcome == "softened":
                self.outcome.softened.append(f"{command.source} {command.type} {command.target}")
            self.outcome.outside += outcome == "missing"


def _ties_of(record: Record) -> Record:
    """Only what ties a record to others, so that a large file fits into memory."""
    return Record(
        line=record.line,
        ref=record.ref,
        key=record.key,
        project_key=record.project_key,
        project_name="",
        kind=record.kind,
        original_type="",
        title="",
        state=record.state,
        created=record.created,
        updated=record.updated,
        parent_key=record.parent_key,
        epic_key=record.epic_key,
        links=record.links,
    )


def _first(error: ValidationError) -> str:
    one = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
