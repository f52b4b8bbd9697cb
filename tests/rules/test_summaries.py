"""The check of a text against the facts: what is ours passes, what is wrong does not, and honest words are taken."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.fuzzed_truth import untrue
from bench.mutated_texts import MUTATIONS, mutated, reworded, seen, told
from headway.rules.summaries import Direction, Fact, FactKind, Reader, Sentence, unsupported, verify
from headway.rules.summaries import told as taken
from headway.rules.summaries.claims import claims
from headway.rules.summaries.facts import LONGEST, Cited, number, plain, portion
from headway.rules.summaries.words import sentences
from headway.tongue import LANGUAGES, speaking

pytestmark = pytest.mark.one_database

DONE = Sentence(
    "done",
    "12 pieces of work were done, 4 more than in the 7 days before.",
    (
        Fact(FactKind.COUNT, "done", 12, query="a"),
        Fact(FactKind.COUNT, "difference", 4, query="b"),
        Fact(FactKind.DIRECTION, "compared", "more"),
        Fact(FactKind.COUNT, "period", 7),
    ),
)
LATE = Sentence(
    "overdue",
    "3 pieces of work are overdue; the longest is PAY-4 «Part 3», by 5 days, owned by Ann Lee.",
    (
        Fact(FactKind.COUNT, "overdue", 3, query="c"),
        Fact(FactKind.NAME, "title", "Part 3", keys=("PAY-4",)),
        Fact(FactKind.COUNT, "late", 5, unit="day", keys=("PAY-4",)),
        Fact(FactKind.NAME, "owner", "Ann Lee", keys=("PAY-4",)),
    ),
)
MOVED = Sentence(
    "moved",
    "The due date of P-1 «Ship» moved from 2026-04-30 to 2026-05-15, 15 days later.",
    (
        Fact(FactKind.NAME, "title", "Ship", keys=("P-1",)),
        Fact(FactKind.DATE, "due_before", date(2026, 4, 30), keys=("P-1",)),
        Fact(FactKind.DATE, "due", date(2026, 5, 15), keys=("P-1",)),
        Fact(FactKind.COUNT, "moved", 15, unit="day", keys=("P-1",)),
        Fact(FactKind.DIRECTION, "due", "later"),
    ),
)
NONE = Sentence("unowned", "2 open pieces of work have no owner.", (Fact(FactKind.COUNT, "unowned", 2, query="d"),))
ODDS = Sentence(
    "odds",
    "The probability that it is done in time fell from 69 % to 41 %.",
    (
        Fact(FactKind.DIRECTION, "probability", "fewer"),
        Fact(FactKind.SHARE, "probability_before", 69),
        Fact(FactKind.SHARE, "probability", 41),
    ),
)

EDGE = Sentence(
    "odds",
    "The probability that it is done in time fell from >99 % to <1 %.",
    (
        Fact(FactKind.DIRECTION, "probability", "fewer"),
        Fact(FactKind.SHARE, "probability_before", ">99"),
        Fact(FactKind.SHARE, "probability", "<1"),
    ),
)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        (DONE, "Twelve items were finished, four more than in the previous 7 days."),
        (DONE, "12 tasks got completed: up 4 on the 7 days before."),
        (LATE, "Three items are late; the longest is PAY-4 «Part 3», by 5 days, and its owner is Ann Lee."),
        (MOVED, "P-1 «Ship» has a due date that moved from 30 April 2026 to 15 May 2026, 15 days later."),
        (NONE, "2 outstanding tasks are without an owner."),
        (ODDS, "The probability that it is finished in time declined from 69 percent to 41 percent."),
        (ODDS, "Its chance of being done in time is down from 69 % to 41 %."),
        (EDGE, "Its chance of being done in time is down from > 99 % to < 1 %."),
    ],
)
def test_the_same_in_other_words_is_taken(sentence: Sentence, text: str) -> None:
    assert verify(sentence, text) == ()


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        (DONE, "12 pieces of work were done, 4 fewer than in the 7 days before."),
        (DONE, "4 pieces of work were done, 12 more than in the 7 days before."),
        (DONE, "About 12 pieces of work were done, 4 more than in the 7 days before."),
        (DONE, "12 pieces of work were done."),
        (DONE, "A dozen pieces of work were done, 4 more than in the 7 days before."),
        (DONE, "12 pieces of work were done, 4 more than in the 7 weeks before."),
        (DONE, "12 pieces of work were done by Ann Lee, 4 more than in the 7 days before."),
        (DONE, "12 pieces of work were not done, 4 more than in the 7 days before."),
        (LATE, "3 pieces of work are overdue; the longest is PAY-4 «Part 3», by 5 days, owned by Bob."),
        (LATE, "5 pieces of work are overdue; the longest is PAY-4 «Part 3», by 3 days, owned by Ann Lee."),
        (LATE, "3 pieces of work are overdue; the longest is PAY-4 «Part 4», by 5 days, owned by Ann Lee."),
        (MOVED, "The due date of P-1 «Ship» moved from 2026-05-15 to 2026-04-30, 15 days later."),
        (MOVED, "The due date of P-1 «Ship» moved from 30 April to 15 May 2026, 15 days later."),
        (MOVED, "The due date of P-1 «Ship» moved from 2026-04-30 to 2026-05-15, 15 days earlier."),
        (NONE, "2 open pieces of work have an owner."),
        (NONE, "2 pieces of work that are not open have an owner."),
        (ODDS, "The probability that it is done in time fell from 41 % to 69 %."),
        (ODDS, "The probability that it is missed in time fell from 69 % to 41 %."),
        (ODDS, "The probability that it is done in time fell from 69 % to 41 %. Ask for more people."),
        (EDGE, "The probability that it is done in time fell from 99 % to 1 %."),
        (EDGE, "The probability that it is done in time fell from >99 % to 1 %."),
        (EDGE, "The probability that it is done in time fell from >99 % to >1 %."),
        (EDGE, "The probability that it is done in time fell from <1 % to >99 %."),
        (ODDS, "The probability that it is done in time fell from 69 % to <41 %."),
        (ODDS, ""),
        (ODDS, "Sure!\nThe probability that it is done in time fell from 69 % to 41 %."),
    ],
)
def test_what_is_wrong_is_refused(sentence: Sentence, text: str) -> None:
    assert verify(sentence, text, names=["Bob", "Ann Lee"])


@pytest.fixture(params=LANGUAGES)
def _spoken(request: pytest.FixtureRequest) -> Iterator[None]:
    with speaking(request.param):
        yield


@pytest.mark.usefixtures("_spoken")
def test_our_own_sentences_pass_and_say_nothing_that_is_no_fact() -> None:
    draw = random.Random(7)
    for place in (seen(draw) for _ in range(120)):
        for one in sentences(place, draw.choice(list(Reader))):
            assert unsupported(one.text, one.facts) == ()
            assert verify(one, one.text) == ()
            assert untrue(place, one) == []


def test_what_is_not_so_is_known() -> None:
    place = seen(random.Random(7))
    (done, *_) = (one for one in sentences(place, Reader.EXECUTIVE) if one.topic == "done")
    assert untrue(place, replace(done, text="77777 pieces of work were done.")) == ["number 77777"]
    assert untrue(place, replace(done, text="ZZZ-9 was done, later.")) == ["key ZZZ-9", "direction later"]


@pytest.mark.usefixtures("_spoken")
def test_the_same_in_other_words_is_taken_wherever_it_is_said() -> None:
    draw = random.Random(5)
    refused = [
        (other, verify(one, other))
        for one in (one for _ in range(40) for one in told(draw))
        if verify(one, other := reworded(one.text, draw))
    ]
    assert refused == []


@pytest.mark.usefixtures("_spoken")
def test_texts_made_wrong_are_caught_in_our_words_and_in_others() -> None:
    draw, made, missed = random.Random(11), set(), []
    for sentence in (one for _ in range(40) for one in told(draw)):
        text = draw.choice((sentence.text, reworded(sentence.text, draw)))
        name, wrong = mutated(text, draw)
        made.add(name)
        missed += [] if verify(sentence, wrong) else [(name, sentence.text, wrong)]
    assert missed == []
    assert len(made) > len(MUTATIONS) - 3


@given(st.text(max_size=200))
def test_any_text_at_all_is_read(text: str) -> None:
    claims(text, ["Ann", text])
    assert verify(ODDS, text) != ()
    assert len(plain(text)) <= LONGEST
    assert not set(plain(text)) & set("«»\n\r\u202e")


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_share_is_nothing_or_all_where_it_is_that(part: int, more: int) -> None:
    share = portion(part, part + more)
    assert (share == 0) == (part == 0)
    assert (share == 100) == (more == 0 and part > 0)


def test_numbers_are_written_one_way() -> None:
    assert [number(value) for value in (12, 4.5, 3.0, 0.004, -0.25)] == ["12", "4.5", "3", "0", "-0.25"]


def test_what_is_written_is_kept_as_a_fact() -> None:
    cite = Cited("due")
    words = f"{cite.count('late', 1, 'day')} day later"
    cite.way("due", Direction.LATER)
    assert cite.sentence(words) == Sentence(
        "due", "1 day later", (Fact(FactKind.COUNT, "late", 1, "day"), Fact(FactKind.DIRECTION, "due", "later"))
    )


def test_a_model_is_taken_sentence_by_sentence() -> None:
    given_ = "Here you are:\n1. Twelve items were finished, 4 more than in the 7 days before.\n2. 9 items are late.\n"
    first, second, third = taken([DONE, LATE, NONE], given_)
    assert (first.rewritten, first.text) == (True, "Twelve items were finished, 4 more than in the 7 days before.")
    assert (second.rewritten, second.text, second.refused) == (False, LATE.text, "9 items are late.")
    assert any("9" in problem for problem in second.problems)
    assert (third.text, third.rewritten) == (NONE.text, False)


def test_a_text_without_numbers_is_matched_by_what_it_says() -> None:
    text = "Two open tasks are without an owner. All is well! 12 items were done: 4 more than in the 7 days before."
    assert [one.rewritten for one in taken([DONE, LATE, NONE], text)] == [True, False, True]


def test_a_number_given_twice_counts_for_none() -> None:
    assert [
        one.rewritten for one in taken([NONE], "1. 2 open tasks have no owner.\n1. 3 open tasks have no owner.")
    ] == [False]


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("12 Vorgänge wurden erledigt, 4 mehr als in den 7 Tagen davor.", True),
        ("Zwölf Elemente wurden abgeschlossen, 4 mehr als in den sieben Tagen zuvor.", True),
        ("12 Vorgänge wurden erledigt, 4 weniger als in den 7 Tagen davor.", False),
        ("12 Vorgänge wurden nicht erledigt, 4 mehr als in den 7 Tagen davor.", False),
        ("4 Vorgänge wurden erledigt, 12 mehr als in den 7 Tagen davor.", False),
        ("Etwa 12 Vorgänge wurden erledigt, 4 mehr als in den 7 Tagen davor.", False),
        ("1,2 Vorgänge wurden erledigt, 4 mehr als in den 7 Tagen davor.", False),
        ("12 Vorgänge wurden erledigt, 4 mehr als in den 7 Wochen davor.", False),
        ("12 pieces of work were done, 4 more than in the 7 days before.", False),
    ],
)
def test_a_german_text_is_checked_by_german_words(text: str, passes: bool) -> None:
    with speaking("de"):
        ours = Sentence("done", "12 Vorgänge wurden erledigt, 4 mehr als in den 7 Tagen davor.", DONE.facts)
        assert (verify(ours, text) == ()) is passes


def test_german_days_and_numbers_are_read_as_germans_write_them() -> None:
    with speaking("de"):
        assert claims("am 9. März 2026, am 9.3.2026 und am 9. Mai").days == ("2026-03-09", "2026-03-09", "--05-09")
        assert [value for value, _, _ in claims("1.250 und 4,50; 12.").numbers] == ["1250", "4.5", "12"]
