"""Setting up, only as far as a command needs it: reading `--help` touches no database."""

import os
from functools import cache


@cache
def django() -> None:
    """Have Django know the models and settings, and the catalogues be full."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.config.settings")
    import django as framework

    framework.setup()


@cache
def database() -> None:
    """Have the database up to date; a look tells when it already is."""
    django()
    from ..config import migrations

    migrations.bring_up_to_date()
