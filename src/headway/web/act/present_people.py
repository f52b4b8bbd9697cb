"""What the form by which a member leaves says first: what he holds, and thus what is handed on."""

from collections.abc import Mapping
from typing import Any

from ...queries.holdings import Holdings, ShowHoldings
from ..formats import plural
from ..page import Visit

_COUNTED = ("goal", "project", "operation", "issue", "task", "key_result", "deliverable")


def departure(visit: Visit, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a member holds as a sentence."""
    held = visit.ask(ShowHoldings(member=str(given.get("member", ""))))
    return {"facts": _said(held)}


def _said(held: Holdings) -> str:
    parts = [plural(count, one.replace("_", " ")) for one in _COUNTED if (count := getattr(held, f"{one}s"))]
    parts += [f"the sponsorship of {plural(held.sponsored, 'project')}"] if held.sponsored else []
    named = (("turns at", held.schedules), ("the rota of", held.rotas), ("the escalation path", held.escalation))
    parts += [f"{words} {', '.join(names)}" for words, names in named if names]
    parts += [f"the {plural(len(held.rules), 'rule')} that act in this name, henceforth in yours"] if held.rules else []
    who = f"{held.name} will not be able to sign in" if held.active else f"{held.name} has left already"
    return f"{who}. Handed on: {', '.join(parts)}." if parts else f"{who}. Nothing has to be handed on."
