"""Who wants to hear, in this process and at once, that a workspace has new events."""

from collections.abc import Callable

Listener = Callable[[int, int], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener(workspace id, latest seq)` after each commit in this process."""
    _listeners.append(listener)


def announce(workspace_id: int, seq: int) -> None:
    """Tell the listeners; called after commit."""
    for listener in _listeners:
        listener(workspace_id, seq)
