"""Rules of risk that see a piece of work as the cause. Pure: a view in, signals out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np

from ..rules.findings import Signal
from ..rules.insight_words import FindingKind
from ..rules.words import Category, Dependency, RelationType
from ..tongue import joined, say, say_n
from ..tongue.formats import number
from .memory import Same
from .risk_view import RiskView
from .rows import Finished, Piece, Tie

CHAIN: Final = 3
"""So many items wait for one, directly or through others, before it is called a chain."""
ENOUGH: Final = 10
"""So much of a class must have been finished to say what is usual for it."""
QUIET: Final = 7
"""Days without a change before work is called stale."""
DECIDES: Final = 0.1
"""The share of runs in which a goal waits for a piece of work to the last, from which on that decides it."""


def overdue(view: RiskView) -> Iterator[Signal]:
    """Work on a pursued goal whose own date has passed, and which waits for nothing: else the cause lies there."""
    for piece in view.leaves:
        goals = view.goals.get(piece.id, ())
        if piece.due is None or piece.due >= view.day or not goals or piece.id in view.blocked:
            continue
        told = partial(_overdue, view, piece, goals, (view.day - piece.due).days)
        made_of = (Same(piece), goals, view.keys(goals), view.impact(piece.id), view.lead(goals), view.day)
        yield view.it.memory.of((overdue, *made_of), told)


def _overdue(view: RiskView, piece: Piece, goals: Sequence[int], late: int) -> Signal:
    return on(
        view,
        FindingKind.OVERDUE,
        piece,
        strength=min(1.0, 0.6 + late / 35),
        sentence=say_n(
            "%(key)s was due %(ago)s and is not done; %(goals)s waits for it.",
            "%(key)s was due %(ago)s and is not done; %(goals)s wait for it.",
            len(goals),
            key=piece.key,
            ago=ago(late),
            goals=view.keys(goals),
        ),
        action=say("Finish %(key)s, or give it a date that holds", key=piece.key),
        figures={"days late": late},
    )


def unowned(view: RiskView) -> Iterator[Signal]:
    """What other work waits for, and nobody owns; of the head of a chain that is said there."""
    for pk, others in view.waiting.items():
        piece = view.pieces.get(pk)
        if piece is None or not others or view.given.facts[pk].owner is not None or _chain(view, pk):
            continue
        yield on(
            view,
            FindingKind.UNOWNED_BLOCKER,
            piece,
            strength=1.0 if view.goals.get(pk) else 0.7,
            sentence=say_n(
                "%(others)s waits for %(key)s, which nobody owns.",
                "%(others)s wait for %(key)s, which nobody owns.",
                len(others),
                others=view.keys(others),
                key=piece.key,
            ),
            action=say("Give %(key)s an owner", key=piece.key),
            evidence=others,
            figures={"waiting": len(others)},
        )


def chains(view: RiskView) -> Iterator[Signal]:
    """The head of a chain: much waits for it, it waits for nothing itself, and yet it does not go on."""
    for pk in view.waiting:
        behind, piece = _chain(view, pk), view.pieces.get(pk)
        if piece is None or not behind or not _stuck(view, piece):
            continue
        facts = {"num": number(len(behind)), "key": piece.key, "others": view.keys(behind)}
        owned = view.given.facts[pk].owner is not None
        yield on(
            view,
            FindingKind.BLOCKED_CHAIN,
            piece,
            strength=min(1.0, 0.6 + (len(behind) - CHAIN) / 20),
            sentence=say("%(num)s items wait for %(key)s, directly or through others: %(others)s.", **facts)
            if owned
            else say(
                "%(num)s items wait for %(key)s, which nobody owns, directly or through others: %(others)s.", **facts
            ),
            action=say("Do %(key)s first, or take the ties away that are none", key=piece.key)
            if owned
            else say("Give %(key)s an owner who does it first", key=piece.key),
            evidence=tuple(behind),
            figures={"waiting": len(behind)},
        )


def _chain(view: RiskView, pk: int) -> list[int]:
    """What waits for the head of a chain; nothing where it is none."""
    behind = view.behind(pk) if pk not in view.blocked else []
    return behind if len(behind) >= CHAIN else []


def _stuck(view: RiskView, piece: Piece) -> bool:
    """Whether a head does not go on: it is late, it waits for somebody outside, or nobody owns it."""
    late = piece.due is not None and piece.due < view.day
    return late or piece.category == Category.WAITING or view.given.facts[piece.id].owner is None


def contradictions(view: RiskView) -> Iterator[Signal]:
    """Dates that cannot both hold: what waits is due, or is to begin, before what it waits for is done."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for tie in view.given.rows.ties:
        later, earlier = (tie.target, tie.source) if tie.type == RelationType.BLOCKS else (tie.source, tie.target)
        if tie.type in (RelationType.BLOCKS, RelationType.DEPENDS_ON) and {later, earlier} <= view.pieces.keys():
            why = _contradicts(view, tie, view.pieces[later], view.pieces[earlier])
            if why:
                found[later].append((earlier, why))
    for pk, whys in found.items():
        piece = view.pieces[pk]
        yield on(
            view,
            FindingKind.CONTRADICTION,
            piece,
            strength=1.0,
            sentence=joined("", joined("; ", *dict.fromkeys(why for _, why in whys[:3])), "."),
            action=say("Move the dates of %(key)s behind what it waits for, or take the tie away", key=piece.key),
            evidence=tuple(dict.fromkeys(earlier for earlier, _ in whys)),
            figures={"ties": len(whys)},
        )


