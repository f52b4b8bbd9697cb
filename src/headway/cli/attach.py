"""`headway attach`: files of this machine onto an item."""

import mimetypes
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click

from ..access.actor import actor_for
from ..commands import run
from ..commands.files import AddAttachment, upload
from ..commands.workspaces import owner_of
from ..queries import house
from . import show

CHUNK = 256 * 1024


@click.command("attach", short_help="Attach files to an item.")
@click.argument("key")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--workspace", "-w", metavar="NAME", help="Name or short name; may be left out where there is just one.")
@click.option("--as", "acting", metavar="EMAIL", help="On whose behalf; default: the workspace's owner.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document a file.")
def attach(key: str, files: tuple[Path, ...], workspace: str | None, acting: str | None, *, as_json: bool) -> None:
    """Attach FILES to the item KEY.

    \b
    headway attach PAY-41 screenshot.png log.txt
    """
    row = house.find_workspace(workspace)
    member = house.find_member(row, email=acting, field="as") if acting else None
    actor = actor_for(member=member, via="cli") if member else owner_of(row)
    for path in files:
        now = datetime.now(UTC)
        with path.open("rb") as file:
            handle = upload(_chunks(file), actor=actor, now=now)
        declared = mimetypes.guess_type(path.name)[0] or ""
        command = AddAttachment(key=key, file_name=path.name, upload=handle, media_type=declared)
        show.answer(run(command, actor=actor, now=now), as_json=as_json)
    sys.stdout.flush()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
