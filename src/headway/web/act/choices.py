"""What a field that names something may be chosen from."""

from typing import Any

from ...queries.calendars import ListCalendars
from ...queries.lists import ListLabels, ListMembers, ListStates, ListTeams, ListTimeboxes
from ...queries.periods import ListPeriods
from ...rules.words import Category
from ...tongue import said
from ..formats import capital
from ..page import Visit
from . import words_operations
from .schema import Shape, blank_word

Choices = list[tuple[str, str]]


def choices(visit: Visit, shape: Shape, *, kind: str, team: str, value: Any) -> Choices:
    """Return the (value, words) of a select or a datalist; one that stands there already is always among them."""
    found = _words(shape) if shape.words else _named(visit, shape, kind=kind, team=team)
    if shape.widget == "select":
        if isinstance(value, str) and value and value not in {one for one, _ in found}:
            found = [(value, value), *found]
        return found if shape.required else [("", blank_word(shape)), *found]
    return found


def _words(shape: Shape) -> Choices:
    return [(word, _said(word)) for word in shape.words]


def _said(word: str) -> str:
    """A word of a closed vocabulary, as it stands by itself."""
    told = said(word)
    return word if word.isupper() else capital(told.replace("-", " ") if told == word else told)


def _named(visit: Visit, shape: Shape, *, kind: str, team: str) -> Choices:
    if shape.ref == "member":
        return [(row.email, row.name) for row in visit.ask(ListMembers())]
    if shape.ref == "team":
        return [(row.key, f"{row.key} · {row.name}") for row in visit.ask(ListTeams())]
    if shape.ref == "state" and not kind:
        return [(one.value, capital(said(one.value))) for one in Category]
    if shape.ref == "state":
        return [
            (row.name, row.name)
            for row in visit.ask(ListStates.model_validate({"kind": kind or None, "team": team or None}))
        ]
    if shape.ref == "calendar":
        return [(row.name, row.name) for row in visit.ask(ListCalendars())]
    if shape.ref == "rule":
        return [(rule, said(words)) for rule, words in words_operations.RULES]
    if shape.ref == "period":
        return [(row.name, row.name) for row in visit.ask(ListPeriods())]
    if shape.ref == "label":
        return [(row.name, "") for row in visit.ask(ListLabels())]
    if shape.ref == "timebox":
        return [(str(row.id), row.name) for row in visit.ask(ListTimeboxes()) if not row.done]
    return []
