"""What is said of work: one template for each thing that can be said."""

from collections.abc import Iterator
from typing import Final

from ...tongue import say, say_n
from .facts import Cited, Direction, Sentence, listed, portion
from .seen import Count, Seen

PIECE: Final = "piece of work"
OPEN_PIECE: Final = "open piece of work"
DAY: Final = "day"
"""What facts count, as their units name it to programs."""


def done(seen: Seen) -> Iterator[Sentence]:
    """How much was done, and what of it was most urgent."""
    now, before = seen.counts["done"], seen.counts["before"]
    cite = Cited("done")
    cite.count("done", now.value, PIECE, query=now.query)
    gap, way = _compared(cite, now.value, before)
    facts = {"gap": gap, "days": _before(cite.count("period", seen.days, DAY), seen.days)}
    yield cite.sentence(_done_compared(now.value, way, facts))
    if seen.done:
        cite = Cited("done")
        named = listed([cite.item(one.key, one.title) for one in seen.done])
        yield cite.sentence(say("Most urgent of what was done: %(items)s.", items=named))


def _done_compared(value: int, way: Direction, facts: dict[str, str]) -> str:
    match way, value:
        case Direction.SAME, 0:
            return say("No work was done, the same as %(days)s.", days=facts["days"])
        case _, 0:
            return say("No work was done, %(gap)s fewer than %(days)s.", **facts)
        case Direction.SAME, _:
            return say_n(
                "%(num)s piece of work was done, the same as %(days)s.",
                "%(num)s pieces of work were done, the same as %(days)s.",
                value,
                num=value,
                days=facts["days"],
            )
        case Direction.MORE, _:
            return say_n(
                "%(num)s piece of work was done, %(gap)s more than %(days)s.",
                "%(num)s pieces of work were done, %(gap)s more than %(days)s.",
                value,
                num=value,
                **facts,
            )
    return say_n(
        "%(num)s piece of work was done, %(gap)s fewer than %(days)s.",
        "%(num)s pieces of work were done, %(gap)s fewer than %(days)s.",
        value,
        num=value,
        **facts,
    )


def _before(shown: str, days: int) -> str:
    """The stretch of days to which is compared: it belongs after «than» and «the same as»."""
    return say_n("in the %(num)s day before", "in the %(num)s days before", days, num=shown)


def _compared(cite: Cited, now: int, other: Count) -> tuple[str, Direction]:
    """By how much a count is above or below another, and which; no number where they are the same."""
    if now == other.value:
        cite.way("compared", Direction.SAME)
        return "", Direction.SAME
    gap = cite.count("difference", abs(now - other.value), query=other.query)
    way = Direction.MORE if now > other.value else Direction.FEWER
    cite.way("compared", way)
    return gap, way


def came(seen: Seen) -> Iterator[Sentence]:
    """How much came in."""
    came, done = seen.counts["came"], seen.counts["done"]
    cite = Cited("came")
    cite.count("came", came.value, PIECE, query=came.query)
    if not came.value:
        yield cite.sentence(say("No work came in."))
        return
    gap, way = _compared(cite, came.value, done)
    than = _than(gap, way, done.value)
    yield cite.sentence(
        say_n(
            "%(num)s piece of work came in, %(than)s.",
            "%(num)s pieces of work came in, %(than)s.",
            came.value,
            num=came.value,
            than=than,
        )
    )


def _than(gap: str, way: Direction, done: int) -> str:
    """How what came stands to what was done, in a clause of its own."""
    match way:
        case Direction.SAME:
            return say_n("the same as was done", "the same as were done", done)
        case Direction.MORE:
            return say_n("%(gap)s more than was done", "%(gap)s more than were done", done, gap=gap)
    return say_n("%(gap)s fewer than was done", "%(gap)s fewer than were done", done, gap=gap)


def share(seen: Seen) -> Iterator[Sentence]:
    """How much of a goal's or a project's work is done; of teams, how much is open."""
    cite = Cited("share")
    if seen.root is None:
        yield cite.sentence(_open(cite, seen.counts["open"]))
        return
    ended, all_ = seen.counts["ended"], seen.counts["all"]
    keys = (seen.root.item.key,)
    if not all_.value:
        cite.count("all", 0, PIECE, query=all_.query, keys=keys)
        yield cite.sentence(say("No work stands beneath it."))
        return
    part = cite.count("ended", ended.value, query=ended.query)
    cite.count("all", all_.value, PIECE, query=all_.query)
    share = cite.share("done", portion(ended.value, all_.value), query=all_.query)
    whole = say_n("of %(num)s piece of work", "of %(num)s pieces of work", all_.value, num=all_.value)
    yield cite.sentence(
        say_n(
            "%(num)s %(whole)s is done, which is %(share)s.",
            "%(num)s %(whole)s are done, which is %(share)s.",
            ended.value,
            num=part,
            whole=whole,
            share=share,
        )
    )


