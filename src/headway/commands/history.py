"""History comes in from elsewhere: people, states and stretches of time, under the names that the source gives them.

Every row that is made here is remembered in ExternalRef, so that importing again finds it instead of making another.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import chain, count, groupby
from typing import Any, ClassVar, Self

from django.db.models import Max
from django.db.models.functions import Lower

from ..events.types import MemberAdded, TimeboxAdded, TimeboxChanged
from ..models import ExternalRef, Member, State, Team, Timebox
from ..rules.words import Category, Kind, Role, TimeboxKind
from .base import Answer, Command
from .states import make_state
from .types import Day, Email, Name, ShortName, TeamKey
from .unit import Unit, born, changed


class FromElsewhere(Command):
    """What every act of importing shares: the source's name («jira»), and an admin to do it."""

    least: ClassVar[Role] = Role.ADMIN
    scope: ClassVar[str] = "admin"

    origin: ShortName


def known(unit: Unit, *, origin: str, noun: str, refs: Iterable[str]) -> dict[str, ExternalRef]:
    """The rows already made for these names of the source."""
    rows = ExternalRef.objects.filter(workspace=unit.workspace, source=origin[:40], noun=noun)
    return {row.external_id: row for row in rows.filter(external_id__in=[ref[:200] for ref in set(refs)])}


def remember(unit: Unit, *, origin: str, noun: str, made: Iterable[tuple[str, int, str]]) -> None:
    """Keep which rows stand for which names: (name, id of ours, digest)."""
    ExternalRef.objects.bulk_create(
        [
            ExternalRef(
                workspace=unit.workspace,
                source=origin[:40],
                noun=noun,
                external_id=ref[:200],
                object_id=pk,
                digest=digest,
            )
            for ref, pk, digest in made
        ],
        batch_size=500,
    )


class ImportPerson(FromElsewhere):
    """Make somebody known who appears in imported history; he can sign in once a user with his address exists."""

    name = "history.person"
    route = ("POST", "/history/people")

    ref: Name
    person: Name
    email: Email | None = None
    active: bool = True

    def act(self, unit: Unit) -> Answer:
        """Find him by the source's name for him or by address, or add him."""
        return self.act_many([self], unit)[0]

    @classmethod
    def act_many(cls, commands: Sequence[Self], unit: Unit) -> list[Answer]:
        """Make a set known: look up once for all, and write each table once."""
        return [
            answer
            for origin, some in groupby(commands, lambda command: command.origin)
            for answer in cls._meet(list(some), unit, origin=origin)
        ]

    @classmethod
    def _meet(cls, commands: Sequence[Self], unit: Unit, *, origin: str) -> list[Answer]:
        found = known(unit, origin=origin, noun="member", refs=[command.ref for command in commands])
        refs = {ref: row.object_id for ref, row in found.items()}
        strangers = {command.ref: command for command in commands if command.ref not in refs}
        addresses = {command._address().lower() for command in strangers.values()}
        rows = Member.objects.filter(workspace=unit.workspace).annotate(address=Lower("email"))
        there = {row.email.lower(): row for row in rows.filter(address__in=addresses)}
        new = {c._address().lower(): c._row(unit) for c in strangers.values() if c._address().lower() not in there}
        Member.objects.bulk_create(new.values(), batch_size=200)
        for row in new.values():
            facts = {name: getattr(row, name) for name in ("name", "email", "role", "active", "created_at")}
            unit.record(MemberAdded, subject=row, changes=born(facts))
        met = {ref: (there | new)[command._address().lower()].pk for ref, command in strangers.items()}
        remember(unit, origin=origin, noun="member", made=[(ref, pk, "") for ref, pk in met.items()])
        made = {row.pk for row in new.values()}
        return [{"member": (pk := (refs | met)[c.ref]), "made": pk in made} for c in commands]

    def _address(self) -> str:
        safe = "".join(c if c.isalnum() or c in "._-" else "-" for c in self.ref.lower())[:150]
        if safe != self.ref.lower():
            safe += f"-{hashlib.sha256(self.ref.lower().encode()).hexdigest()[:8]}"
        return self.email or f"{safe}@{_slug(self.origin)}.invalid"

    def _row(self, unit: Unit) -> Member:
        facts: dict[str, Any] = {"name": self.person, "email": self._address(), "active": self.active}
        return Member(workspace=unit.workspace, **facts, role=Role.MEMBER.value, created_at=unit.now)


