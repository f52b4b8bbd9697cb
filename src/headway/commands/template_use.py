"""A project is made from a template: all of it in one act, or nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import F
from pydantic import Field

from ..events.types import (
    ChecklistAdded,
    DeliverableAdded,
    ItemCreated,
    PhaseAdded,
    RelationAdded,
)
from ..models import ChecklistEntry, Deliverable, Item, ItemLabel, KeySeries, Member, Phase, Relation, State
from ..rules import ranks
from ..rules.templates import Days
from ..rules.words import Category, Kind
from .base import Answer, Command
from .item_fields import DETAILS
from .items import PREFIXES, CreateItem, created_changes
from .items import told as item_told
from .numbering import last_rank
from .project_answers import UsedTold
from .project_guards import check_sponsor
from .rollup import columns_of, own_work, work_of
from .template_people import MANAGER, SPONSOR, Role, cast
from .templates import find_template
from .types import Body, Day, Id, MemberRef, TeamKey, Title
from .unit import Unit, born
from .working_days import works

BATCH = 200


class UseTemplate(Command):
    """Make a project from a template: its days counted in working days from a new start, its people chosen by role.

    The project is a proposal, with all its phases, deliverables, tasks, checklists and dependencies.
    """

    name = "template.use"
    route = ("POST", "/templates/{id}/projects")
    answers = UsedTold

    id: Id
    title: Title
    start: Day
    team: TeamKey | None = None
    owner: MemberRef | None = Field(default=None, description="the project's manager")
    sponsor: MemberRef | None = None
    people: list[Role] = []
    description: Body | None = None

    def act(self, unit: Unit) -> Answer:
        """Make the project as item.create does, then all that stands beneath it in sets."""
        shape = find_template(unit, self.id).shape
        people: dict[str, Member] = cast(unit, self.people)
        for role, ref, field in ((MANAGER, self.owner, "owner"), (SPONSOR, self.sponsor, "sponsor")):
            if ref is not None:
                people[role] = unit.member(ref, field=field)
        team = unit.team(self.team, field="team") if self.team else None
        days = Days(anchor=self.start, works=works(unit, team=team.pk if team else None))
        answer = self._project(unit, shape, people, days).act(unit)
        project = unit.item(str(answer["key"]), field="id")
        made = _Making(unit, project, shape=shape, people=people, days=days)
        counts = made.all()
        unit.stale_parents.add(project.pk)
        return item_told(project) | counts

    def _project(self, unit: Unit, shape: dict[str, Any], people: dict[str, Member], days: Days) -> CreateItem:
        manager = people.get(MANAGER) or people.get(shape.get("manager") or "")
        sponsor = people.get(SPONSOR)
        check_sponsor(sponsor, unit=unit, was=None)
        start, due = (None if shape[name] is None else days.day(shape[name]) for name in ("start", "due"))
        return CreateItem(
            kind=Kind.PROJECT,
            title=self.title,
            description=shape["description"] if self.description is None else self.description,
            team=self.team,
            owner=manager.email if manager else None,
            start=start or self.start,
            due=max(due, start or self.start) if due else None,
            sponsor=sponsor.email if sponsor else None,
        )


class _Making:
    """Makes what stands beneath a project of a template, a statement or two a table, however many rows."""

    def __init__(
        self, unit: Unit, project: Item, *, shape: dict[str, Any], people: dict[str, Member], days: Days
    ) -> None:
        self.unit, self.project, self.shape, self.people, self.days = unit, project, shape, people, days
        self.items: list[Item] = [project]
        self.phases: list[Phase] = []
        self.states: dict[str, State] = {}
        self.rank = last_rank(unit)

    def all(self) -> dict[str, int]:
        """Make phases, items with their parts, deliverables and relations; return how many of each."""
        self._make_phases()
        self._make_items()
        self._make_deliverables()
        relations = self._make_relations()
        return {"items": len(self.items) - 1, "phases": len(self.phases), "relations": relations}

    def _on(self, number: int | None) -> date | None:
        return None if number is None else self.days.day(number)

    def _who(self, role: str | None) -> int | None:
        member = self.people.get(role) if role else None
        return member.pk if member else None

    def _make_phases(self) -> None:
        for position, one in enumerate(self.shape["phases"]):
            values = {"name": one["name"], "position": position, "gate": one["gate"]}
            values |= {"start": self._on(one["start"]), "due": self._on(one["due"])}
            self.phases.append(Phase(project=self.project, **values))
        Phase.objects.bulk_create(self.phases, batch_size=BATCH)
        for row in self.phases:
            names = ("name", "position", "start", "due", "gate")
            facts = {"project": self.project} | {name: getattr(row, name) for name in names}
            self.unit.record(PhaseAdded, subject=row, item=self.project, changes=born(facts))

    def _make_deliverables(self) -> None:
        rows = [
            Deliverable(
                project=self.project, title=one["title"], due=self._on(one["due"]), owner_id=self._who(one["role"])
            )
            for one in self.shape["deliverables"]
        ]
        Deliverable.objects.bulk_create(rows, batch_size=BATCH)
        for row in rows:
            facts = {"project": self.project, "title": row.title, "due": row.due, "owner": row.owner_id}
            self.unit.record(DeliverableAdded, subject=row, item=self.project, changes=born(facts))

    def _make_items(self) -> None:
        """A level at a time, so that parents have numbers before their children refer to them."""
        plans = self.shape["items"]
        self.items += [self._blank(plan, key) for plan, key in zip(plans, self._keys(plans), strict=True)]
        self._weigh(plans)
        for level in _levels(plans):
            for number in level:
                self.items[number].parent = self.items[plans[number - 1]["parent"]]
            Item.objects.bulk_create([self.items[number] for number in level], batch_size=BATCH)
        self._details(plans)
        self._labels(plans)
        self._tell(plans)
        self._checklists(plans)

    def _keys(self, plans: Sequence[dict[str, Any]]) -> list[tuple[str, int]]:
        """A prefix and a number for each item, in order: one statement or two a prefix."""
        prefixes = [self._prefix(plan["kind"]) for plan in plans]
        numbers: dict[str, Iterator[int]] = {}
        for prefix, count in Counter(prefixes).items():
            series, _ = KeySeries.objects.get_or_create(workspace=self.unit.workspace, prefix=prefix)
            KeySeries.objects.filter(pk=series.pk).update(last=F("last") + count)
            numbers[prefix] = iter(range(series.last + 1, series.last + count + 1))
        return [(prefix, next(numbers[prefix])) for prefix in prefixes]

    def _prefix(self, kind: str) -> str:
        return self.project.team.key if self.project.team else PREFIXES[Kind(kind)]

    def _blank(self, plan: dict[str, Any], key: tuple[str, int]) -> Item:
        kind, (prefix, number) = plan["kind"], key
        if kind not in self.states:
            team = self.project.team_id
            self.states[kind] = self.unit.state_in(Category.BACKLOG, kind=kind, team_id=team, field="id")
        self.rank = ranks.between(self.rank, None)
        return Item(
            workspace=self.unit.workspace,
            kind=kind,
            key=f"{prefix}-{number}",
            number=number,
            state=self.states[kind],
            category=Category.BACKLOG.value,
            team=self.project.team,
            owner_id=self._who(plan["role"]),
            reporter_id=self.unit.actor.member_id,
            rank=self.rank,
            start=self._on(plan["start"]),
            due=self._on(plan["due"]),
            created_at=self.unit.now,
            updated_at=self.unit.now,
            private=self.project.private,
            **{name: plan[name] for name in ("title", "description", "priority", "effort", "points")},
        )

    def _weigh(self, plans: Sequence[dict[str, Any]]) -> None:
        """The roll-up, from the leaves upwards: children come after their parents."""
        parents = {plan["parent"] for plan in plans}
        for number in range(len(plans), 0, -1):
            item, plan = self.items[number], plans[number - 1]
            if number not in parents:
                _weigh_more(item, columns_of(own_work(item, milestone=plan["milestone"])))
            if plan["parent"]:
                _weigh_more(self.items[plan["parent"]], columns_of(work_of(item)))

    def _details(self, plans: Sequence[dict[str, Any]]) -> None:
        for kind, (model, _) in DETAILS.items():
            rows = [
                model(item=self.items[number], **self._detail(plan))
                for number, plan in enumerate(plans, start=1)
                if plan["kind"] == kind
            ]
            model._default_manager.bulk_create(rows, batch_size=BATCH)

    def _detail(self, plan: dict[str, Any]) -> dict[str, Any]:
        if plan["kind"] == Kind.TASK:
            phase = None if plan["phase"] is None else self.phases[plan["phase"]]
            return {"milestone": plan["milestone"], "phase": phase}
        return {"severity": plan["severity"]} if plan["kind"] == Kind.ISSUE else {}

    def _labels(self, plans: Sequence[dict[str, Any]]) -> None:
        rows = [
            ItemLabel(item=self.items[number], label=self.unit.label(name))
            for number, plan in enumerate(plans, start=1)
            for name in plan["labels"]
        ]
        ItemLabel.objects.bulk_create(rows, batch_size=BATCH)

    def _tell(self, plans: Sequence[dict[str, Any]]) -> None:
        for number, plan in enumerate(plans, start=1):
            item = self.items[number]
            detail = {name: value for name, value in self._detail(plan).items() if value is not False}
            labels = sorted(self.unit.label(name).pk for name in plan["labels"])
            changes = created_changes(item) | born(detail | {"labels": labels})
            self.unit.record(ItemCreated, subject=item, item=item, changes=changes)

    def _checklists(self, plans: Sequence[dict[str, Any]]) -> None:
        rows = []
        for number, plan in enumerate(plans, start=1):
            for text, rank in zip(plan["checklist"], ranks.spread(len(plan["checklist"])), strict=True):
                item = self.items[number]
                rows.append(ChecklistEntry(item=item, text=text, rank=rank, created_at=self.unit.now))
        ChecklistEntry.objects.bulk_create(rows, batch_size=BATCH)
        for row in rows:
            facts = {"item": row.item, "text": row.text, "rank": row.rank, "created_at": row.created_at}
            self.unit.record(ChecklistAdded, subject=row, item=row.item, changes=born(facts))

    def _make_relations(self) -> int:
        """They close no cycle, as those of which the template was made close none."""
        rows = [
            Relation(
                workspace=self.unit.workspace,
                source=self.items[one["source"]],
                target=self.items[one["target"]],
                created_at=self.unit.now,
                **{name: one[name] for name in ("type", "weight", "dependency", "lag")},
            )
            for one in self.shape["relations"]
        ]
        Relation.objects.bulk_create(rows, batch_size=BATCH)
        for row in rows:
            names = ("type", "source", "target", "weight", "dependency", "lag", "created_at")
            facts = {name: getattr(row, name) for name in names}
            self.unit.record(RelationAdded, subject=row, item=row.source, changes=born(facts))
        return len(rows)


def _weigh_more(item: Item, columns: dict[str, int]) -> None:
    for column, value in columns.items():
        setattr(item, column, getattr(item, column) + value)


def _levels(plans: Sequence[dict[str, Any]]) -> list[list[int]]:
    """The numbers of items by their depth beneath the project; parents come before their children."""
    depth = {0: 0}
    levels: list[list[int]] = []
    for number, plan in enumerate(plans, start=1):
        depth[number] = depth[plan["parent"]] + 1
        if depth[number] > len(levels):
            levels.append([])
        levels[depth[number] - 1].append(number)
    return levels
