"""Rules of risk that see it in the course of things, or in who holds what. Pure: a view and its course in."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ..rules.findings import Signal
from ..rules.insight_words import FindingKind
from ..rules.words import Kind
from ..tongue import say, say_n
from ..tongue.formats import percent
from .outlook import Effect
from .risk_course_rows import Course as Course
from .risk_view import RiskView

OFTEN: Final = 2
"""So often must a date have been put off to be called slipping."""
MUCH: Final = 3
"""So much more must have come than was done, in pieces of work, before it is called growing."""
SEVERAL: Final = 5
"""So much work must lead to a goal before it is said that it hangs on one person; three of it must be his."""
HIS: Final = 3


def decisive(view: RiskView) -> Iterator[Signal]:
    """Issues that nobody has begun, and for which a goal waits to the last: accepted or not, that is not to wait."""
    most: dict[int, Effect] = {}
    for one in sorted(view.found.found.effects, key=lambda one: (one.critical, -one.goal)):
        most[one.item] = one
    for pk, effect in most.items():
        piece = view.pieces.get(pk)
        if piece is None or piece.kind != Kind.ISSUE or piece.begun is not None or effect.goal not in view.aims:
            continue
        goals = view.goals.get(pk, ())
        yield Signal(
            kind=FindingKind.DECISIVE,
            item=pk,
            strength=round(min(1.0, 0.5 + 0.5 * effect.critical), 4),
            impact=view.impact(pk),
            lead_days=view.lead(goals),
            sentence=say(
                "%(key)s has not been begun, and %(goal)s waits for it to the last in %(share)s of all runs.",
                key=piece.key,
                goal=view.aims[effect.goal].key,
                share=percent(effect.critical),
            ),
            action=say("Begin %(key)s, or see that nothing has to wait for it", key=piece.key),
            evidence=(pk, effect.goal),
            goals=goals,
            figures={"decides": round(effect.critical, 3), "days": round(effect.days, 1)},
        )


def slipping(view: RiskView, course: Course) -> Iterator[Signal]:
    """What other work waits for, and whose due day was put off again and again."""
    for pk, slip in course.slips.items():
        others, piece = view.behind(pk), view.pieces[pk]
        if slip.times < OFTEN:
            continue
        goals = view.goals.get(pk, ())
        yield Signal(
            kind=FindingKind.SLIPPING,
            item=pk,
            strength=min(0.95, 0.3 + 0.15 * slip.times),
            impact=view.impact(pk),
            lead_days=view.lead(goals),
            sentence=say_n(
                "%(key)s was put off %(times)s times in 60 days, by %(days)s days in all, and one item waits for it.",
                "%(key)s was put off %(times)s times in 60 days, by %(days)s days in all,"
                " and %(num)s items wait for it.",
                len(others),
                key=piece.key,
                times=slip.times,
                days=slip.days,
            ),
            action=say("Ask for a date of %(key)s that holds, and plan for a later one", key=piece.key),
            evidence=(pk, *view.named(others)),
            goals=goals,
            figures={"put off": slip.times, "days": slip.days, "waiting": len(others)},
        )


def growing(view: RiskView, course: Course) -> Iterator[Signal]:
    """Goals and projects to which more work comes than is done of it."""
    for pk, one in course.growth.items():
        more = one.added - one.done
        key = (view.pieces.get(pk) or view.aims[pk]).key
        if more < MUCH or _beneath(view, course, pk, more):
            continue
        goals = (pk,) if pk in view.aims else view.goals.get(pk, ())
        yield Signal(
            kind=FindingKind.GROWING,
            item=pk,
            strength=round(one.added / (one.added + one.done), 4),
            impact=view.impact(pk),
            lead_days=view.lead([goal for goal in goals if goal in view.aims]),
            sentence=say_n(
                "Since %(day)s %(added)s pieces of work were added to %(key)s and %(num)s was done: it grows faster"
                " than it is done.",
                "Since %(day)s %(added)s pieces of work were added to %(key)s and %(num)s were done: it grows faster"
                " than it is done.",
                one.done,
                day=view.told(one.since),
                key=key,
                added=one.added,
            ),
            action=say("Say what of %(key)s can wait, or what it needs to be done faster", key=key),
            evidence=(pk,),
            goals=tuple(goal for goal in goals if goal in view.aims),
            figures={"added": one.added, "done": one.done},
        )


def _beneath(view: RiskView, course: Course, pk: int, more: int) -> bool:
    """Whether most of what comes to a goal comes to one thing that leads to it: then the cause lies there."""
    inner = (one for below, one in course.growth.items() if pk in view.goals.get(below, ()))
    return any(one.added - one.done >= max(MUCH, more / 2) for one in inner)


def reopened(view: RiskView, course: Course) -> Iterator[Signal]:
    """Issues that were resolved and came back: twice, or once where a goal waits for them."""
    for pk, times in course.reopened.items():
        piece, goals = view.pieces.get(pk), view.goals.get(pk, ())
        if piece is None:
            continue
        yield Signal(
            kind=FindingKind.REOPENED,
            item=pk,
            strength=min(1.0, 0.35 + 0.2 * times + (0.1 if goals else 0.0)),
            impact=view.impact(pk),
            lead_days=view.lead(goals),
            sentence=say_n(
                "%(key)s was resolved, and opened again.",
                "%(key)s was resolved, and opened again %(num)s times.",
                times,
                key=piece.key,
            ),
            action=say("Find the cause of %(key)s before it is resolved again", key=piece.key),
            evidence=(pk,),
            goals=goals,
            figures={"opened again": times},
        )


def one_person(view: RiskView, course: Course) -> Iterator[Signal]:
    """People on whose work goals wait to the last, more than on all others' together: one finding for each."""
    held: dict[int, dict[int, tuple[float, list[int]]]] = defaultdict(dict)
    for goal, shares in _critical(view).items():
        total = sum(sum(items.values()) for items in shares.values())
        if total <= 0 or sum(len(items) for items in shares.values()) < SEVERAL:
            continue
        for owner, items in shares.items():
            share = sum(items.values()) / total
            if owner in course.names and len(items) >= HIS and share >= 0.5:
                held[owner][goal] = (share, sorted(items, key=lambda pk: (-items[pk], pk)))
    for owner in sorted(held):
        yield _held(view, owner, course.names[owner], held[owner])


