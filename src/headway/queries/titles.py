"""What items are called of which only the keys are at hand."""

from collections.abc import Collection, Mapping

from ..access import visible
from .base import Look


def titles(look: Look, keys: Collection[str]) -> Mapping[str, str]:
    """Return key -> title of those that the reader may see. One statement, none for no keys."""
    if not keys:
        return {}
    return dict(visible.items(look.actor).filter(key__in=keys).values_list("key", "title"))
