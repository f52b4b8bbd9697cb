"""The fields of a form for reports: what it asks, as a template draws it."""

from collections.abc import Mapping
from typing import Any, Final

from ...queries.intake import FormRow
from ...rules.words import Question, Severity, Urgency
from ...tongue import said, say, word
from ..fields import Field

_EXPECTED: Final = word("What you did, what you expected, what you saw")
_WORDS: Final[Mapping[Question, tuple[str, str, str, str]]] = {
    Question.DETAILS: (
        "details",
        word("What happened?"),
        "markdown",
        word("What you did, what you expected, what you saw"),
    ),
    Question.AFFECTED: ("affected", word("What is affected?"), "text", word("A product, a place, a customer")),
    Question.SEVERITY: ("severity", word("How bad is it?"), "select", ""),
    Question.URGENCY: ("urgency", word("How soon does it have to be seen to?"), "select", ""),
    Question.NAME: ("contact_name", word("Your name"), "text", ""),
    Question.EMAIL: ("contact_email", word("Your e-mail"), "text", word("We write to you when there is news")),
}
_SEVERITIES: Final = {
    Severity.CRITICAL: word("Nothing works"),
    Severity.MAJOR: word("Something important does not work"),
    Severity.MODERATE: word("It hinders"),
    Severity.MINOR: word("It is a blemish"),
}
_URGENCIES: Final = {
    Urgency.IMMEDIATE: word("At once"),
    Urgency.SOON: word("Today or tomorrow"),
    Urgency.NORMAL: word("In the course of things"),
    Urgency.LATER: word("When there is time"),
}
_CHOICES: Final[Mapping[Question, Mapping[Any, str]]] = {
    Question.SEVERITY: _SEVERITIES,
    Question.URGENCY: _URGENCIES,
}
CONTACT: Final = (Question.NAME, Question.EMAIL)


def fields(form: FormRow, *, outside: bool, given: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    """Return what is asked, in order; who is signed in is not asked who he is."""
    asked = [one for one in Question if one in form.asks and (outside or one not in CONTACT)]
    title = Field(
        name="title",
        label=say("In a few words"),
        value=given.get("title", ""),
        required=True,
        error=errors.get("title", ""),
    )
    return (title, *(_field(one, form, given, errors) for one in asked))


def _field(one: Question, form: FormRow, given: Mapping[str, str], errors: Mapping[str, str]) -> Field:
    name, label, widget, hint = _WORDS[one]
    listed: Mapping[Any, str] = _CHOICES.get(one, {})
    blank = [] if one in form.requires and given.get(name) else [("", say("I cannot say"))]
    return Field(
        name=name,
        label=said(label),
        value=given.get(name, ""),
        widget=widget,
        required=one in form.requires,
        hint=said(hint),
        error=errors.get(name, ""),
        choices=[*blank, *((code.value, said(says)) for code, says in listed.items())] if listed else [],
    )


NAMES: Final = ("title", *(name for name, *_ in _WORDS.values()))
"""The fields that a report may answer."""
