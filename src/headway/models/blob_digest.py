"""What is said of the bytes of attachments, wherever they lie."""

import re
from dataclasses import dataclass
from typing import Final

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Lying:
    """A file in a store: its digest, its bytes, and when it was last brought (seconds of the epoch)."""

    digest: str
    size: int
    at: float


def is_digest(text: str) -> bool:
    """Whether this is a SHA-256 in small hexadecimal digits."""
    return _DIGEST.fullmatch(text) is not None
