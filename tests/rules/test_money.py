"""Money: read and written by currency, time priced by the rate of its day, sums that never mix currencies."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.errors import Invalid
from headway.rules.money import Price, Rates, budget, cost, labour, major, minor, sums, words

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD"])
AMOUNTS = st.integers(-(10**12), 10**12)
DAYS = st.integers(0, 400).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
PRICES = st.tuples(st.sampled_from([None, 1, 2]), st.builds(Price, DAYS, st.integers(0, 10**6), CURRENCIES))
TIME = st.lists(st.tuples(st.sampled_from([None, 1, 2, 3]), DAYS, st.integers(1, 5000)), max_size=40)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("1250", "EUR", 125_000),
        ("1 250,50", "EUR", 125_050),
        ("1'250.5", "CHF", 125_050),
        ("-3", "JPY", -3),
        ("0.125", "KWD", 125),
    ],
)
def test_amounts_are_read_by_their_currency(text: str, currency: str, amount: int) -> None:
    assert minor(text, currency) == amount


@pytest.mark.parametrize(
    ("text", "currency"), [("1.234", "EUR"), ("1.5", "JPY"), ("ten", "EUR"), ("", "EUR"), ("9" * 20, "EUR")]
)
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(Invalid):
        minor(text, currency)


@given(AMOUNTS, CURRENCIES)
def test_what_is_written_is_read_again(amount: int, currency: str) -> None:
    assert minor(major(amount, currency), currency) == amount


def test_amounts_in_words() -> None:
    assert words(123_456_789, "EUR") == "1\u202f234\u202f567.89 EUR"
    assert words(-5000, "JPY") == "-5\u202f000 JPY"


@given(st.lists(st.tuples(CURRENCIES, AMOUNTS)))
def test_sums_stay_in_their_currency(amounts: list[tuple[str, int]]) -> None:
    for currency, total in sums(amounts).items():
        assert total == sum(amount for one, amount in amounts if one == currency)
    assert set(sums(amounts)) == {currency for currency, _ in amounts}


def test_a_rate_holds_from_its_day_and_ones_own_before_the_common_one() -> None:
    day = date(2026, 3, 2)
    rates = Rates(
        [
            (None, Price(date(2026, 1, 1), 8000, "EUR")),
            (1, Price(day, 10_000, "USD")),
            (1, Price(date(2026, 6, 1), 12_000, "USD")),
        ]
    )
    assert rates.at(1, day - timedelta(days=1)) == Price(date(2026, 1, 1), 8000, "EUR")
    assert rates.at(1, day) == Price(day, 10_000, "USD")
    assert rates.at(1, date(2027, 1, 1)) == Price(date(2026, 6, 1), 12_000, "USD")
    assert rates.at(None, day) == rates.at(2, day) == Price(date(2026, 1, 1), 8000, "EUR")
    assert rates.at(2, date(2025, 12, 31)) is None


def test_an_hour_and_a_half_at_a_rate_of_a_day() -> None:
    assert cost(minutes=90, hourly=10_001) == 15_002
    found = labour(
        [(1, date(2026, 3, 2), 90), (1, date(2026, 3, 3), 30)], rates=Rates([(None, Price(date.min, 10_001, "EUR"))])
    )
    assert found.by_member == {(1, "EUR"): (120, 20_002)}
    assert found.unpriced == 0


@given(TIME, st.lists(PRICES, max_size=8))
def test_labour_is_exact_but_for_one_rounding_a_member_and_currency(
    time: list[tuple[int | None, date, int]], prices: list[tuple[int | None, Price]]
) -> None:
    rates = Rates(prices)
    found = labour(time, rates=rates)
    exact: dict[tuple[int | None, str], Fraction] = defaultdict(Fraction)
    unpriced = 0
    for member, day, minutes in time:
        price = rates.at(member, day)
        if price is None:
            unpriced += minutes
        else:
            exact[member, price.currency] += Fraction(minutes * price.amount, 60)
    assert found.unpriced == unpriced
    assert set(found.by_member) == set(exact)
    assert all(abs(found.by_member[who][1] - amount) <= Fraction(1, 2) for who, amount in exact.items())
    assert found.sums == sums((currency, amount) for (_, currency), (_, amount) in found.by_member.items())
    assert sum(minutes for minutes, _ in found.by_member.values()) + unpriced == sum(m for _, _, m in time)


SUMS = st.dictionaries(CURRENCIES, st.integers(0, 10**9), max_size=4)


@given(SUMS, SUMS, SUMS, SUMS, SUMS, SUMS)
def test_a_budget_adds_up_in_each_currency_by_itself(
    granted: dict[str, int],
    planned: dict[str, int],
    planned_labour: dict[str, int],
    committed: dict[str, int],
    actual: dict[str, int],
    worked: dict[str, int],
) -> None:
    parts = (granted, planned, planned_labour, committed, actual, worked)
    lines = budget(
        granted=granted,
        planned=planned,
        planned_labour=planned_labour,
        committed=committed,
        actual=actual,
        worked=worked,
    )
    assert [line.currency for line in lines] == sorted(set().union(*parts))
    for line in lines:
        alone = budget(
            **{
                name: {line.currency: part[line.currency]} if line.currency in part else {}
                for name, part in zip(
                    ("granted", "planned", "planned_labour", "committed", "actual", "worked"), parts, strict=True
                )
            }
        )
        assert alone == [line], "what happens in one currency moves no other"
        assert line.frame == (line.planned if line.granted is None else line.granted)
        assert line.frame == line.remaining + line.committed + line.actual
        assert line.actual == line.actual_costs + line.actual_labour
        assert (line.used is None) is (line.frame == 0)
