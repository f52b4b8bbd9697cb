"""Days, weekdays and numbers as the language that is spoken writes them."""

from datetime import date
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.dates import format_date

from . import LANGUAGES, SOURCE, Said, maker, spoken

THIN: Final = "\u202f"
"""Stands between thousands in every language: a point or a comma there means different things to different readers."""
PLAIN: Final = {"en": "d MMM", "de": "d. MMM"}
DATED: Final = {"en": "d MMM y", "de": "d. MMM y"}
_POINT: Final = {language: Locale(language).number_symbols["latn"]["decimal"] for language in LANGUAGES}


@lru_cache(maxsize=4096)
def _date(value: date, pattern: str, language: str) -> str:
    return format_date(value, pattern, locale=language)


def dated(value: date, patterns: str | dict[str, str]) -> str:
    """Write a day by a pattern of the Unicode CLDR («EEE», «MMMM y»): one for all languages, or one for each."""
    language = spoken()
    return _date(value, patterns if isinstance(patterns, str) else patterns[language], language)


@maker("day")
def _day(iso: str, year: bool) -> Said:
    value = date.fromisoformat(iso)
    return Said(dated(value, DATED if year else PLAIN), ("day", iso, year))


def day(value: date, *, year: bool) -> Said:
    """Write a day, with its year or without: «12 Mar», «3 Jan 2024»; «12. März», «3. Jan. 2024»."""
    return _day(f"{value:%Y-%m-%d}", year)


@maker("number")
def number(value: float) -> Said:
    """Write a number, thousands apart by thin spaces and without needless decimals: «12 500», «3.5»; «3,5»."""
    whole = float(value).is_integer()
    text = f"{int(value):,}" if whole else f"{value:,.2f}".rstrip("0").rstrip(".")
    return Said(_local(text), ("number", value))


def _local(text: str) -> str:
    text = text.replace(",", THIN)
    language = spoken()
    return text if language == SOURCE else text.replace(".", _POINT[language])


def decimal(text: str) -> str:
    """Write a plain number («1,234.56») as the language has it, thousands apart by thin spaces."""
    return _local(text)


def percent(chance: float) -> str:
    """Write a probability in whole per cent: «41 %»; never 0 or 100, which no simulation can know, but «<1 %»."""
    whole = round(chance * 100)
    return "<1 %" if whole < 1 else ">99 %" if whole > 99 else f"{whole} %"


def portion(share: float) -> str:
    """Write a share that was measured in whole per cent: 0 and 100 where it is nothing or all, and there alone."""
    return percent(share) if 0 < share < 1 else f"{round(share * 100)} %"
