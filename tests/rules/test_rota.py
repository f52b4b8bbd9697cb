"""Turns in a rota are fair, whoever comes and goes."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from headway.rules.rota import Seat, first_turns, whose_turn

START = datetime(2026, 1, 5, tzinfo=UTC)


def turn(seats: list[Seat], now: datetime) -> tuple[int, list[Seat]]:
    chosen = whose_turn(seats)
    assert chosen is not None
    return chosen.member, [replace(s, turns=s.turns + 1, last=now) if s is chosen else s for s in seats]


def test_an_empty_rota_has_no_turn() -> None:
    assert whose_turn([]) is None
    assert first_turns([]) == 0


@given(members=st.sets(st.integers(1, 99), min_size=1, max_size=9), rounds=st.integers(1, 40))
def test_nobody_is_ever_more_than_one_turn_ahead(members: set[int], rounds: int) -> None:
    seats = [Seat(member=one, turns=0) for one in members]
    had: Counter[int] = Counter(dict.fromkeys(members, 0))
    for step in range(rounds):
        member, seats = turn(seats, START + timedelta(minutes=step))
        had[member] += 1
        assert max(had.values()) - min(had.values()) <= 1


@given(members=st.sets(st.integers(1, 99), min_size=1, max_size=6), before=st.integers(0, 20))
def test_a_newcomer_catches_nothing_up(members: set[int], before: int) -> None:
    seats = [Seat(member=one, turns=0) for one in members]
    for step in range(before):
        _, seats = turn(seats, START + timedelta(minutes=step))
    seats.append(Seat(member=100, turns=first_turns(seats)))
    had: Counter[int] = Counter()
    for step in range(3 * len(seats)):
        member, seats = turn(seats, START + timedelta(minutes=before + step))
        had[member] += 1
    assert abs(had[100] - 3) <= 1


def test_of_equals_the_one_who_waited_longest_is_next() -> None:
    seats = [Seat(member=1, turns=2, last=START + timedelta(days=1)), Seat(member=2, turns=2, last=START)]
    assert whose_turn(seats) == seats[1]
