from typing import Any

import pytest


@pytest.fixture
def world(db: None, settings: Any) -> Any:
    from tests.world import make_world

    # Safe passwords take their time, on purpose; nobody's are kept here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world()
