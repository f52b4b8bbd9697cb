"""From what was read to sentences: one template for each thing that can be said, and their order for each reader."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from .facts import Direction, Reader, Say, Sentence, listed, percent
from .seen import Count, Moved, Seen

PIECES: Final = ("piece of work", "pieces of work")
_OPEN_PIECES: Final = ("open piece of work", "open pieces of work")
_DAYS: Final = ("day", "days")
LIKELY: Final = 50
"""Per cent below which a goal is more likely to be missed than met."""
SHOWN: Final = 3

Template = Callable[[Seen], Iterator[Sentence]]


def sentences(seen: Seen, reader: Reader) -> tuple[Sentence, ...]:
    """Return what there is to say, in the order that serves a reader; the sentences are the same for all."""
    return tuple(one for topic in ORDER[reader] for one in TEMPLATES[topic](seen))


def verb(count: int, *, past: bool = False) -> str:
    """«is» or «are»; of what is past «was» or «were»."""
    return ("was" if past else "is") if count == 1 else ("were" if past else "are")


def _done(seen: Seen) -> Iterator[Sentence]:
    now, before = seen.counts["done"], seen.counts["before"]
    say = Say("done")
    amount = say.count("done", now.value, *PIECES, query=now.query)
    way, than = _compared(say, now.value, before)
    span = say.count("period", seen.days, *_DAYS)
    head = f"{amount} {verb(now.value, past=True)} done" if now.value else "No work was done"
    yield say.sentence(f"{head}, {way} {than} in the {span} before.")
    if seen.done:
        say = Say("done")
        yield say.sentence(
            f"Most urgent of what was done: {listed([say.item(one.key, one.title) for one in seen.done])}."
        )


def _compared(say: Say, now: int, other: Count) -> tuple[str, str]:
    """«4 more», «than»: by how much a count is above or below another."""
    if now == other.value:
        return say.way("compared", Direction.SAME, "the same"), "as"
    gap = say.count("difference", abs(now - other.value), query=other.query)
    way = Direction.MORE if now > other.value else Direction.FEWER
    return f"{gap} {say.way('compared', way, way.value)}", "than"


def _came(seen: Seen) -> Iterator[Sentence]:
    came, done = seen.counts["came"], seen.counts["done"]
    say = Say("came")
    amount = say.count("came", came.value, *PIECES, query=came.query)
    if not came.value:
        yield say.sentence("No work came in.")
        return
    way, than = _compared(say, came.value, done)
    yield say.sentence(f"{amount} came in, {way} {than} {verb(done.value, past=True)} done.")


def _share(seen: Seen) -> Iterator[Sentence]:
    """How much of a goal's or a project's work is done; of teams, how much is open."""
    say = Say("share")
    if seen.root is None:
        open_ = seen.counts["open"]
        amount = say.count("open", open_.value, *PIECES, query=open_.query)
        yield say.sentence(f"{amount} {verb(open_.value)} open." if open_.value else "No work is open.")
        return
    ended, all_ = seen.counts["ended"], seen.counts["all"]
    keys = (seen.root.item.key,)
    if not all_.value:
        say.count("all", 0, *PIECES, query=all_.query, keys=keys)
        yield say.sentence("No work stands beneath it.")
        return
    part = say.count("ended", ended.value, query=ended.query)
    whole = say.count("all", all_.value, *PIECES, query=all_.query)
    share = say.share("done", percent(ended.value, all_.value), query=all_.query)
    yield say.sentence(f"{part} of {whole} {verb(ended.value)} done, which is {share}.")


def _overdue(seen: Seen) -> Iterator[Sentence]:
    late = seen.counts["overdue"]
    say = Say("overdue")
    amount = say.count("overdue", late.value, *PIECES, query=late.query)
    if not late.value or seen.late is None:
        yield say.sentence("Nothing is overdue.")
        return
    one = seen.late
    named, days = say.item(one.key, one.title), say.count("late", one.days, *_DAYS, keys=(one.key,))
    if one.owner is None:
        whose = ""
    else:
        whose = f", owned by {say.named('owner', one.owner, (one.key,))}" if one.owner else ", without an owner"
    yield say.sentence(f"{amount} {verb(late.value)} overdue; the longest is {named}, by {days}{whose}.")


def _waiting(seen: Seen) -> Iterator[Sentence]:
    if (one := seen.counts["waiting"]).value:
        say = Say("waiting")
        amount = say.count("waiting", one.value, *PIECES, query=one.query)
        yield say.sentence(f"{amount} {'waits' if one.value == 1 else 'wait'} for other work that is open.")


def _unowned(seen: Seen) -> Iterator[Sentence]:
    if (one := seen.counts["unowned"]).value:
        say = Say("unowned")
        amount = say.count("unowned", one.value, *_OPEN_PIECES, query=one.query)
        yield say.sentence(f"{amount} {'has' if one.value == 1 else 'have'} no owner.")


def _critical(seen: Seen) -> Iterator[Sentence]:
    if (one := seen.counts["critical"]).value and seen.critical:
        say = Say("critical")
        amount = say.count("critical", one.value, "critical issue", "critical issues", query=one.query)
        first = "" if len(seen.critical) == one.value else "first "
        named = listed([say.item(item.key, item.title) for item in seen.critical])
        yield say.sentence(f"{amount} {verb(one.value)} open: {first}{named}.")


def _mine(seen: Seen) -> Iterator[Sentence]:
    if (one := seen.counts.get("mine")) is None:
        return
    say, late = Say("mine"), seen.counts["mine_overdue"]
    amount = say.count("mine", one.value, *_OPEN_PIECES, query=one.query)
    if not one.value:
        yield say.sentence("No open work is yours.")
        return
    overdue = say.count("mine_overdue", late.value, query=late.query)
    tail = f"{overdue} of them overdue" if late.value else "none of them overdue"
    yield say.sentence(f"{amount} {verb(one.value)} yours, {tail}.")


def _goals(seen: Seen) -> Iterator[Sentence]:
    if (one := seen.counts.get("goals")) is None or not one.value:
        return
    say, late = Say("goals"), seen.counts["goals_overdue"]
    amount = say.count("goals", one.value, "goal", "goals", query=one.query)
    overdue = say.count("goals_overdue", late.value, query=late.query)
    tail = f"{overdue} of them overdue" if late.value else "none of them overdue"
    yield say.sentence(f"{amount} {verb(one.value)} pursued, {tail}.")


def _due(seen: Seen) -> Iterator[Sentence]:
    if (root := seen.root) is None:
        return
    say, keys = Say("due"), (root.item.key,)
    if root.ended is not None:
        yield say.sentence(f"It was {'done' if root.done else 'dropped'} on {say.day('ended', root.ended, keys)}.")
    elif root.due is None:
        say.named("subject", root.item.key, keys)
        yield say.sentence("It has no due date.")
    else:
        day, away = say.day("due", root.due, keys), (root.due - seen.today).days
        span = say.count("away", abs(away), *_DAYS, keys=keys)
        yield say.sentence(f"It is due on {day}, in {span}." if away >= 0 else f"It was due on {day}, {span} ago.")


def _odds(seen: Seen) -> Iterator[Sentence]:
    if seen.root is not None:
        yield from (_one_odds(seen) if seen.odds else ())
    elif seen.odds:
        yield _all_odds(seen)


def _one_odds(seen: Seen) -> Iterator[Sentence]:
    one = seen.odds[0]
    say, keys = Say("odds"), (one.item.key,)
    head = "The probability that it is done in time"
    if one.then is None:
        yield say.sentence(f"{head} is {say.share('probability', one.now, keys=keys)}.")
    elif one.then == one.now:
        same = say.way("probability", Direction.SAME, "the same")
        yield say.sentence(f"{head} is {same} as before, {say.share('probability', one.now, keys=keys)}.")
    else:
        way = Direction.MORE if one.now > one.then else Direction.FEWER
        verb = say.way("probability", way, "rose" if way is Direction.MORE else "fell")
        then = say.share("probability_before", one.then, keys=keys)
        yield say.sentence(f"{head} {verb} from {then} to {say.share('probability', one.now, keys=keys)}.")


def _all_odds(seen: Seen) -> Sentence:
    """How many of the goals are more likely to be missed, and the worst of them."""
    say, unlikely = Say("odds"), [one for one in seen.odds if one.now < LIKELY]
    keys = tuple(one.item.key for one in unlikely)
    below = say.way("probability", Direction.FEWER, "below")
    if not unlikely:
        share = say.share("likely", LIKELY, keys=tuple(one.item.key for one in seen.odds))
        return say.sentence(f"No goal has a probability {below} {share} of being met in time.")
    many = say.count("unlikely", len(unlikely), "goal", "goals", keys=keys)
    has = "has" if len(unlikely) == 1 else "have"
    share = say.share("likely", LIKELY, keys=keys)
    worst = min(unlikely, key=lambda one: (one.now, one.item.key))
    named = say.item(worst.item.key, worst.item.title)
    own = say.share("probability", worst.now, keys=(worst.item.key,))
    return say.sentence(
        f"{many} {has} a probability {below} {share} of being met in time; the least is {named}: {own}."
    )


def _moved(seen: Seen) -> Iterator[Sentence]:
    yield from (_one_moved(one) for one in seen.moved[:SHOWN])
    if (rest := seen.moved_count - min(len(seen.moved), SHOWN)) > 0:
        say = Say("moved")
        amount = say.count("moved", rest, "other due date", "other due dates")
        yield say.sentence(f"{amount} moved.")


def _one_moved(one: Moved) -> Sentence:
    say = Say("moved")
    named, keys = say.item(one.item.key, one.item.title), (one.item.key,)
    if one.before is None or one.now is None:
        day = one.now or one.before
        words = "got the due date" if one.now else "has no due date, instead of"
        return say.sentence(f"{named} {words} {say.day('due', day, keys) if day else ''}.")
    way = Direction.LATER if one.now > one.before else Direction.EARLIER
    before, now = say.day("due_before", one.before, keys), say.day("due", one.now, keys)
    span = say.count("moved", abs((one.now - one.before).days), *_DAYS, keys=keys)
    return say.sentence(
        f"The due date of {named} moved from {before} to {now}, {span} {say.way('due', way, way.value)}."
    )


def _measures(seen: Seen) -> Iterator[Sentence]:
    if seen.progress is not None and seen.root is not None:
        yield _progress(seen.progress, seen.root.item.key)
    for one in seen.measures:
        say, keys = Say("measures"), (one.goal,)
        name, current = f"«{say.named('title', one.name, keys)}»", say.amount("current", one.current, keys)
        target, start = say.amount("target", one.target, keys), say.amount("start", one.start, keys)
        yield say.sentence(f"{name} is measured at {current}; its target is {target}, and it began at {start}.")


def _progress(progress: tuple[int, int], goal: str) -> Sentence:
    say, keys, (then, now) = Say("measures"), (goal,), progress
    if then == now:
        same = say.way("progress", Direction.SAME, "the same")
        return say.sentence(f"Its measured progress is {same} as before, {say.share('progress', now, keys=keys)}.")
    way = Direction.MORE if now > then else Direction.FEWER
    verb = say.way("progress", way, "rose" if way is Direction.MORE else "fell")
    before = say.share("progress_before", then, keys=keys)
    return say.sentence(f"Its measured progress {verb} from {before} to {say.share('progress', now, keys=keys)}.")


def _risks(seen: Seen) -> Iterator[Sentence]:
    if seen.risk_count and seen.risk is not None:
        say = Say("risks")
        amount = say.count("risks", seen.risk_count, "risk", "risks", keys=(seen.risk.key,))
        named = say.item(seen.risk.key, seen.risk.title)
        kind = say.named("risk", seen.risk_kind, (seen.risk.key,))
        yield say.sentence(f"{amount} {verb(seen.risk_count)} found; what costs goals the most is {named}: {kind}.")


TEMPLATES: Final[Mapping[str, Template]] = {
    "due": _due,
    "share": _share,
    "odds": _odds,
    "measures": _measures,
    "goals": _goals,
    "moved": _moved,
    "risks": _risks,
    "overdue": _overdue,
    "waiting": _waiting,
    "critical": _critical,
    "unowned": _unowned,
    "done": _done,
    "came": _came,
    "mine": _mine,
}
ORDER: Final[Mapping[Reader, tuple[str, ...]]] = {
    Reader.EXECUTIVE: (
        *("odds", "goals", "due", "share", "measures", "moved", "risks", "critical", "overdue", "done", "came"),
        *("waiting", "unowned", "mine"),
    ),
    Reader.MANAGER: (
        *("overdue", "waiting", "critical", "unowned", "done", "came", "share", "due", "moved", "risks", "odds"),
        *("measures", "goals", "mine"),
    ),
    Reader.PROJECT_MANAGER: (
        *("due", "share", "odds", "moved", "overdue", "waiting", "critical", "risks", "done", "came", "unowned"),
        *("measures", "goals", "mine"),
    ),
    Reader.CONTRIBUTOR: (
        *("mine", "overdue", "waiting", "done", "came", "critical", "due", "share", "moved", "unowned", "risks"),
        *("odds", "measures", "goals"),
    ),
}
