"""The unit of work: what a command sees of the world while it acts, and what it leaves behind."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from django.db.models import Model, Q, QuerySet

from ..access import visible
from ..access.actor import Actor
from ..events.types import Happening, LabelAdded
from ..models import Event, Item, Label, Member, State, Team, Timebox, Workspace
from ..models.prepared import Prepared, update
from ..rules.errors import Invalid, NotFound, Refused, Stale
from ..rules.words import Kind
from ..tongue import say

M = TypeVar("M", bound=Model)


_items: Final = Prepared(
    lambda actor, deleted, key: visible.items(actor, deleted=deleted).filter(key=key).select_related("state", "parent")
)
_teams: Final = Prepared(lambda actor, key: visible.teams(actor).filter(key=key))
_states: Final = Prepared(
    lambda workspace, kind, team: State.objects.filter(
        Q(team=None) | Q(team=team), workspace=workspace, kind=kind
    ).order_by("position", "id")
)


def plain(value: Any) -> Any:
    """A value as it stands in an event: dates in ISO form, rows as their ids."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value.pk if isinstance(value, Model) else value


class Unit:
    """One transaction's worth of work in one workspace, by one actor, at one time.

    Commands look things up through it, by what the actor may see, and hand it what happened. Look-ups of people,
    teams, states and labels are remembered for the length of the unit, so that a bulk run asks once.
    """

    def __init__(self, *, workspace: Workspace, actor: Actor, now: datetime, seen: int | None = None) -> None:
        self.workspace, self.actor, self.now, self.seen = workspace, actor, now, seen
        self.command_id: UUID = uuid4()
        self.happenings: list[Happening] = []
        self.stale_parents: set[int] = set()
        self._states: dict[tuple[str, int | None], list[State]] = {}
        self._teams: dict[str, Team] = {}
        self._members: dict[str, Member] = {}
        self._labels: dict[str, Label] = {}

    def record(self, type_: type[Happening], *, subject: Model, item: Item | None = None, **facts: Any) -> None:
        """Note what happened; it is appended to the log when the unit ends. `facts` are those of Happening."""
        facts.setdefault("actor", self.actor.member_id)
        if item is not None:
            facts.setdefault("version", item.version)
        made = type_(subject=subject.pk, item=item.pk if item else None, **facts)
        self.happenings.append(made)

    def item(self, key: str, *, field: str, deleted: bool = False) -> Item:
        """Find an item by key. Raises NotFound naming `field`."""
        row = _items.first(key.upper(), of=(self.actor, deleted))
        if row is None:
            here = say("there is no item %(key)s here", key=repr(key))
            raise NotFound(say("there is no item %(key)s in the bin", key=repr(key)) if deleted else here, field=field)
        return row

    def edit(self, key: str, *, field: str = "key") -> Item:
        """Find the item that the author edits. Raises Stale when he saw an older version of it."""
        row = self.item(key, field=field)
        if self.seen is not None and self.seen != row.version:
            since = Event.objects.filter(item=row, version__gt=self.seen).order_by("seq")
            facts = since.values_list("type", "changes", "happened_at", "actor__name")
            told = [{"type": t, "changes": c, "at": plain(at), "by": by} for t, c, at, by in facts]
            raise Stale(
                say(
                    "%(key)s has changed since you read it: you saw version %(seen)s, it is at %(version)s",
                    key=row.key,
                    seen=self.seen,
                    version=row.version,
                ),
                field="version",
                detail={"version": row.version, "changed": told},
            )
        return row

    def touch(self, row: Item, values: dict[str, Any], *, type_: type[Happening], **extra: list[Any]) -> bool:
        """Set values on an item, save what changed and record it; `extra` are changes kept elsewhere."""
        changes = {**changed(row, values), **extra}
        if not changes:
            return False
        row.version += 1
        row.updated_at = self.now
        columns = [name for name in changes if name not in extra]
        update(row, *dict.fromkeys((*columns, "category", "version", "updated_at")))
        self.record(type_, subject=row, item=row, changes=changes)
        return True

    def items(self, keys: Iterable[str], *, field: str) -> list[Item]:
        """Find items by key, in that order. Raises NotFound naming the first that is missing."""
        wanted = [key.upper() for key in keys]
        found = {row.key: row for row in visible.items(self.actor).filter(key__in=wanted).select_related("state")}
        for key in wanted:
            if key not in found:
                raise NotFound(say("there is no item %(key)s here", key=repr(key)), field=field)
        return [found[key] for key in wanted]

    def member(self, ref: str, *, field: str) -> Member:
        """Find a member by e-mail address, or the actor himself as «me»."""
        if ref not in self._members:
            self._members[ref] = self._find_member(ref, field)
        return self._members[ref]

    def worker(self, ref: str, *, field: str, had: Collection[int | None] = ()) -> Member:
        """Find a member who can be given work. Raises Refused for one who has left, unless he `had` it already."""
        row = self.member(ref, field=field)
        if row.pk not in had:
            refuse_left(row, field=field)
        return row

    def _find_member(self, ref: str, field: str) -> Member:
        rows = visible.members(self.actor)
        row = rows.filter(pk=self.actor.me) if ref == "me" else rows.filter(email__iexact=ref)
        return _found(row, say("there is no member %(ref)s; members are named by e-mail address", ref=repr(ref)), field)

    def team(self, key: str, *, field: str) -> Team:
        """Find a team by key («PAY»)."""
        if key not in self._teams:
            row = _teams.first(key.upper(), of=(self.actor,))
            if row is None:
                problem = say("there is no team %(key)s; teams are named by key", key=repr(key))
                raise NotFound(problem, field=field)
            self._teams[key] = row
        return self._teams[key]

    def states(self, *, kind: str, team_id: int | None) -> list[State]:
        """The states of a kind in order: the team's own where it has any, else the workspace's."""
        if (kind, team_id) not in self._states:
            found = _states.rows(self.workspace.pk, kind, team_id or 0)
            self._states[kind, team_id] = [row for row in found if row.team_id] or found
        return self._states[kind, team_id]

    def state(self, name: str, *, kind: str, team_id: int | None, field: str) -> State:
        """Find a state by its name, or by a category's name: the first state of that category."""
        states = self.states(kind=kind, team_id=team_id)
        wanted = name.casefold()
        named = [s for s in states if s.name.casefold() == wanted] or [s for s in states if s.category == wanted]
        if named:
            return named[0]
        known = ", ".join(s.name for s in states)
        raise Invalid(
            say(
                "%(kind)s has no state %(name)s; its states are: %(known)s",
                kind=Kind(kind).one,
                name=repr(name),
                known=known,
            ),
            field=field,
        )

    def state_in(self, category: str, *, kind: str, team_id: int | None, field: str) -> State:
        """The first state of a category, whatever others are called."""
        states = self.states(kind=kind, team_id=team_id)
        for state in states:
            if state.category == category:
                return state
        known = ", ".join(one.name for one in states)
        raise Invalid(
            say(
                "%(kind)s has no state that means %(category)s; its states are: %(known)s",
                kind=Kind(kind).one,
                category=repr(category),
                known=known,
            ),
            field=field,
        )

    def forget(self) -> None:
        """Look things up again: some of what was remembered has changed, or was undone."""
        self._states.clear()
        self._teams.clear()
        self._members.clear()
        self._labels.clear()

    def label(self, name: str) -> Label:
        """Find a label by name, or bring it into use."""
        if name not in self._labels:
            row, made = Label.objects.get_or_create(workspace=self.workspace, name=name)
            if made:
                self.record(LabelAdded, subject=row, changes={"name": [None, name]})
            self._labels[name] = row
        return self._labels[name]

    def timebox(self, ref: int, *, field: str) -> Timebox:
        """Find a sprint or release by id."""
        rows = visible.timeboxes(self.actor).filter(pk=ref)
        return _found(rows, say("there is no sprint or release %(ref)s", ref=ref), field)


