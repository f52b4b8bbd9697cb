"""Rules follow the log: each event that sets one off is answered once, and its answer may set off others."""

from collections.abc import Sequence
from datetime import datetime

from ..commands.automation_runs import Attempt, alone, attempt, perform, sets_off, switch_off, worded
from ..models import AutomationRun, Event, Workspace
from ..queries.automation import Listening, listening
from ..queries.automation_plan import plan
from ..queries.base import Look
from ..rules.automation import Deed, Outcome, hears
from ..rules.errors import Invalid


def answer(workspace: Workspace, events: Sequence[Event], *, now: datetime) -> int:
    """Have the rules in use answer these events, and return how many runs that made. Repeating it adds nothing."""
    rules = listening(workspace)
    if not rules:
        return 0
    heard = [e for e in events if sets_off(e, now=now)]
    return sum(_answer([one for one in rules if _hears(one, e)], e, workspace=workspace, now=now) for e in heard)


def _hears(one: Listening, event: Event) -> bool:
    return hears(on=one.rule.on, fields=one.rule.fields, type_=event.type, changes=event.changes)


def _answer(rules: Sequence[Listening], event: Event, *, workspace: Workspace, now: datetime) -> int:
    """All rules look before any acts: what one does is an event of its own, and sets others off as such."""
    if not rules:
        return 0
    with alone(workspace):
        before = AutomationRun.objects.filter(workspace=workspace, event_seq=event.seq).count()
        planned = [_planned(one, event, now=now) for one in rules]
        for trying, deeds in planned:
            if trying is not None and deeds:
                perform(trying, deeds)
        return AutomationRun.objects.filter(workspace=workspace, event_seq=event.seq).count() - before


def _planned(one: Listening, event: Event, *, now: datetime) -> tuple[Attempt | None, list[Deed]]:
    trying = attempt(one.id, event, now=now)
    if trying is None:
        return None, []
    try:
        found = plan(one.rule, [event], Look(actor=trying.actor, now=now))
    except Invalid as problem:
        switch_off(trying, worded(problem), Outcome.FAILED)
        return None, []
    return trying, [deed for answered in found for deed in answered.deeds]
