"""Figures as people write them in tables of key results: «30», «4.5 %», «1,200», «€3M», «yes»."""

import re
from dataclasses import dataclass
from typing import Final

_FIGURE: Final = re.compile(
    r"([€$£¥]?)\s*([-+\u2212]?\d[\d .,'\u00a0\u202f]*)\s*([kKmM](?![A-Za-z]))?\s*(%|[^\W\d]\w*|[€$£¥])?"
)
_WORDS: Final = {**dict.fromkeys(("yes", "done", "true"), 1.0), **dict.fromkeys(("no", "not yet", "false"), 0.0)}
_TIMES: Final = {"k": 1e3, "m": 1e6, "": 1.0}


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount and what it is counted in."""

    amount: float
    unit: str


def figure(text: str) -> Figure | None:
    """Return what a cell states, None where it states no figure."""
    words = text.strip().strip("~*_").strip()
    if words.casefold() in _WORDS:
        return Figure(_WORDS[words.casefold()], "")
    found = _FIGURE.fullmatch(words)
    amount = _amount(found[2]) if found else None
    if found is None or amount is None:
        return None
    return Figure(amount * _TIMES[(found[3] or "").lower()], found[1] or found[4] or "")


def _amount(text: str) -> float | None:
    digits = re.sub(r"[\s'\u00a0\u202f]", "", text).replace("\u2212", "-")
    if "," in digits and "." in digits:
        mark = max(digits.rfind(","), digits.rfind("."))
        digits = re.sub("[,.]", "", digits[:mark]) + "." + digits[mark + 1 :]
    elif re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+", digits):
        digits = digits.replace(",", "")
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None
