"""How days are written in sentences and on pages."""

from datetime import date

from ..tongue import formats


def day(value: date | None, today: date) -> str:
    """Write a day, with its year where the month alone would mislead: «12 Mar», «3 Jan 2024»."""
    if value is None:
        return ""
    plain = value.year == today.year or abs((value - today).days) < 200
    return formats.day(value, year=not plain)
