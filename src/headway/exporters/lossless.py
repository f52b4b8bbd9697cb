"""Headway's own format: one JSON object a line, every row and every event of a workspace, nothing lost.

The first line says what it is; then come the rows of each table in the order in which they can be made again. Ids are
those of the workspace that was exported: they only tie the lines to each other. Secrets stay at home: no passwords, no
tokens.
"""

from collections.abc import Iterator
from typing import Any, Final

import orjson
from django.db.models import Model, QuerySet

from .. import __version__
from ..models import Event, Workspace
from ..models.tables import TABLES

FORMAT: Final = 1


def rows(model: type[Model], way: str, workspace: Workspace) -> QuerySet[Any]:
    """A workspace's rows of one table, oldest first."""
    order = "seq" if model is Event else "pk"
    return model._default_manager.filter(**{way: workspace}).order_by(order)


def export(workspace: Workspace) -> Iterator[bytes]:
    """Yield the lines of the export, each with its line end; memory stays small."""
    head = {"headway": FORMAT, "version": __version__, "workspace": _own(workspace)}
    yield orjson.dumps(head) + b"\n"
    for table, (model, way) in TABLES.items():
        columns = [f.attname for f in model._meta.concrete_fields if f.attname not in ("workspace_id", "user_id")]
        for values in rows(model, way, workspace).values(*columns).iterator(chunk_size=2000):
            yield orjson.dumps({"table": table, **values}, default=str) + b"\n"


def _own(workspace: Workspace) -> dict[str, Any]:
    return {name: getattr(workspace, name) for name in ("slug", "name", "time_zone", "created_at")}
