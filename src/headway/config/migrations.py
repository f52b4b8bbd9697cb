"""The database is brought up to date by whoever needs it first; a look tells when it already is."""

import fcntl
import pkgutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.db import connection

from ..rules.errors import Refused

_LOCK = zlib.crc32(b"headway.migrate")


def known() -> set[tuple[str, str]]:
    """The migrations that this version brings, as (app, name): read from the folders, without loading them."""
    found: set[tuple[str, str]] = set()
    for app in apps.get_app_configs():
        path = settings.MIGRATION_MODULES.get(app.label, f"{app.name}.migrations")
        try:
            module = import_module(path)
        except ModuleNotFoundError:
            continue
        found |= {(app.label, one.name) for one in pkgutil.iter_modules(module.__path__) if one.name[0] not in "_~"}
    return found


def applied() -> set[tuple[str, str]]:
    """The migrations that this database has seen."""
    from django.db.migrations.recorder import MigrationRecorder

    return set(MigrationRecorder(connection).applied_migrations())


def missing() -> set[tuple[str, str]]:
    """The migrations that this database lacks. Raises Refused when a newer Headway has written it."""
    here, there = known(), applied()
    newer = {name for app, name in there - here if app == "headway"}
    if newer:
        raise Refused(
            f"the database is of a newer Headway than this one (it has {', '.join(sorted(newer))}); update Headway",
            field="DATABASE_URL",
        )
    return here - there


def bring_up_to_date() -> bool:
    """Apply what is missing; say whether anything was. Processes that start at once wait for one another."""
    if not missing():
        return False
    from django.core.management import call_command

    with _alone():
        if missing():
            call_command("migrate", interactive=False, verbosity=0)
    return True


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock of this home and, on PostgreSQL, of the database, which several machines may share."""
    with (settings.HOME / "migrate.lock").open("w") as file, connection.cursor() as cursor:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
