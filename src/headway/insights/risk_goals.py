"""Rules of risk that see a goal, an operation or the whole as the cause. Pure: a view in, signals out."""

from collections.abc import Iterator
from typing import Final

from ..rules.findings import Signal
from ..rules.insight_words import FindingKind
from ..rules.words import Category, Kind
from ..tongue import joined, say, say_n
from ..tongue.formats import number, percent, portion
from .outlook import Outlook
from .projects import ProjectOutlook
from .risk_view import RiskView

EARLY: Final = 0.2
"""The share of a key result's time before which no trend is spoken of."""
BEHIND: Final = 0.2
"""How far a key result is behind its time when it is off its trend."""
FEW: Final = 5
"""So much open work at least before it is said how much of it serves no goal."""


def misses(view: RiskView) -> Iterator[Signal]:
    """Goals that are likely to be missed, with what would help most."""
    effects = sorted(view.found.found.effects, key=lambda e: (-e.gain, -e.days, e.item))
    for pk, outlook in view.found.found.goals.items():
        if outlook.probability is None or outlook.due is None:
            continue
        drivers = view.found.by_goal.get(pk, ())
        ready = {one.item for one in drivers if not one.after}
        named = [e for e in effects if e.goal == pk]
        first = [e for e in named if e.key in ready][:1]
        yield Signal(
            kind=FindingKind.MISS,
            item=pk,
            strength=round(1 - outlook.probability, 4),
            impact=round(1 - outlook.probability, 4),
            lead_days=(outlook.due - view.day).days,
            sentence=_unlikely(view, outlook.key, outlook),
            action=say("Do %(first)s first, or move the date of %(key)s", first=first[0].key, key=outlook.key)
            if first
            else say("Move the date of %(key)s, or take work out of it", key=outlook.key),
            evidence=tuple(dict.fromkeys((pk, *(e.item for e in (*first, *named[:3]) if drivers)))),
            goals=(pk,),
            figures=_figures(outlook),
        )


def late_projects(view: RiskView) -> Iterator[Signal]:
    """Projects that are likely to miss their date, with what is done last in them."""
    for pk, outlook in view.projects.items():
        key = view.pieces[pk].key
        last = [view.pieces[one].key for one, _ in outlook.last]
        first = [outlook.first] if outlook.first is not None else []
        yield Signal(
            kind=FindingKind.MISS,
            item=pk,
            strength=round(1 - outlook.probability, 4),
            impact=round(1 - outlook.probability, 4),
            lead_days=(outlook.due - view.day).days,
            sentence=joined(" ", _unlikely(view, key, outlook), _decides(last[0], outlook.last[0][1]))
            if last
            else _unlikely(view, key, outlook),
            action=say("Do %(first)s first, or move the date of %(key)s", first=view.pieces[first[0]].key, key=key)
            if first
            else say("Move the date of %(key)s, or take work out of it", key=key),
            evidence=tuple(dict.fromkeys((pk, *first, *(one for one, _ in outlook.last)))),
            goals=view.goals.get(pk, ()),
            figures=_figures(outlook),
        )


def _decides(key: str, share: float) -> str:
    return say("%(key)s is the last to be done in %(share)s of runs.", key=key, share=percent(share))


def _unlikely(view: RiskView, key: str, outlook: Outlook | ProjectOutlook) -> str:
    """How likely a date is met, and by when the work is done."""
    facts = {"key": key, "odds": percent(outlook.probability or 0.0), "due": view.told(outlook.due)}
    until = _until(view, outlook)
    if isinstance(outlook, Outlook):
        if not until:
            return say("%(key)s is %(odds)s likely to be met by %(due)s.", **facts)
        return say("%(key)s is %(odds)s likely to be met by %(due)s; %(until)s.", **facts, until=until)
    if not until:
        return say("%(key)s is %(odds)s likely to be done by %(due)s.", **facts)
    return say("%(key)s is %(odds)s likely to be done by %(due)s; %(until)s.", **facts, until=until)


def _until(view: RiskView, outlook: Outlook | ProjectOutlook) -> str:
    """By when the work is done, as a clause that stands for itself; empty where no day can be told."""
    half, most = (view.told(day) for day in (outlook.p50, outlook.p85))
    if half and most:
        return say("its work is done by %(half)s in half of all runs, by %(most)s in 85 of 100", half=half, most=most)
    return say("its work is done by %(half)s in half of all runs", half=half) if half else ""


