from datetime import UTC, date, datetime, timedelta

import pytest
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.query.values import minutes
from headway.tongue import speaking
from headway.web import formats

pytestmark = pytest.mark.one_database

TODAY = date(2026, 3, 11)
NOW = datetime(2026, 3, 11, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("away", "words"),
    [(-1, "yesterday"), (0, "today"), (1, "tomorrow"), (2, "Fri"), (7, "18 Mar"), (400, "15 Apr 2027")],
)
def test_days_close_by_are_words(away: int, words: str) -> None:
    assert formats.near(TODAY + timedelta(days=away), TODAY) == words


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=5), "now"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=2), "2 d"),
    ],
)
def test_moments_tell_how_long_ago(passed: timedelta, words: str) -> None:
    assert formats.ago(NOW - passed, NOW) == words


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=2), "2 days ago"),
    ],
)
def test_sentences_tell_how_long_ago(passed: timedelta, words: str) -> None:
    assert formats.passed(NOW - passed, NOW) == words
    assert formats.passed(None, NOW) == ""


@given(st.integers(min_value=1, max_value=10_000_000))
def test_efforts_are_written_as_they_are_read(amount: int) -> None:
    assert minutes(formats.effort(amount).replace(" ", "")) == amount
    assert minutes(formats.typed_effort(amount)) == amount


def test_numbers_and_names() -> None:
    assert formats.number(12500) == "12\u202f500"
    assert formats.number(3.50) == "3.5"
    assert formats.initials("Grace Brewster Hopper") == "GH"
    assert formats.initials("") == "?"
    assert formats.plural(1, "reply", "replies") == "1 reply"


def test_a_day_and_a_moment_that_need_no_looking_up_are_written_as_the_reader_writes_them() -> None:
    assert formats.exact(TODAY) == formats.exact("2026-03-11") == "Wed 11 Mar 2026"
    assert formats.moment(NOW) == "11 Mar 2026, 10:00 UTC"
    with speaking("de"):
        assert formats.exact(TODAY) == "Mi., 11. März 2026"
        assert formats.moment(NOW, zone=False) == "11. März 2026, 10:00"


@pytest.mark.parametrize(("share", "words"), [(0.0, "0"), (0.294, "29"), (0.99, "99"), (0.996, "99"), (1.0, "100")])
def test_all_is_done_only_where_all_of_it_is(share: float, words: str) -> None:
    drawn = get_template("shell/components.html").template.module.progress(share, "Progress")
    assert f"<span>{words}&#8239;%</span>" in str(drawn)
