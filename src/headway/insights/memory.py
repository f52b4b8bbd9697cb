"""What was computed before, by all that it was made of: the same question has the same answer, and costs nothing.

Nothing here can go stale, since nothing is asked for by name: a key holds everything on which its answer depends.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import is_
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..engine.draws import ScoreBook

T = TypeVar("T")


class Memory:
    """Answers of one computation for the next, and for the other pair of eyes; `book` holds their random draws.

    `eyes` are those that look now, for what is only likely to be alike from one look of theirs to the next.

    An answer that is asked for again keeps those alive that it was made of: the next question may lean on them anew.
    """

    def __init__(self) -> None:
        self.book = ScoreBook()
        self.eyes: Hashable = None
        self._before: dict[Hashable, _Kept] = {}
        self._now: dict[Hashable, _Kept] = {}
        self._asked: list[list[Hashable]] = [[]]
        self._given: dict[Hashable, list[_Given]] = {}

    def of(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return what `compute` says, asked once for this key."""
        found = self.get(key)
        if found is not None:
            return found  # type: ignore[no-any-return]
        self._asked.append([])
        try:
            answer = compute()
        finally:
            leans = self._asked.pop()
        return self.put(key, answer, leans)

    def like(self, name: Hashable, given: Sequence[Any], compute: Callable[[], T], *, also: Any = None) -> T:
        """Return what `compute` says, asked again under this name only when given other objects, or `also` differs.

        For many objects, most of them the very same as before: to compare them costs less than to name them by a key.
        """
        known = self._given.setdefault(name, [])
        key = next((one for one in known if one.alike(given, also)), None)
        if key is None:
            known.append(key := _Given(given, also))
        return self.of(key, compute)

    def get(self, key: Hashable) -> Any:
        """Return what is kept under this key, None where nothing is."""
        kept = self._now.get(key) or self._again(key)
        if kept is None:
            return None
        self._asked[-1].append(key)
        return kept.answer

    def put(self, key: Hashable, answer: T, leans: Sequence[Hashable] = ()) -> T:
        """Keep an answer, which is not None, and return it."""
        self._before.pop(key, None)
        self._now[key] = _Kept(answer, leans)
        self._asked[-1].append(key)
        return answer

    def _again(self, key: Hashable) -> "_Kept | None":
        kept = self._before.pop(key, None)
        if kept is not None:
            self._now[key] = kept
            for one in kept.leans:
                self._again(one)
        return kept

    def turn(self) -> None:
        """Forget what nobody has asked for since the last turn."""
        self._before, self._now, self._asked = self._now, {}, [[]]
        kept = {name: [one for one in known if one in self._before] for name, known in self._given.items()}
        self._given = {name: known for name, known in kept.items() if known}
        self.book.forget()


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, and the keys that were asked for while it was made."""

    answer: Any
    leans: Sequence[Hashable]


@dataclass(frozen=True, eq=False, slots=True)
class _Given:
    """Many objects as a key: known again by who finds it."""

    objects: Sequence[Any]
    also: Any

    def alike(self, given: Sequence[Any], also: Any) -> bool:
        """Whether all of these are the very same as those, and the rest is equal."""
        return len(given) == len(self.objects) and all(map(is_, given, self.objects)) and also == self.also


class Same:
    """An object that never changes as part of a key, where comparing it would cost more than it is worth.

    It is known again while it is the very same object; so who makes it hands out the one he has, as long as he can.
    """

    __slots__ = ("_it",)

    def __init__(self, it: object) -> None:
        self._it = it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other._it is self._it

    def __hash__(self) -> int:
        return id(self._it)


def sign(*arrays: NDArray[Any], of: object = ()) -> bytes:
    """Return what names these arrays and `of`, which tells itself by `repr`."""
    made = blake2b(repr((of, [(one.dtype.str, one.shape) for one in arrays])).encode(), digest_size=16)
    for one in arrays:
        made.update(np.ascontiguousarray(one).tobytes())
    return made.digest()
