"""Automation rules: what they are, what they did, and what they would have done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final

import orjson
from django.db.models import Count, Max
from django.db.models import Q as Condition
from pydantic import Field, StringConstraints

from ..access.actor import actor_for
from ..models import AutomationRule, AutomationRun, Event, Workspace
from ..rules.automation import Deed, Outcome, Trigger
from ..rules.errors import Invalid, NotFound
from ..rules.words import Role
from ..tongue import say, unpacked
from .automation_plan import Answered, Ruled, asked, plan
from .automation_rows import AutomationActRow, AutomationRow, AutomationRunRow, DidRow, Trial, TriedRow
from .base import Look, Query
from .rows import Known, Ref
from .types import Id, Limit, Q

LOOKED_AT: Final = 2000
"""The most events that a dry run looks at, the latest first."""
SHOWN: Final = 50


class _Asked(Query):
    least = Role.ADMIN


class ListRules(_Asked):
    """List the automation rules by name."""

    name = "rule.list"
    route = "/rules"

    def answer(self, look: Look) -> tuple[AutomationRow, ...]:
        """One statement."""
        return tuple(_rule(row, Known(look)) for row in _rules(look).order_by("name", "id"))


class ShowRule(_Asked):
    """Show an automation rule."""

    name = "rule.show"
    route = "/rules/{id}"

    id: Id

    def answer(self, look: Look) -> AutomationRow:
        """One statement."""
        return _rule(_one(self.id, look), Known(look))


def _rules(look: Look) -> Any:
    rows = AutomationRule.objects.filter(workspace_id=look.actor.workspace_id, deleted_at=None)
    failed = Count("runs", filter=~Condition(runs__outcome=Outcome.DONE))
    return rows.select_related("member").annotate(made=Count("runs"), failed=failed, last=Max("runs__created_at"))


def _one(pk: int, look: Look) -> Any:
    row = _rules(look).filter(pk=pk).first()
    if row is None:
        raise NotFound(say("there is no rule %(pk)s", pk=pk), field="id")
    return row


def _rule(row: Any, known: Known) -> AutomationRow:
    return AutomationRow(
        id=row.pk,
        name=row.name,
        member=known.person(row.member_id, row.member.email, row.member.name),
        on=tuple(row.on),
        fields=tuple(row.fields),
        query=row.query,
        acts=tuple(AutomationActRow(a["command"], a["each"], a["only"], a["arguments"]) for a in row.acts),
        active=row.active,
        problem=unpacked(row.said) or row.problem,
        created=row.created_at,
        runs=row.made,
        failed=row.failed,
        last=row.last,
    )


class ListRuns(_Asked):
    """List what automation rules did: the latest first, of one rule or of all."""

    name = "automation.runs"
    route = "/automation/runs"

    rule: Id | None = None
    outcome: Outcome | None = None
    limit: Limit = 50
    before: Id | None = Field(default=None, description="the number of a run: only earlier ones")

    def answer(self, look: Look) -> tuple[AutomationRunRow, ...]:
        """Two statements, three for one rule."""
        rows = AutomationRun.objects.filter(workspace_id=look.actor.workspace_id).select_related("automation")
        if self.rule is not None:
            rows = rows.filter(automation=_one(self.rule, look).pk)
        rows = rows.filter(outcome=self.outcome) if self.outcome else rows
        rows = rows.filter(pk__lt=self.before) if self.before else rows
        found = list(rows.order_by("-id")[: self.limit])
        seqs = {row.event_seq for row in found}
        events = Event.objects.filter(workspace_id=look.actor.workspace_id, seq__in=seqs).select_related("item")
        by_seq = {event.seq: event for event in events}
        return tuple(_run(row, by_seq.get(row.event_seq)) for row in found)


def _run(row: AutomationRun, event: Event | None) -> AutomationRunRow:
    item = event.item if event else None
    return AutomationRunRow(
        id=row.pk,
        rule=row.automation_id,
        name=row.automation.name,
        at=row.created_at,
        outcome=row.outcome,
        problem=unpacked(row.said) or row.problem,
        depth=row.depth,
        event=row.event_seq,
        type=event.type if event else "",
        item=Ref(item.key, item.kind, item.title, item.category) if item else None,
        did=tuple(DidRow(d["command"], d["answer"].get("key", ""), d["arguments"], "") for d in row.did),
    )


_JSON = Annotated[str, StringConstraints(max_length=20_000), Field(description="acts as JSON, as a rule has them")]


class TryRule(_Asked):
    """Dry run: which events of the last days a rule would have answered, and what it would have done.

    Of a rule as it is saved (`rule`), or of what is stated here. Nothing is written. Items are taken as they are now,
    not as they were then, and seen with the eyes of the rule's member.
    """

    name = "automation.try"
    route = "/automation/try"

    rule: Id | None = None
    on: Annotated[list[Trigger], Field(max_length=len(Trigger))] = []
    fields: Annotated[list[str], Field(max_length=40)] = []
    q: Q = ""
    acts: _JSON = "[]"
    days: int = Field(default=7, ge=1, le=90)

    def answer(self, look: Look) -> Trial:
        """Six statements for the events and items, and those of the queries and acts."""
        rule, eyes = self._ruled(look)
        for field, text in _queries(rule):
            asked(text, eyes, field=field)
        events = _latest(rule, look, days=self.days)
        tried = plan(rule, events[:LOOKED_AT], eyes, first=SHOWN)
        known = Known(look)
        rows = tuple(_tried(one, known) for one in tried[:SHOWN])
        return Trial(min(len(events), LOOKED_AT), len(events) <= LOOKED_AT, len(tried), rows)

    def _ruled(self, look: Look) -> tuple[Ruled, Look]:
        """The rule, and who looks: of a saved one its member, for it sees no more than he."""
        if self.rule is None:
            return Ruled(name="", on=self.on, fields=self.fields, query=self.q, acts=_acts(self.acts)), look
        row = _one(self.rule, look)
        if not row.member.active:
            raise Invalid(
                say("%(name)s, in whose name it acts, is no longer active", name=row.member.name), field="rule"
            )
        rule = Ruled(name=row.name, on=row.on, fields=row.fields, query=row.query, acts=row.acts)
        return rule, Look(actor=actor_for(member=row.member, via="rule"), now=look.now)


def _queries(rule: Ruled) -> Iterable[tuple[str, str]]:
    """The queries of a rule and where they stand, so that a wrong one is told even where nothing has happened."""
    return [("query", rule.query), *((f"acts.{n}.only", str(one.get("only", ""))) for n, one in enumerate(rule.acts))]


def _acts(text: str) -> list[dict[str, Any]]:
    try:
        acts = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid(say("this is not JSON: %(error)s", error=error), field="acts") from error
    if not isinstance(acts, list) or not all(_is_act(one) for one in acts) or len(acts) > 10:
        raise Invalid(say('acts are a list of at most ten of {"command": …, "arguments": {…}}'), field="acts")
    return acts


def _is_act(one: Any) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("command"), str):
        return False
    fine = isinstance(one.get("arguments", {}), dict) and isinstance(one.get("only", ""), str)
    return fine and one.get("each", "item") in ("item", "parent", "children", "dependants")


def _latest(rule: Ruled, look: Look, *, days: int) -> Sequence[Event]:
    since = look.now - timedelta(days=days)
    rows = Event.objects.filter(
        workspace_id=look.actor.workspace_id, happened_at__gte=since, item__isnull=False, type__in=list(rule.on)
    )
    rows = rows.exclude(via="import").select_related("actor").order_by("-happened_at", "-seq")
    return list(rows[: LOOKED_AT + 1])


def _tried(one: Answered, known: Known) -> TriedRow:
    item, event = one.item, one.event
    who = event.actor
    return TriedRow(
        event=event.seq,
        at=event.happened_at,
        type=event.type,
        who=known.person(who.pk, who.email, who.name) if who else None,
        item=Ref(item.key, item.kind, item.title, item.category),
        deeds=tuple(_deed(deed) for deed in one.deeds),
    )


def _deed(deed: Deed) -> DidRow:
    return DidRow(deed.command, deed.target, deed.arguments, deed.problem)


@dataclass(frozen=True, slots=True)
class Listening:
    """A rule in use."""

    id: int
    rule: Ruled


def listening(workspace: Workspace) -> list[Listening]:
    """The rules in use, in the order in which they answer an event: the oldest first. One statement."""
    rows: Iterable[AutomationRule] = AutomationRule.objects.filter(workspace=workspace, active=True).order_by("id")
    return [Listening(r.pk, Ruled(name=r.name, on=r.on, fields=r.fields, query=r.query, acts=r.acts)) for r in rows]
