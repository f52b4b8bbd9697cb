"""The catalogues: a file `de.po` in each folder holds the German of what the folder says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parent.parent
SCRIPTS: Final = "scripts"
"""«scripts.de.po» beside a «de.po» is what the browser's scripts say."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A language: (context, message) -> its text, (one, many) -> the forms that counts take, and which one when."""

    one: Mapping[tuple[str, str], str]
    many: Mapping[tuple[str, str], tuple[str, ...]]
    which: Callable[[int], int]

    def form(self, one: str, many: str, count: float) -> str:
        """Return the form for a count; the English one where the language has none. A fraction is no whole one."""
        forms = self.many.get((one, many))
        if forms is None:
            return one if count == 1 else many
        return forms[self.which(int(count) if float(count).is_integer() else 2)]


@cache
def catalogue(language: str) -> Catalogue:
    """Read a language, once a process: some thousands of messages in about half a second."""
    return _read(language, sorted(PACKAGE.rglob(f"{language}.po")))


@cache
def scripts(language: str) -> Catalogue:
    """Read what the browser's scripts say."""
    return _read(language, sorted(PACKAGE.rglob(f"{SCRIPTS}.{language}.po")))


def _read(language: str, files: list[Path]) -> Catalogue:
    from babel.messages.pofile import read_po

    one: dict[tuple[str, str], str] = {}
    many: dict[tuple[str, str], tuple[str, ...]] = {}
    for file in files:
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language):
                forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
                if not message.id or not all(forms):
                    continue
                if isinstance(message.id, str):
                    one[message.context or "", message.id] = forms[0]
                else:
                    many[message.id[0], message.id[1]] = forms
    return Catalogue(one, many, c2py(_rule(language)))


def _rule(language: str) -> str:
    from babel.messages.plurals import get_plural

    return get_plural(language).plural_expr