def _contradicts(view: RiskView, tie: Tie, later: Piece, earlier: Piece) -> str:
    """Why the dates of two items contradict what ties them; empty where they do not."""
    kind = Dependency.FS if tie.type == RelationType.BLOCKS else Dependency(tie.dependency or Dependency.FS)
    if kind in (Dependency.FS, Dependency.FF) and later.due and earlier.due and later.due < earlier.due:
        return say(
            "%(key)s is due %(day)s and waits for %(other)s, which is due %(due)s",
            day=view.told(later.due),
            **_named(view, later, earlier),
        )
    start = view.given.facts[later.id].start if later.begun is None else None
    if start is None or tie.lag < 0:
        return ""
    if kind is Dependency.FS and earlier.due and start < earlier.due:
        return say(
            "%(key)s is to begin %(day)s and waits for %(other)s, which is due %(due)s",
            day=view.told(start),
            **_named(view, later, earlier),
        )
    before = view.given.facts[earlier.id].start
    if kind is Dependency.SS and before and start < before:
        return say(
            "%(key)s is to begin %(day)s, before %(other)s, with whose begin (%(begin)s) it is tied",
            key=later.key,
            day=view.told(start),
            other=earlier.key,
            begin=view.told(before),
        )
    return ""


def _named(view: RiskView, later: Piece, earlier: Piece) -> dict[str, str | None]:
    return {"key": later.key, "other": earlier.key, "due": view.told(earlier.due)}


def stale(view: RiskView) -> Iterator[Signal]:
    """Work under way for longer than 85 of 100 of its class took, on which nothing has happened lately."""
    finished = view.given.rows.finished
    usual = view.it.memory.of(("usual", Same(finished)), lambda: _usual(finished))
    for piece in view.leaves:
        most = usual.get((piece.kind, piece.team)) or usual.get((piece.kind, None))
        if most is None or piece.begun is None or piece.category != Category.DOING or piece.begun <= most:
            continue
        facts = view.given.facts[piece.id]
        if facts.quiet >= QUIET:
            yield on(
                view,
                FindingKind.STALE,
                piece,
                strength=min(1.0, 0.6 + 0.1 * (piece.begun / max(most, 1.0) - 1)),
                sentence=say(
                    "%(key)s has been under way %(begun)s, and nothing has happened on it %(quiet)s;"
                    " 85 of 100 such were done %(usual)s.",
                    key=piece.key,
                    begun=_since(round(piece.begun)),
                    quiet=_since(int(facts.quiet)),
                    usual=say_n("within %(num)s day", "within %(num)s days", max(round(most), 1)),
                ),
                action=say("Ask after %(key)s: finish it, cut it, or put it back", key=piece.key),
                figures={"days under way": round(piece.begun), "85 % of such, days": round(most, 1)},
            )


def _usual(finished: Sequence[Finished]) -> dict[tuple[str, int | None], float]:
    """(Kind, team or None for all) -> days within which 85 of 100 were done from their begin."""
    classes: dict[tuple[str, int | None], list[float]] = defaultdict(list)
    for one in finished:
        if one.cycle is not None:
            classes[one.kind, one.team].append(one.cycle)
            classes[one.kind, None].append(one.cycle)
    return {name: float(np.quantile(days, 0.85)) for name, days in classes.items() if len(days) >= ENOUGH}


def on(
    view: RiskView,
    kind: FindingKind,
    piece: Piece,
    *,
    strength: float,
    sentence: str,
    action: str,
    figures: dict[str, float | int | str | None],
    evidence: tuple[int, ...] = (),
    lead: int | None = None,
) -> Signal:
    """Return a signal rooted in a piece of work, with the goals that it leads to."""
    goals = view.goals.get(piece.id, ())
    return Signal(
        kind=kind,
        item=piece.id,
        strength=round(strength, 4),
        impact=view.impact(piece.id),
        lead_days=view.lead(goals) if lead is None else lead,
        sentence=sentence,
        action=action,
        evidence=tuple(dict.fromkeys((piece.id, *view.named(evidence)))),
        goals=goals,
        figures=figures,
    )


def ago(days: int) -> str:
    """Say how many days ago something was."""
    return say_n("%(num)s day ago", "%(num)s days ago", days)


def _since(days: int) -> str:
    return say_n("for %(num)s day", "for %(num)s days", days)
