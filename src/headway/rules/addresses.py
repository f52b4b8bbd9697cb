"""Addresses of our own screens, as people keep them: a local path with its query, and nothing that leads elsewhere."""

import re
from typing import Final
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from ..tongue import say

LONGEST: Final = 2000
SCREENS: Final = frozenset(
    (
        *("explore", "board", "goals", "portfolio", "projects", "operations", "issues", "triage", "my-work", "inbox"),
        *("search", "feed", "teams", "items"),
    )
)
"""The screens that can be kept, by the first part of their paths: those that show, and none that acts."""
_PATH: Final = re.compile(r"/[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
_BESIDE: Final = "peek"
"""Names the item that lies open beside the screen, which is no part of what the screen shows."""
_PASSING: Final = ("cursor", "limit", _BESIDE)


def local(address: str) -> str:
    """Return an address in its usual spelling. Raises ValueError with what is wrong with it.

    Accepted is a path of one of SCREENS and its query; refused whatever a browser might take for another place.
    What lies open beside the screen is left out.
    """
    if any(ord(one) < 32 or ord(one) == 127 for one in address) or "\\" in address:
        raise ValueError(say("an address has no control characters and no backslashes"))
    if not address.startswith("/") or address.startswith("//"):
        raise ValueError(
            say("an address begins with one slash, such as /explore?q=owner:me; scheme and host are left out")
        )
    path, _, query = address.partition("?")
    if not _PATH.fullmatch(path) or "#" in query:
        raise ValueError(say("an address is a path of this application and its query, such as /explore?q=owner:me"))
    if path.split("/")[1] not in SCREENS:
        raise ValueError(
            say(
                "%(path)s is no screen that can be kept; it begins with one of: %(listed)s",
                path=path,
                listed=", ".join(sorted(SCREENS)),
            )
        )
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=50, errors="strict")
    except ValueError as error:
        raise ValueError(say("the query of this address cannot be read")) from error
    if any("\x00" in part for pair in pairs for part in pair):
        raise ValueError(say("an address has no control characters"))
    pairs = [(name, value) for name, value in pairs if name != _BESIDE]
    usual = f"{path}?{urlencode(pairs)}" if pairs else path
    if len(usual) > LONGEST:
        raise ValueError(say("an address has at most %(longest)s characters", longest=LONGEST))
    return usual


def same(one: str, other: str) -> bool:
    """Whether two addresses show the same: order of parameters and how far one has paged aside."""
    return _what(one) == _what(other)


def _what(address: str) -> tuple[str, list[tuple[str, str]]]:
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    return parts.path, sorted((name, value) for name, value in pairs if name not in _PASSING and (value or name == "q"))


def words_of(address: str) -> str:
    """Return an address as people read it."""
    return unquote_plus(address)
