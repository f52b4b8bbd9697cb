"""Items come in from elsewhere with their whole history, in sets: tens of thousands a minute."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from ..rules.words import Kind, TimeboxRole
from ..tongue import say
from .base import Answer
from .history import FromElsewhere
from .history_store import Elsewhere
from .types import Amount, Body, Day, ItemKey, LabelName, Line, Minutes, Name, PeriodName, TeamKey, Title
from .unit import Unit


def _dated(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2999:
        raise ValueError(say("a time lies between 1900 and 2999"))
    return value.astimezone(UTC)


def _small(value: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(value)) > 65_536:
        raise ValueError(say("the fields together hold at most 64 KiB"))
    if "\\u0000" in json.dumps(value):
        raise ValueError(say("a text cannot hold the character NUL"))
    return value


Moment = Annotated[AwareDatetime, AfterValidator(_dated)]
Extra = Annotated[dict[str, JsonValue], AfterValidator(_small)]


class Past(BaseModel):
    """A piece of history: when, and by whom in the source's name for him."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    at: Moment
    by: Name | None = None


class PastChange(Past):
    """One field that changed.

    state (by name), owner (by the source's name), priority (0..4), title, description, due, resolution and label are
    understood: the item is rewound by them. Any other field is told in the item's history and changes nothing.
    """

    field: Line
    old: Body | None = None
    new: Body | None = None


class PastComment(Past):
    """Something said."""

    ref: Name
    body: Body = ""
    edited_at: Moment | None = None


class PastWork(Past):
    """Time put in."""

    ref: Name
    minutes: int = Field(ge=1, le=60_000_000)
    note: Body = ""


class Place(BaseModel):
    """That the item stands in a sprint or release, by the source's name for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: TimeboxRole
    ref: Name


class ImportItem(FromElsewhere):
    """Take over an item with its history; again, and changed at the source, it is brought up to date.

    `digest` stands for all that the source says: with an equal one, nothing is done. Parents and relations come after
    (history.relation, history.parent), when both ends are there. The answer's `outcome` is created, updated or
    unchanged.
    """

    name = "history.item"
    route = ("POST", "/history/items")

    ref: Name
    digest: Line
    key: ItemKey
    kind: Kind
    team: TeamKey
    title: Title
    state: Name
    created: Moment
    updated: Moment
    description: Body = ""
    resolution: Line = ""
    owner: Name | None = None
    reporter: Name | None = None
    creator: Name | None = None
    priority: int = Field(default=2, ge=0, le=4)
    severity: int | None = Field(default=None, ge=0, le=3)
    closed: Moment | None = None
    start: Day | None = None
    due: Day | None = None
    effort: Minutes | None = None
    points: Amount | None = None
    milestone: bool = False
    period: PeriodName | None = None
    private: bool = False
    labels: list[LabelName] = []
    places: list[Place] = []
    fields: Extra = {}
    changes: list[PastChange] = []
    comments: list[PastComment] = []
    work: list[PastWork] = []

    def act(self, unit: Unit) -> Answer:
        """Take over this one."""
        return self.act_many([self], unit)[0]

    @classmethod
    def act_many(cls, commands: Sequence[Self], unit: Unit) -> list[Answer]:
        """Take over a set: look up once for all, write each table once."""
        return [
            answer
            for origin in dict.fromkeys(command.origin for command in commands)
            for answer in Elsewhere(unit, origin=origin).store([c for c in commands if c.origin == origin])
        ]
