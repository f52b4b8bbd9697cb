"""Arguments for any command of the catalogue, drawn from what exists: by the name of a field, else by its type."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import Enum
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from django.db.models import Model

from headway import models as m
from headway.commands import Command, catalogue
from headway.rules.words import CLOSED, Category, Kind
from tests.world import World

DAYS: Final = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 200, 9)]
MOMENTS: Final = [f"2026-{month:02}-0{day}T09:00:00Z" for month in (1, 3, 4, 7) for day in (1, 2, 6)]
LEFT_OUT: Final = frozenset({"member.update", "member.depart", "team.leave"})
"""What would take the actors' standing from under the sequence; history.* too, which writes of the past."""

AWAY: Final = (".remove", ".delete", ".discard", ".revoke", ".delete_many")
OFTEN: Final = ("schedule.", "occurrence.", "checklist.", "phase.", "key_result.", "issue.", "goal.", "timer.", "act.")

ROWS: Final[Mapping[str, type[Model]]] = {
    "attachment": m.Attachment,
    "baseline": m.Baseline,
    "budget_line": m.BudgetLine,
    "calendar": m.Calendar,
    "check_in": m.CheckIn,
    "checklist": m.ChecklistEntry,
    "comment": m.Comment,
    "cost": m.Cost,
    "deliverable": m.Deliverable,
    "escalation_level": m.EscalationLevel,
    "escalation_path": m.EscalationPath,
    "finding": m.Finding,
    "form": m.Form,
    "key_result": m.KeyResult,
    "leave": m.Leave,
    "notification": m.Notification,
    "occurrence": m.Schedule,
    "period": m.Period,
    "phase": m.Phase,
    "rate": m.Rate,
    "rule": m.AutomationRule,
    "scenario": m.Scenario,
    "schedule": m.Schedule,
    "service_level": m.ServiceLevel,
    "stakeholder": m.Stakeholder,
    "state": m.State,
    "status_report": m.StatusReport,
    "template": m.Template,
    "timebox": m.Timebox,
    "token": m.Token,
    "view": m.SavedView,
    "work": m.WorkLog,
}
"""What the number `id` of a command is the number of, by the command's noun."""
KINDS: Final = {"goal": Kind.GOAL, "project": Kind.PROJECT, "operation": Kind.OPERATION, "issue": Kind.ISSUE}
POOLS: Final[Mapping[str, list[Any]]] = {
    **{key: [0, 1, 50, 100, 2500] for key in ("amount", "target", "current", "value")},
    **{key: [15, 60, 480] for key in ("respond", "resolve", "minutes", "allowed", "effort")},
    **{key: [0, 0.5, 1] for key in ("score", "confidence")},
    **{key: [1, 2, 3] for key in ("place", "position", "points", "weight")},
    **dict.fromkeys(("until", "at"), MOMENTS),
    **{key: [["red"], ["red", "blue"], ["blue"]] for key in ("labels", "add_labels", "remove_labels")},
    **{key: ["a.txt", "text/plain"] for key in ("file_name", "media_type")},
    "acts": [
        [{"command": "comment.add", "arguments": {"body": "Seen"}}],
        [{"command": "item.update", "arguments": {"priority": "high"}}],
    ],
    "address": ["/explore?q=owner:me", "/board?team=PAY"],
    "ahead_days": [0, 3, 14, 30],
    "anchor_days": [0, 0, 2],
    "applies_to": ["this", "following", "all"],
    "attachments": [[]],
    "cadence": [7, 30],
    "calendar_name": ["North", "South", "Own"],
    "contact_email": ["ann@outside.example"],
    "content": ["aGVsbG8="],
    "country": ["", "DE"],
    "currency": ["EUR", "USD"],
    "days": [1, 30],
    "digest": [f"{n:064x}" for n in range(30)],
    "email": ["new@acme.example", "newer@acme.example"],
    "exclude": [[], ["2026-03-09"]],
    "fields": [{}, {"size": "Small"}, {"size": "Large"}, {"size": None}],
    "first_month": [1, 7],
    "hour": [7],
    "hours": ["Mo-Fr 09:00-17:00", "Mo-Sa 08:00-12:00"],
    "hours_per_week": [20, 40],
    "lag": [0, 60],
    "last": DAYS,
    "on": [["item.moved"], ["item.created"], ["comment.added"]],
    "options": [["Small", "Large"]],
    "people": [[]],
    "query": ["", "kind:task", "kind:issue state:done"],
    "references": [[]],
    "region": [""],
    "reporter": ["me"],
    "resolution": ["Solved", "Not ours"],
    "rule": ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO", "FREQ=DAILY;COUNT=12", "FREQ=MONTHLY"],
    "sender": ["ann@outside.example", "member@acme.example"],
    "time_zone": ["UTC", "Europe/Berlin"],
    "time": [None, "09:00", "23:30"],
    "option": ["Small", "Large", "Tiny"],
    "to": ["blue", "crimson", "Tiny", "Small"],
    "upload": [None],
    "year": [2026, 2027],
    "zone": ["UTC", "Europe/Berlin"],
}


