"""Keys within a sentence that the engine made: told by the titles of the items, or linked to them."""

import re
from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

from ..queries.rows import Ref

_KEY: Final = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]*-[0-9]+(?!\w)")
_LINK: Final = Markup('<a class="named" href="/items/{key}" title="{title}">{words}</a>')


def naming(sentence: str, refs: Iterable[Ref], own: Ref | None = None, *, titles: bool = True) -> Markup:
    """Return a sentence in which each key of `refs` and `own` leads to its item; with `titles`, refs are told by these.

    `own` is what the sentence is about: its title is said beside it, so that its key suffices here.
    """
    known = {ref.key: (ref, titles) for ref in refs} | ({own.key: (own, False)} if own else {})
    return Markup(_KEY.sub(lambda found: _told(found[0], known), str(escape(sentence))))  # noqa: S704 - escaped before


def _told(key: str, known: dict[str, tuple[Ref, bool]]) -> str:
    if key not in known:
        return key
    ref, titled = known[key]
    return _LINK.format(key=key, title=ref.title, words=ref.title if titled else key)
