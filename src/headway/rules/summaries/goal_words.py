"""What is said of goals and projects: one template for each thing that can be said."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from ...tongue import say, say_n
from ...tongue.formats import percent
from .facts import Cited, Direction, Sentence
from .seen import Moved, Seen
from .work_words import DAY

LIKELY: Final = 50
"""Per cent below which a goal is more likely to be missed than met."""
SHOWN: Final = 3


def due(seen: Seen) -> Iterator[Sentence]:
    """When it is due, or when it ended."""
    if (root := seen.root) is None:
        return
    cite, keys = Cited("due"), (root.item.key,)
    if root.ended is not None:
        day = cite.day("ended", root.ended, keys)
        yield cite.sentence(
            say("It was done on %(day)s.", day=day) if root.done else say("It was dropped on %(day)s.", day=day)
        )
    elif root.due is None:
        cite.named("subject", root.item.key, keys)
        yield cite.sentence(say("It has no due date."))
    else:
        yield cite.sentence(_due_in(cite, root.due, (root.due - seen.today).days, keys))


def _due_in(cite: Cited, due: date, away: int, keys: tuple[str, ...]) -> str:
    day, span = cite.day("due", due, keys), cite.count("away", abs(away), DAY, keys=keys)
    if away >= 0:
        return say_n(
            "It is due on %(day)s, in %(num)s day.", "It is due on %(day)s, in %(num)s days.", away, num=span, day=day
        )
    return say_n(
        "It was due on %(day)s, %(num)s day ago.", "It was due on %(day)s, %(num)s days ago.", -away, num=span, day=day
    )


def odds(seen: Seen) -> Iterator[Sentence]:
    """How likely goals are to be met, or a project to be done."""
    if seen.root is not None:
        yield from (_one_odds(seen) if seen.odds else ())
    elif seen.odds:
        yield _all_odds(seen)


def _one_odds(seen: Seen) -> Iterator[Sentence]:
    one = seen.odds[0]
    cite, keys = Cited("odds"), (one.item.key,)
    if one.then is None:
        share = cite.chance("probability", one.now, keys)
        yield cite.sentence(say("The probability that it is done in time is %(share)s.", share=share))
    elif percent(one.then) == percent(one.now):
        cite.way("probability", Direction.SAME)
        share = cite.chance("probability", one.now, keys)
        yield cite.sentence(
            say("The probability that it is done in time is the same as before, %(share)s.", share=share)
        )
    else:
        cite.way("probability", Direction.MORE if one.now > one.then else Direction.FEWER)
        shares = {
            "then": cite.chance("probability_before", one.then, keys),
            "now": cite.chance("probability", one.now, keys),
        }
        yield cite.sentence(
            say("The probability that it is done in time rose from %(then)s to %(now)s.", **shares)
            if one.now > one.then
            else say("The probability that it is done in time fell from %(then)s to %(now)s.", **shares)
        )


def _all_odds(seen: Seen) -> Sentence:
    """How many of the goals are more likely to be missed, and the worst of them."""
    cite, unlikely = Cited("odds"), [one for one in seen.odds if round(one.now * 100) < LIKELY]
    keys = tuple(one.item.key for one in unlikely)
    cite.way("probability", Direction.FEWER)
    if not unlikely:
        share = cite.share("likely", LIKELY, keys=tuple(one.item.key for one in seen.odds))
        return cite.sentence(say("No goal has a probability below %(share)s of being met in time.", share=share))
    cite.count("unlikely", len(unlikely), "goal", keys=keys)
    worst = min(unlikely, key=lambda one: one.now)  # the first of those that whole per cents call alike
    facts = {
        "num": len(unlikely),
        "share": cite.share("likely", LIKELY, keys=keys),
        "item": cite.item(worst.item.key, worst.item.title),
        "own": cite.chance("probability", worst.now, (worst.item.key,)),
    }
    return cite.sentence(
        say_n(
            "%(num)s goal has a probability below %(share)s of being met in time; the least is %(item)s: %(own)s.",
            "%(num)s goals have a probability below %(share)s of being met in time; the least is %(item)s: %(own)s.",
            len(unlikely),
            **facts,
        )
    )


def moved(seen: Seen) -> Iterator[Sentence]:
    """Due dates that moved."""
    yield from (_one_moved(one) for one in seen.moved[:SHOWN])
    if (rest := seen.moved_count - min(len(seen.moved), SHOWN)) > 0:
        cite = Cited("moved")
        cite.count("moved", rest, "other due date")
        yield cite.sentence(say_n("%(num)s other due date moved.", "%(num)s other due dates moved.", rest, num=rest))


def _one_moved(one: Moved) -> Sentence:
    cite = Cited("moved")
    named, keys = cite.item(one.item.key, one.item.title), (one.item.key,)
    if one.before is None or one.now is None:
        day = one.now or one.before
        facts = {"item": named, "day": cite.day("due", day, keys) if day else ""}
        return cite.sentence(
            say("%(item)s got the due date %(day)s.", **facts)
            if one.now
            else say("%(item)s has no due date, instead of %(day)s.", **facts)
        )
    way = Direction.LATER if one.now > one.before else Direction.EARLIER
    before, now = cite.day("due_before", one.before, keys), cite.day("due", one.now, keys)
    days = abs((one.now - one.before).days)
    moved = {"item": named, "before": before, "now": now, "num": cite.count("moved", days, DAY, keys=keys)}
    cite.way("due", way)
    if way is Direction.LATER:
        return cite.sentence(
            say_n(
                "The due date of %(item)s moved from %(before)s to %(now)s, %(num)s day later.",
                "The due date of %(item)s moved from %(before)s to %(now)s, %(num)s days later.",
                days,
                **moved,
            )
        )
    return cite.sentence(
        say_n(
            "The due date of %(item)s moved from %(before)s to %(now)s, %(num)s day earlier.",
            "The due date of %(item)s moved from %(before)s to %(now)s, %(num)s days earlier.",
            days,
            **moved,
        )
    )


def measures(seen: Seen) -> Iterator[Sentence]:
    """Measured key results."""
    if seen.progress is not None and seen.root is not None:
        yield _progress(seen.progress, seen.root.item.key)
    for one in seen.measures:
        cite, keys = Cited("measures"), (one.goal,)
        facts = {
            "name": f"«{cite.named('title', one.name, keys)}»",
            "current": cite.amount("current", one.current, keys),
            "target": cite.amount("target", one.target, keys),
            "start": cite.amount("start", one.start, keys),
        }
        yield cite.sentence(
            say("%(name)s is measured at %(current)s; its target is %(target)s, and it began at %(start)s.", **facts)
        )


def _progress(progress: tuple[int, int], goal: str) -> Sentence:
    cite, keys, (then, now) = Cited("measures"), (goal,), progress
    if then == now:
        cite.way("progress", Direction.SAME)
        share = cite.share("progress", now, keys=keys)
        return cite.sentence(say("Its measured progress is the same as before, %(share)s.", share=share))
    cite.way("progress", Direction.MORE if now > then else Direction.FEWER)
    shares = {"then": cite.share("progress_before", then, keys=keys), "now": cite.share("progress", now, keys=keys)}
    if now > then:
        return cite.sentence(say("Its measured progress rose from %(then)s to %(now)s.", **shares))
    return cite.sentence(say("Its measured progress fell from %(then)s to %(now)s.", **shares))


def risks(seen: Seen) -> Iterator[Sentence]:
    """What was found to be at risk."""
    if seen.risk_count and seen.risk is not None:
        cite = Cited("risks")
        cite.count("risks", seen.risk_count, "risk", keys=(seen.risk.key,))
        facts = {
            "num": seen.risk_count,
            "item": cite.item(seen.risk.key, seen.risk.title),
            "kind": cite.named("risk", seen.risk_kind, (seen.risk.key,)),
        }
        yield cite.sentence(
            say_n(
                "%(num)s risk is found; what costs goals the most is %(item)s: %(kind)s.",
                "%(num)s risks are found; what costs goals the most is %(item)s: %(kind)s.",
                seen.risk_count,
                **facts,
            )
        )
