"""One small organisation for all tests that only look at it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the personas are listed."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="package")
def make(django_db_setup: None) -> Callable[..., Any]:
    """Makes a small organisation as it stands on 16 September 2026, 14:30."""
    from headway.demo.build import build
    from headway.jobs.automation import answer

    now = datetime(2026, 9, 16, 14, 30, tzinfo=UTC)

    def made(name: str, *, seed: int, home: Path | None = None) -> Any:
        return build(size="small", seed=seed, now=now, name=name, home=home, progress=lambda text: None, answer=answer)

    return made


@pytest.fixture(scope="package")
def built(make: Callable[..., Any], django_db_blocker: Any, home: Path) -> Iterator[Any]:
    """The organisation, gone again after the last of these tests."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield make("Harbourline", seed=7, home=home)
        transaction.set_rollback(True)
