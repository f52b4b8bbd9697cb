"""Static files: compressed, under names that hold a digest of their content, gathered when the server starts."""

import fcntl
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from whitenoise.storage import CompressedManifestStaticFilesStorage

STAMP = "stamp"


class Files(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed and compressed, also within ES modules; where nothing was gathered yet, names stay as they are."""

    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """Return the hashed name from the manifest, or the plain one."""
        found: str = self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
        return found

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """Return the name with the digest of the content; a reference to what is not a file here stays as it is."""
        try:
            hashed: str = super().hashed_name(name, content, filename)
        except ValueError:  # an import by a bare name, say, which the page's import map resolves
            return name
        return hashed


def collect() -> None:
    """Gather the static files below HEADWAY_HOME/static, unless what is there is of the same files."""
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, now = root / STAMP, _digest()
        if stamp.exists() and stamp.read_text() == now:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(now)


def _digest() -> str:
    rows = sorted(repr(row) for row in _sources())
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _sources() -> Iterator[tuple[Any, ...]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            yield name, facts.st_size, facts.st_mtime_ns
