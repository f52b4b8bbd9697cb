"""The question what there is to say of a goal, a project, a team or everything: facts, and sentences that cite them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from pydantic import Field

from ..access import visible
from ..queries.base import Look, Query
from ..queries.clock import today, zone_of
from ..queries.home import part_of
from ..queries.kept import kept
from ..queries.types import Day, ItemKey, TeamKey
from ..rules.errors import Invalid, NotFound
from ..rules.summaries import Reader, Sentence
from ..rules.summaries.words import sentences
from ..rules.words import Kind
from ..tongue import say
from .summary_moves import shifted
from .summary_rows import Scope, Span, found_at, odds, read, risks
from .words import absent

WEEK: Final = 7
LONGEST: Final = 366
_ROOT: Final = ("id", "key", "kind", "title", "due", "category", "closed_at", "goal__period_end")


@dataclass(frozen=True, slots=True)
class Summary:
    """What there is to say of `subject`, from `first` to `last`, both included, for a `reader`.

    `key` is the goal's, the project's or the team's, «» for everything that one sees. Each sentence comes with the
    facts that it cites, and each fact with its evidence: the keys of items, or the query by which Explore shows it.
    """

    subject: str
    kind: str
    key: str
    first: date
    last: date
    reader: str
    sentences: tuple[Sentence, ...]


class ShowSummary(Query):
    """Tell what happened and how things stand: of a goal, a project, a team, or all that one sees.

    Every number comes with its evidence, and is computed from what the reader may see, and from nothing else.
    """

    name = "summary.show"
    route = "/summary"

    goal: ItemKey | None = None
    project: ItemKey | None = None
    team: TeamKey | None = None
    since: Day | None = Field(default=None, description="the first day; left out: a week up to the last")
    until: Day | None = Field(default=None, description="the last day; left out: today")
    reader: Reader | None = Field(default=None, description="whose needs decide what comes first; left out: one's own")

    def answer(self, look: Look) -> Summary:
        """The counts are kept until something happens, risks until some are found or gone; forecasts are read."""
        scope, subject, key = self._scope(look)
        span = self._span(look)
        name = f"{self.name}:{scope.asked}:{span.first}:{span.last}"
        seen = kept(look, name, span.today, lambda: read(look, scope, span))
        count, worst, kind = kept(look, f"{name}:{found_at(look)}", span.today, lambda: risks(look, scope))
        seen = replace(seen, odds=odds(look, scope, span), risk_count=count, risk=worst, risk_kind=kind)
        seen = replace(seen, shifted=shifted(look, scope, span))
        reader = self.reader or part_of(look)[0]
        told = sentences(seen, reader)
        return Summary(subject, _kind(scope), key, span.first, span.last, reader.value, told)

    def _scope(self, look: Look) -> tuple[Scope, str, str]:
        stated = [name for name in ("goal", "project", "team") if getattr(self, name)]
        if len(stated) > 1:
            raise Invalid(
                say(
                    "a summary is of one thing: state %(first)s or %(second)s, not both",
                    first=stated[0],
                    second=stated[1],
                ),
                field=stated[1],
            )
        if self.team:
            return _of_team(look, self.team)
        if not stated:
            return Scope(""), say("All work"), ""
        kind = Kind(stated[0])
        return _of_item(look, kind, (self.goal or self.project or "").upper())

    def _span(self, look: Look) -> Span:
        zone = zone_of(look)
        now = today(look, zone)
        last = self.until or now
        first = self.since or last - timedelta(days=WEEK - 1)
        if last > now:
            raise Invalid(say("until is %(now)s or before: what is to come has not happened", now=now), field="until")
        if first > last:
            raise Invalid(say("since is %(last)s or before: a summary begins before it ends", last=last), field="since")
        if (last - first).days >= LONGEST:
            raise Invalid(
                say("a summary covers at most %(most)s days: state a later since", most=LONGEST), field="since"
            )
        return Span(first, last, now, zone)


def _kind(scope: Scope) -> str:
    return scope.kind.value if scope.kind else "team" if scope.team is not None else "all"


def _of_team(look: Look, key: str) -> tuple[Scope, str, str]:
    row: Any = visible.teams(look.actor).filter(key=key).values_list("id", "name").first()
    if row is None:
        raise NotFound(say("there is no team %(key)s; teams are named by key", key=repr(key)), field="team")
    return Scope(f"team:{key}", team=row[0]), row[1], key


def _of_item(look: Look, kind: Kind, key: str) -> tuple[Scope, str, str]:
    row: Any = visible.items(look.actor).filter(key=key, kind=kind).values(*_ROOT).first()
    if row is None:
        raise NotFound(absent(kind, key), field=kind.value)
    return Scope(f"{kind.value}:{key}", kind=kind, root=row), row["title"], key