class Drawing:
    """Draws arguments for commands; the same seed and world draw the same."""

    def __init__(self, world: World, luck: random.Random) -> None:
        self._world, self._luck = world, luck
        self._finders: Mapping[str, Callable[[type[Command]], Any]] = {
            **dict.fromkeys(("key", "item", "parent", "source", "target", "of", "before", "after"), self.key),
            **dict.fromkeys(("goal", "project", "operation"), self.key),
            **dict.fromkeys(("member", "owner", "sponsor"), self._person),
            "assignees": lambda _: self._luck.sample([self._world.email(n) for n in ("member", "owner", "admin")], 2),
            "baseline_name": self._name,
            "calendar": lambda _: self._of(m.Calendar, "name"),
            "escalation_path": lambda _: self._of(m.EscalationPath, "pk"),
            "field": lambda _: self._of(m.CustomField, "key"),
            "id": lambda cls: self._of(ROWS[noun(cls)], "pk"),
            "instance": lambda _: self._instance(),
            "key_result": lambda _: self._of(m.KeyResult, "pk"),
            "keys": lambda cls: [self.key(cls) for _ in range(self._luck.randint(1, 3))],
            "label": lambda _: self._of(m.Label, "name"),
            "link": lambda cls: self._of(m.Form if noun(cls) == "form" else m.Report, "link"),
            "period": lambda _: self._of(m.Period, "name"),
            "phase": lambda _: self._of(m.Phase, "pk"),
            "seq": lambda _: self._of(m.Event, "seq", latest=8),
            "state": lambda cls: self._luck.choice(list(CLOSED if cls.name == "goal.close" else Category)),
            "team": lambda _: self._luck.choice(["PAY", "PAY", "SEC"]),
            "timebox": lambda _: self._of(m.Timebox, "pk"),
        }

    def name(self) -> str:
        """Some command's name; one that takes away comes up less often, so that there is something to act on."""
        known = [one for one in catalogue() if one not in LEFT_OUT and not one.startswith("history.")]
        shares = [0.3 if one.endswith(AWAY) else 2 if one.startswith(OFTEN) else 1 for one in known]
        return self._luck.choices(known, shares)[0]

    def arguments(self, cls: type[Command]) -> dict[str, Any]:
        """Arguments for it: what is asked for, and some of what may be left out."""
        fields = cls.model_fields.items()
        few = self._luck.random() * 0.6
        return {
            name: self._value(cls, name, field.annotation)
            for name, field in fields
            if field.is_required() or self._luck.random() < few
        }

    def key(self, cls: type[Command]) -> str:
        """The key of an item, mostly of a kind that the command is for; of a new team, one of two letters."""
        if noun(cls) == "team":
            return self._luck.choice(["OPS", "DEV"])
        wanted = [KINDS[word] for word in (noun(cls), *cls.model_fields) if word in KINDS]
        wanted += [Kind.OPERATION] * cls.name.startswith("schedule.") + [Kind.GOAL] * ("check_in" in cls.name)
        rows = m.Item.objects.filter(workspace=self._world.workspace)
        if wanted and self._luck.random() < 0.9:
            rows = rows.filter(kind=wanted[0])
        return self._luck.choice(list(rows.order_by("-pk").values_list("key", flat=True)[:25]) or ["PAY-999"])

    def _person(self, _: type[Command]) -> str:
        return self._luck.choice(["me", *(self._world.email(name) for name in ("member", "admin", "outsider"))])

    def _name(self, _: type[Command]) -> str:
        return f"Name {self._luck.randint(1, 40)}"

    def _of(self, model: type[Model], column: str, *, latest: int = 25) -> Any:
        found = list(model._default_manager.order_by("-pk").values_list(column, flat=True)[:latest])
        return self._luck.choice(found or [1])

    def _instance(self) -> str:
        made = list(m.Task.objects.exclude(instance="").order_by("-pk").values_list("instance", flat=True)[:15])
        return self._luck.choice([*made, self._luck.choice(DAYS).isoformat()])

    def _value(self, cls: type[Command], name: str, kind: Any) -> Any:
        options = get_args(kind) if get_origin(kind) in (Union, UnionType) else ()
        if type(None) in options and self._luck.random() < 0.15:
            return None
        if name in ("before", "after") and noun(cls) == "checklist":
            return self._of(m.ChecklistEntry, "pk")
        figure = _plain(kind) & {float, date} or (name == "after" and noun(cls) == "escalation_level")
        if name in self._finders and not figure:
            return self._finders[name](cls)
        if POOLS.get(name) and not (name == "fields" and noun(cls) == "rule"):
            return self._luck.choice(POOLS[name])
        return self._by_type(cls, name, kind)

    def _by_type(self, cls: type[Command], name: str, kind: Any) -> Any:
        plain = sorted((one for one in _plain(kind) if one is not type(None)), key=str)
        one = plain[0] if plain else str
        if get_origin(kind) is list or any(get_origin(part) is list for part in get_args(kind)):
            return []
        if get_origin(one) is Literal:
            return self._luck.choice(get_args(one))
        if isinstance(one, type) and issubclass(one, Enum):
            return self._luck.choice(list(one))
        if one is bool:
            return self._luck.random() < 0.5
        if one in (int, float):
            return self._luck.choice([1, 10, 120])
        if one is date:
            return self._luck.choice(DAYS)
        return self._name(cls)


def noun(cls: type[Command]) -> str:
    """What a command acts on, by its name."""
    return cls.name.partition(".")[0]


def _plain(kind: Any) -> set[Any]:
    """The types that an annotation comes down to."""
    if get_origin(kind) in (Union, UnionType):
        return set().union(*(_plain(one) for one in get_args(kind)))
    if hasattr(kind, "__metadata__"):
        return _plain(get_args(kind)[0])
    return {kind}
