"""Sentences as people read them: with links to what they count, and days as everywhere on the pages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from ...rules.day_words import day
from ...rules.summaries import Sentence
from ...rules.summaries.linked import Piece, pieces

_DAY: Final = re.compile(r"«[^«»]*»|\b\d{4}-\d{2}-\d{2}\b")


def readable(sentences: Iterable[Sentence], today: date) -> list[Sequence[Piece]]:
    """Return each in pieces. A day keeps its year where that is another; what a title says stays as it is."""
    return [
        tuple(one if one.href else replace(one, text=_days(one.text, today)) for one in pieces(it.text, it.facts))
        for it in sentences
    ]


def _days(text: str, today: date) -> str:
    def written(found: re.Match[str]) -> str:
        word = found.group()
        return word if word.startswith("«") else day(date.fromisoformat(word), today)

    return _DAY.sub(written, text)
