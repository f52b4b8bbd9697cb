"""The palette's one address: what fits the words, on this page and with this selection, as a list to choose from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.urls import path

from ...queries.lists import ListStates
from ...queries.rows import ItemRow
from ...rules.addresses import local
from ...rules.errors import Invalid
from ...tongue import say, say_n
from ..explore.filters import address
from ..page import Visit, screen
from . import items, offers, places
from .entries import Entry, Group, groups, unique

LONGEST: Final = 200
MOST_KEYS: Final = 500
MOST_RECENT: Final = 20
LINES: Final = 8
RECENT_LINES: Final = 6
_ITEM: Final = re.compile(rf"/(items|projects)/({items.KEY.pattern})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser tells: the words, the keys of what is selected, the page, what was opened last.

    `acts` asks for nothing but what can be done with the selected.
    """

    words: str
    keys: list[str]
    here: str
    recent: list[str]
    acts: bool


@screen
def palette(visit: Visit) -> HttpResponse:
    """Answer with the sections, the best first, as options of a list."""
    asked = _asked(visit)
    rows = items.by_key(
        visit, [*_alone(asked.keys), *(found[2] for found in map(_ITEM.fullmatch, asked.recent) if found)]
    )
    about = rows.get(asked.keys[0]) if len(asked.keys) == 1 else None
    found = _groups(visit, asked, rows, about)
    return visit.page("palette/found.html", groups=found, asked=asked.words, on=_name(asked.keys, about))


def _asked(visit: Visit) -> Asked:
    get = visit.request.GET
    words, keys = get.get("q", "").strip(), [key.upper() for key in get.get("keys", "").split(",") if key]
    if len(words) > LONGEST:
        raise Invalid(
            say("the palette takes at most %(most)s characters; these are %(given)s", most=LONGEST, given=len(words)),
            field="q",
        )
    if wrong := next((key for key in keys if not items.KEY.fullmatch(key)), None):
        raise Invalid(
            say("%(word)s is no key; keys are like PAY-41, with commas between them", word=repr(wrong)), field="keys"
        )
    if len(keys) > MOST_KEYS:
        raise Invalid(
            say("at most %(most)s items can be selected; these are %(given)s", most=MOST_KEYS, given=len(keys)),
            field="keys",
        )
    recent = get.get("recent", "").split("\n")[:MOST_RECENT]
    return Asked(words, list(dict.fromkeys(keys)), get.get("here", ""), recent, bool(get.get("acts")))


def _alone(keys: list[str]) -> list[str]:
    return keys if len(keys) == 1 else []


def _name(keys: list[str], about: ItemRow | None) -> str:
    """What the commands upon the selected act on."""
    return (
        f"{about.key} {about.title}" if about else say_n("%(num)s selected item", "%(num)s selected items", len(keys))
    )


def _groups(visit: Visit, asked: Asked, rows: dict[str, ItemRow], about: ItemRow | None) -> list[Group]:
    acts = list(_acts(visit, asked.keys, about))
    if asked.acts:
        return groups(acts, asked.words, most=len(acts))
    fixed = [*places.pages(visit), *offers.anywhere(visit, keep=_keepable(asked.here))]
    named = [*places.views(visit), *places.teams(visit)]
    if not asked.words:
        recent = _recent(asked, rows, [*fixed, *named])[:RECENT_LINES]
        return groups([*acts, *recent, *unique(fixed, but=recent)], "", most=LINES)
    everything = [*acts, *fixed, *named, *places.people(visit), *items.found(visit, asked.words), *_more(asked.words)]
    return groups(everything, asked.words, most=LINES)


def _acts(visit: Visit, keys: list[str], about: ItemRow | None) -> Iterable[Entry]:
    if about:
        return offers.upon(visit, about, visit.ask(ListStates()))
    return offers.upon_many(visit, keys) if len(keys) > 1 else ()


def _recent(asked: Asked, rows: dict[str, ItemRow], known: list[Entry]) -> list[Entry]:
    """What was opened last, as it is called now, but this page; what is gone or may not be seen is left out."""
    by_href = {entry.href: entry for entry in known}
    found = []
    for href in asked.recent:
        item = _ITEM.fullmatch(href)
        if item and item[2] in rows and item[2] not in asked.keys:
            found.append(items.entry_of(rows[item[2]], section="Recent", path=item[1]))
        elif href in by_href and href != asked.here:
            found.append(by_href[href].under("Recent"))
    return found


def _keepable(here: str) -> str:
    try:
        return local(here)
    except ValueError:
        return ""


def _more(words: str) -> tuple[Entry, ...]:
    """The pages that show all that is found."""
    label = say("Search everything for “%(words)s”", words=words)
    return (
        Entry(section="More", label=label, href=address("/search", q=words), icon="search", keys=(), found=True),
        Entry(
            section="More",
            label=say("All of it in Explore"),
            href=address("/explore", q=words),
            icon="compass",
            found=True,
        ),
    )


urlpatterns = [path("palette", palette)]
