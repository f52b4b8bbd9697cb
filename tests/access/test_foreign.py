"""What belongs to another workspace does not exist, in every place that can name something."""

from typing import Any, Final

import pytest

from headway.commands import catalogue, run
from headway.commands.types import Id
from headway.models import Event, Notification, State, Token
from headway.rules.errors import NotFound
from tests.access.samples import COMMANDS
from tests.places import NOW, RULE, World, do, email, finding_on, seq

pytestmark = pytest.mark.django_db
KIND_OF: Final = {"sponsor": "project", "phase": "task"}


def _places() -> list[tuple[str, str]]:
    """Every field of every command that names a row. (What is imported is named by the source's own names.)"""
    return [
        (name, field)
        for name, cls in catalogue().items()
        if not name.startswith("history.")
        for field, schema in cls.model_json_schema().get("properties", {}).items()
        if _names_a_row(schema) or field in _rows_of(cls)
    ]


def _names_a_row(schema: Any) -> bool:
    one = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    return (schema.get("ref") or one.get("ref")) in ("item", "team", "member")


def _rows_of(cls: Any) -> list[str]:
    """The fields that hold the number of a row: they are typed as such."""
    bounds = Id.__metadata__[0].metadata  # type: ignore[attr-defined]
    return [name for name, field in cls.model_fields.items() if all(bound in field.metadata for bound in bounds)]


@pytest.mark.parametrize(("name", "field"), _places())
def test_a_foreign_row_is_not_found(name: str, field: str, world: World) -> None:
    cls = catalogue()[name]
    place = world.open
    arguments = COMMANDS[name].arguments(world, place) | {field: _foreign(cls, field, world)}
    if name == "item.rank":
        arguments = {"key": place.task, "after": place.other} if field == "key" else {"key": place.task}
        arguments[field] = world.foreign.task
    if name == "item.rank_many":
        arguments = {name: value for name, value in arguments.items() if name in ("keys", field)}
    if name == "item.create" and field in KIND_OF:
        arguments["kind"] = KIND_OF[field]
    if name == "item.update" and field in KIND_OF:
        arguments["key"] = place.project
    if (name, field) == ("escalation_level.add", "member"):
        arguments["who"] = "member"
    if name == "team.create":
        return  # the key is a new one
    before = seq(world.workspace), seq(world.elsewhere)
    with pytest.raises(NotFound) as caught:
        run(cls(**arguments), actor=world.people["owner"], now=NOW)
    assert caught.value.field == field
    assert (seq(world.workspace), seq(world.elsewhere)) == before


def test_rows_and_names_are_both_found() -> None:
    assert {("comment.edit", "id"), ("timebox.plan", "timebox"), ("item.create", "parent")} <= set(_places())


def _foreign(cls: Any, field: str, world: World) -> Any:
    far = world.foreign
    noun = cls.name.partition(".")[0]
    rows = {"comment": far.comment, "key_result": far.key_result, "timebox": far.sprint, "work": far.work}
    rows |= {"form": far.intake.form, "escalation_path": far.intake.path, "escalation_level": far.intake.level}
    parts = ("phase", "deliverable", "stakeholder", "budget_line", "cost", "rate", "baseline", "template")
    rows |= {one: getattr(far.parts, one) for one in parts} | {"status_report": far.parts.published}
    rounds = far.operations
    rows |= {"calendar": rounds.calendar, "leave": rounds.leave, "service_level": rounds.level}
    rows |= {"schedule": rounds.schedule, "occurrence": rounds.schedule}
    if field == "escalation_path":
        return far.intake.path
    rows |= {"check_in": far.goals.check_in, "period": far.goals.period}
    rows |= {"checklist": far.step, "attachment": far.file, "view": far.view}
    if field == "timebox" or (noun in rows and field == "id"):
        return rows["timebox" if field == "timebox" else noun]
    if noun == "scenario" and field in ("id", "like", "line"):
        return far.scenario_line if field == "line" else far.scenario
    if field == "id":
        return _row(noun, world)
    ref = {"team": far.team}.get(field) or (email("stranger") if field in PEOPLE_FIELDS else None)
    return ref or (far.team if noun == "team" and field == "key" else far.goal if field == "goal" else far.task)


PEOPLE_FIELDS: Final = ("member", "owner", "reporter", "sponsor")


def _row(noun: str, world: World) -> int:
    member = world.people["stranger"].member_id
    if noun == "state":
        return State.objects.filter(workspace=world.elsewhere).latest("id").pk
    if noun == "token":
        return Token.objects.create(member_id=member, name="far", digest="f" * 64, created_at=NOW).pk
    if noun == "rule":
        return int(do(world.people["stranger"], "rule.create", **RULE)["id"])
    if noun == "finding":
        return finding_on(world.elsewhere, "ZZZ")
    assert noun == "notification", f"say in tests/access/test_foreign.py what a foreign {noun} is"
    event = Event.objects.filter(workspace=world.elsewhere).latest("seq")
    return Notification.objects.create(member_id=member, event=event, reason="moved").pk