def _open(cite: Cited, one: Count) -> str:
    cite.count("open", one.value, PIECE, query=one.query)
    if not one.value:
        return say("No work is open.")
    return say_n("%(num)s piece of work is open.", "%(num)s pieces of work are open.", one.value, num=one.value)


def overdue(seen: Seen) -> Iterator[Sentence]:
    """How much is overdue, and what the longest."""
    late = seen.counts["overdue"]
    cite = Cited("overdue")
    cite.count("overdue", late.value, PIECE, query=late.query)
    if not late.value or seen.late is None:
        yield cite.sentence(say("Nothing is overdue."))
        return
    one = seen.late
    longest = say("the longest is %(item)s", item=cite.item(one.key, one.title))
    shown = cite.count("late", one.days, DAY, keys=(one.key,))
    by = say_n("by %(num)s day", "by %(num)s days", one.days, num=shown)
    head = say_n("%(num)s piece of work is overdue", "%(num)s pieces of work are overdue", late.value, num=late.value)
    facts = {"head": head, "longest": longest, "by": by}
    if one.owner is None:
        yield cite.sentence(say("%(head)s; %(longest)s, %(by)s.", **facts))
    elif one.owner:
        owner = cite.named("owner", one.owner, (one.key,))
        yield cite.sentence(say("%(head)s; %(longest)s, %(by)s, owned by %(owner)s.", **facts, owner=owner))
    else:
        yield cite.sentence(say("%(head)s; %(longest)s, %(by)s, without an owner.", **facts))


def waiting(seen: Seen) -> Iterator[Sentence]:
    """How much waits for other work."""
    if (one := seen.counts["waiting"]).value:
        cite = Cited("waiting")
        cite.count("waiting", one.value, PIECE, query=one.query)
        yield cite.sentence(
            say_n(
                "%(num)s piece of work waits for other work that is open.",
                "%(num)s pieces of work wait for other work that is open.",
                one.value,
                num=one.value,
            )
        )


def unowned(seen: Seen) -> Iterator[Sentence]:
    """How much nobody owns."""
    if (one := seen.counts["unowned"]).value:
        cite = Cited("unowned")
        cite.count("unowned", one.value, OPEN_PIECE, query=one.query)
        yield cite.sentence(
            say_n(
                "%(num)s open piece of work has no owner.",
                "%(num)s open pieces of work have no owner.",
                one.value,
                num=one.value,
            )
        )


def critical(seen: Seen) -> Iterator[Sentence]:
    """Critical issues that are open."""
    if (one := seen.counts["critical"]).value and seen.critical:
        cite = Cited("critical")
        cite.count("critical", one.value, "critical issue", query=one.query)
        facts = {"num": one.value, "items": listed([cite.item(item.key, item.title) for item in seen.critical])}
        if len(seen.critical) == one.value:
            said = say_n(
                "%(num)s critical issue is open: %(items)s.",
                "%(num)s critical issues are open: %(items)s.",
                one.value,
                **facts,
            )
        else:
            said = say("%(num)s critical issues are open: first %(items)s.", **facts)
        yield cite.sentence(said)


def mine(seen: Seen) -> Iterator[Sentence]:
    """How much is the reader's own."""
    if (one := seen.counts.get("mine")) is None:
        return
    cite, late = Cited("mine"), seen.counts["mine_overdue"]
    cite.count("mine", one.value, OPEN_PIECE, query=one.query)
    if not one.value:
        yield cite.sentence(say("No open work is yours."))
        return
    overdue = cite.count("mine_overdue", late.value, query=late.query)
    head = say_n(
        "%(num)s open piece of work is yours", "%(num)s open pieces of work are yours", one.value, num=one.value
    )
    yield cite.sentence(_of_them(head, overdue, late.value))


def _of_them(head: str, shown: str, late: int) -> str:
    """A clause that stands for itself, and how many of what it counts are overdue."""
    if late:
        return say_n(
            "%(head)s, %(num)s of them overdue.", "%(head)s, %(num)s of them overdue.", late, head=head, num=shown
        )
    return say("%(head)s, none of them overdue.", head=head)


def goals(seen: Seen) -> Iterator[Sentence]:
    """How many goals are pursued."""
    if (one := seen.counts.get("goals")) is None or not one.value:
        return
    cite, late = Cited("goals"), seen.counts["goals_overdue"]
    cite.count("goals", one.value, "goal", query=one.query)
    overdue = cite.count("goals_overdue", late.value, query=late.query)
    head = say_n("%(num)s goal is pursued", "%(num)s goals are pursued", one.value, num=one.value)
    yield cite.sentence(_of_them(head, overdue, late.value))
