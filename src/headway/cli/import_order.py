"""`headway import-order FOLDER`: carries out an import that was ordered from a page. Started by the server."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..rules.errors import Problem
from ..tongue import say, say_n
from .transfer import clock

if TYPE_CHECKING:
    from ..commands.import_orders import Order, Place, State
    from ..importers.outcome import Outcome
    from ..importers.survey import Survey

MOST: Final = 200
"""The most lines that are told one by one."""


@click.command("import-order", hidden=True)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_order(folder: Path) -> None:
    """Check or bring in, as the folder's state says, and tell there how far it has come."""
    from ..commands.import_orders import AT_WORK, Place

    place = Place(folder)
    with place.held():
        state = place.state(clock())
        if state.status not in AT_WORK:
            return
        try:
            _carry_out(place, state)
        except Problem as problem:
            place.tell(replace(place.state(clock()), status="failed", at=clock(), problem=problem.message))
        except Exception:
            words = say("something went wrong that should not; the log of the server says what")
            place.tell(replace(place.state(clock()), status="failed", at=clock(), problem=words))
            raise


def _carry_out(place: "Place", state: "State") -> None:
    from ..importers import formats
    from ..importers.spool import Spool
    from ..importers.survey import survey

    order = place.order
    with Spool() as spool:
        found = survey(spool.keep(_reader(place, order)()))
        formats.check(found, format=order.format)
        if state.status == "checking":
            place.tell(replace(state, status="checked", at=clock(), report=_report(place, order, found)))
        else:
            _store(place, state, order, found, spool)


def _reader(place: "Place", order: "Order") -> "Callable[[], Any]":
    from ..importers import formats

    return formats.reader(order.format, place.file, choices=_choices(order), now=clock())


def _choices(order: "Order") -> Any:
    from ..importers.formats import Choices
    from ..rules.words import Kind

    given = order.choices
    kinds = {name: Kind(kind) for name, kind in given.get("kinds", {}).items()}
    return Choices(given.get("mapping", {}), given.get("dates"), given.get("project"), kinds)


def _report(place: "Place", order: "Order", found: "Survey") -> dict[str, Any]:
    from ..importers import formats

    report = found.report()
    report |= {name: report[name][:MOST] for name in ("cut", "skipped")} | {"bad": len(found.bad)}
    if order.format == "csv":
        report["columns"] = formats.columns(place.file, choices=_choices(order))
    return report


def _store(place: "Place", state: "State", order: "Order", found: "Survey", spool: Any) -> None:
    from ..access.actor import actor_for
    from ..commands.upkeep import refresh_statistics
    from ..importers.store import store
    from ..models import Member

    member = Member.objects.select_related("workspace").get(pk=order.member, workspace_id=order.workspace, active=True)
    told = replace(state, total=found.tally.items + len(found.bad))
    place.tell(told)

    def progress(done: int) -> None:
        place.tell(replace(told, done=done, at=clock()))

    actor = actor_for(member=member, via="web")
    outcome = store(spool.results, survey=found, origin=order.format, actor=actor, clock=clock, progress=progress)
    with suppress(Problem):
        refresh_statistics()
    came: dict[str, Any] = {"figures": outcome.figures(), "remarks": _remarks(outcome)}
    place.tell(replace(told, status="done", at=clock(), done=told.total or 0, **came))


def _remarks(outcome: "Outcome") -> list[str]:
    lines: list[str] = [
        say("line %(line)s: %(ref)s: skipped: %(problem)s", line=bad.line, ref=bad.ref or "?", problem=bad.problem)
        for bad in outcome.problems
    ]
    lines += [
        say("kept as «relates to», for it would close a cycle or does not fit: %(one)s", one=one)
        for one in outcome.softened
    ]
    if outcome.outside:
        lines.append(
            say_n(
                "%(num)s link or parent leads to an item that is not here",
                "%(num)s links and parents lead to items that are not here",
                outcome.outside,
            )
        )
    return lines if len(lines) <= MOST else [*lines[:MOST], say("and %(count)s more", count=len(lines) - MOST)]
