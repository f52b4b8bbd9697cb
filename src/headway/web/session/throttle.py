"""Slows down whoever guesses passwords: few failures for one address from one place, more for a whole place.

Counts live in the process, so that each of several processes counts for itself.
"""

import hashlib
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

SECONDS: Final = 900
PER_ADDRESS: Final = 8
PER_PLACE: Final = 60


def _keys(request: HttpRequest, email: str) -> dict[str, int]:
    place = request.META.get("REMOTE_ADDR", "")
    who = hashlib.sha256(f"{email.casefold()}|{place}".encode()).hexdigest()
    return {f"sign-in:{who}": PER_ADDRESS, f"sign-in:{hashlib.sha256(place.encode()).hexdigest()}": PER_PLACE}


def blocked(request: HttpRequest, email: str) -> bool:
    """Whether too many attempts have failed within a quarter of an hour."""
    return any(cache.get(key, 0) >= limit for key, limit in _keys(request, email).items())


def failed(request: HttpRequest, email: str) -> None:
    """Count a failure."""
    for key in _keys(request, email):
        cache.add(key, 0, SECONDS)
        try:
            cache.incr(key)
        except ValueError:
            cache.set(key, 1, SECONDS)


def succeeded(request: HttpRequest, email: str) -> None:
    """Forget the failures of this address from this place."""
    cache.delete(next(iter(_keys(request, email))))
