"""Words of an issue, for comparing issues: prose and code apart, identifiers whole and in parts, light stemming."""

import re
from collections.abc import Iterator
from functools import lru_cache

CODE = re.compile(
    r"\{code[^}]*\}.*?(?:\{code\}|\Z)|\{noformat\}.*?(?:\{noformat\}|\Z)|<pre>.*?(?:</pre>|\Z)|```.*?(?:```|\Z)",
    re.DOTALL,
)
MARKUP = re.compile(r"<[^<>]{1,200}>|\{[a-zA-Z:|=#.0-9 ]{1,40}\}|&[a-z]+;|https?://\S+")
WORD = re.compile(r"[^\W_][\w]*(?:[.'][^\W_][\w]*)*")
PART = re.compile(r"[^\W\d_]+|\d+")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
SUFFIXES = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("edly", ""), ("ed", ""), ("es", ""), ("ly", ""), ("s", ""))
LONGEST = 40_000  # characters of a text that are read: a pasted log must not outweigh the words around it
STOP = frozenset(
    re.findall(
        r"\w+",
        """a an the of to in on at by for and or but if is are was were be been it its this that these those
        with as from i we you he she they my your our can could will would should do does did not no
        have has had there here when then so than which who what how also just im ive dont doesnt""",
    )
)


def split(text: str) -> tuple[str, str]:
    """Return prose and code of a text in Jira, HTML or Markdown markup."""
    text = text[:LONGEST]
    return CODE.sub(" ", text), " ".join(CODE.findall(text))


def words(text: str) -> list[str]:
    """Return the words of a text in order, stemmed, without stop words; for an identifier, itself and its parts."""
    return [part for word in WORD.findall(MARKUP.sub(" ", text)) for part in _parts(word)]


def grams(title: str) -> Iterator[str]:
    """Yield all runs of 3, 4 and 5 characters of a title, word ends included."""
    line = f"_{'_'.join(PART.findall(title.lower()))}_"
    return (line[i : i + n] for n in (3, 4, 5) for i in range(len(line) - n + 1))


@lru_cache(maxsize=1 << 17)
def _parts(word: str) -> tuple[str, ...]:
    pieces = [piece for part in PART.findall(word) for piece in HUMP.split(part)]
    stems = tuple(stem(p.lower()) for p in pieces if p.lower() not in STOP and (len(p) > 1 or len(pieces) == 1))
    return stems if len(pieces) == 1 else (word.lower(), *stems)


def stem(word: str) -> str:
    """Return a word in lower case without its English inflection, roughly: what matters is that kin meet."""
    if len(word) < 4 or not word.isalpha():
        return word
    for suffix, instead in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) + len(instead) >= 3 and not word.endswith("ss"):
            word = word[: -len(suffix)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word
