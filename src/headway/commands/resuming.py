"""A request that waits goes on when its reporter answers: back to where it stood before it was put to wait."""

from ..models import Event, Item, ServiceClock, State
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
    move(item, _back(item, put.changes["state"][0], unit), unit=unit)


def _is_request(item: Item) -> bool:
    return item.kind == Kind.ISSUE or ServiceClock.objects.filter(item=item).exists()


def _back(item: Item, former: int, unit: Unit) -> State:
    """The state that it came from, if its lifecycle still has it and it is one of work; else the first of doing."""
    for state in unit.states(kind=item.kind, team_id=item.team_id):
        if state.pk == former and state.category in OPEN and state.category != Category.WAITING:
            return state
    return unit.state_in(Category.DOING, kind=item.kind, team_id=item.team_id, field="key")
