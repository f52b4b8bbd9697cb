"""A workspace is made again from Headway's own export: the same items, relations and events under new ids."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from ..access.actor import house
from ..events.types import REFERENCES, TYPES, MemberChanged
from ..models import AutomationRule, Event, Item, Member, User, Workspace
from ..rules.errors import Invalid, Refused
from ..rules.fields import FieldType
from ..tongue import say
from .run import close
from .types import KEY
from .unit import Unit, changed

Row = dict[str, Any]
BATCH = 500


class Restoring:
    """Takes the rows of an export table by table, and gives each a new id."""

    def __init__(self, *, workspace: Workspace, tables: Mapping[str, type[models.Model]]) -> None:
        self.workspace, self.tables = workspace, tables
        self.ids: dict[str, dict[int, int]] = {table: {} for table in tables}
        self.parents: dict[int, int] = {}
        self.counts = dict.fromkeys(tables, 0)
        self.users: dict[str, int] = {email.lower(): pk for email, pk in User.objects.values_list("email", "id")}
        self.tied: dict[int, int | None] = {}
        self._addresses: dict[int, str] = {}
        self._nouns = {model: table for table, model in tables.items()}
        self._persons: set[str] = set()

    def add(self, table: str, rows: Sequence[Row]) -> None:
        """Make these rows. Raises Invalid naming the table and field for what cannot be made."""
        model = self.tables[table]
        made = [self._row(table, model, dict(row)) for row in rows]
        model._default_manager.bulk_create(made, batch_size=BATCH)
        if "id" in {field.attname for field in model._meta.concrete_fields}:
            self.ids[table].update({row["id"]: one.pk for row, one in zip(rows, made, strict=True)})
        self.counts[table] += len(made)
        if table == "member":
            self._addresses.update({one.pk: one.email.lower() for one in made if isinstance(one, Member)})
        if table == "field":
            self._persons |= {row["key"] for row in rows if row["type"] == FieldType.PERSON}

    def _row(self, table: str, model: type[models.Model], row: Row) -> models.Model:
        old = row.pop("id", None)
        if table == "item" and row.get("parent_id") is not None:
            self.parents[old] = row.pop("parent_id")
        if table == "item":
            own = row.get("custom") or {}
            row["custom"] = {key: self._told(f"field.{key}", value) for key, value in own.items()}
        if table == "event":
            self._event(row)
        if table == "external_ref":
            row["object_id"] = self.id_of(row["noun"], row["object_id"])
        values = {field.attname: self._value(field, row, table) for field in _fields(model) if field.attname in row}
        unknown = sorted(set(row) - {field.attname for field in _fields(model)})
        if unknown:
            raise Invalid(
                say("a row of %(table)s has no field %(unknown)s", table=table, unknown=repr(unknown[0])),
                field=unknown[0],
            )
        if any(field.name == "workspace" for field in _fields(model)):
            values["workspace_id"] = self.workspace.pk
        return model(**values)

    def _value(self, field: models.Field[Any, Any], row: Row, table: str) -> Any:
        value = row[field.attname]
        if value is None:
            return None
        if isinstance(field, models.ForeignKey):
            noun = self._nouns.get(field.related_model)
            return self.id_of(noun, value) if noun else value
        if field.name == "key" and field.model is Item and not re.fullmatch(KEY, str(value)):
            raise Invalid(
                say(
                    "%(table)s.key: %(value)s is no key of an item, as PAY-41 is",
                    table=table,
                    value=repr(str(value)[:60]),
                ),
                field="key",
            )
        try:
            return field.to_python(value)
        except ValidationError as error:
            raise Invalid(
                say(
                    "%(table)s.%(attname)s: %(messages)s",
                    table=table,
                    attname=field.attname,
                    messages=error.messages[0],
                ),
                field=field.attname,
            ) from error

    def id_of(self, noun: str, old: int) -> int:
        """The new id of a row; of one that was removed before the export, a number that no row will ever have."""
        return self.ids.get(noun, {}).get(old, -abs(old))

    def _event(self, row: Row) -> None:
        type_ = TYPES.get(row.get("type", ""))
        if type_ is None:
            raise Invalid(say("there is no event type %(row)s", row=repr(row.get("type"))), field="type")
        if type_.noun == "workspace":
            row["subject"] = self.workspace.pk
        else:
            row["subject"] = self.id_of(type_.noun, row["subject"])
        changes = row.get("changes", {})
        row["changes"] = {name: [self._told(name, value) for value in pair] for name, pair in changes.items()}
        if type_.noun == "member" and "user" in changes:
            user = self.users.get(self._addresses.get(row["subject"], ""))
            row["changes"]["user"] = [user if value else None for value in changes["user"]]
            self.tied[row["subject"]] = row["changes"]["user"][1]

    def _told(self, name: str, value: Any) -> Any:
        noun = "member" if name.removeprefix("field.") in self._persons and "." in name else REFERENCES.get(name)
        if noun is None or value is None or noun == "user":
            return None if noun == "user" else value
        if name == "assignees":
            return [self.id_of(noun, one) for one in value]
        if name == "timeboxes":
            return sorted([self.id_of(noun, one), role] for one, role in value)
        if isinstance(value, list):
            return sorted(self.id_of(noun, one) for one in value)
        return self.id_of(noun, value)

    def finish(self, *, now: datetime) -> None:
        """Tie what refers within its own table, and members to users of their address."""
        ids = self.ids["item"]
        children = Item.objects.in_bulk([ids[child] for child in self.parents])
        for child, parent in self.parents.items():
            children[ids[child]].parent_id = ids[parent]
        Item.objects.bulk_update(children.values(), ["parent"], batch_size=BATCH)
        last = Event.objects.filter(workspace=self.workspace).aggregate(seq=models.Max("seq"))["seq"]
        self.workspace.seq = last or 0
        self.workspace.save(update_fields=["seq"])
        # What has happened elsewhere was answered there.
        AutomationRule.objects.filter(workspace=self.workspace).update(from_seq=self.workspace.seq)
        self._tie_users(now)

    def _tie_users(self, now: datetime) -> None:
        """As the log says where it says so; else members are the users of their address, and the log is told."""
        unit = Unit(workspace=self.workspace, actor=house(workspace=self.workspace), now=now)
        for member in Member.objects.filter(workspace=self.workspace):
            user = self.tied.get(member.pk, self.users.get(member.email.lower()))
            if user is not None:
                changes = changed(member, {"user_id": user})
                member.save(update_fields=["user"])
                if member.pk not in self.tied:
                    unit.record(MemberChanged, subject=member, changes={"user": changes["user_id"]})
        close(unit)


def _fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if field.name != "id"]


def restore(
    rows: Iterable[tuple[str, Row]],
    *,
    tables: Mapping[str, type[models.Model]],
    name: str,
    slug: str,
    time_zone: str,
    now: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Workspace, dict[str, int]]:
    """Make a workspace from the rows of an export, all or nothing.

    Raises Refused when a workspace of that slug holds anything already, Invalid when a row cannot be made.
    """
    with transaction.atomic():
        workspace = Workspace.objects.filter(slug=slug).first()
        if workspace is not None and (workspace.items.exists() or workspace.events.count() > 0):
            raise Refused(
                say("the workspace %(slug)s is not empty; import into a new one", slug=repr(slug)), field="workspace"
            )
        if workspace is None:
            workspace = Workspace.objects.create(slug=slug, name=name, time_zone=time_zone, created_at=now)
        task = Restoring(workspace=workspace, tables=tables)
        _take(task, rows, progress)
        task.finish(now=now)
    return workspace, task.counts


def _take(task: Restoring, rows: Iterable[tuple[str, Row]], progress: Callable[[int], None]) -> None:
    batch: list[Row] = []
    current, done = "", 0
    for table, row in rows:
        if table not in task.tables:
            raise Invalid(say("there is no table %(table)s", table=repr(table)), field="table")
        if batch and (table != current or len(batch) >= BATCH):
            _add(task, current, batch)
            done += len(batch)
            progress(done)
            batch = []
        current = table
        batch.append(row)
    if batch:
        _add(task, current, batch)


def _add(task: Restoring, table: str, batch: list[Row]) -> None:
    try:
        task.add(table, batch)
    except (IntegrityError, DataError, TypeError, KeyError, ValueError) as error:
        raise Invalid(
            say("a row of %(table)s cannot be made: %(error)s", table=table, error=error), field=table
        ) from error
