"""Headway's own format: one JSON object a line, every row and every event of a workspace, nothing lost.

The first line says what it is; then come the rows of each table in the order in which they can be made again. Ids are
those of the workspace that was exported: they only tie the lines to each other. Secrets stay at home: no passwords, no
tokens. After the rows come the bytes of attached files, in parts. The last line says how many lines there are before
it, so that an export that breaks off is known for one.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import orjson
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from .. import __version__
from ..models import Attachment, Event, Workspace, blobs
from ..models.tables import STAYS, TABLES

FORMAT: Final = 1
BYTES: Final = "bytes"


def rows(model: type[Model], way: str, workspace: Workspace) -> QuerySet[Any]:
    """A workspace's rows of one table, oldest first."""
    order = "seq" if model is Event else "pk"
    return model._default_manager.filter(**{way: workspace}).order_by(order)


def count(workspace: Workspace) -> int:
    """Return how many rows an export will hold; the bytes of files come on top."""
    return sum(rows(model, way, workspace).count() for model, way in TABLES.values())


def export(workspace: Workspace) -> Iterator[bytes]:
    """Yield the lines of the export, each with its line end; memory stays small."""
    head = {"headway": FORMAT, "version": __version__, "workspace": _own(workspace)}
    yield orjson.dumps(head) + b"\n"
    count = 0
    with snapshot():
        for table, (model, way) in TABLES.items():
            columns = [f.attname for f in model._meta.concrete_fields if f.attname not in STAYS]
            for values in rows(model, way, workspace).values(*columns).iterator(chunk_size=2000):
                count += 1
                yield orjson.dumps({"table": table, **values}, default=str) + b"\n"
        for line in _bytes(workspace):
            count += 1
            yield line
    yield orjson.dumps({"end": count}) + b"\n"


def _bytes(workspace: Workspace) -> Iterator[bytes]:
    """The bytes of files, each once, in parts that fit on a line; of those that are gone there is none."""
    here = Attachment.objects.filter(workspace=workspace, removed_at=None)
    for digest in here.order_by("digest").values_list("digest", flat=True).distinct():
        with suppress(FileNotFoundError), blobs.read(digest) as file:
            for number, part in enumerate(blobs.chunks(file)):
                content = base64.b64encode(part).decode()
                yield orjson.dumps({"table": BYTES, "digest": digest, "part": number, "content": content}) + b"\n"


@contextmanager
def snapshot() -> Iterator[None]:
    """See one state of the database from table to table while others go on writing."""
    if connection.in_atomic_block:
        yield
        return
    # SQLite's own word for reading without keeping writers out; PostgreSQL has no such mode.
    here: Any = connection
    usual = getattr(here, "transaction_mode", None)
    here.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        here.transaction_mode = usual


def _own(workspace: Workspace) -> dict[str, Any]:
    return {name: getattr(workspace, name) for name in ("slug", "name", "time_zone", "created_at")}
