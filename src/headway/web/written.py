"""What templates write once and use again: within a page, or from page to page."""

from collections.abc import Callable, Hashable
from typing import Any, Final

from ..tongue import spoken

MOST: Final = 1500
"""Parts that a generation holds; a card and its row are some 2 kB."""


class Once(dict[Hashable, Any]):
    """What many rows of a page share, written once: {% set kind = once(ui.kind) %} … {{ kind[row.kind] }}.

    To look something up costs a template far less than to call something; several arguments are a tuple.
    """

    def __init__(self, write: Callable[..., Any]) -> None:
        self._write = write

    def __missing__(self, key: Hashable) -> Any:
        made = self[key] = self._write(*key) if type(key) is tuple else self._write(key)
        return made


class Kept:
    """Parts kept from page to page by the values that they show: {{ kept(card, row, today) }}.

    The macro must show its arguments and nothing else. Two generations: what the older holds and nobody asked for
    while the younger filled up is forgotten.
    """

    def __init__(self) -> None:
        self._young: dict[Hashable, Any] = {}
        self._old: dict[Hashable, Any] = {}

    def __call__(self, macro: Any, *shown: Hashable) -> Any:
        """Return what the macro makes of the arguments."""
        key = (macro.name, spoken(), shown)
        part = self._young.get(key)
        if part is None:
            part = self._old.get(key) or macro(*shown)
            if len(self._young) >= MOST:
                self._old, self._young = self._young, {}
            self._young[key] = part
        return part
