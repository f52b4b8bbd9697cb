"""What would help goals most, as their pages show it: by title, for keys alone tell nothing to who decides."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...insights.findings import Driver, Gain
from ...insights.words import earlier, percent
from ...queries.base import Look
from ...queries.titles import titles
from ...tongue import say
from ..page import Visit


@dataclass(frozen=True, slots=True)
class Help:
    """An item whose being done first helps a goal: by how much, in a few words, and by way of which items.

    `sentence` says the same at length.
    """

    key: str
    title: str
    gain: str
    sentence: str
    way: tuple[tuple[str, str], ...]


def helps(visit: Visit, drivers: Collection[Driver], *, most: int) -> Mapping[str, Sequence[Help]]:
    """Return goal -> the first of what would help it most; what the visitor sees no more is left out."""
    keys = {key for one in drivers for gain in one.drivers[:most] for key in gain.evidence[:-1]}
    named = titles(Look(actor=visit.actor, now=visit.now), keys)
    return {one.goal: tuple(_told(one.drivers[:most], named)) for one in drivers}


def _told(gains: Sequence[Gain], named: Mapping[str, str]) -> Iterator[Help]:
    for one in gains:
        if one.item in named:
            way = tuple((key, named.get(key, key)) for key in one.evidence[1:-1])
            yield Help(one.item, named[one.item], _gain(one), one.sentence, way)


def _gain(one: Gain) -> str:
    days = earlier(one.days) if one.days > 0 else say("more likely")
    if one.probability is None or one.gain is None:
        return days
    now, then = percent(one.probability), percent(one.probability + one.gain)
    return days if now == then else f"{days}, {now} → {then}"
