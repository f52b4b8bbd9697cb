"""A request that waits goes on when its reporter answers: back to where it stood before it was put to wait."""

from ..models import Event, Item, ServiceClock, State
from ..rules.lifecycle import LIFECYCLES
from ..rules.words import OPEN, Category, Kind
from .moves import move
from .unit import Unit


def go_on(item: Item, *, by: int | None, outside: bool, unit: Unit) -> None:
    """Let a request go on, if it waits for who has just said something: its reporter, here or outside.

    Where he owns it, or put it to wait himself, it waits for something else. Asks nothing of what does not wait.
    """
    if item.category != Category.WAITING or not (outside or (by is not None and by == item.reporter_id)):
        return
    if not _is_request(item) or (by is not None and by == item.owner_id):
        return
    put = Event.objects.filter(item=item, type="item.moved", changes__state__1=item.state_id).order_by("-seq").first()
    if put is None or (by is not None and put.actor_id == by):
        return
    state = _back(item, put.changes["state"][0], unit)
    # What somebody says must never be refused because of where it would lead.
    if state is not None:
        move(item, state, unit=unit)


def _is_request(item: Item) -> bool:
    return item.kind == Kind.ISSUE or ServiceClock.objects.filter(item=item).exists()


def _back(item: Item, former: int, unit: Unit) -> State | None:
    """The state that it came from, if it is one of work and it may go there; else one of doing, if there is any."""
    ways = LIFECYCLES[Kind(item.kind)][Category.WAITING] & set(OPEN)
    states = [one for one in unit.states(kind=item.kind, team_id=item.team_id) if one.category in ways]
    doing = (one for one in states if one.category == Category.DOING)
    return next((one for one in states if one.pk == former), None) or next(doing, None)
