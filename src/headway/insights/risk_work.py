"""Rules of risk that see a piece of work as the cause. Pure: a view in, signals out."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import numpy as np

from ..rules.findings import Signal
from ..rules.insight_words import FindingKind
from ..rules.words import Category, Dependency, RelationType
from .outlook import Effect
from .risk_view import RiskView
from .rows import Piece, Tie
from .words import percent

CHAIN: Final = 3
"""So many items wait for one, directly or through others, before it is called a chain."""
ENOUGH: Final = 10
"""So much of a class must have been finished to say what is usual for it."""
QUIET: Final = 7
"""Days without a change before work is called stale."""
DECIDES: Final = 0.1
"""The share of runs in which a goal waits for a piece of work to the last, from which on that decides it."""
_CARRIES_ON: Final = (Category.READY, Category.DOING)


def overdue(view: RiskView) -> Iterator[Signal]:
    """Work on a pursued goal whose own date has passed, and which waits for nothing: else the cause lies there."""
    for piece in view.leaves:
        goals = view.goals.get(piece.id, ())
        if piece.due is None or piece.due >= view.day or not goals or piece.id in view.blocked:
            continue
        late = (view.day - piece.due).days
        yield _on(
            view,
            FindingKind.OVERDUE,
            piece,
            strength=min(1.0, 0.6 + late / 35),
            sentence=f"{piece.key} was due {_days(late)} ago and is not done; {view.keys(goals)}"
            f" {'waits' if len(goals) == 1 else 'wait'} for it.",
            action=f"Finish {piece.key}, or give it a date that holds",
            figures={"days late": late},
        )


def unowned(view: RiskView) -> Iterator[Signal]:
    """What other work waits for, and nobody owns; of the head of a chain that is said there."""
    for pk, others in view.waiting.items():
        piece = view.pieces.get(pk)
        if piece is None or not others or view.given.facts[pk].owner is not None or _chain(view, pk):
            continue
        one = len(others) == 1
        yield _on(
            view,
            FindingKind.UNOWNED_BLOCKER,
            piece,
            strength=1.0 if view.goals.get(pk) else 0.7,
            sentence=f"{view.keys(others)} {'waits' if one else 'wait'} for {piece.key}, which nobody owns.",
            action=f"Give {piece.key} an owner",
            evidence=others,
            figures={"waiting": len(others)},
        )


def chains(view: RiskView) -> Iterator[Signal]:
    """The head of a chain: much waits for it, it waits for nothing itself, and yet it does not go on."""
    for pk in view.waiting:
        behind, piece = _chain(view, pk), view.pieces.get(pk)
        if piece is None or not behind or not _stuck(view, piece):
            continue
        owned = view.given.facts[pk].owner is not None
        yield _on(
            view,
            FindingKind.BLOCKED_CHAIN,
            piece,
            strength=min(1.0, 0.6 + (len(behind) - CHAIN) / 20),
            sentence=f"{len(behind)} items wait for {piece.key}{'' if owned else ', which nobody owns'}, directly or"
            f" through others: {view.keys(behind)}.",
            action=f"Do {piece.key} first, or take the ties away that are none"
            if owned
            else f"Give {piece.key} an owner who does it first",
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
        yield _on(
            view,
            FindingKind.CONTRADICTION,
            piece,
            strength=1.0,
            sentence="; ".join(dict.fromkeys(why for _, why in whys[:3])) + ".",
            action=f"Move the dates of {piece.key} behind what it waits for, or take the tie away",
            evidence=tuple(dict.fromkeys(earlier for earlier, _ in whys)),
            figures={"ties": len(whys)},
        )


def _contradicts(view: RiskView, tie: Tie, later: Piece, earlier: Piece) -> str:
    """Why the dates of two items contradict what ties them; empty where they do not."""
    kind = Dependency.FS if tie.type == RelationType.BLOCKS else Dependency(tie.dependency or Dependency.FS)
    starts = {pk: view.given.facts[pk].start for pk in (later.id, earlier.id)}
    waits = f"waits for {earlier.key}, which is due {view.told(earlier.due)}"
    if kind in (Dependency.FS, Dependency.FF) and later.due and earlier.due and later.due < earlier.due:
        return f"{later.key} is due {view.told(later.due)} and {waits}"
    start = starts[later.id]
    if kind is Dependency.FS and start and earlier.due and tie.lag >= 0 and start < earlier.due:
        return f"{later.key} is to begin {view.told(start)} and {waits}"
    before = starts[earlier.id]
    if kind is Dependency.SS and start and before and tie.lag >= 0 and start < before:
        tied = f"with whose begin ({view.told(before)}) it is tied"
        return f"{later.key} is to begin {view.told(start)}, before {earlier.key}, {tied}"
    return ""


def stale(view: RiskView) -> Iterator[Signal]:
    """Work under way for longer than 85 of 100 of its class took, on which nothing has happened lately."""
    usual = _usual(view)
    for piece in view.leaves:
        most = usual.get((piece.kind, piece.team)) or usual.get((piece.kind, None))
        facts = view.given.facts[piece.id]
        if most is None or piece.begun is None or piece.category != Category.DOING or facts.quiet < QUIET:
            continue
        if piece.begun > most:
            yield _on(
                view,
                FindingKind.STALE,
                piece,
                strength=min(1.0, 0.6 + 0.1 * (piece.begun / max(most, 1.0) - 1)),
                sentence=f"{piece.key} has been under way for {_days(round(piece.begun))}, and nothing has happened on"
                f" it for {_days(int(facts.quiet))}; 85 of 100 such were done within {_days(max(round(most), 1))}.",
                action=f"Ask after {piece.key}: finish it, cut it, or put it back",
                figures={"days under way": round(piece.begun), "85 % of such, days": round(most, 1)},
            )


def _usual(view: RiskView) -> dict[tuple[str, int | None], float]:
    """(Kind, team or None for all) -> days within which 85 of 100 were done from their begin."""
    classes: dict[tuple[str, int | None], list[float]] = defaultdict(list)
    for one in view.given.rows.finished:
        if one.cycle is not None:
            classes[one.kind, one.team].append(one.cycle)
            classes[one.kind, None].append(one.cycle)
    return {name: float(np.quantile(days, 0.85)) for name, days in classes.items() if len(days) >= ENOUGH}


def incomplete(view: RiskView) -> Iterator[Signal]:
    """Work that decides a goal, of which nobody said who does it, how much it is or by when."""
    decides: dict[int, Effect] = {}
    for one in sorted(view.found.found.effects, key=lambda one: (one.critical, -one.goal)):
        decides[one.item] = one
    for piece in view.leaves:
        effect = decides.get(piece.id)
        if effect is None or effect.critical < DECIDES or piece.category not in _CARRIES_ON:
            continue
        lacks = _lacks(view, piece)
        if len(lacks) > 1 or "an owner" in lacks:
            nothing = f"neither {' nor '.join(lacks)}" if len(lacks) > 1 else "no owner"
            yield _on(
                view,
                FindingKind.INCOMPLETE,
                piece,
                strength=min(1.0, 0.6 + 0.4 * effect.critical),
                sentence=f"{piece.key} decides {view.aims[effect.goal].key} in {percent(effect.critical)} of all runs,"
                f" and has {nothing}.",
                action=f"Give {piece.key} {' and '.join(lacks)}",
                evidence=(effect.goal,),
                figures={"decides": round(effect.critical, 3)},
            )


def _lacks(view: RiskView, piece: Piece) -> list[str]:
    """What nobody has said of a piece of work."""
    missing = {
        "an owner": view.given.facts[piece.id].owner is None,
        "an estimate": piece.effort is None,
        "a date": piece.due is None,
    }
    return [words for words, lacking in missing.items() if lacking]


def promises(view: RiskView) -> Iterator[Signal]:
    """Requests whose promised time runs out within a day, or ran out."""
    for one in view.given.promises:
        piece = view.pieces.get(one.item)
        if piece is None:
            continue
        hours = abs(round(one.hours))
        told = f"{hours} hour{'s' if hours != 1 else ''}" if hours < 48 else _days(hours // 24)
        when = f"runs out in {told}" if one.hours > 0 else f"ran out {told} ago"
        yield _on(
            view,
            FindingKind.BREACHING,
            piece,
            strength=0.7 if one.hours > 0 else 1.0,
            sentence=f"The time promised to {one.what} {piece.key} {when}.",
            action=f"{one.what.title()} {piece.key} now, or tell who waits",
            lead=max(round(one.hours / 24), 0),
            figures={"hours left": round(one.hours, 1)},
        )


def _on(
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
    """A signal rooted in a piece of work, with the goals that it leads to."""
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


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
