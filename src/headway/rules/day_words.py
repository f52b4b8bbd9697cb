"""How days are written in sentences and on pages."""

import re
from datetime import date
from typing import Final

from ..tongue import formats

_DAY: Final = re.compile(r"«[^«»]*»|\b\d{4}-\d{2}-\d{2}\b")


def day(value: date | None, today: date) -> str:
    """Write a day, with its year where the month alone would mislead: «12 Mar», «3 Jan 2024»."""
    if value is None:
        return ""
    plain = value.year == today.year or abs((value - today).days) < 200
    return formats.day(value, year=not plain)


def days_in(text: str, today: date) -> str:
    """Write the days that stand in a sentence in ISO form as `day` does; what a title says stays as it is."""

    def written(found: re.Match[str]) -> str:
        word = found.group()
        return word if word.startswith("«") else day(date.fromisoformat(word), today)

    return _DAY.sub(written, text)
