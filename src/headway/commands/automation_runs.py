"""Automation rules act: once for each event, all or nothing, in their member's name, and on record."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.db import DatabaseError, DataError, IntegrityError, transaction
from pydantic import ValidationError

from ..access import policy, visible
from ..access.actor import Actor, actor_for, house
from ..events.types import AutomationChanged, AutomationRunMade
from ..models import AutomationRule, AutomationRun, Event, Item, Member, Notification, Workspace
from ..rules.automation import BUSIEST, DEEPEST, Deed, Outcome
from ..rules.errors import Invalid, Problem
from ..rules.words import Role
from ..tongue import Said, joined, packed, say
from .automation import actable
from .run import close
from .unit import Unit, born, changed
from .wrong import wrong_in

VIA: Final = "rule"
SWITCHED_OFF: Final = "automation"
"""Why somebody finds a line in his inbox: a rule of his was switched off."""
FRESH: Final = timedelta(days=2)
"""What was recorded longer ago sets nothing off: it comes from a copy that was restored, or waited too long."""
HISTORY: Final = timedelta(hours=1)
"""What was recorded later than this after it happened is history that somebody brought along."""
_MINUTE: Final = timedelta(minutes=1)
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A rule about to answer an event, as its member, so many runs after what somebody did himself."""

    rule: AutomationRule
    event: Event
    actor: Actor
    depth: int
    now: datetime


def sets_off(event: Event, *, now: datetime) -> bool:
    """Whether rules hear an event at all: it is about an item, has just happened, and comes from no import."""
    late = event.recorded_at - event.happened_at > HISTORY or now - event.recorded_at > FRESH
    return event.item_id is not None and event.via != "import" and not late


@contextmanager
def alone(workspace: Workspace) -> Iterator[None]:
    """Keep the workspace as it is between looking whether a rule applies and doing what it says."""
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        yield


def attempt(rule_id: int, event: Event, *, now: datetime) -> Attempt | None:
    """Begin an attempt; None where the rule has answered this event, is off, or cannot act and was switched off."""
    rule = AutomationRule.objects.filter(pk=rule_id, active=True).select_related("member").first()
    if rule is None or event.seq <= rule.from_seq:
        return None
    if AutomationRun.objects.filter(automation=rule, event_seq=event.seq).exists():
        return None
    cause = AutomationRun.objects.filter(workspace=rule.workspace_id, act=event.act).first()
    depth = cause.depth + 1 if cause else 1
    try:
        actor = actor_for(member=rule.member, via=VIA, scopes=frozenset(("read", "write")))
    except Problem:
        nobody = Attempt(rule, event, house(workspace=event.workspace, via=VIA), depth, now)
        switch_off(
            nobody, say("%(name)s, in whose name it acts, is no longer active", name=rule.member.name), Outcome.FAILED
        )
        return None
    return Attempt(rule, event, actor, depth, now)


def perform(one: Attempt, deeds: Sequence[Deed]) -> AutomationRun:
    """Do all of these, or none of them, and write down which. The caller holds `alone`."""
    if one.depth > DEEPEST:
        return _written(
            one, Outcome.STOPPED, say("loop: %(count)s runs of rules have led to this event already", count=DEEPEST)
        )
    since = one.now - _MINUTE
    if AutomationRun.objects.filter(automation=one.rule, created_at__gt=since).count() >= BUSIEST:
        return switch_off(one, say("it ran %(count)s times within a minute", count=BUSIEST), Outcome.STOPPED)
    try:
        return _done(one, deeds)
    except (Problem, ValidationError) as problem:
        return _written(one, Outcome.FAILED, _words(problem))
    except DatabaseError:
        raise
    except Exception as error:  # whatever a command does wrong must not keep other rules from acting
        _log.exception("an automation rule failed", rule=one.rule.pk, seq=one.event.seq)
        return _written(one, Outcome.FAILED, say("it failed unexpectedly: %(error)s", error=type(error).__name__))


def _words(problem: Exception) -> str:
    if isinstance(problem, ValidationError):
        first = problem.errors()[0]
        return joined(": ", ".".join(map(str, first["loc"])), wrong_in(first))
    assert isinstance(problem, Problem)
    return worded(problem)


