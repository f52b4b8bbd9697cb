"""Rules of risk that see what a piece of work lacks: an owner, an estimate, a date, time that was promised. Pure."""

from collections.abc import Iterator
from typing import Final

from ..rules.findings import Signal
from ..rules.insight_words import FindingKind
from ..rules.words import Category
from ..tongue import say, say_n, word
from ..tongue.formats import percent
from .outlook import Effect
from .risk_view import RiskView
from .risk_work import DECIDES, ago, on
from .rows import Piece

_CARRIES_ON: Final = (Category.READY, Category.DOING)


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
        if lacks in _LACKS:
            sentence, action = _LACKS[lacks]
            yield on(
                view,
                FindingKind.INCOMPLETE,
                piece,
                strength=min(1.0, 0.6 + 0.4 * effect.critical),
                sentence=say(sentence, key=piece.key, goal=view.aims[effect.goal].key, share=percent(effect.critical)),
                action=say(action, key=piece.key),
                evidence=(effect.goal,),
                figures={"decides": round(effect.critical, 3)},
            )


def _lacks(view: RiskView, piece: Piece) -> tuple[bool, bool, bool]:
    """What nobody has said of a piece of work: who does it, how much it is, by when."""
    return view.given.facts[piece.id].owner is None, piece.effort is None, piece.due is None


_LACKS: Final = {
    (True, False, False): (
        word("%(key)s decides %(goal)s in %(share)s of all runs, and has no owner."),
        word("Give %(key)s an owner"),
    ),
    (True, True, False): (
        word("%(key)s decides %(goal)s in %(share)s of all runs, and has neither an owner nor an estimate."),
        word("Give %(key)s an owner and an estimate"),
    ),
    (True, False, True): (
        word("%(key)s decides %(goal)s in %(share)s of all runs, and has neither an owner nor a date."),
        word("Give %(key)s an owner and a date"),
    ),
    (False, True, True): (
        word("%(key)s decides %(goal)s in %(share)s of all runs, and has neither an estimate nor a date."),
        word("Give %(key)s an estimate and a date"),
    ),
    (True, True, True): (
        word("%(key)s decides %(goal)s in %(share)s of all runs, and has neither an owner nor an estimate nor a date."),
        word("Give %(key)s an owner and an estimate and a date"),
    ),
}
"""What is said of work that lacks an owner, an estimate, a date, and what would help. What else lacks is no risk."""


def promises(view: RiskView) -> Iterator[Signal]:
    """Requests whose promised time runs out within a day, or ran out."""
    for one in view.given.promises:
        piece = view.pieces.get(one.item)
        if piece is None:
            continue
        sentence, action = _PROMISES[one.what, one.hours > 0]
        yield on(
            view,
            FindingKind.BREACHING,
            piece,
            strength=0.7 if one.hours > 0 else 1.0,
            sentence=say(sentence, key=piece.key, when=_when(one.hours)),
            action=say(action, key=piece.key),
            lead=max(round(one.hours / 24), 0),
            figures={"hours left": round(one.hours, 1)},
        )


_PROMISES: Final = {
    ("answer", True): (
        word("The time promised to answer %(key)s runs out %(when)s."),
        word("Answer %(key)s now, or tell who waits"),
    ),
    ("answer", False): (
        word("The time promised to answer %(key)s ran out %(when)s."),
        word("Answer %(key)s now, or tell who waits"),
    ),
    ("resolve", True): (
        word("The time promised to resolve %(key)s runs out %(when)s."),
        word("Resolve %(key)s now, or tell who waits"),
    ),
    ("resolve", False): (
        word("The time promised to resolve %(key)s ran out %(when)s."),
        word("Resolve %(key)s now, or tell who waits"),
    ),
}
"""What is promised, and whether there is time left -> what is said of it, and what would help."""


def _when(left: float) -> str:
    """In how long, or how long ago: in hours up to two days."""
    hours = abs(round(left))
    if left > 0:
        if hours < 48:
            return say_n("in %(num)s hour", "in %(num)s hours", hours)
        return say_n("in %(num)s day", "in %(num)s days", hours // 24)
    return say_n("%(num)s hour ago", "%(num)s hours ago", hours) if hours < 48 else ago(hours // 24)
