"""The people as whom one may walk into a demo: listed in HEADWAY_HOME/demo.json by whoever built it."""

import json
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to be in the demo."""

    email: str
    name: str
    role: str
    label: str


def personas() -> list[Persona]:
    """Return the demo's people; none where this is no demo."""
    path = settings.HOME / "demo.json"
    if not path.exists():
        return []
    rows = json.loads(path.read_text(encoding="utf-8"))
    rows = rows.get("personas", []) if isinstance(rows, dict) else rows
    return [Persona(**{name: str(row.get(name, "")) for name in ("email", "name", "role", "label")}) for row in rows]
