"""Who wants to hear, in this process and at once, that a workspace has new events."""

from collections.abc import Callable

Listener = Callable[[int, int], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener(workspace id, latest seq)` after each commit in this process; return what ends that."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def announce(workspace_id: int, seq: int) -> None:
    """Tell the listeners; called after commit."""
    for listener in tuple(_listeners):
        listener(workspace_id, seq)
