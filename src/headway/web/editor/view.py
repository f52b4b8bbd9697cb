"""What can be meant by the beginning of a mention or of a reference."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.http import HttpResponse
from django.urls import path

from ...queries.lists import ListMembers, MemberRow
from ...rules.errors import Invalid
from ...rules.fuzzy import match
from ...tongue import say
from ..page import Visit, screen
from ..palette import items

LONGEST: Final = 100
LINES: Final = 6
Choice = tuple[str, str, str]
"""What is written, what is shown, and what is said beside it."""


@screen
def complete(visit: Visit) -> HttpResponse:
    """Answer with the choices for `q`: members where `sign` is @, items where it is #."""
    sign, words = visit.request.GET.get("sign", ""), visit.request.GET.get("q", "").strip()
    if len(words) > LONGEST:
        raise Invalid(say("names are completed from at most %(most)s characters", most=LONGEST), field="q")
    if sign not in ("@", "#"):
        raise Invalid(say("a mention begins with @, a reference with #"), field="sign")
    choices = _people(visit, words) if sign == "@" else _items(visit, words)
    return visit.page("editor/choices.html", choices=choices)


def _people(visit: Visit, words: str) -> list[Choice]:
    rows: Iterable[MemberRow] = visit.ask(ListMembers())
    found = [(fit.fit, row) for row in rows if (fit := match(words, row.name) or match(words, row.email))]
    names = Counter(row.name for row in rows)
    best = [row for _, row in sorted(found, key=lambda one: one[0])][:LINES] if words else list(rows)[:LINES]
    # A name that two bear would mean neither; an address means one.
    return [(f"@{row.name if names[row.name] == 1 else row.email}", row.name, row.email) for row in best]


def _items(visit: Visit, words: str) -> list[Choice]:
    found = items.found(visit, words)[:LINES]
    return [(one.code, one.label, one.code) for one in found]


urlpatterns = [path("editor/complete", complete)]
