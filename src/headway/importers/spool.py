"""Records kept on disk between the first reading of a file and the second, so that it is parsed only once."""

import pickle
import tempfile
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import IO, Final, Self

from ..rules.errors import Invalid
from ..tongue import say
from .records import Result

_MOST: Final = 16 * 1024**3
_IN_MEMORY: Final = 32 * 1024 * 1024


class Spool:
    """Keeps what passes through it, in memory up to 32 MB and in a temporary file beyond; a context manager."""

    def __init__(self) -> None:
        # Closed with the spool.
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def keep(self, results: Iterable[Result]) -> Iterator[Result]:
        """Pass the results on and keep each."""
        for result in results:
            pickle.dump(result, self._file, protocol=pickle.HIGHEST_PROTOCOL)
            if self._file.tell() > _MOST:
                raise Invalid(say("this file holds more than is read at once; split it"), field="file")
            self._count += 1
            yield result

    def results(self) -> Iterator[Result]:
        """Yield everything that was kept, in order; only we ourselves have written it."""
        self._file.seek(0)
        for _ in range(self._count):
            # Nobody else writes this file.
            result: Result = pickle.load(self._file)  # noqa: S301
            yield result
