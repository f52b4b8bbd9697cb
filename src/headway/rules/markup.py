"""What a text in Markdown refers to: items by their keys, people by «@» and an address or a name. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

KEY: Final = r"[A-Z][A-Z0-9_]{0,19}-[1-9][0-9]{0,11}"
MENTION: Final = r"@\w+(?:[.+-]\w+)*(?:@[\w-]+(?:\.[\w-]+)+)?"
MOST: Final = 200
"""References of each sort that a page resolves; those beyond stay plain links and marks."""
_KEY: Final = re.compile(rf"(?<![\w@/-]){KEY}(?![\w-])")
_MENTION: Final = re.compile(rf"(?<![\w@/-]){MENTION}(?![\w-])")


def keys_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of items that these texts name, each once."""
    return tuple(dict.fromkeys(found for text in texts for found in _KEY.findall(text)))[:MOST]


def mentions_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return whom these texts mention, each once: an address, or the first word of a name, without the «@»."""
    return tuple(dict.fromkeys(found[1:] for text in texts if "@" in text for found in _MENTION.findall(text)))[:MOST]


def finder(people: Sequence[str]) -> re.Pattern[str]:
    """Return what finds keys as `key`, these people's names and addresses after «@» as `known`, others as `who`."""
    ordered = sorted({name for name in people if name}, key=len, reverse=True)
    names = "|".join(map(re.escape, ordered)) or r"(?!)"
    known = rf"@(?P<known>(?i:{names}))(?![\w@-]|\.\w)"
    return re.compile(rf"(?<![\w@/-])(?:(?P<key>{KEY})(?![\w-])|{known}|(?P<who>{MENTION})(?![\w-]))")
