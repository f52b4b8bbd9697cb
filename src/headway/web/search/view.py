"""Search: the most relevant first, as one types; and the words of the query language."""

from typing import Final

from django.http import HttpResponse
from django.urls import path

from ...queries.search import Hit, SearchItems
from ...rules.errors import Invalid
from ...rules.query.fields import FIELDS, words_of
from ...tongue import word
from ..explore.filters import address
from ..explore.view import wrong_in
from ..page import Visit, screen

STEP: Final = 30
MOST: Final = 200
RECENT: Final = 10
EXAMPLES: Final = (
    ("owner:me due:<7d", word("mine, due within a week")),
    ("kind:issue state:open severity:critical", word("critical issues that are open")),
    ("is:blocked", word("what waits for something else")),
    ("is:overdue is:unassigned", word("late, and nobody's")),
    ("refund OR chargeback", word("either word, in titles, descriptions and comments")),
    ('"exact words"', word("these words, one after another")),
    ("kind:task no:due -state:backlog", word("tasks taken up that have no date")),
)


@screen
def search(visit: Visit) -> HttpResponse:
    """Show what was found, or what changed last while nothing is asked."""
    q, limit = visit.request.GET.get("q", "").strip(), visit.request.GET.get("limit", "")
    most = MOST if limit == str(MOST) else STEP if q else RECENT
    wrong, hits = None, ()
    try:
        hits = visit.ask(SearchItems(q=q, limit=most))
    except (Invalid, ValueError) as error:
        wrong = wrong_in(q, error)
    return visit.page(
        "search/search.html",
        status=422 if wrong else 200,
        q=q,
        hits=hits,
        wrong=wrong,
        more=address("/search", q=q, limit=MOST) if q and len(hits) == STEP else "",
        explore=address("/explore", q=q),
        examples=[(asked, means, address("/search", q=asked)) for asked, means in EXAMPLES],
        fields=[(name, field.about, ", ".join(words_of(name)[:8])) for name, field in FIELDS.items()],
        found=_in_title,
    )


def _in_title(hit: Hit) -> bool:
    """Whether the snippet is the title with its matches, and not a stretch of something longer."""
    return hit.where == "title" and "".join(piece.text for piece in hit.snippet) == hit.row.title


urlpatterns = [path("search", search)]
