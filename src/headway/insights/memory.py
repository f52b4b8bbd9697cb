"""What was computed before, by all that it was made of: the same question has the same answer, and costs nothing.

Nothing here can go stale, since nothing is asked for by name: a key holds everything on which its answer depends.
"""

from collections.abc import Callable, Hashable
from hashlib import blake2b
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..engine.draws import ScoreBook

T = TypeVar("T")


class Memory:
    """Answers of one computation for the next, and for the other pair of eyes; `book` holds their random draws."""

    def __init__(self) -> None:
        self.book = ScoreBook()
        self._before: dict[Hashable, Any] = {}
        self._now: dict[Hashable, Any] = {}

    def of(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return what `compute` says, asked once for this key."""
        found = self.get(key)
        return self.put(key, compute()) if found is None else found

    def get(self, key: Hashable) -> Any:
        """Return what is kept under this key, None where nothing is."""
        if key in self._before:
            self._now[key] = self._before.pop(key)
        return self._now.get(key)

    def put(self, key: Hashable, answer: T) -> T:
        """Keep an answer, which is not None, and return it."""
        self._now[key] = answer
        return answer

    def turn(self) -> None:
        """Forget what nobody has asked for since the last turn."""
        self._before, self._now = self._now, {}
        self.book.forget()


def sign(*arrays: NDArray[Any], of: object = ()) -> bytes:
    """Return what names these arrays and `of`, which tells itself by `repr`."""
    made = blake2b(repr((of, [(one.dtype.str, one.shape) for one in arrays])).encode(), digest_size=16)
    for one in arrays:
        made.update(np.ascontiguousarray(one).tobytes())
    return made.digest()
