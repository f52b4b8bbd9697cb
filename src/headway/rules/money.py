"""Money in the smallest unit of its currency, what time costs, and sums that never mix currencies. Pure arithmetic."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from ..tongue import say, say_n
from ..tongue.formats import decimal
from .errors import Invalid

_WHOLE: Final = (
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
    *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
)
_DIGITS: Final[Mapping[str, int]] = {
    **dict.fromkeys(_WHOLE, 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""Digits after the point where they are not two (ISO 4217, minor units)."""
MOST: Final = 10**15
_PLAIN: Final = re.compile(r"[+-]?[0-9][0-9 '\u202f\u00a0]*(?:[.,][0-9]+)?")

Sums = dict[str, int]
"""Currency -> amount in its smallest unit."""


def digits(currency: str) -> int:
    """Return how many digits a currency's amounts have after the point: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _DIGITS.get(currency.upper(), 2)


def major(amount: int, currency: str) -> str:
    """Write an amount of smallest units in whole ones, plainly: 123456 EUR is «1234.56», 5000 JPY «5000»."""
    return f"{Decimal(amount).scaleb(-digits(currency)):f}"


def minor(text: str, currency: str) -> int:
    """Read an amount in whole units as its smallest: «1 234,56» EUR is 123456. Raises Invalid (field "amount")."""
    cleaned = text.strip()
    if not _PLAIN.fullmatch(cleaned):
        raise Invalid(say("an amount is written like 1250 or 1250.50"), field="amount")
    plain = re.sub(r"[ '\u202f\u00a0]", "", cleaned).replace(",", ".")
    try:
        units = Decimal(plain).scaleb(digits(currency))
    except InvalidOperation as error:
        raise Invalid(say("this amount is too large"), field="amount") from error
    if units != units.to_integral_value():
        raise Invalid(
            say_n(
                "%(currency)s has %(num)s digits after the point",
                "%(currency)s has %(num)s digits after the point",
                digits(currency),
                currency=currency or say("this currency"),
            ),
            field="amount",
        )
    if abs(units) > MOST:
        raise Invalid(say("this amount is too large"), field="amount")
    return int(units)


def sums(amounts: Iterable[tuple[str, int]]) -> Sums:
    """Return the sum of (currency, amount) pairs by currency."""
    found: Sums = defaultdict(int)
    for currency, amount in amounts:
        found[currency] += amount
    return dict(found)


@dataclass(frozen=True, slots=True)
class Price:
    """What an hour costs from a day on, in a currency's smallest unit."""

    valid_from: date
    amount: int
    currency: str


class Rates:
    """Who costs what when: a member's own prices, and those of everybody else under None."""

    def __init__(self, prices: Iterable[tuple[int | None, Price]]) -> None:
        self._prices: dict[int | None, list[Price]] = defaultdict(list)
        for member, price in sorted(prices, key=lambda one: one[1].valid_from):
            self._prices[member].append(price)

    def at(self, member: int | None, day: date) -> Price | None:
        """Return the price of an hour of a member on a day: his own, else the common one, else None."""
        own = self._latest(member, day) if member is not None else None
        return own or self._latest(None, day)

    def _latest(self, member: int | None, day: date) -> Price | None:
        prices = self._prices.get(member, [])
        at = bisect_right(prices, day, key=lambda price: price.valid_from)
        return prices[at - 1] if at else None


def cost(*, minutes: int, hourly: int) -> int:
    """Return what minutes cost at a price per hour, rounded half up to the smallest unit."""
    return (2 * minutes * hourly + 60) // 120


@dataclass(frozen=True, slots=True)
class Labour:
    """What time costs: (member, currency) -> (minutes, amount), and the minutes for which there is no rate."""

    by_member: Mapping[tuple[int | None, str], tuple[int, int]]
    unpriced: int

    @property
    def sums(self) -> Sums:
        """The amounts by currency; they are the sums of what is told member by member."""
        return sums((currency, amount) for (_, currency), (_, amount) in self.by_member.items())


def labour(time: Iterable[tuple[int | None, date, int]], *, rates: Rates) -> Labour:
    """Return what time costs, given as (member, day, minutes).

    Each member's time is summed exactly and rounded once a currency, so that the lines add up to the sum.
    """
    worked: dict[tuple[int | None, str], list[int]] = defaultdict(lambda: [0, 0])
    unpriced = 0
    for member, day, minutes in time:
        price = rates.at(member, day)
        if price is None:
            unpriced += minutes
            continue
        one = worked[member, price.currency]
        one[0] += minutes
        one[1] += minutes * price.amount
    rounded = {who: (minutes, (2 * sixtieths + 60) // 120) for who, (minutes, sixtieths) in worked.items()}
    return Labour(rounded, unpriced)


@dataclass(frozen=True, slots=True)
class Line:
    """A project's money in one currency. `frame` is what may be spent: what was granted, or else what is planned.

    `remaining` is the frame less what is committed and spent; `used` the share of it that is, None without a frame.
    """

    currency: str
    granted: int | None
    planned_costs: int
    planned_labour: int
    planned: int
    committed: int
    actual_costs: int
    actual_labour: int
    actual: int
    frame: int
    remaining: int
    used: float | None


def budget(
    *, granted: Sums, planned: Sums, planned_labour: Sums, committed: Sums, actual: Sums, worked: Sums
) -> list[Line]:
    """Return a project's money, a line a currency in alphabetical order; nothing is converted."""
    parts = (granted, planned, planned_labour, committed, actual, worked)
    found = []
    for currency in sorted({one for part in parts for one in part}):
        plan = planned.get(currency, 0) + planned_labour.get(currency, 0)
        spent = actual.get(currency, 0) + worked.get(currency, 0)
        frame = granted.get(currency, plan)
        used = committed.get(currency, 0) + spent
        found.append(
            Line(
                currency=currency,
                granted=granted.get(currency),
                planned_costs=planned.get(currency, 0),
                planned_labour=planned_labour.get(currency, 0),
                planned=plan,
                committed=committed.get(currency, 0),
                actual_costs=actual.get(currency, 0),
                actual_labour=worked.get(currency, 0),
                actual=spent,
                frame=frame,
                remaining=frame - used,
                used=used / frame if frame else None,
            )
        )
    return found


def words(amount: int, currency: str) -> str:
    """Write an amount with its currency, thousands apart by thin spaces: «1 234.56 EUR»."""
    return f"{decimal(f'{Decimal(amount).scaleb(-digits(currency)):,f}')} {currency}"
