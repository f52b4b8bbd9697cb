"""How commands are run: authorised, locked, idempotent, logged, in one transaction."""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import groupby
from typing import Any, Final

import orjson
from django.db import DatabaseError, DataError, IntegrityError, transaction

from ..access import policy
from ..access.actor import Actor
from ..events import hub
from ..events.log import append
from ..models import Receipt, Workspace
from ..models.database import writing
from ..models.prepared import Prepared
from ..rules.errors import Invalid, KeyReused, NotFound, Problem, from_dict
from ..tongue import say
from .base import Answer, Command
from .clocks import follow_up
from .rollup import refresh
from .unit import Unit


def run(
    command: Command,
    *,
    actor: Actor,
    now: datetime,
    key: str | None = None,
    seen: int | None = None,
) -> Answer:
    """Run one command and return its answer.

    `key` makes a repetition harmless: the same request with the same key is answered from its receipt.
    `seen` is the version that the author saw of the item he edits. All or nothing: a Problem leaves no trace.
    Raises a subclass of Problem (Invalid, NotFound, Forbidden, Refused, Stale, KeyReused).
    """
    policy.check(actor, act=command.name, least=command.least, scope=command.scope)
    with _sane(), writing(), transaction.atomic():
        unit = _open(actor, now=now, seen=seen)
        receipt = _receipt([command], unit=unit, key=key) if key else None
        if receipt is not None and receipt.pk:
            return dict(receipt.answer)
        answer = command.act(unit)
        close(unit)
        if receipt is not None:
            receipt.answer = _kept(command, answer)
            receipt.save()
        return answer


def _kept(command: Command, answer: Answer) -> Answer:
    """What a receipt may keep of an answer: no secret."""
    return {**answer, **dict.fromkeys(command.secrets)}


@contextmanager
def _sane() -> Iterator[None]:
    """What a check missed and the database refused is still the author's to mend, not a failure of the house."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise Invalid(say("the database refused it: %(str)s", str=str(error).splitlines()[0])) from error


def run_many(
    commands: Sequence[Command], *, actor: Actor, now: datetime, skip_bad: bool = False, key: str | None = None
) -> list[Answer | Problem]:
    """Run many commands in one transaction and return their answers in order.

    Neighbours of one class act together, in sets where the class knows how. With `skip_bad` a command that is
    refused leaves no trace and its Problem stands in its place; without, the first Problem undoes everything and
    says in detail["index"] which command it was. `key` as in `run`.
    """
    for class_ in {type(command) for command in commands}:
        policy.check(actor, act=class_.name, least=class_.least, scope=class_.scope)
    answers: list[Answer | Problem] = []
    with _sane(), writing(), transaction.atomic():
        unit = _open(actor, now=now)
        receipt = _receipt(commands, unit=unit, key=key, how=skip_bad) if key else None
        if receipt is not None and receipt.pk:
            return [from_dict(one["problem"]) if one["problem"] else one["answer"] for one in receipt.answer]
        for class_, group in groupby(commands, type):
            answers += _run_group(class_, list(group), unit=unit, skip_bad=skip_bad, first=len(answers))
        close(unit)
        if receipt is not None:
            receipt.answer = [_line(command, one) for command, one in zip(commands, answers, strict=True)]
            receipt.save()
    return answers


def _line(command: Command, outcome: Answer | Problem) -> dict[str, Any]:
    if isinstance(outcome, Problem):
        return {"answer": None, "problem": outcome.as_dict()}
    return {"answer": _kept(command, outcome), "problem": None}


def _run_group(
    class_: type[Command], group: list[Command], *, unit: Unit, skip_bad: bool, first: int
) -> Sequence[Answer | Problem]:
    """Try the set as a whole; where one spoils it, take them one by one to find which."""
    with suppress(Problem, DatabaseError):
        return _saved(unit, lambda: class_.act_many(group, unit))
    answers: list[Answer | Problem] = []
    for index, command in enumerate(group, start=first):
        try:
            with _sane():
                answers += _saved(unit, lambda one=command: class_.act_many([one], unit))
        except Problem as problem:
            problem.detail["index"] = index
            if not skip_bad:
                raise
            answers.append(problem)
    return answers


def _saved(unit: Unit, act: Any) -> list[Answer]:
    mark, stale = len(unit.happenings), set(unit.stale_parents)
    try:
        with transaction.atomic():
            answers: list[Answer] = act()
            return answers
    except BaseException:
        del unit.happenings[mark:]
        unit.stale_parents = stale
        unit.forget()
        raise


_locked: Final = Prepared(lambda pk: Workspace.objects.select_for_update().filter(pk=pk))


def _open(actor: Actor, *, now: datetime, seen: int | None = None) -> Unit:
    """Take the workspace's lock: commands of one workspace follow one another, so their checks hold."""
    workspace = _locked.first(actor.workspace_id)
    if workspace is None:
        raise NotFound(say("this workspace does not exist"), field="workspace")
    return Unit(workspace=workspace, actor=actor, now=now, seen=seen)


def close(unit: Unit) -> None:
    """End a unit: roll up, append what happened, count clocks by it, and tell who listens once it is committed."""
    refresh(unit)
    if not unit.happenings:
        return
    workspace = unit.workspace
    append(unit.happenings, workspace=workspace, act=unit.command_id, via=unit.actor.via, now=unit.now)
    follow_up(unit)
    transaction.on_commit(lambda: hub.announce(workspace.pk, workspace.seq))


def _receipt(commands: Sequence[Command], *, unit: Unit, key: str, how: object = None) -> Receipt:
    """Return the receipt kept under this key, or an empty one for this request."""
    if len(key) > 200:
        raise Invalid(say("an idempotency key has at most 200 characters"), field="Idempotency-Key")
    asked = [[one.name, one.model_dump(mode="json", exclude_unset=True)] for one in commands]
    body = orjson.dumps([asked, unit.seen, how])
    digest = hashlib.sha256(body).hexdigest()
    kept = Receipt.objects.filter(workspace=unit.workspace, member=unit.actor.member_id, key=key).first()
    if kept is None:
        return Receipt(
            workspace=unit.workspace, member_id=unit.actor.member_id, key=key, digest=digest, created_at=unit.now
        )
    if kept.digest != digest:
        raise KeyReused(say("this idempotency key was used for another request"), field="Idempotency-Key")
    return kept


def new_key() -> str:
    """Return a fresh idempotency key."""
    return uuid.uuid4().hex