def _critical(view: RiskView) -> dict[int, dict[int, dict[int, float]]]:
    """Goal -> owner (0 nobody) -> his work with the share of runs in which the goal waits for it to the last."""
    found: dict[int, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for one in view.found.found.effects:
        facts = view.given.facts.get(one.item)
        if one.critical > 0 and one.goal in view.aims and facts is not None and one.item not in view.it.snapshot.inner:
            found[one.goal][facts.owner or 0][one.item] = one.critical
    return found


def _held(view: RiskView, owner: int, name: str, goals: dict[int, tuple[float, list[int]]]) -> Signal:
    ids = tuple(sorted(goals, key=lambda goal: (-goals[goal][0], goal)))
    share, items = goals[ids[0]]
    return Signal(
        kind=FindingKind.ONE_PERSON,
        item=None,
        member=owner,
        strength=round(min(1.0, share - 0.1), 4),
        impact=round(max(view.impact(pk) for pk in items), 6),
        lead_days=view.lead(ids),
        sentence=say(
            "%(goals)s: of the work that is waited for to the last, %(share)s is %(name)s's.",
            goals=view.keys(ids),
            share=percent(share),
            name=name,
        ),
        action=say("Have somebody else learn %(keys)s, or take part of it", keys=view.keys(items[:2])),
        evidence=view.named(items),
        goals=ids,
        figures={"share": round(share, 3), "pieces of work": len(items)},
    )
