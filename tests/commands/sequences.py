"""Random sequences of commands: mostly sensible, some of them wrong, all from one seed."""

import random
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, F, Q, Sum
from pydantic import ValidationError

from headway.commands import catalogue
from headway.commands.notifications import notify
from headway.commands.rollup import COLUMNS, work_of
from headway.events.followers import Following, advance
from headway.jobs.automation import answer
from headway.models import Comment, Event, Goal, Item, KeyResult, Proof, Relation, State, Task, Timebox, Workspace
from headway.rules.errors import Problem
from headway.rules.rollup import Work, leaf_work
from headway.rules.words import Category, Dependency, Kind, Priority, RelationType, Severity
from tests.commands.drawing import Drawing
from tests.world import World

KINDS = list(Kind)
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 200, 9)]


class Sequence:
    """One member's busy afternoon: draws arguments that may exist, and now and then ones that do not."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, random.Random(seed)
        self.acts: list[str] = []
        if not Item.objects.filter(workspace=world.workspace).exists():
            _furnish(world)
        self.drawing = Drawing(world, self.random)
        self.keys = list(Item.objects.filter(workspace=world.workspace).values_list("key", flat=True))

    def run(self, length: int) -> dict[str, int]:
        """Run so many commands and return how many of them were done and refused."""
        told = {"done": 0, "refused": 0}
        for _ in range(length):
            name, arguments = self.draw()
            who = self.random.choice(["owner", "owner", "admin", "member", "member", "member", "guest", "outsider"])
            try:
                answer = self.world.do(catalogue()[name](**arguments), by=who)
                told["done"] += 1
                if name == "item.create":
                    self.keys.append(answer["key"])
                self.acts.append(f"{name}({arguments}) by {who}")
            except (Problem, ValidationError):
                told["refused"] += 1
        if self.random.random() < 0.4:
            self._follow()
        return told

    def _follow(self) -> None:
        """Have the house read the log: people are told, and automation rules act."""
        for name, handle in (("inbox", notify), ("rules", answer)):
            follower = Following(name, partial(handle, now=self.world.now), batch=20)
            advance(follower, workspace=self.world.workspace)
        self.acts.append("the followers read the log")

    def draw(self) -> tuple[str, dict[str, Any]]:
        """A command's name and arguments: as often as not one of the whole catalogue."""
        if self.random.random() < 0.6:
            name = "act.undo" if self.random.random() < 0.08 else self.drawing.name()
            return name, self.drawing.arguments(catalogue()[name])
        acts = [*[self._create] * 3, *[self._update] * 2, *[self._move] * 3, *[self._relate] * 3]
        acts += [self._unrelate, self._rank, self._delete, self._restore, self._convert, self._comment]
        acts += [self._on_comment, self._key_result, self._on_key_result, self._work, self._label, self._plan]
        return self.random.choice([*acts, self._state, self._watch])()

    def key(self) -> str:
        wrong = ["PAY-999", "nonsense"] if self.random.random() < 0.05 else []
        return self.random.choice(wrong or self.keys or ["PAY-1"])

    def _fields(self, kind: Kind) -> dict[str, Any]:
        pick, maybe = self.random.choice, lambda share: self.random.random() < share
        fields: dict[str, Any] = {}
        for name, share, values in (
            ("owner", 0.4, ["me", "me", self.world.email("member"), self.world.email("member"), "nobody@x.example"]),
            ("parent", 0.35, [self.key(), self.key(), None]),
            ("priority", 0.3, list(Priority)),
            ("start", 0.1, DAYS),
            ("due", 0.2, DAYS),
            ("effort", 0.4, [0, 30, 60, 480]),
            ("private", 0.1, [True, False]),
            ("labels", 0.3, [[], ["red"], ["red", "blue"]]),
            ("team", 0.2, ["PAY", "PAY", "PAY", "SEC", None]),
            ("description", 0.2, ["", "Words **here**"]),
            ("severity", 0.3 if kind is Kind.ISSUE else 0.005, list(Severity)),
            ("milestone", 0.2 if kind is Kind.TASK else 0.005, [True, False]),
            ("period_end", 0.3 if kind is Kind.GOAL else 0.005, DAYS),
            ("budget", 0.3 if kind is Kind.PROJECT else 0.005, [0, 1000]),
            ("procedure", 0.3 if kind is Kind.OPERATION else 0.005, ["Look, then leap"]),
        ):
            if maybe(share):
                fields[name] = pick(values)
        return fields

    def _create(self) -> tuple[str, dict[str, Any]]:
        kind = self.random.choice(KINDS)
        title = self.random.choice(["Ship it", "Fix it", "x" * 600 if self.random.random() < 0.1 else "Plan it"])
        return "item.create", {"kind": kind, "title": title, **self._fields(kind)}

    def _update(self) -> tuple[str, dict[str, Any]]:
        key = self.key()
        kind = Item.objects.filter(workspace=self.world.workspace, key=key).values_list("kind", flat=True).first()
        return "item.update", {"key": key, **self._fields(Kind(kind or "task"))}

    def _move(self) -> tuple[str, dict[str, Any]]:
        return "item.move", {"key": self.key(), "state": self.random.choice([*Category, "Nowhere"])}

    def _relate(self) -> tuple[str, dict[str, Any]]:
        extra = {"dependency": self.random.choice(list(Dependency)), "lag": 60} if self.random.random() < 0.3 else {}
        type_ = self.random.choice(list(RelationType))
        return "relation.add", {"source": self.key(), "type": type_, "target": self.key(), **extra}

    def _unrelate(self) -> tuple[str, dict[str, Any]]:
        row = self._any(Relation.objects.select_related("source", "target"))
        if row is None:
            return self._relate()
        return "relation.remove", {"source": row.source.key, "type": row.type, "target": row.target.key}

    def _any(self, rows: Any) -> Any:
        rows = list(rows.filter(workspace=self.world.workspace).order_by("pk"))
        return self.random.choice(rows) if rows else None

    def _rank(self) -> tuple[str, dict[str, Any]]:
        return "item.rank", {"key": self.key(), self.random.choice(["before", "after"]): self.key()}

    def _delete(self) -> tuple[str, dict[str, Any]]:
        return "item.delete", {"key": self.key(), "with_children": self.random.random() < 0.4}

    def _restore(self) -> tuple[str, dict[str, Any]]:
        gone = self._any(Item.objects.exclude(deleted_at=None))
        return "item.restore", {"key": gone.key if gone else self.key()}

    def _convert(self) -> tuple[str, dict[str, Any]]:
        return "item.convert", {"key": self.key(), "kind": self.random.choice(KINDS)}

    def _comment(self) -> tuple[str, dict[str, Any]]:
        return "comment.add", {"key": self.key(), "body": self.random.choice(["I see", ""])}

    def _on_comment(self) -> tuple[str, dict[str, Any]]:
        row = self._any(Comment.objects)
        pk = row.pk if row else 1
        if self.random.random() < 0.5:
            return "comment.edit", {"id": pk, "body": "I meant"}
        return "comment.delete", {"id": pk}

    def _key_result(self) -> tuple[str, dict[str, Any]]:
        target = self.random.choice([0, 10, 100])
        return "key_result.add", {"goal": self.key(), "title": "More of it", "target": target, "weight": 2}

    def _on_key_result(self) -> tuple[str, dict[str, Any]]:
        rows = list(KeyResult.objects.filter(goal__workspace=self.world.workspace).order_by("pk"))
        pk = self.random.choice(rows).pk if rows else 1
        if self.random.random() < 0.7:
            return "key_result.update", {"id": pk, "current": self.random.randint(-5, 120)}
        return "key_result.remove", {"id": pk}

    def _work(self) -> tuple[str, dict[str, Any]]:
        return "work.log", {"key": self.key(), "minutes": self.random.choice([0, 15, 60])}

    def _label(self) -> tuple[str, dict[str, Any]]:
        if self.random.random() < 0.5:
            return "label.rename", {"label": "red", "to": self.random.choice(["blue", "crimson"])}
        return "label.remove", {"label": self.random.choice(["red", "crimson"])}

    def _plan(self) -> tuple[str, dict[str, Any]]:
        row = self._any(Timebox.objects)
        if row is None or self.random.random() < 0.2:
            return "timebox.add", {"kind": self.random.choice(["sprint", "release"]), "title": f"Box {len(self.keys)}"}
        verb = self.random.choice(["timebox.plan", "timebox.unplan"])
        return verb, {"key": self.key(), "timebox": row.pk}

    def _state(self) -> tuple[str, dict[str, Any]]:
        if self.random.random() < 0.5:
            kind, name = self.random.choice(KINDS), f"Own {self.random.randint(1, 4)}"
            team = self.random.choice(["PAY", None])
            return "state.add", {
                "kind": kind,
                "state": name,
                "category": self.random.choice(list(Category)),
                "team": team,
            }
        row = self._any(State.objects)
        return self.random.choice([("state.remove", {"id": row.pk}), ("state.update", {"id": row.pk, "position": 3})])

    def _watch(self) -> tuple[str, dict[str, Any]]:
        return self.random.choice(["item.watch", "item.unwatch"]), {
            "key": self.key(),
            "member": self.random.choice(["me", self.world.email("outsider")]),
        }


