"""The organisation of tests.queries.world, as a fixture; imported late, once the settings are chosen."""

import pytest


@pytest.fixture
def world(db):
    from tests.queries.world import build

    return build()
