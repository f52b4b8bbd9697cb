"""What the browser's scripts say in another language than English, as a script that is loaded before them."""

from functools import cache
from hashlib import blake2s

import orjson

from ..tongue import LANGUAGES, SOURCE
from ..tongue.catalogue import scripts


@cache
def script(language: str) -> str:
    """Return a script that sets the words of a language; an empty set of words for English or an unknown one."""
    known = language in LANGUAGES and language != SOURCE
    texts: dict[str, str | tuple[str, ...]] = {}
    if known:
        read = scripts(language)
        texts |= {f"{context}|{message}" if context else message: text for (context, message), text in read.one.items()}
        texts |= {"|".join(forms): texts for forms, texts in read.many.items()}
    return f"globalThis.headwayWords = {orjson.dumps(texts, option=orjson.OPT_SORT_KEYS).decode()};"


@cache
def digest(language: str) -> str:
    """Return a digest of a language's script for its address; empty for English, which needs none."""
    return "" if language == SOURCE else blake2s(script(language).encode(), digest_size=6).hexdigest()
