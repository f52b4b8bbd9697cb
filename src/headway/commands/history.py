"""History comes in from elsewhere: people, states and stretches of time, under the names that the source gives them.

Every row that is made here is remembered in ExternalRef, so that importing again finds it instead of making another.
"""

import hashlib
from collections.abc import Iterable
from itertools import chain, count
from typing import Any, ClassVar

from django.db.models import Max

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
        found = known(unit, origin=self.origin, noun="member", refs=[self.ref])
        if self.ref in found:
            return {"member": found[self.ref].object_id, "made": False}
        row = Member.objects.filter(workspace=unit.workspace, email__iexact=self._address()).first()
        made = row is None
        if row is None:
            row = self._add(unit)
        remember(unit, origin=self.origin, noun="member", made=[(self.ref, row.pk, "")])
        return {"member": row.pk, "made": made}

    def _address(self) -> str:
        safe = "".join(c if c.isalnum() or c in "._-" else "-" for c in self.ref.lower())[:150]
        if safe != self.ref.lower():
            safe += f"-{hashlib.sha256(self.ref.lower().encode()).hexdigest()[:8]}"
        return self.email or f"{safe}@{_slug(self.origin)}.invalid"

    def _add(self, unit: Unit) -> Member:
        values: dict[str, Any] = {
            "name": self.person,
            "email": self._address(),
            "role": Role.MEMBER.value,
            "active": self.active,
            "created_at": unit.now,
        }
        row = Member.objects.create(workspace=unit.workspace, **values)
        unit.record(MemberAdded, subject=row, changes=born(values))
        return row


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
