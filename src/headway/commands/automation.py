"""Automation rules are laid down, changed, switched and removed."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ..events.types import AutomationAdded, AutomationChanged, AutomationRemoved
from ..models import AutomationRule, CustomField, Workspace
from ..rules.automation import MOST_ACTS, Each, Trigger, example, filled, is_field
from ..rules.errors import Invalid, NotFound
from ..rules.query import parse
from ..rules.query.fields import HOUSE, OWN, Vocabulary
from ..rules.words import Role
from ..tongue import say
from .answers import RowTold
from .base import Answer, Command, catalogue
from .types import Clean, Id, Name
from .unit import Unit, born, changed
from .wrong import wrong_in

CLOSED: Final = ("history.", "form.", "attachment.")
"""Nouns that automation has no use for: other tools' history, what is filled in by hand, files."""

QueryText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2000),
    Clean,
    Field(json_schema_extra={"widget": "query"}),
]


class RuleAct(BaseModel):
    """One thing that a rule does: a command with its arguments, on the item of the event or on those around it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    command: Annotated[str, StringConstraints(max_length=60)]
    arguments: dict[Annotated[str, StringConstraints(max_length=60)], Any] = {}
    each: Each = Each.ITEM
    only: QueryText = ""


Acts = Annotated[list[RuleAct], Field(min_length=1, max_length=MOST_ACTS)]
Triggers = Annotated[list[Trigger], Field(min_length=1, max_length=len(Trigger))]
Fields = Annotated[list[Annotated[str, StringConstraints(max_length=60)]], Field(max_length=40)]


@cache
def actable() -> dict[str, type[Command]]:
    """The commands that a rule may use: those that write, act on items, and are not told rows by number."""
    return {name: cls for name, cls in catalogue().items() if _usable(cls)}


def _usable(cls: type[Command]) -> bool:
    if cls.scope != "write" or cls.name.startswith(CLOSED):
        return False
    numbers = numbered(cls)
    return any(_is_item(one) for one in _schema(cls).values()) and not any(
        field.is_required() for name, field in cls.model_fields.items() if name in numbers
    )


def _schema(cls: type[Command]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = cls.model_json_schema().get("properties", {})
    return found


def _is_item(schema: Mapping[str, Any]) -> bool:
    return any(one.get("ref") == "item" for one in (schema, *schema.get("anyOf", ())))


def numbered(cls: type[Command]) -> set[str]:
    """The fields that hold the number of a row: a rule names things by key, name or address, which stay theirs."""
    ids = Id.__metadata__[0].metadata  # type: ignore[attr-defined]
    return {name for name, field in cls.model_fields.items() if all(bound in field.metadata for bound in ids)} | (
        {"timebox"} & set(cls.model_fields)
    )


def target_field(cls: type[Command]) -> str | None:
    """The field that says on which item a command acts; None for what makes an item."""
    return next((n for n, one in _schema(cls).items() if _is_item(one) and f"{{{n}}}" in cls.route[1]), None)


def arguments_of(act: RuleAct) -> dict[str, Any]:
    """An act's arguments, with the item on which it is done unless another is stated."""
    field = target_field(catalogue()[act.command])
    return {**({field: "{target.key}"} if field else {}), **act.arguments}


def stored(acts: list[RuleAct]) -> list[dict[str, Any]]:
    """Acts as a rule keeps them."""
    return [{**one.model_dump(mode="json"), "arguments": arguments_of(one)} for one in acts]


def _check_acts(acts: list[RuleAct], *, workspace: Workspace) -> None:
    for index, act in enumerate(acts):
        at = f"acts.{index}"
        usable = actable()
        if act.command not in usable:
            raise Invalid(
                say(
                    "a rule cannot do %(command)s; it can do: %(usable)s",
                    command=repr(act.command),
                    usable=", ".join(usable),
                ),
                field=f"{at}.command",
            )
        _check_arguments(act, usable[act.command], at=f"{at}.arguments")
        check_query(act.only, workspace=workspace, field=f"{at}.only")


def _check_arguments(act: RuleAct, cls: type[Command], *, at: str) -> None:
    """Try the command with examples in place of what is filled in later."""
    for name in sorted(numbered(cls) & act.arguments.keys()):
        raise Invalid(say("a rule cannot name a row by its number"), field=f"{at}.{name}")
    tried: dict[str, Any] = {}
    for name, value in arguments_of(act).items():
        try:
            tried[name] = filled(value, example)
        except Invalid as problem:
            raise Invalid(problem.message, field=f"{at}.{name}") from problem
    try:
        cls(**tried)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Invalid(
            say("%(command)s: %(first)s", command=act.command, first=wrong_in(first)),
            field=f"{at}.{where}" if where else at,
        ) from error


def check_query(text: str, *, workspace: Workspace, field: str) -> None:
    """Refuse a query that cannot be read. Raises Invalid that points at the word."""
    own = CustomField.objects.filter(workspace=workspace, archived=False) if OWN in text.casefold() else ()
    known = Vocabulary({row.key: row.definition for row in own}) if own else HOUSE
    try:
        parse(text, known)
    except Invalid as problem:
        raise Invalid(problem.message, field=field, detail=problem.detail) from problem


