"""What the form by which a member leaves says first: what he holds, and thus what is handed on."""

from collections.abc import Mapping
from typing import Any

from ...queries.holdings import Holdings, ShowHoldings
from ...tongue import say, say_n
from ..page import Visit


def departure(visit: Visit, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a member holds as a sentence."""
    held = visit.ask(ShowHoldings(member=str(given.get("member", ""))))
    return {"facts": _said(held)}


def _said(held: Holdings) -> str:
    parts = ", ".join([*_counted(held), *_named(held), *_rules(held)])
    facts = {"name": held.name, "parts": parts}
    if held.active and parts:
        return say("%(name)s will not be able to sign in. Handed on: %(parts)s.", **facts)
    if held.active:
        return say("%(name)s will not be able to sign in. Nothing has to be handed on.", name=held.name)
    if parts:
        return say("%(name)s has left already. Handed on: %(parts)s.", **facts)
    return say("%(name)s has left already. Nothing has to be handed on.", name=held.name)


def _counted(held: Holdings) -> list[str]:
    told = (
        held.goals and say_n("%(num)s goal", "%(num)s goals", held.goals),
        held.projects and say_n("%(num)s project", "%(num)s projects", held.projects),
        held.operations and say_n("%(num)s operation", "%(num)s operations", held.operations),
        held.issues and say_n("%(num)s issue", "%(num)s issues", held.issues),
        held.tasks and say_n("%(num)s task", "%(num)s tasks", held.tasks),
        held.key_results and say_n("%(num)s key result", "%(num)s key results", held.key_results),
        held.deliverables and say_n("%(num)s deliverable", "%(num)s deliverables", held.deliverables),
        held.sponsored
        and say_n("the sponsorship of %(num)s project", "the sponsorship of %(num)s projects", held.sponsored),
    )
    return [one for one in told if one]


def _named(held: Holdings) -> list[str]:
    told = (
        held.schedules and say("turns at %(names)s", names=", ".join(held.schedules)),
        held.rotas and say("the rota of %(names)s", names=", ".join(held.rotas)),
        held.escalation and say("the escalation path %(names)s", names=", ".join(held.escalation)),
    )
    return [one for one in told if one]


def _rules(held: Holdings) -> list[str]:
    if not held.rules:
        return []
    return [
        say_n(
            "the %(num)s rule that act in this name, henceforth in yours",
            "the %(num)s rules that act in this name, henceforth in yours",
            len(held.rules),
        )
    ]
