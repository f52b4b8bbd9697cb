"""Saying things in the reader's language, and keeping what was said without its language."""

import pickle
from datetime import date

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.tongue import LANGUAGES, packed, said, say, say_n, speaking, spoken, unpacked
from headway.tongue.formats import day, decimal, number


def test_english_is_spoken_unless_another_language_is_asked_for() -> None:
    assert say("Inbox") == "Inbox"
    with speaking("de"):
        assert say("Inbox") == "Eingang"
        assert say("no such message %(x)s", x=1) == "no such message 1"
    with speaking("tlh"):
        assert spoken() == "en"
    assert spoken() == "en"


def test_numbers_and_days_are_written_as_the_language_has_them() -> None:
    some = date(2026, 10, 12)
    assert (number(12500), number(3.5), decimal("1,234.56")) == ("12\u202f500", "3.5", "1\u202f234.56")
    assert (day(some, year=False), day(some, year=True)) == ("12 Oct", "12 Oct 2026")
    with speaking("de"):
        assert (number(12500), number(3.5), decimal("1,234.56")) == ("12\u202f500", "3,5", "1\u202f234,56")
        assert (day(some, year=False), day(some, year=True)) == ("12. Okt.", "12. Okt. 2026")


def test_what_was_said_is_kept_without_its_language() -> None:
    told = say("choose one of %(names)s", names=say("Inbox"))
    kept = orjson.loads(orjson.dumps(packed(told)))
    assert unpacked(kept) == told == "choose one of Inbox"
    with speaking("de"):
        assert unpacked(kept) == "Wählen Sie eines von: Eingang"
    assert pickle.loads(pickle.dumps(told)).recipe == told.recipe


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_takes_its_form(language: str) -> None:
    with speaking(language):
        forms = [say_n("%(num)s line", "%(num)s lines", count) for count in (0, 1, 2, 1.5)]
    assert [form.endswith("s") for form in forms] == [True, False, True, True]


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_nothing_that_was_kept_breaks_the_reading(kept: object) -> None:
    assert isinstance(unpacked(kept), str)


def test_a_word_of_a_table_is_said_when_it_is_shown() -> None:
    with speaking("de"):
        assert said("Inbox") == "Eingang"
        assert said("what a user has written") == "what a user has written"