def _furnish(world: World) -> None:
    """One of each kind, and a field of the organisation's own."""
    for kind in KINDS:
        world.do(catalogue()["item.create"](kind=kind, title=f"The first {kind}"))
    world.do(catalogue()["field.add"](field_name="Size", type="choice", options=["Small", "Large"]))


def broken_invariants(workspace: Workspace) -> list[str]:
    """What must always hold beyond the database's own constraints; an empty list when it does."""
    items = Item.objects.filter(workspace=workspace)
    broken = [
        f"{key}: category is not its state's"
        for key in items.exclude(category=F("state__category")).values_list("key", flat=True)
    ]
    broken += [
        f"{key}: a living child of a deleted parent"
        for key in items.filter(deleted_at=None)
        .exclude(parent=None)
        .exclude(parent__deleted_at=None)
        .values_list("key", flat=True)
    ]
    broken += [
        f"{key}: an open child under a private parent is public"
        for key in items.filter(
            parent__private=True, private=False, deleted_at=None, parent__deleted_at=None
        ).values_list("key", flat=True)
    ]
    broken += _broken_rollup(items) + _broken_goals(workspace) + _broken_phases(items)
    seqs = list(Event.objects.filter(workspace=workspace).order_by("seq").values_list("seq", flat=True))
    workspace.refresh_from_db()
    if seqs != list(range(1, workspace.seq + 1)):
        broken.append("the sequence of events has gaps")
    return broken + _cycles(workspace)


