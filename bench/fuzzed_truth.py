"""What is so in a made-up workspace, told apart from how sentences are made: for checking them against it.

A sentence says nothing untrue if each of its numbers is one that its topic has here, in the direction that is so.
"""

from headway.rules.summaries.claims import Mark, tokens_of
from headway.rules.summaries.facts import FactKind, number

LIKELY = 50


def _way(gap, more="more", fewer="fewer"):
    return more if gap > 0 else fewer if gap < 0 else "same"


def numbers(seen, topic):
    """All numbers that a topic may tell."""
    count = {name: one.value for name, one in seen.counts.items()}
    ended, all_ = count["ended"], count["all"]
    share = 0 if not ended else 100 if ended == all_ else min(99, max(1, round(100 * ended / max(all_, 1))))
    unlikely = [one.now for one in seen.odds if round(100 * one.now) < LIKELY]
    found = {
        "done": [count["done"], abs(count["done"] - count["before"]), seen.days],
        "came": [count["came"], abs(count["came"] - count["done"])],
        "share": [ended, all_, share] if seen.root else [count["open"]],
        "overdue": [count["overdue"], seen.late.days if seen.late else 0],
        "mine": [count["mine"], count["mine_overdue"]],
        "goals": [count["goals"], count["goals_overdue"]],
        "due": [abs((seen.root.due - seen.today).days)] if seen.root and seen.root.due else [],
        "odds": [whole(one) for o in seen.odds[:1] for one in (o.now, o.then) if one is not None]
        if seen.root
        else [LIKELY, len(unlikely), *map(whole, unlikely)],
        "shifted": [abs(n) for one in seen.shifted for n in (one.days, one.unexplained, *(p.days for p in one.parts))],
        "moved": [abs((one.now - one.before).days) for one in seen.moved if one.now and one.before]
        + [seen.moved_count - min(len(seen.moved), 3)],
        "measures": [*(seen.progress or ()), *(n for m in seen.measures for n in (m.start, m.target, m.current))],
        "risks": [seen.risk_count],
    }
    return {number(one) for one in found.get(topic, [count.get(topic, 0)]) if one is not None}


def whole(chance):
    """A probability as it is told."""
    share = round(100 * chance)
    return "<1" if share < 1 else ">99" if share > 99 else share


def ways(seen, topic):
    """All directions that a topic may tell."""
    count = {name: one.value for name, one in seen.counts.items()}
    later = [_way((one.now - one.before).days, "later", "earlier") for one in seen.moved if one.now and one.before]
    shifts = [n for one in seen.shifted for n in (one.days, one.unexplained, *(part.days for part in one.parts)) if n]
    odds = (
        [_way(round(100 * one.now) - round(100 * one.then)) for one in seen.odds[:1] if one.then is not None]
        if seen.root
        else ["fewer"]
    )
    found = {
        "done": [_way(count["done"] - count["before"])],
        "came": [_way(count["came"] - count["done"])],
        "odds": odds,
        "shifted": [_way(n, "later", "earlier") for n in shifts],
        "moved": later,
        "measures": [_way(seen.progress[1] - seen.progress[0])] if seen.progress else [],
    }
    return set(found.get(topic, ()))


def named(seen):
    """All keys that there are."""
    items = [*seen.done, *seen.critical, *(one.item for one in (*seen.odds, *seen.moved, *seen.shifted))]
    items += [one for one in (seen.late, seen.risk) if one] + ([seen.root.item] if seen.root else [])
    return {one.key.upper() for one in items} | {one.goal for one in seen.measures}


def untrue(seen, sentence):
    """What a sentence says that is not so."""
    people = {str(f.value) for f in sentence.facts if f.kind is FactKind.NAME and f.predicate != "title"}
    allowed = {
        Mark.NUMBER: numbers(seen, sentence.topic),
        Mark.DIRECTION: ways(seen, sentence.topic),
        Mark.KEY: named(seen),
    }
    said = tokens_of(sentence.text, people)
    return [f"{one.mark} {one.value}" for one in said if one.mark in allowed and one.value not in allowed[one.mark]]
