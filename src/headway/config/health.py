"""Is the process up, and can it do its work?"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse

from ..queries import house
from ..rules.errors import Problem
from . import migrations

WORKER_SILENT: Final = timedelta(seconds=60)


def alive(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, is up to date, and a worker was seen within a minute; else 503."""
    found = checks(now=datetime.now(UTC))
    bad = any(said != "ok" for said in found.values())
    return JsonResponse(found, status=503 if bad else 200, headers={"Cache-Control": "no-store"})


def checks(*, now: datetime) -> dict[str, str]:
    """Return what was looked at and what was found: «ok», or what is wrong."""
    try:
        lacking = migrations.missing()
        if lacking:
            return {"database": "ok", "migrations": f"{len(lacking)} to apply"}
        return {"database": "ok", "migrations": "ok", "worker": _worker(now=now)}
    except Problem as problem:
        return {"database": "ok", "migrations": problem.message}
    except Error as error:
        return {"database": type(error).__name__}


def _worker(*, now: datetime) -> str:
    seen = house.worker_seen()
    if seen is None:
        return "never seen"
    return "ok" if now - seen < WORKER_SILENT else f"last seen at {seen.isoformat(timespec='seconds')}"
