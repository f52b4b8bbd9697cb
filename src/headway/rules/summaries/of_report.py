"""Where a project stands, in the sentences of summaries, from the figures of its status report."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from ...tongue import say_n
from .facts import Cited, Sentence
from .seen import Count, Mention, Root, Seen
from .words import TEMPLATES
from .work_words import PIECE

if TYPE_CHECKING:
    from ..reporting import Figures

TOPICS = ("due", "share", "overdue", "waiting")


def standing(figures: "Figures", *, key: str, today: date) -> tuple[Sentence, ...]:
    """Return what the figures come to: when it is due, how much is done, what is late and what waits."""
    seen = _seen(figures, key, today)
    return (*(one for topic in TOPICS for one in TEMPLATES[topic](seen)), *_done(figures, key))


def _seen(figures: "Figures", key: str, today: date) -> Seen:
    work = f"project:{key}"
    late = figures.late[0] if figures.late else None
    return Seen(
        today=today,
        first=figures.since.date(),
        last=today,
        counts={
            "ended": Count(figures.done_count, f"{work} category:done"),
            "all": Count(figures.done_count + figures.open_count, f"{work} -category:dropped"),
            "overdue": Count(figures.late_count, f"{work} is:overdue"),
            "waiting": Count(figures.blocked_count, f"{work} is:blocked"),
        },
        root=Root(Mention(key, ""), figures.due),
        late=Mention(late.key, late.title, late.days or 0, None) if late else None,
    )


def _done(figures: "Figures", key: str) -> Iterator[Sentence]:
    if count := figures.done_since_count:
        cite, since = Cited("done"), figures.since.date()
        query = f"project:{key} category:done closed:>={since}"
        cite.count("done", count, PIECE, query=query)
        yield cite.sentence(
            say_n(
                "%(num)s piece of work was done since %(day)s.",
                "%(num)s pieces of work were done since %(day)s.",
                count,
                num=count,
                day=cite.day("since", since, (key,)),
            )
        )
