"""What rules say in German: schedules, queries, lifecycles, reports; no word of English is left in them."""

from datetime import date, time

import pytest

from headway.rules.automation import EACH_WORDS, PLACEHOLDERS, TRIGGERS
from headway.rules.errors import Problem
from headway.rules.lifecycle import DEFAULT_STATES, check_move, check_parent, state_name
from headway.rules.query.parse import parse
from headway.rules.recurrence import parse_rule
from headway.rules.report_words import STATES, about, state_words
from headway.rules.schedule_words import tell
from headway.rules.timeline import Bond, Span, says
from headway.rules.triage import standing
from headway.rules.words import Anchor, Category, Dependency, Kind
from headway.tongue import packed, said, speaking, unpacked


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "jede Woche von Montag bis Freitag um 09:00"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "jede zweite Woche am Montag und Donnerstag um 09:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15,-1", "jeden Monat am 1., 15. und letzten um 09:00"),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR;COUNT=5", "jeden Monat am 1. Montag und letzten Freitag um 09:00, 5-mal"),
        ("FREQ=YEARLY;BYMONTH=1,7;UNTIL=20270301", "jedes Jahr im Januar und Juli um 09:00, bis 1. März 2027"),
        ("FREQ=DAILY;INTERVAL=3;COUNT=1", "alle 3 Tage um 09:00, einmal"),
    ],
)
def test_a_schedule_is_told_in_german(rule: str, words: str) -> None:
    with speaking("de"):
        assert tell(parse_rule(rule), at=time(9)) == words


def test_an_anchored_schedule_is_told_in_german() -> None:
    with speaking("de"):
        words = tell(parse_rule("FREQ=MONTHLY"), at=None, anchor=Anchor.MONTH_END, anchor_days=2)
    assert words == "jeden Monat 2 Arbeitstage vor dem letzten Arbeitstag des Monats"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("(a", "diese Klammer wird nicht geschlossen"),
        ("kind:tsk", "kind 'tsk' gibt es nicht; meinten Sie task?"),
        ("a OR", "OR steht zwischen zwei Bedingungen"),
        ("due:5z", "due: '5z' ist nicht lesbar"),
    ],
)
def test_a_query_is_refused_in_german_at_the_same_place(query: str, message: str) -> None:
    with pytest.raises(Problem) as english:
        parse(query)
    with speaking("de"), pytest.raises(Problem) as german:
        parse(query)
    assert german.value.message == message != english.value.message
    assert german.value.detail == english.value.detail


def test_lifecycles_refuse_in_german() -> None:
    with speaking("de"):
        with pytest.raises(Problem) as parent:
            check_parent(kind=Kind.GOAL, parent=Kind.OPERATION)
        with pytest.raises(Problem) as move:
            check_move(kind=Kind.GOAL, old=Category.BACKLOG, new=Category.DONE, open_children=[])
    assert parent.value.message == "ein Ziel passt nicht hierher: darüber steht ein Betrieb; möglich ist: Ziel"
    assert move.value.message.startswith("ein Ziel kann nicht von Backlog nach erledigt wechseln")
    assert move.value.detail == {"allowed": ["ready", "dropped"]}


def test_every_value_of_a_vocabulary_has_a_german_word() -> None:
    with speaking("de"):
        for words in (EACH_WORDS.values(), TRIGGERS.values(), [about for _, about in PLACEHOLDERS.values()]):
            assert all(said(word) != word for word in words)
        assert [said(kind) for kind in Kind] == ["Ziel", "Projekt", "Betrieb", "Problem", "Aufgabe"]
        assert said(Category.WAITING) == "wartend"


def test_reporters_are_told_in_german() -> None:
    english = {category: (state_words(category), about(state_words(category))) for category in STATES}
    with speaking("de"):
        for category, told in english.items():
            words = state_words(category)
            assert words != told[0]
            assert about(words) != told[1]
        assert state_words(Category.READY) == "Angenommen"
        assert about(state_words(Category.DROPPED, "Declined")).startswith("Wir verfolgen das nicht weiter")


def test_a_contradiction_of_dates_is_kept_without_its_language() -> None:
    first, later = Span(date(2026, 5, 4), date(2026, 5, 8)), Span(date(2026, 5, 6), date(2026, 5, 12))
    told = says(("PAY-1", "PAY-2"), first, later, Bond(Dependency.FS, 960), date(2026, 5, 13))
    assert told == (
        "PAY-2 starts on 6 May 2026, but PAY-1 ends on 8 May 2026 and 2 working days lie between: "
        "it can start on 13 May 2026 at the earliest"
    )
    with speaking("de"):
        assert unpacked(packed(told)) == (
            "PAY-2 beginnt am 6. Mai 2026, aber PAY-1 endet am 8. Mai 2026 und 2 Arbeitstage liegen dazwischen: "
            "frühester Beginn ist der 13. Mai 2026"
        )


def test_why_an_issue_stands_where_it_does_is_told_in_german() -> None:
    with speaking("de"):
        assert standing(severity=0, urgency=None, goals=2, items=0).why == (
            "kritisch, Dringlichkeit offen, schadet 2 Zielen"
        )


def test_the_states_of_a_new_workspace_have_names_in_its_makers_language() -> None:
    names = {name for states in DEFAULT_STATES.values() for name, _ in states}
    assert {str(state_name(name)) for name in names} == names
    with speaking("de"):
        assert {"Entwurf", "Gelöst", "Erledigt", "Läuft"} <= {str(state_name(name)) for name in names}