def _found(rows: QuerySet[M], message: str, field: str) -> M:
    row = rows.first()
    if row is None:
        raise NotFound(message, field=field)
    return row


def refuse_left(member: Member | None, *, field: str) -> None:
    """Refuse to give anything to who has left. Raises Refused."""
    if member is not None and not member.active:
        raise Refused(say("%(name)s has left; name somebody who is here", name=member.name), field=field)


def changed(row: Model, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set `values` on a row and return what thereby changed, as an event tells it."""
    changes: dict[str, list[Any]] = {}
    for name, new in values.items():
        old = getattr(row, name)
        if old != new:
            changes[name] = [plain(old), plain(new)]
            setattr(row, name, new)
    return changes


def whole(row: Model) -> dict[str, Any]:
    """All that a row is, as an event tells it, by the names of its columns."""
    fields = [field for field in row._meta.concrete_fields if field.name not in ("id", "workspace")]
    return {field.name: plain(getattr(row, field.attname)) for field in fields}


def gone(row: Model) -> dict[str, list[Any]]:
    """The changes of a row that goes: all that it was, so that it can come back."""
    return {name: [value, None] for name, value in whole(row).items() if value not in (None, "", [])}


def born(values: dict[str, Any]) -> dict[str, list[Any]]:
    """The changes of something new: each field that has a value, from nothing."""
    return {name: [None, plain(value)] for name, value in values.items() if value not in (None, "", [])}
