"""Slows down whoever floods the public pages: so many requests from one place within a quarter of an hour.

Counts live in the process, as those of signing in do; the commands count again what the database holds.
"""

import hashlib
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

SECONDS: Final = 900
REPORTS: Final = 20
LOOKS: Final = 120


def too_many(request: HttpRequest, *, what: str, limit: int) -> bool:
    """Count one more, and say whether there have been more than `limit` from there."""
    place = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()
    key = f"report:{what}:{place}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) > limit
    except ValueError:
        cache.set(key, 1, SECONDS)
        return False