def _broken_goals(workspace: Workspace) -> list[str]:
    """What proves a key result contributes to its goal; a goal in a period has its dates."""
    ties = set(Relation.objects.filter(type="contributes-to").values_list("source", "target"))
    proofs = Proof.objects.filter(key_result__goal__workspace=workspace, key_result__deleted_at=None)
    pairs = proofs.values_list("item", "key_result__goal")
    broken = [f"item {pair[0]} proves a key result of {pair[1]} and does not contribute" for pair in set(pairs) - ties]
    stray = Goal.objects.filter(item__workspace=workspace, period__isnull=False)
    stray = stray.exclude(period_start=F("period__start"), period_end=F("period__end"))
    return broken + [f"goal {pk} has other dates than its period" for pk in stray.values_list("pk", flat=True)]


def _broken_phases(items: Any) -> list[str]:
    """A living task in a phase stands beneath the phase's project."""
    above = dict(items.values_list("id", "parent"))
    broken = []
    tasks = Task.objects.filter(item__in=items, item__deleted_at=None, phase__isnull=False)
    for pk, project in tasks.values_list("pk", "phase__project"):
        up: int | None = pk
        while up is not None and up != project:
            up = above[up]
        broken += [f"task {pk} is in a phase of a project that it is not beneath"] * (up is None)
    return broken


def _broken_rollup(items: Any) -> list[str]:
    milestones = set(Task.objects.filter(milestone=True, item__in=items).values_list("item_id", flat=True))
    sums = items.annotate(
        parts=Count("children", filter=Q(children__deleted_at=None)),
        **{f"sum_{name}": Sum(f"children__{name}", filter=Q(children__deleted_at=None), default=0) for name in COLUMNS},
    ).filter(deleted_at=None)
    broken = []
    for item in sums:
        own = leaf_work(category=item.category, effort=item.effort, milestone=item.pk in milestones)
        leaf = Work() if item.kind == Kind.GOAL else own
        right = Work(*(getattr(item, f"sum_{name}") for name in COLUMNS)) if item.parts else leaf
        right = Work() if item.category == Category.DROPPED else right
        if work_of(item) != right:
            broken.append(f"{item.key}: rolled up {work_of(item)}, should be {right}")
    return broken


def _cycles(workspace: Workspace) -> list[str]:
    waits = Relation.objects.filter(workspace=workspace)
    graphs = {
        "dependencies": [
            (s, t) if type_ == "depends-on" else (t, s)
            for s, type_, t in waits.values_list("source", "type", "target")
            if type_ in ("depends-on", "blocks")
        ],
        "contributions": list(waits.filter(type="contributes-to").values_list("source", "target")),
        "parents": list(Item.objects.filter(workspace=workspace).exclude(parent=None).values_list("id", "parent")),
    }
    return [f"a cycle of {name}" for name, edges in graphs.items() if _has_cycle(edges)]


def _has_cycle(edges: list[tuple[int, int]]) -> bool:
    """Kahn: take away what nothing leads to until nothing is left, or only cycles are."""
    left = set(edges)
    while True:
        targets = {target for _, target in left}
        free = {edge for edge in left if edge[0] not in targets}
        if not free:
            return bool(left)
        left -= free
