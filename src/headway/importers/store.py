"""Storing what a reader yields: people, lifecycles and timeboxes first, then items in batches, then what ties them.

Each batch is one transaction and everything made is remembered under the source's own names, so an import that was
killed is finished by running it again, and running it twice changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from pydantic import ValidationError

from ..access.actor import Actor
from ..commands import Command, run_many
from ..commands.history import ImportPerson, ImportState, ImportTimebox
from ..commands.history_goals import ImportKeyResult
from ..commands.history_links import ImportParent, ImportRelation
from ..commands.periods import AddPeriod
from ..commands.teams import CreateTeam
from ..commands.wrong import wrong_in
from ..rules.errors import Problem
from ..rules.lifecycle import DEFAULT_STATES
from ..rules.words import Category, Dependency, Kind, RelationType
from ..tongue import say
from .map_item import Names, item_of
from .outcome import Outcome
from .reading import told as told_of
from .records import Bad, Measure, Record, Result, State
from .survey import Survey, lifecycle
from .tally import identity

BATCH = 200
T = TypeVar("T")
C = TypeVar("C", bound=Command)
Ends = tuple[str, RelationType, str, Dependency]


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

    `read` gives what the survey was made of, once more; `origin` names the source («jira»), under which its own
    names are remembered; `progress` is told how many records are done.
    """
    keeper = _Keeper(survey, origin, replace(actor, via="import"), clock)
    keeper.prepare()
    ties: list[Record] = []
    done = 0
    for batch in _batches(enumerate(read()), BATCH):
        keeper.take([one for number, one in batch if isinstance(one, Bad) or survey.stands(one, number)], ties)
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
        self.keys: dict[str, str] = {}
        self.teams: set[str] = set()
        self.refs: dict[str, str] = {}

    def run(self, commands: Sequence[Command], *, skip_bad: bool = True) -> list[dict[str, Any] | Problem]:
        return run_many(commands, actor=self.actor, now=self.clock(), skip_bad=skip_bad) if commands else []

    def prepare(self) -> None:
        """Teams, people, lifecycles, periods and timeboxes: what items refer to; those that are there already stay."""
        teams = (partial(CreateTeam, key=k[:20], team_name=name[:200]) for k, name in self.survey.projects.items())
        commands = _valid(teams)
        self.run(commands)
        self.teams = {command.key for command in commands}
        described = [p for p in self.survey.people.values() if p.described]
        for batch in _batches(self.survey.people.values(), 500):
            self.run(_valid(partial(self._person, p.ref, p.name, p.email, p.active and p.described) for p in batch))
        self.outcome.people = len(described)
        self._lifecycles()
        periods = self.survey.periods.items()
        self.run(_valid(partial(AddPeriod, title=name, start=first, end=last) for name, (first, last) in periods))
        for boxes in _batches(self.survey.timeboxes.items(), 500):
            self.run(_valid(partial(self._timebox, project, box) for (project, _), box in boxes))

    def _person(self, ref: str, name: str, email: str | None, active: bool) -> ImportPerson:
        facts: dict[str, Any] = {
            "origin": self.origin,
            "ref": ref[:200],
            "person": name[:200] or ref[:200],
            "active": active,
        }
        try:
            return ImportPerson(**facts, email=email)
        except ValidationError:
            return ImportPerson(**facts)

    def _lifecycles(self) -> None:
        wanted = [
            (
                (project, kind, ref),
                ImportState(origin=self.origin, team=project[:20], kind=kind, state=name, category=c),
            )
            for (project, kind), states in self.survey.states.items()
            if project[:20].upper() in self.teams
            for ref, name, c in _lifecycle(kind, lifecycle(states.values()))
        ]
        answers = self.run([command for _, command in wanted])
        for (place, _), answer in zip(wanted, answers, strict=True):
            if isinstance(answer, dict):
                self.names.states.setdefault(place, answer["state"])

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
            if (other := self.refs.setdefault(result.ref, result.key)) != result.key:
                self.outcome.problems.append(
                    Bad(
                        result.line,
                        result.key,
                        say("id: %(ref)s is that of %(other)s too", ref=result.ref, other=other),
                    )
                )
                continue
            try:
                commands.append(item_of(result, names=self.names))
                records.append(result)
            except ValidationError as error:
                self.outcome.problems.append(Bad(result.line, result.key, _first(error)))
        for record, answer in zip(records, self.run(commands), strict=True):
            if isinstance(answer, Problem):
                problem = told_of(answer.field, answer.message) if answer.field else answer.message
                self.outcome.problems.append(Bad(record.line, record.key, problem))
            else:
                self._count(record, answer["outcome"])
                ties.append(_ties_of(record))
                if answer["key"] != record.key:
                    self.keys[record.key] = answer["key"]

    def _count(self, record: Record, outcome: str) -> None:
        self.outcome.outcomes[outcome] += 1
        if record.key not in self.outcome.items:
            self.outcome.comments += len(record.notes)
            self.outcome.transitions += sum(change.field == "state" for change in record.changes)
        self.outcome.items.add(record.key)

    def tie(self, records: Sequence[Record]) -> None:
        """Parents, then relations: both ends are there now."""
        parents = [(self._key(r.key), self._key(above)) for r in records if (above := r.parent_key or r.epic_key)]
        for batch in _batches(parents, 1000):
            commands = _valid(partial(ImportParent, origin=self.origin, source=s, target=t) for s, t in batch)
            for command, answer in zip(commands, self.run(commands), strict=True):
                outcome = answer["outcome"] if isinstance(answer, dict) else "refused"
                self.outcome.outside += outcome == "missing"
                if outcome == "softened":
                    self.outcome.softened.append(
                        say("%(source)s under %(target)s", source=command.source, target=command.target)
                    )
        self._measure(records)
        links: dict[Ends, set[object]] = {}
        for link in (link for record in records for link in record.links):
            ends = (self._key(link.source_key), link.type, self._key(link.target_key), link.dependency)
            links.setdefault(ends, set()).add(identity(link))
        for some in _batches(links.items(), 1000):
            self._relate(some)

    def _measure(self, records: Sequence[Record]) -> None:
        """The figures that prove goals."""
        told = [(record, one) for record in records for one in record.measures]
        for some in _batches(told, 500):
            pairs = [(record, made) for record, one in some for made in _valid([partial(self._figure, record, one)])]
            answers = self.run([command for _, command in pairs])
            self.outcome.key_results += sum(isinstance(one, dict) and one["id"] is not None for one in answers)

    def _figure(self, record: Record, one: Measure) -> ImportKeyResult:
        facts = {name: getattr(one, name) for name in ("start", "target", "current", "weight")}
        owner = self.survey.person(one.owner_ref)
        goal, title = self._key(record.key), one.title[:500]
        return ImportKeyResult(
            origin=self.origin, ref=one.ref[:200], goal=goal, title=title, unit=one.unit[:40], owner=owner, **facts
        )

    def _key(self, key: str) -> str:
        """What an item is called here: one that was moved at its source keeps the key that it came with."""
        return self.keys.get(key, key)

    def _relate(self, links: Sequence[tuple[Ends, set[object]]]) -> None:
        pairs = [(made[0], told) for ends, told in links if (made := _valid([partial(self._relation, *ends)]))]
        self.outcome.outside += sum(len(told) for _, told in links) - sum(len(told) for _, told in pairs)
        answers = self.run([command for command, _ in pairs])
        for (command, told), answer in zip(pairs, answers, strict=True):
            outcome = answer["outcome"] if isinstance(answer, dict) else "refused"
            if outcome in ("created", "unchanged", "softened"):
                self.outcome.relations |= told
            if outcome == "softened":
                self.outcome.softened.append(
                    say(
                        "%(source)s %(type)s %(target)s",
                        source=command.source,
                        type=say(command.type.value),
                        target=command.target,
                    )
                )
            if outcome == "missing":
                self.outcome.outside += len(told)

    def _relation(self, source: str, type_: RelationType, target: str, dependency: Dependency) -> ImportRelation:
        return ImportRelation(origin=self.origin, source=source, target=target, type=type_, dependency=dependency)


def _lifecycle(kind: Kind, states: Sequence[State]) -> Iterator[tuple[str, str, Category]]:
    """(ref, name, category) of what the source has, then of the usual states for the categories that it has not."""
    for state in states:
        if name := state.name.replace("\0", "").strip()[:100]:
            yield state.ref, name, state.category
    covered = {state.category for state in states}
    yield from (("", name, category) for name, category in DEFAULT_STATES[kind] if category not in covered)


def _valid(makers: Iterable[Callable[[], C]]) -> list[C]:
    """The commands that can be made; what refers to one that cannot is refused in its turn, by name."""
    made = []
    for maker in makers:
        with suppress(ValidationError):
            made.append(maker())
    return made


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
        measures=record.measures,
    )


def _first(error: ValidationError) -> str:
    one = error.errors(include_url=False, include_input=False)[0]
    return told_of(".".join(str(part) for part in one["loc"]), wrong_in(one))
