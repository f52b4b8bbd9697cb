"""Summaries: of everything, a goal, a project or a team, for a stretch of days, for one kind of reader."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.urls import path

from ...insights.phrasing import Phrased, PhraseSummary, model_of_house
from ...insights.summaries import ShowSummary, Summary
from ...rules.errors import Invalid
from ...rules.summaries import Reader
from ...rules.summaries.linked import pieces
from ...tongue import say, say_n, word
from ..explore.filters import address
from ..page import Visit, render, screen
from .readable import readable

SCOPES: Final = ("goal", "project", "team")
READERS: Final = {
    Reader.EXECUTIVE: word("Executive"),
    Reader.MANAGER: word("Manager"),
    Reader.PROJECT_MANAGER: word("Project manager"),
    Reader.CONTRIBUTOR: word("Contributor"),
}
LAST: Final = "last-look"
"""What the address says in place of a day for «since I last looked»."""
_LOOK: Final = timedelta(minutes=30)
"""Within so long it is the same look: to load a page again must not make its news disappear."""
_KEPT: Final = 50


@screen
def summary(visit: Visit) -> HttpResponse:
    """Show a summary; a wrong day is told beside its field, a scope that is not there as such."""
    asked = {
        name: value for name in (*SCOPES, "since", "until", "reader") if (value := visit.request.GET.get(name, ""))
    }
    looked = _looked(visit, "&".join(f"{name}={asked[name].upper()}" for name in SCOPES if name in asked))
    plain = dict(asked)
    if asked.get("since") == LAST:
        plain["since"] = _day(visit, looked)
    wrong = ""
    try:
        query = ShowSummary.model_validate(plain)
        said: Summary = visit.ask(query)
    except Invalid as invalid:
        if invalid.field not in ("since", "until"):
            raise
        wrong = invalid.message
        query = ShowSummary.model_validate({name: plain[name] for name in plain if name not in ("since", "until")})
        said = visit.ask(query)
    shown: dict[str, Any] = {
        "said": said,
        "lines": readable(said.sentences, visit.today),
        "wrong": wrong,
        "asked": asked,
        "scope": {name: asked[name] for name in SCOPES if name in asked},
        "looked": looked,
        "readers": [
            (words, reader.value == said.reader, _with(asked, reader=reader)) for reader, words in READERS.items()
        ],
        "spans": _spans(visit.today, asked, looked=looked is not None),
        "back": _back(said),
        "model": (model := model_of_house() if visit.may_ask(PhraseSummary) else None) and model.name,
        "phrased": address("/summary/phrased", **plain) if model and visit.request.GET.get("words") == "model" else "",
        "in_words": _with(asked, words="model"),
    }
    return visit.page("summary/summary.html", **shown)


@screen
def phrased(visit: Visit) -> HttpResponse:
    """Show the sentences in the words of the language model: a fragment, for a model takes its time."""
    names = (*SCOPES, "since", "until", "reader")
    asked = {name: value for name in names if (value := visit.request.GET.get(name, ""))}
    found: Phrased = visit.ask(PhraseSummary.model_validate(asked))
    both = zip(found.told, found.summary.sentences, strict=True)
    lines = [(pieces(one.text, ours.facts), one.rewritten) for one, ours in both]
    taken = sum(one.rewritten for one in found.told)
    return render(visit.request, "summary/phrased.html", lines=lines, taken=taken, found=found)


def _looked(visit: Visit, scope: str) -> datetime | None:
    """Note that this is looked at now, and return when it was before; kept with one's being signed in."""
    every: dict[str, list[str]] = visit.request.session.get("looked", {})
    before, latest = every.get(scope, ["", ""])
    if not latest or visit.now - datetime.fromisoformat(latest) > _LOOK:
        before = latest
    every.pop(scope, None)
    every[scope] = [before, visit.now.isoformat()]
    visit.request.session["looked"] = dict(list(every.items())[-_KEPT:])
    return datetime.fromisoformat(before) if before else None


def _day(visit: Visit, looked: datetime | None) -> str:
    """The day of the last look where the workspace is; a week ago where there was none."""
    return (looked.astimezone(visit.zone).date() if looked else visit.today - timedelta(days=6)).isoformat()


def _spans(today: date, asked: Mapping[str, str], *, looked: bool) -> list[tuple[str, bool, str]]:
    """(words, whether it is shown, address) of the stretches that are a press away."""
    month = today.replace(day=1)
    days = {
        say_n("%(num)s day", "%(num)s days", 7): "",
        say("This month"): month.isoformat(),
        say_n("%(num)s day", "%(num)s days", 90): (today - timedelta(days=89)).isoformat(),
    }
    found: list[tuple[str, bool, str]] = [
        (words, asked.get("since", "") == since and not asked.get("until"), _with(asked, since=since, until=""))
        for words, since in days.items()
    ]
    if looked:
        found.append((say("Since I last looked"), asked.get("since") == LAST, _with(asked, since=LAST, until="")))
    return found


def _with(asked: Mapping[str, str], **changes: Any) -> str:
    return address("/summary", **{**asked, **changes})


def _back(said: Summary) -> tuple[str, str]:
    """The page that a summary is of: its address, and its words."""
    places = {
        "goal": f"/items/{said.key}",
        "project": f"/projects/{said.key}",
        "team": f"/teams/{said.key}",
    }
    return (places[said.kind], said.subject) if said.key else ("/portfolio", say("Portfolio"))


urlpatterns = [path("summary", summary), path("summary/phrased", phrased)]
