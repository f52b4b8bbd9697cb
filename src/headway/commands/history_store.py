"""The store of imported items: one look-up and one insert per table for a whole set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from ..events.types import ItemCreated
from ..models import Item, ItemLabel, ItemTimebox, KeySeries, Period, State
from ..rules import ranks
from ..rules.errors import Invalid, Refused
from ..rules.rollup import Work, leaf_work
from ..rules.words import Kind
from ..tongue import say
from .base import Answer
from .history import known, remember
from .history_course import Moved, Resolve, Way, opening_state, way_of
from .item_fields import DETAILS
from .numbering import last_rank
from .periods import find_period
from .rollup import columns_of
from .unit import Unit, born, plain

if TYPE_CHECKING:
    from .history_items import ImportItem


@dataclass(slots=True)
class Draft:
    """An item about to be stored, with all that hangs on it."""

    command: "ImportItem"
    item: Item
    way: Way
    labels: list[int]
    places: list[list[Any]]
    fresh: bool
    since: datetime | None = None
    period: Period | None = None


class Elsewhere:
    """What one set of imported items needs to know of what is there already, and how it is stored."""

    def __init__(self, unit: Unit, *, origin: str) -> None:
        self.unit, self.origin = unit, origin
        self.people: dict[str, int] = {}
        self.boxes: dict[str, int] = {}
        self.rank = ""

    def store(self, commands: Sequence["ImportItem"]) -> list[Answer]:
        """Store what is new, update what has changed, leave the rest; answer in order."""
        self._look_up(commands)
        latest = {command.ref: command for command in commands}
        refs = known(self.unit, origin=self.origin, noun="item", refs=latest)
        fresh = [c for c in latest.values() if c.ref not in refs]
        stale = [c for c in latest.values() if c.ref in refs and refs[c.ref].digest != c.digest]
        self._create(fresh)
        if stale:
            from .history_update import update

            update(self, {c.ref: (c, refs[c.ref]) for c in stale})
        outcome = {c.ref: "created" for c in fresh} | {c.ref: "updated" for c in stale}
        keys = self._keys([row.object_id for row in refs.values()])
        return [
            {
                "key": keys[refs[command.ref].object_id] if command.ref in refs else command.key.upper(),
                "outcome": outcome.pop(command.ref, "unchanged"),
            }
            for command in commands
        ]

    def _keys(self, ids: Sequence[int]) -> dict[int, str]:
        return dict(Item.objects.filter(pk__in=ids).values_list("pk", "key"))

    def _look_up(self, commands: Sequence["ImportItem"]) -> None:
        people = {c.owner for c in commands} | {c.reporter for c in commands} | {c.creator for c in commands}
        for command in commands:
            people |= {past.by for past in (*command.changes, *command.comments, *command.work)}
            people |= {v for c in command.changes if c.field == "owner" for v in (c.old, c.new)}
        named = [ref for ref in people if ref]
        found = known(self.unit, origin=self.origin, noun="member", refs=named)
        self.people = {ref: row.object_id for ref, row in found.items()}
        boxes = [place.ref for c in commands for place in c.places]
        rows = known(self.unit, origin=self.origin, noun="timebox", refs=boxes)
        self.boxes = {ref: row.object_id for ref, row in rows.items()}

    def person(self, ref: str, *, field: str = "by") -> int:
        """The member who stands for this name of the source."""
        if ref not in self.people:
            raise Invalid(say("nobody has been imported as %(ref)s; import people first", ref=repr(ref)), field=field)
        return self.people[ref]

    def draft(self, command: "ImportItem", *, item: Item, fresh: bool) -> Draft:
        """Work out what an item is, was and became."""
        team = self.unit.team(command.team, field="team")
        states = {state.pk: state for state in self.unit.states(kind=command.kind, team_id=team.pk)}

        def state(name: str) -> int:
            return self.unit.state(name, kind=command.kind, team_id=team.pk, field="state").pk

        def label(name: str) -> int:
            return self.unit.label(name[:100]).pk

        labels = sorted({label(name) for name in command.labels})
        places = [list(one) for one in sorted({(self._box(p.ref), p.role.value) for p in command.places})]
        now = self._now(command, state=state(command.state), labels=labels)
        resolve: dict[str, Resolve] = {"state": state, "person": self.person, "label": label}
        way = way_of(command, now=now, states=states, resolve=resolve, opening=opening_state(states))
        self._fill(item, command, way=way, state=states[now["state"]], team_id=team.pk)
        period = find_period(self.unit, command.period) if command.period else None
        return Draft(command, item, way, labels, places, fresh, period=period)

    def _box(self, ref: str) -> int:
        if ref not in self.boxes:
            raise Invalid(say("no sprint or release has been imported as %(ref)s", ref=repr(ref)), field="places")
        return self.boxes[ref]

    def _now(self, command: "ImportItem", *, state: int, labels: list[int]) -> dict[str, Any]:
        """What the events of this item must fold to, in the fields that history speaks of."""
        return {
            "state": state,
            "owner": self.person(command.owner, field="owner") if command.owner else None,
            "priority": command.priority,
            "title": command.title,
            "description": command.description or None,
            "due": plain(command.due),
            "resolution": command.resolution[:100] or None,
            "labels": labels or None,
        }

    def _fill(self, item: Item, command: "ImportItem", *, way: Way, state: State, team_id: int) -> None:
        values = {name: getattr(command, name) for name in ("title", "description", "due", "start", "effort", "points")}
        if command.start and command.due and command.due < command.start:
            raise Invalid(
                say("due (%(due)s) lies before start (%(start)s)", due=command.due, start=command.start), field="due"
            )
        for name, value in values.items():
            setattr(item, name, value)
        item.kind, item.state, item.category, item.team_id = command.kind.value, state, state.category, team_id
        item.resolution, item.priority, item.fields = command.resolution[:100], command.priority, dict(command.fields)
        item.owner_id = self.person(command.owner, field="owner") if command.owner else None
        item.reporter_id = self.person(command.reporter, field="reporter") if command.reporter else None
        item.started_at, item.closed_at = way.started, way.closed
        item.created_at = item.created_at if item.pk else command.created
        item.updated_at = max(command.updated, item.created_at)
        item.private = item.private or command.private
        item.version += len(way.steps) if item.pk is None else 0

    def _create(self, commands: Sequence["ImportItem"]) -> None:
        if not commands:
            return
        self._refuse_taken(commands)
        self.rank = last_rank(self.unit)
        drafts = [self.draft(command, item=self._blank(command), fresh=True) for command in commands]
        Item.objects.bulk_create([draft.item for draft in drafts], batch_size=200)
        self._give_numbers(commands)
        self._create_details(drafts)
        self._attach(drafts)
        made = [(draft.command.ref, draft.item.pk, draft.command.digest) for draft in drafts]
        remember(self.unit, origin=self.origin, noun="item", made=made)
        for draft in drafts:
            self._tell(draft)
        from .history_talk import talk

        talk(self, drafts)

    def _refuse_taken(self, commands: Sequence["ImportItem"]) -> None:
        keys = [command.key.upper() for command in commands]
        taken = Item.objects.filter(workspace=self.unit.workspace, key__in=keys).values_list("key", flat=True).first()
        twice = next((key for key in keys if keys.count(key) > 1), None) if len(set(keys)) < len(keys) else None
        if taken or twice:
            raise Refused(
                say("the key %(taken)s is taken by another item of this workspace", taken=taken or twice), field="key"
            )

    def _blank(self, command: "ImportItem") -> Item:
        self.rank = ranks.between(self.rank, None)
        number = int(command.key.rpartition("-")[2])
        work = self._work(command)
        return Item(
            workspace=self.unit.workspace,
            key=command.key.upper(),
            number=number,
            rank=self.rank,
            **columns_of(work),
        )

    def _work(self, command: "ImportItem") -> Work:
        team = self.unit.team(command.team, field="team")
        state = self.unit.state(command.state, kind=command.kind, team_id=team.pk, field="state")
        if command.kind is Kind.GOAL:
            return Work()
        return leaf_work(category=state.category, effort=command.effort, milestone=command.milestone)

    def _give_numbers(self, commands: Sequence["ImportItem"]) -> None:
        """Numbers that came with imported keys are never given out again."""
        highest: dict[str, int] = {}
        for command in commands:
            prefix, _, number = command.key.upper().rpartition("-")
            highest[prefix] = max(highest.get(prefix, 0), int(number))
        for prefix, top in highest.items():
            series, _ = KeySeries.objects.get_or_create(workspace=self.unit.workspace, prefix=prefix)
            if series.last < top:
                series.last = top
                series.save(update_fields=["last"])

    def _create_details(self, drafts: Sequence[Draft]) -> None:
        for kind, (model, _) in DETAILS.items():
            rows = [_detail(model, draft) for draft in drafts if draft.command.kind is kind]
            model._default_manager.bulk_create(rows, batch_size=500)

    def _attach(self, drafts: Sequence[Draft]) -> None:
        labels = [ItemLabel(item=draft.item, label_id=pk) for draft in drafts for pk in draft.labels]
        ItemLabel.objects.bulk_create(labels, batch_size=500)
        places = [(draft.item, pk, role) for draft in drafts for pk, role in draft.places]
        rows = [ItemTimebox(item=item, timebox_id=pk, role=role) for item, pk, role in places]
        ItemTimebox.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)

    def _tell(self, draft: Draft) -> None:
        command, item = draft.command, draft.item
        by = self.person(command.creator or command.reporter or "") if command.creator or command.reporter else None
        facts = draft.way.first | {
            **{
                name: getattr(item, name) for name in ("kind", "key", "rank", "start", "effort", "points", "created_at")
            },
            **{"team": item.team_id, "reporter": item.reporter_id, "timeboxes": draft.places},
            **({"fields": item.fields} if item.fields else {}),
            **({"private": True} if item.private else {}),
            **_detail_facts(draft),
        }
        made = ItemCreated(
            subject=item.pk, item=item.pk, changes=born(facts), version=1, actor=by, happened=command.created
        )
        self.unit.happenings.append(made)
        tell_steps(self.unit, item, draft.way.steps, version=1)


def tell_steps(unit: Unit, item: Item, steps: Sequence[Moved], *, version: int) -> None:
    """Record an item's steps, each one version further."""
    for number, step in enumerate(steps, start=version + 1):
        unit.happenings.append(
            step.type(
                subject=item.pk, item=item.pk, changes=step.changes, version=number, actor=step.by, happened=step.at
            )
        )


def _detail(model: type[Model], draft: Draft) -> Model:
    facts = {name: value for name, value in _detail_facts(draft).items() if value is not None}
    return model(item=draft.item, **facts)


def _detail_facts(draft: Draft) -> dict[str, Any]:
    if draft.command.kind is Kind.ISSUE:
        return {"severity": draft.command.severity}
    if draft.command.kind is Kind.TASK and draft.command.milestone:
        return {"milestone": True}
    if draft.command.kind is Kind.GOAL and draft.period is not None:
        return {"period": draft.period, "period_start": draft.period.start, "period_end": draft.period.end}
    return {}
