"""`headway export-order FOLDER`: writes an export that was ordered from a page. Started by the server."""

import gzip
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from .transfer import clock

if TYPE_CHECKING:
    from ..commands.export_orders import Place, State

STEP: Final = 2000
"""After how many lines it is told how far the export has come."""
_SQUEEZE: Final = 5


@click.command("export-order", hidden=True)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def export_order(folder: Path) -> None:
    """Write the workspace out, and tell in the folder how far that has come."""
    from ..commands.export_orders import WRITING, Place

    place = Place(folder)
    with place.held():
        state = place.state(clock())
        if state.status != WRITING:
            return
        try:
            _write(place, state)
        except Exception:
            words = "something went wrong that should not; the log of the server says what"
            place.tell(replace(place.state(clock()), status="failed", at=clock(), problem=words))
            raise


def _write(place: "Place", state: "State") -> None:
    from ..exporters.lossless import count, export
    from ..models import Workspace

    workspace = Workspace.objects.get(pk=place.order.workspace)
    total, done, part = count(workspace), 0, place.folder / "part"
    with gzip.open(part, "wb", compresslevel=_SQUEEZE) as file:
        for done, line in enumerate(export(workspace), start=1):
            file.write(line)
            if done % STEP == 0:
                place.tell(replace(state, done=min(done, total), total=total, at=clock()))
    part.replace(place.file)
    size = place.file.stat().st_size
    place.tell(replace(state, status="done", done=done, total=total, size=size, at=clock()))