def worded(problem: Problem) -> str:
    """What is wrong, after the name of its field: kept as it was made, to be said to each reader."""
    return joined(": ", problem.field, problem.message) if problem.field else problem.message


def _done(one: Attempt, deeds: Sequence[Deed]) -> AutomationRun:
    with _sane(), transaction.atomic():
        unit = _unit(one.actor, one)
        did = [_do(deed, unit) for deed in deeds]
        run = _note(one, Outcome.DONE, "", did=did, unit=unit)
        close(unit)
        return run


def _do(deed: Deed, unit: Unit) -> dict[str, Any]:
    if deed.problem:
        raise Invalid(say("%(command)s: %(problem)s", command=deed.command, problem=deed.problem))
    cls = actable().get(deed.command)
    if cls is None:
        raise Invalid(say("a rule cannot do %(command)s any more", command=repr(deed.command)))
    policy.check(unit.actor, act=cls.name, least=cls.least, scope=cls.scope)
    answer = cls(**deed.arguments).act(unit)
    told = {name: answer[name] for name in ("key", "state", "source", "target") if isinstance(answer.get(name), str)}
    return {"command": deed.command, "arguments": deed.arguments, "answer": told}


@contextmanager
def _sane() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise Invalid(say("the database refused it: %(str)s", str=str(error).splitlines()[0])) from error


def _unit(actor: Actor, one: Attempt) -> Unit:
    """A unit on the workspace as it is now: one that was taken back has left its numbers in memory."""
    return Unit(workspace=Workspace.objects.get(pk=one.event.workspace_id), actor=actor, now=one.now)


def _note(one: Attempt, outcome: Outcome, problem: str, *, did: list[Any], unit: Unit) -> AutomationRun:
    facts: dict[str, Any] = {"event_seq": one.event.seq, "outcome": outcome.value, "depth": one.depth, "did": did}
    facts |= {"problem": str(problem), "said": _kept(problem)}
    run = AutomationRun.objects.create(
        workspace=unit.workspace, automation=one.rule, act=unit.command_id, created_at=unit.now, **facts
    )
    changes = born({"automation": one.rule.pk, **facts, "created_at": unit.now})
    unit.record(AutomationRunMade, subject=run, changes=changes)
    return run


def _kept(sentence: str) -> list[Any]:
    """How a sentence was made; nothing of one that was not said by us."""
    return packed(sentence) if isinstance(sentence, Said) else []


def _written(one: Attempt, outcome: Outcome, problem: str) -> AutomationRun:
    """Write down a run that did nothing."""
    with transaction.atomic():
        unit = _unit(house(workspace=one.event.workspace, via=VIA), one)
        run = _note(one, outcome, problem, did=[], unit=unit)
        close(unit)
        return run


def switch_off(one: Attempt, why: str, outcome: Outcome) -> AutomationRun:
    """Switch a rule off that cannot or must not go on, write down why, and tell its member, or else the admins."""
    with transaction.atomic():
        unit = _unit(house(workspace=one.event.workspace, via=VIA), one)
        run = _note(one, outcome, say("switched off: %(why)s", why=why), did=[], unit=unit)
        sentence = say("the rule «%(rule)s» was switched off: %(why)s", rule=one.rule.name, why=why)
        values = {"active": False, "problem": str(sentence)[:500], "said": _kept(sentence)}
        changes = changed(one.rule, values)
        one.rule.save(update_fields=list(values))
        item = Item.objects.filter(pk=one.event.item_id or 0).first()
        unit.record(AutomationChanged, subject=one.rule, item=item, changes=changes)
        close(unit)
        _tell(one, item)
        return run


def _tell(one: Attempt, item: Item | None) -> None:
    rows = Member.objects.filter(workspace=one.event.workspace_id, active=True)
    told = list(rows.filter(pk=one.rule.member_id)) or list(rows.filter(role__in=[Role.OWNER, Role.ADMIN]))
    last = Event.objects.filter(workspace=one.event.workspace_id, type=AutomationChanged.type).latest("seq")
    seen = [m for m in told if item and visible.items(actor_for(member=m, via=VIA)).filter(pk=item.pk).exists()]
    Notification.objects.bulk_create([Notification(member=m, event=last, reason=SWITCHED_OFF) for m in seen])
