"""`headway files`: where the bytes of attached files lie."""

import sys
from dataclasses import asdict

import click

from ..models import blobs
from ..rules.errors import Invalid
from . import show, start

_STEP = 100


class _Late(click.Group):
    """A group whose verbs need the settings; its help does not."""

    def invoke(self, ctx: click.Context) -> object:
        """Read them first."""
        start.django()
        return super().invoke(ctx)


@click.group(cls=_Late)
def files() -> None:
    """Where the bytes of attached files lie."""


@files.command("move")
@click.option(
    "--to",
    "target",
    type=click.Choice(["s3", "folder"]),
    default="s3",
    show_default=True,
    help="s3: the bucket that HEADWAY_FILES names; folder: HEADWAY_HOME/attachments.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def move(target: str, *, as_json: bool) -> None:
    """Move all files between the folder and the bucket that HEADWAY_FILES names.

    \b
    headway files move                into the bucket
    headway files move --to folder    and back

    Each is checked against its digest before it leaves where it was, and both places are read meanwhile, so that
    Headway may go on serving. What breaks off is gone on with by the same command. A file that is damaged stays, is
    named, and the exit code is 1.
    """
    bucket = blobs.bucket()
    if bucket is None:
        raise Invalid("names no store; set it to s3://bucket/prefix", field="HEADWAY_FILES")
    bucket.check()
    ends = (blobs.folder(), bucket) if target == "s3" else (bucket, blobs.folder())
    moved = blobs.move(source=ends[0], target=ends[1], tell=_tell)
    show.answer(asdict(moved) | {"to": str(ends[1])}, as_json=as_json)
    if moved.damaged:
        sys.exit(1)


def _tell(moved: blobs.Moved) -> None:
    if moved.files and moved.files % _STEP == 0:
        click.echo(f"{moved.files} files moved, {moved.bytes} bytes", err=True)