def _check_fields(fields: list[str]) -> None:
    for name in fields:
        if not is_field(name):
            raise Invalid(
                say("there is no field %(name)s whose change a rule could wait for", name=repr(name)), field="fields"
            )


class CreateRule(Command):
    """Lay down a rule: when one of these events happens to an item that the query asks for, then do these acts.

    With `fields` only a change of one of them counts. It acts in the name of who lays it down, and may do and see
    what he may.
    """

    name = "rule.create"
    route = ("POST", "/rules")
    answers = RowTold
    least = Role.ADMIN
    scope = "admin"

    rule_name: Name
    on: Triggers
    fields: Fields = []
    query: QueryText = ""
    acts: Acts
    active: bool = True

    def act(self, unit: Unit) -> Answer:
        """It hears what happens from now on."""
        values = {"name": self.rule_name, "active": self.active, **checked(self, workspace=unit.workspace)}
        member = _maker(unit)
        row = AutomationRule.objects.create(
            workspace=unit.workspace, member_id=member, from_seq=unit.workspace.seq, created_at=unit.now, **values
        )
        facts = born({**values, "active": self.active or None, "member": member, "created_at": unit.now})
        unit.record(AutomationAdded, subject=row, changes=facts)
        return {"id": row.pk}


def _maker(unit: Unit) -> int:
    if unit.actor.member_id is None:
        raise Invalid(say("a rule acts in a member's name; the house has none"), field="rule_name")
    return unit.actor.member_id


def checked(command: "CreateRule | ChangeRule", *, workspace: Workspace) -> dict[str, Any]:
    """What a rule hears and does, as far as it is stated, checked and as it is stored."""
    stated = command.given("on", "fields", "query", "acts")
    values: dict[str, Any] = {}
    if "on" in stated and command.on is not None:
        values["on"] = sorted({one.value for one in command.on})
    if "fields" in stated and command.fields is not None:
        _check_fields(command.fields)
        values["fields"] = sorted(set(command.fields))
    if "query" in stated and command.query is not None:
        check_query(command.query, workspace=workspace, field="query")
        values["query"] = command.query
    if "acts" in stated and command.acts is not None:
        _check_acts(command.acts, workspace=workspace)
        values["acts"] = stored(command.acts)
    return values


class _OnRule(Command):
    least = Role.ADMIN
    scope = "admin"

    id: Id

    def find(self, unit: Unit) -> AutomationRule:
        row = AutomationRule.objects.filter(workspace=unit.workspace, pk=self.id, deleted_at=None).first()
        if row is None:
            raise NotFound(say("there is no rule %(id)s", id=self.id), field="id")
        return row


class ChangeRule(_OnRule):
    """Change a rule. From then on it acts in the name of who changed what it hears or does."""

    name = "rule.update"
    route = ("PATCH", "/rules/{id}")
    answers = RowTold

    rule_name: Name | None = None
    on: Triggers | None = None
    fields: Fields | None = None
    query: QueryText | None = None
    acts: Acts | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = self.find(unit)
        values = checked(self, workspace=unit.workspace)
        if any(getattr(row, name) != value for name, value in values.items()):
            values["member_id"] = _maker(unit)
        if self.rule_name is not None:
            values["name"] = self.rule_name
        _save(row, values, unit=unit)
        return {"id": row.pk}


class SwitchRule(_OnRule):
    """Switch a rule on or off. Switched on, it hears what happens from now on, and nothing of the time between.

    One in whose name it acted has left: it acts in the name of who switches it on.
    """

    name = "rule.switch"
    route = ("POST", "/rules/{id}/switch")
    answers = RowTold

    active: bool

    def act(self, unit: Unit) -> Answer:
        """Nothing happens where it is so already."""
        row = self.find(unit)
        if row.active != self.active:
            values: dict[str, Any] = {"active": self.active, "problem": "", "said": []}
            if self.active:
                row.from_seq = unit.workspace.seq
                values |= {} if row.member.active else {"member_id": _maker(unit)}
            _save(row, values, unit=unit)
        return {"id": row.pk}


class RemoveRule(_OnRule):
    """Remove a rule. The record of what it did is kept."""

    name = "rule.remove"
    route = ("DELETE", "/rules/{id}")
    answers = RowTold

    def act(self, unit: Unit) -> Answer:
        """Mark it; the log remembers it."""
        row = self.find(unit)
        changes = changed(row, {"active": False, "problem": "", "said": [], "deleted_at": unit.now})
        row.save(update_fields=["active", "problem", "said", "deleted_at"])
        unit.record(AutomationRemoved, subject=row, changes=changes)
        return {"id": row.pk}


def pass_rules(rows: Iterable[AutomationRule], *, unit: Unit) -> list[int]:
    """Have rules act in the actor's name, and return their numbers."""
    found = list(rows)
    for row in found:
        _save(row, {"member_id": _maker(unit)}, unit=unit)
    return [row.pk for row in found]


def _save(row: AutomationRule, values: dict[str, Any], *, unit: Unit) -> None:
    changes = {name.removesuffix("_id"): change for name, change in changed(row, values).items()}
    if changes:
        row.save()
        unit.record(AutomationChanged, subject=row, changes=changes)
