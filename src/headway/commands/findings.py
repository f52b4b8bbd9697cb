"""Findings open, speak again and end as the engine sees their causes; a member dismisses one with his reason."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from ..access import visible
from ..events.types import FindingJudged
from ..models import Finding, FindingItem, Follower, Workspace
from ..models.database import writing
from ..models.ids import those
from ..rules.errors import NotFound, Refused
from ..rules.findings import ELSEWHERE, Open, Signal, Step, step
from ..rules.insight_words import Part, Sight
from ..rules.words import Role
from ..tongue import packed, say
from .answers import FindingTold
from .base import Answer, Command
from .types import GivenLine, Id
from .unit import Unit, changed

FOLLOWER = "findings"
"""The name under which it is remembered up to which event causes were looked for."""
Names = dict[int, list[tuple[int, str]]]
_FACTS: Final = ("strength", "impact", "lead_days", "sentence", "action", "figures")
_KNOWN: Final = ("id", "kind", "item_id", "member_id", "model", "spoken", *_FACTS)
_EVIDENCE, _GOAL = Part.EVIDENCE.value, Part.GOAL.value


Seen = Mapping[int | str, Signal]
"""What is seen, by its cause."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """How many findings took which step, and how they then stood: what was seen of each, what made and what marks them.

    Whoever looks again hands it back; as long as the mark is the same, nobody else has changed a finding.
    """

    steps: Mapping[Step, int]
    seen: Seen
    model: str
    mark: Mapping[str, Any]


def renew(
    workspace: Workspace,
    sight: Sight,
    signals: Sequence[Signal],
    *,
    snapshot: str,
    model: str,
    now: datetime,
    last: Renewed | None = None,
) -> Renewed:
    """Bring the findings of a sight up to what is seen now. Repeating changes nothing.

    A cause that is seen no more ends its finding. A dismissed finding keeps its dismissal until its cause has ended,
    also when another kind comes to speak for it. Causes of which the `last` time the same was seen are passed over.
    """
    basis = {"snapshot": snapshot, "model": model, "updated_at": now}
    every: Seen = {_cause(one.kind.value, one.item, one.member): one for one in signals}
    with writing(), transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        whole = Finding.objects.filter(workspace=workspace, sight=sight, resolved_at=None)
        here, seen = whole, every
        if last and last.model == model and last.mark == _mark(whole):
            here, seen = _others(whole, every, last.seen)
        rows = [_Known(*row) for row in here.order_by("id").values_list(*_KNOWN)]
        known = {_cause(row.kind, row.item, row.member): row for row in rows}
        if here is not whole:
            known = {cause: row for cause, row in known.items() if cause in seen or cause not in every}
        taken = {cause: _step(known.get(cause), seen.get(cause)) for cause in known.keys() | seen.keys()}
        named = _named(here)
        moved = [cause for cause in taken if not _stays(known.get(cause), seen.get(cause), taken[cause], named, model)]
        stored = Finding.objects.in_bulk([known[cause].id for cause in moved if cause in known])
        for cause in moved:
            row = (
                stored[known[cause].id] if cause in known else Finding(workspace=workspace, sight=sight, opened_at=now)
            )
            _take(row, taken[cause], seen.get(cause), basis)
            if cause in seen:
                _name(row, seen[cause], named.get(row.pk, []))
        steps = dict.fromkeys(Step, 0) | Counter(taken.values())
        return Renewed(steps, every, model, _mark(whole))


def _mark(findings: QuerySet[Finding]) -> Mapping[str, Any]:
    """What is another as soon as a finding opens, ends, or says something else. One statement."""
    return findings.aggregate(Count("id"), Max("id"), Max("updated_at"))


def _others(whole: QuerySet[Finding], seen: Seen, before: Seen) -> tuple[QuerySet[Finding], Seen]:
    """The findings and signals of causes of which something else is seen than before."""
    fresh = {cause: one for cause, one in seen.items() if before.get(cause) != one}
    items = [cause for cause in (*fresh, *(before.keys() - seen.keys())) if isinstance(cause, int)]
    return whole.filter(Q(item__in=those(items)) | Q(item=None)), fresh


@dataclass(frozen=True, slots=True)
class _Known:
    """An open finding, as far as it tells whether it is to change: most are not, and a whole row costs more to read."""

    id: int
    kind: str
    item: int | None
    member: int | None
    model: str
    spoken: float
    strength: float
    impact: float
    lead_days: int | None
    sentence: str
    action: str
    figures: dict[str, object]


def _step(row: _Known | None, signal: Signal | None) -> Step:
    return step(Open(row.spoken, row.action) if row else None, signal)


def _stays(row: _Known | None, signal: Signal | None, taken: Step, named: Names, model: str) -> bool:
    """Whether a finding stays as it is: what reads the same was made the same way while the model is the same."""
    if row is None or signal is None:
        return taken is Step.NOTHING
    same = (row.kind, row.model) == (signal.kind.value, model) and named.get(row.id, []) == _wanted(signal)
    return taken is Step.KEEP and same and all(getattr(row, name) == getattr(signal, name) for name in _FACTS)


def _cause(kind: str, item: int | None, member: int | None) -> int | str:
    """What a finding is of: its item, whichever kind speaks for it; a kind and a member; the kind alone."""
    if member is not None:
        return f"{kind} {member}"
    return kind if item is None else item


def _take(row: Finding, taken: Step, signal: Signal | None, basis: dict[str, object]) -> None:
    now = basis["updated_at"]
    if taken is Step.RESOLVE or signal is None:
        row.resolved_at = now  # type: ignore[assignment]
        row.save(update_fields=["resolved_at"])
        return
    speaks = {"spoken": signal.strength, "spoke_at": now} if taken in (Step.OPEN, Step.SPEAK) else {}
    facts = {name: getattr(signal, name) for name in _FACTS}
    said = {"sentence": packed(signal.sentence), "action": packed(signal.action)}
    roots = {"kind": signal.kind.value, "item_id": signal.item, "member_id": signal.member, "model": basis["model"]}
    changes = changed(row, {**roots, "said": said, **facts, **speaks})
    if changes:
        for name, value in basis.items():
            setattr(row, name, value)
        row.save()


def _named(findings: QuerySet[Finding]) -> Names:
    """Finding -> what it names, and as what, in order. One statement."""
    found: Names = defaultdict(list)
    given = FindingItem.objects.filter(finding__in=findings.values("id")).order_by("finding", "position")
    for finding, item, part in given.values_list("finding_id", "item_id", "part"):
        found[finding].append((item, part))
    return found


def _wanted(signal: Signal) -> list[tuple[int, str]]:
    """What a finding is to name."""
    return [*((pk, _EVIDENCE) for pk in signal.evidence), *((pk, _GOAL) for pk in signal.goals)]


def _name(row: Finding, signal: Signal, given: list[tuple[int, str]]) -> None:
    """Have it name its evidence and goals, where these are others than before."""
    wanted = _wanted(signal)
    if given != wanted:
        row.named.all().delete()
        FindingItem.objects.bulk_create(
            FindingItem(finding=row, item_id=pk, part=part, position=at) for at, (pk, part) in enumerate(wanted)
        )


def caught_up(workspace: Workspace, *, seq: int) -> None:
    """Remember that causes were looked for up to this event."""
    Follower.objects.update_or_create(workspace=workspace, name=FOLLOWER, defaults={"cursor": seq})


class DismissFinding(Command):
    """Dismiss a finding, with the reason: it is silent until its cause has gone. It can be undone.

    Where the same was found with more eyes, it is dismissed there, too.
    """

    name = "finding.dismiss"
    route = ("POST", "/findings/{id}/dismiss")
    answers = FindingTold
    least = Role.MEMBER

    id: Id
    reason: GivenLine

    def act(self, unit: Unit) -> Answer:
        """Mark it, and its twin."""
        found = visible.findings(unit.actor).filter(pk=self.id).first()
        if found is None:
            raise NotFound(say("there is no finding %(id)s here", id=self.id), field="id")
        if found.resolved_at is not None:
            raise Refused(say("its cause has gone, so there is nothing to dismiss"), field="id")
        if found.dismissed_at is not None:
            raise Refused(say("it has been dismissed already"), field="id")
        twins = Finding.objects.filter(workspace=unit.workspace, item=found.item_id, member=found.member_id)
        if found.item_id is None:
            twins = twins.filter(kind=found.kind)
        for row in twins.filter(resolved_at=None, dismissed_at=None).select_related("item").order_by("id"):
            downward = found.sight == Sight.ALL and row.sight == Sight.OPEN
            reason = ELSEWHERE if downward else self.reason
            values = {"dismissed_at": unit.now, "dismissed_by_id": unit.actor.member_id, "reason": reason}
            changes = changed(row, values)
            row.save(update_fields=["dismissed_at", "dismissed_by", "reason"])
            told = {name.removesuffix("_id"): pair for name, pair in changes.items()}
            # On no item: in its history those would read of the finding who do not see all that it rests on.
            unit.record(FindingJudged, subject=row, changes=told)
        return {"id": found.pk, "kind": found.kind, "item": found.item.key if found.item else None}
