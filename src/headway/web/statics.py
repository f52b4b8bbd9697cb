"""Finds the styles, scripts and pictures that lie in the screens' own folders."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import Storage

ROOT: Final = Path(__file__).parent
SUFFIXES: Final = (".css", ".js", ".svg", ".png")


class ScreenFinder(FileSystemFinder):
    """Django's finder over this folder, for files of SUFFIXES alone: neither code nor templates are handed out."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield each file's name, such as «explore/explore.css», and where it lies."""
        for name, storage in super().list(ignore_patterns):
            if name.endswith(SUFFIXES):
                yield name, storage

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        """Return a file's place on the disk, or None."""
        return super().find_location(root, path, prefix) if path.endswith(SUFFIXES) else None
