"""By what forecasts moved, in sentences."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ...tongue import say, say_n
from ..insight_words import Cause
from .facts import Cited, Direction, Sentence
from .seen import Seen, Shifted
from .work_words import DAY

MOST: Final = 3
_CAUSES: Final[Mapping[str, Callable[[str], str]]] = {
    Cause.SCOPE: lambda days: say("scope %(days)s", days=days),
    Cause.PACE: lambda days: say("pace %(days)s", days=days),
    Cause.DATES: lambda days: say("dates %(days)s", days=days),
    Cause.LINKS: lambda days: say("links %(days)s", days=days),
    Cause.PEOPLE: lambda days: say("people %(days)s", days=days),
}


def shifted(seen: Seen) -> Iterator[Sentence]:
    """Tell by how many days forecasts moved, and by what; the parts, and what none explains, add up."""
    yield from (_one(one, own=seen.root is not None) for one in seen.shifted[:MOST])


def _one(one: Shifted, *, own: bool) -> Sentence:
    cite, keys = Cited("shifted"), (one.item.key,)
    facts = {"since": cite.day("since", one.since, keys), "until": cite.day("until", one.until, keys)}
    if not own:
        facts["item"] = cite.item(one.item.key, one.item.title)
    facts["days"] = _days(cite, "shifted", one.days, keys)
    parts = [_CAUSES[p.cause](_days(cite, p.cause, p.days, p.keys or keys)) for p in one.parts if p.days]
    if one.unexplained or not parts:
        parts.append(say("not explained %(days)s", days=_days(cite, "unexplained", one.unexplained, keys)))
    facts["parts"] = ", ".join(parts)
    if own:
        return cite.sentence(say("From %(since)s to %(until)s its forecast moved %(days)s: %(parts)s.", **facts))
    return cite.sentence(
        say("From %(since)s to %(until)s the forecast of %(item)s moved %(days)s: %(parts)s.", **facts)
    )


def _days(cite: Cited, predicate: str, days: int, keys: tuple[str, ...]) -> str:
    """«6 days later», «1 day earlier», «0 days»."""
    num = cite.count(predicate, abs(days), DAY, keys=keys)
    if not days:
        return say_n("%(num)s day", "%(num)s days", 0, num=num)
    cite.way(predicate, Direction.LATER if days > 0 else Direction.EARLIER)
    if days > 0:
        return say_n("%(num)s day later", "%(num)s days later", days, num=num)
    return say_n("%(num)s day earlier", "%(num)s days earlier", -days, num=num)