def _slug(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum()) or "import"


class ImportState(FromElsewhere):
    """Make sure that a team has a state of this name and category in the lifecycle of a kind."""

    name = "history.state"
    route = ("POST", "/history/states")

    team: TeamKey
    kind: Kind
    state: ShortName
    category: Category

    def act(self, unit: Unit) -> Answer:
        """Find it or add it; a name already taken for another category gets the category behind it."""
        team = unit.team(self.team, field="team")
        row = find_or_make_state(unit, team=team, kind=self.kind, name=self.state, category=self.category)
        return {"id": row.pk, "state": row.name}


def find_or_make_state(unit: Unit, *, team: Team, kind: Kind, name: str, category: Category) -> State:
    """The team's own state of this name and category."""
    rows = State.objects.filter(workspace=unit.workspace, team=team, kind=kind)
    for wanted in (name, f"{name[:85]} ({category})"):
        row = rows.filter(name=wanted).first()
        if row is not None and row.category == category:
            return row
        if row is None:
            position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
            unit.forget()
            return make_state(unit, kind=kind, name=wanted, category=category, team_id=team.pk, position=position)
    return rows.get(name=f"{name[:85]} ({category})")


class ImportTimebox(FromElsewhere):
    """Make sure that a team has a sprint or release, as the source describes it."""

    name = "history.timebox"
    route = ("POST", "/history/timeboxes")

    ref: Name
    team: TeamKey
    kind: TimeboxKind
    title: Name
    start: Day | None = None
    end: Day | None = None
    done: bool = False

    def act(self, unit: Unit) -> Answer:
        """Find it by the source's name for it or by title, or add it."""
        team = unit.team(self.team, field="team")
        found = known(unit, origin=self.origin, noun="timebox", refs=[self.ref])
        rows = Timebox.objects.filter(workspace=unit.workspace)
        if self.ref in found:
            row = rows.filter(pk=found[self.ref].object_id).first()
        else:
            row = rows.filter(team=team, kind=self.kind, name=self.title).first()
            row = None if row is not None and self._stands_for_another(row, unit) else row
        row = self._update(row, unit) if row is not None else self._add(team, unit)
        if self.ref not in found:
            remember(unit, origin=self.origin, noun="timebox", made=[(self.ref, row.pk, "")])
        return {"id": row.pk, "title": row.name}

    def _stands_for_another(self, row: Timebox, unit: Unit) -> bool:
        """Whether the row is another of the same source: two of one name are two, not one that changes to and fro."""
        refs = ExternalRef.objects.filter(workspace=unit.workspace, source=self.origin[:40], noun="timebox")
        return refs.filter(object_id=row.pk).exists()

    def _free_title(self, team: Team) -> str:
        taken = set(Timebox.objects.filter(team=team, kind=self.kind).values_list("name", flat=True))
        numbered = (f"{self.title[:190]} ({number})" for number in count(2))
        return next(name for name in chain([self.title], numbered) if name not in taken)

    def _update(self, row: Timebox, unit: Unit) -> Timebox:
        changes = changed(row, {"start": self.start, "end": self.end, "done": self.done})
        if changes:
            row.save()
            unit.record(TimeboxChanged, subject=row, changes=changes)
        return row

    def _add(self, team: Team, unit: Unit) -> Timebox:
        name = self._free_title(team)
        values = {"kind": self.kind.value, "name": name, "start": self.start, "end": self.end, "done": self.done}
        row = Timebox.objects.create(workspace=unit.workspace, team=team, **values)
        unit.record(TimeboxAdded, subject=row, changes=born({**values, "team": team}))
        return row
