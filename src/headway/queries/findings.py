"""Findings: what the engine noticed, as long as its cause lasts; told to those alone who see all it rests on."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from ..access import visible
from ..models import Finding, FindingItem
from ..rules.errors import NotFound
from ..rules.findings import ELSEWHERE
from ..rules.insight_words import FindingKind, Part, Sight
from ..rules.words import Kind, Role
from ..tongue import say, translated, unpacked
from .base import Look, Query
from .rows import Known, Person, Ref
from .types import ItemKey, Limit, TeamKey


class Standing(StrEnum):
    """Which findings: those to be seen to, those that somebody dismissed, those whose cause has gone."""

    OPEN = "open"
    DISMISSED = "dismissed"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding. `item` or `member` is its root, neither where it is of the whole; it names `evidence` and `goals`.

    `strength` is how sure it is, `impact` what goals lose by it together, `lead_days` the days until the first of them
    is due. `snapshot` and `model` name what it was computed from, and by what.
    """

    id: int
    kind: str
    item: Ref | None
    sentence: str
    action: str
    strength: float
    impact: float
    lead_days: int | None
    evidence: tuple[Ref, ...]
    goals: tuple[Ref, ...]
    figures: dict[str, Any]
    opened: datetime
    updated: datetime
    resolved: datetime | None
    dismissed: datetime | None
    dismissed_by: Person | None
    reason: str
    snapshot: str
    model: str
    member: Person | None


@dataclass(frozen=True, slots=True)
class FindingList:
    """Findings, those first by which goals lose the most; how many there are, and of which kinds when not narrowed."""

    rows: tuple[FindingRow, ...]
    count: int
    kinds: dict[str, int]


_COLUMNS: Final = (
    *("id", "kind", "item_id", "sentence", "action", "strength", "impact", "lead_days", "figures", "opened_at"),
    *("updated_at", "resolved_at", "dismissed_at", "dismissed_by_id", "dismissed_by__email", "dismissed_by__name"),
    *("reason", "snapshot", "model", "said", "member_id", "member__email", "member__name"),
)


class ListFindings(Query):
    """List what puts goals and work at risk, with what would help; those first by which goals lose the most."""

    name = "finding.list"
    route = "/findings"
    least = Role.MEMBER

    kind: FindingKind | None = None
    item: ItemKey | None = None
    goal: ItemKey | None = None
    team: TeamKey | None = None
    standing: Standing = Standing.OPEN
    limit: Limit = 50

    def answer(self, look: Look) -> FindingList:
        """The same statements, however many there are."""
        rows = self._narrowed(look)
        kinds = defaultdict(int, rows.order_by().values_list("kind").annotate(n=Count("id")))
        chosen = rows.filter(kind=self.kind) if self.kind else rows
        ordered = chosen.order_by("-impact", "-strength", "id").values_list(*_COLUMNS)[: self.limit]
        count = kinds[self.kind] if self.kind else sum(kinds.values())
        return FindingList(_told(look, list(ordered)), count, dict(sorted(kinds.items())))

    def _narrowed(self, look: Look) -> QuerySet[Finding]:
        sight = Sight.ALL if look.actor.sees_all else Sight.OPEN
        ended = self.standing == Standing.RESOLVED
        rows = visible.findings(look.actor, few=self.item is not None).filter(
            sight=sight, resolved_at__isnull=not ended
        )
        if not ended:
            rows = rows.filter(dismissed_at__isnull=self.standing == Standing.OPEN)
        if self.item:
            # What is no more, or not seen, has no findings: the page that asks speaks of that by itself.
            rows = rows.filter(item__in=visible.items(look.actor).filter(key=self.item.upper()))
        if self.goal:
            goal = visible.items(look.actor).filter(key=self.goal.upper(), kind=Kind.GOAL).values_list("id", flat=True)
            pk = goal.first()
            if pk is None:
                raise NotFound(say("there is no goal %(key)s here", key=repr(self.goal)), field="goal")
            rows = rows.filter(pk__in=FindingItem.objects.filter(item=pk, part=Part.GOAL).values("finding"))
        if self.team:
            team = visible.teams(look.actor).filter(key=self.team).first()
            if team is None:
                raise NotFound(
                    say("there is no team %(key)s; teams are named by key", key=repr(self.team)), field="team"
                )
            rows = rows.filter(Q(item__team=team) | Q(member__in=team.memberships.values("member_id")))
        return rows


def _told(look: Look, rows: list[Any]) -> tuple[FindingRow, ...]:
    named = _named([row[0] for row in rows])
    known = Known(look)
    return tuple(_row(row, named.get(row[0], {}), known) for row in rows)


def _named(ids: list[int]) -> Mapping[int, Mapping[str, list[tuple[int, Ref]]]]:
    """Finding -> part -> what it names; all of it is seen by who sees the finding."""
    found: dict[int, dict[str, list[tuple[int, Ref]]]] = defaultdict(lambda: defaultdict(list))
    rows = FindingItem.objects.filter(finding__in=ids).order_by("position")
    for finding, part, pk, *ref in rows.values_list(
        "finding_id", "part", "item_id", "item__key", "item__kind", "item__title", "item__category"
    ):
        found[finding][part].append((pk, Ref(*ref)))
    return found


def told(said: Any, part: str) -> str:
    """Say a part of a finding («sentence», «action») to who reads it; nothing where it is not kept how it was made."""
    return unpacked(said.get(part))


def _row(row: Any, named: Mapping[str, list[tuple[int, Ref]]], known: Known) -> FindingRow:
    pk, kind, item, sentence, action, strength, impact, lead, figures, opened, updated, resolved, dismissed, *rest = row
    by, email, name, reason, snapshot, model, said, *member = rest
    evidence = named.get(Part.EVIDENCE, [])
    return FindingRow(
        id=pk,
        kind=kind,
        item=dict(evidence).get(item),
        sentence=told(said, "sentence") or sentence,
        action=told(said, "action") or action,
        strength=strength,
        impact=impact,
        lead_days=lead,
        evidence=tuple(ref for _, ref in evidence),
        goals=tuple(ref for _, ref in named.get(Part.GOAL, [])),
        figures=figures,
        opened=opened,
        updated=updated,
        resolved=resolved,
        dismissed=dismissed,
        dismissed_by=known.person(by, email, name),
        reason=translated(ELSEWHERE) if reason == ELSEWHERE else reason,
        snapshot=snapshot,
        model=model,
        member=known.person(*member),
    )
