"""The API keeps what its own description promises, whatever is sent."""

import os
from collections.abc import Iterator
from typing import Any, Final
from zlib import crc32

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation.meta import TestPhase
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.access.samples import COMMANDS, QUERIES
from tests.api.calls import Api
from tests.places import World, email, undone

pytestmark = pytest.mark.django_db
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(autouse=True)
def _connections_stay_open() -> Iterator[None]:
    """The world lives in a transaction, which the end of a request must not close."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def token(world: World, django_db_blocker: Any) -> str:
    with django_db_blocker.unblock():
        api = Api(world, "owner")
        # Used once outside what is taken back, so that not every request is the first that notes it.
        assert api("GET", "/items").status_code == 200
        return api.token


SAMPLES: Final = COMMANDS | QUERIES
EXAMPLES: Final = int(os.environ.get("EXAMPLES", "4"))
"""Requests made up for each operation; more of them make a longer night of it."""
SHARE: Final = 1 if EXAMPLES > 4 else {"sqlite": 5, "postgresql": 20}[connection.vendor]
"""Of the requests that go through the limits of each field one by one, every how manieth is sent."""

described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())


@described.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_every_operation_keeps_its_promises(case: schemathesis.Case, world: World, token: str) -> None:
    if not _is_sent(case):
        return
    with undone():
        _come_closer(case, world)
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
        connection.check_constraints()


def _is_sent(case: schemathesis.Case) -> bool:
    """Whether this request is of the share; each database gets another one."""
    if case.meta is None or case.meta.phase.name is not TestPhase.COVERAGE:
        return True
    told = f"{connection.vendor} {case.method} {case.path_parameters!r} {case.query!r} {case.body!r}"
    return crc32(told.encode()) % SHARE == 0


def _come_closer(case: schemathesis.Case, world: World) -> None:
    """Put names of what exists in the place of half of what was made up: else every request ends at «not found».

    What the permission matrix names for the operation comes first: the number of a schedule where one is asked for.
    """
    for part in (case.path_parameters, case.body, case.query):
        for name, value in list(part.items()) if isinstance(part, dict) else ():
            if isinstance(value, str | int) and (chance := crc32(repr(value).encode()) % 8) < 5:
                part[name] = _real(case, world, other=chance == 0).get(name, value)


def _real(case: schemathesis.Case, world: World, *, other: bool) -> dict[str, Any]:
    """Name -> what exists of it, for this operation; with `other` that of the private team."""
    name = case.operation.definition.raw["operationId"]
    sample = SAMPLES[name].arguments(world, world.private if other else world.open) if name in SAMPLES else {}
    return _usual(world) | sample


def _usual(world: World) -> dict[str, Any]:
    place = world.open
    items = {
        "key": place.task,
        "source": place.task,
        "target": place.other,
        "goal": place.goal,
        "parent": place.project,
    }
    people = {"member": email("member"), "owner": email("guest"), "sponsor": email("admin"), "reporter": "me"}
    rows = {"id": place.comment, "timebox": place.sprint, "label": place.label, "team": place.team}
    return items | people | rows | {"state": "done", "origin": "test", "after": place.other, "type": "depends-on"}
