"""Saved views as links at the top of a screen, the one that is shown marked."""

from dataclasses import dataclass

from ...queries.views import ListViews, ViewRow
from ...rules.addresses import local, same
from ..page import Visit


@dataclass(frozen=True, slots=True)
class Strip:
    """The views in order, which of them is shown, and the address under which this page can be kept."""

    views: tuple[ViewRow, ...]
    current: ViewRow | None
    address: str


def strip(visit: Visit) -> Strip:
    """Return the strip of this page; its own views come first among those that show the same."""
    views: tuple[ViewRow, ...] = visit.ask(ListViews())
    try:
        address = local(visit.path)
    except ValueError:
        address = visit.request.path
    return Strip(views, next((one for one in views if same(one.address, address)), None), address)
