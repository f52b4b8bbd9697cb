"""The world of tests.places, made once a module; imported late, once the settings are chosen."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Build the world once a module; each test takes back what it did (they are marked django_db)."""
    from tests.places import build, undone

    with django_db_blocker.unblock(), undone():
        yield build()