def _figures(outlook: Outlook | ProjectOutlook) -> dict[str, float | int | str | None]:
    p50, p85 = (day.isoformat() if day else None for day in (outlook.p50, outlook.p85))
    return {"probability": outlook.probability, "open work": outlook.pieces, "p50": p50, "p85": p85}


def without_work(view: RiskView) -> Iterator[Signal]:
    """Goals that are pursued, and that nothing open leads to."""
    for aim in view.pursued:
        if any(pk in view.pieces for pk in view.reach[aim.id]):
            continue
        yield Signal(
            kind=FindingKind.NO_WORK,
            item=aim.id,
            strength=0.7 if aim.metrics else 1.0,
            impact=1.0 if aim.due else 0.5,
            lead_days=(aim.due - view.day).days if aim.due else None,
            sentence=say("No open work leads to %(key)s; only its measures speak of it.", key=aim.key)
            if aim.metrics
            else say("No open work leads to %(key)s; nothing measures it either.", key=aim.key),
            action=say("Say what contributes to %(key)s, or put it on hold", key=aim.key),
            evidence=(aim.id,),
            goals=(aim.id,),
            figures={"measures": aim.metrics},
        )


def without_goal(view: RiskView) -> Iterator[Signal]:
    """How much of the work that somebody means to do serves no goal: one finding for all of it."""
    meant = [one for one in view.leaves if one.category in (Category.READY, Category.DOING)]
    stray = [one for one in meant if one.id not in view.goals]
    if len(meant) < FEW or not view.pursued or not stray:
        return
    stray.sort(key=lambda one: (-(one.effort or 0), one.id))
    ids = [one.id for one in stray]
    yield Signal(
        kind=FindingKind.NO_GOAL,
        item=None,
        strength=round(len(stray) / len(meant), 4),
        impact=0.0,
        lead_days=None,
        sentence=say(
            "%(stray)s of %(meant)s tasks and issues to be done lead to no goal that is pursued, among them %(keys)s.",
            stray=number(len(stray)),
            meant=number(len(meant)),
            keys=view.keys(ids[:5]),
        ),
        action=say("Say which goals they serve, or ask whether they are worth doing now"),
        evidence=view.named(ids),
        figures={"without a goal": len(stray), "of": len(meant)},
    )


def missed(view: RiskView) -> Iterator[Signal]:
    """Operations whose occurrences nobody did lately."""
    for one in view.given.missed:
        operation = view.pieces.get(one.operation)
        if operation is None or operation.kind != Kind.OPERATION:
            continue
        goals, count = view.goals.get(operation.id, ()), len(one.tasks)
        yield Signal(
            kind=FindingKind.MISSED,
            item=operation.id,
            strength=min(1.0, 0.6 + 0.1 * (count - 1)),
            impact=0.0,
            lead_days=None,
            sentence=say_n(
                "%(num)s occurrence of %(key)s passed undone in the last two weeks, the latest %(latest)s.",
                "%(num)s occurrences of %(key)s passed undone in the last two weeks, the latest %(latest)s.",
                count,
                key=operation.key,
                latest=one.keys[0],
            ),
            action=say("Give %(key)s somebody who has the time, or have it come less often", key=operation.key),
            evidence=(operation.id, one.tasks[0]),
            goals=goals,
            figures={"missed": count},
        )


def off_trend(view: RiskView) -> Iterator[Signal]:
    """Goals of which a measured key result is far behind the time that has passed: the worst of each."""
    worst = {one.goal: one for one in sorted(view.given.measures, key=lambda m: m.passed - m.progress)}
    for one in worst.values():
        gap = one.passed - one.progress
        if one.passed < EARLY or one.goal not in view.aims:
            continue
        key = view.aims[one.goal].key
        yield Signal(
            kind=FindingKind.OFF_TREND,
            item=one.goal,
            strength=round(min(max(0.6 + gap - BEHIND, 0.0), 1.0), 4),
            impact=round(max(gap, 0.0), 4),
            lead_days=view.lead((one.goal,)),
            sentence=say(
                "«%(title)s» of %(key)s has come %(way)s of its way in %(time)s of its time.",
                title=one.title,
                key=key,
                way=portion(one.progress),
                time=portion(one.passed),
            ),
            action=say("Change what is done for %(key)s, or its target", key=key),
            evidence=(one.goal,),
            goals=(one.goal,),
            figures={"progress": round(one.progress, 3), "time passed": round(one.passed, 3)},
        )
