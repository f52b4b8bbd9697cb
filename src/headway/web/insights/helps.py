"""What would help goals most, as their pages show it: by title, for keys alone tell nothing to who decides."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...insights.findings import Driver, Gain
from ...insights.words import earlier
from ...queries.base import Look
from ...queries.titles import titles
from ...tongue import say
from ...tongue.formats import percent
from ..page import Visit


@dataclass(frozen=True, slots=True)
class Help:
    """An item whose being done first helps a goal: by how much, in a few words, and by way of which items.

    `sentence` says the same at length; `after` is what has to come before it can be begun.
    """

    key: str
    title: str
    gain: str
    sentence: str
    way: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


def helps(visit: Visit, drivers: Collection[Driver], *, most: int) -> Mapping[str, Sequence[Help]]:
    """Return goal -> the first of what would help it most; what the visitor sees no more is left out."""
    return _helps(visit, {one.goal: one.drivers[:most] for one in drivers})


def firsts(visit: Visit, drivers: Collection[Driver], *, most: int) -> Mapping[str, Sequence[Help]]:
    """Return goal -> what should be done first: of what helps it that which can be begun, where there is any."""
    return _helps(visit, {one.goal: (one.first or one.drivers)[:most] for one in drivers})


def _helps(visit: Visit, gains: Mapping[str, Sequence[Gain]]) -> Mapping[str, Sequence[Help]]:
    keys = {key for told in gains.values() for one in told for key in (*one.evidence[:-1], *one.after)}
    named = titles(Look(actor=visit.actor, now=visit.now), keys)
    return {goal: tuple(_told(told, named)) for goal, told in gains.items()}


def _told(gains: Sequence[Gain], named: Mapping[str, str]) -> Iterator[Help]:
    for one in gains:
        if one.item in named:
            way = tuple((key, named.get(key, key)) for key in one.evidence[1:-1])
            after = tuple((key, named[key]) for key in one.after if key in named)
            yield Help(one.item, named[one.item], _gain(one), one.sentence, way, after)


def _gain(one: Gain) -> str:
    days = earlier(one.days) if one.days > 0 else say("more likely")
    if one.probability is None or one.gain is None:
        return days
    now, then = percent(one.probability), percent(one.probability + one.gain)
    return days if now == then else f"{days}, {now} → {then}"
