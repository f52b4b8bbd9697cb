"""Sentences as people read them: with links to what they count, and days as everywhere on the pages."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from ...rules.day_words import days_in
from ...rules.summaries import Sentence
from ...rules.summaries.linked import Piece, pieces


def readable(sentences: Iterable[Sentence], today: date) -> list[Sequence[Piece]]:
    """Return each in pieces. A day keeps its year where that is another; what a title says stays as it is."""
    return [
        tuple(one if one.href else replace(one, text=days_in(one.text, today)) for one in pieces(it.text, it.facts))
        for it in sentences
    ]
