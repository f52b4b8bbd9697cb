"""What commands answer, as shapes: the API's description is made from them, and tests hold the answers to them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from ..rules.words import RelationType


class Told(BaseModel):
    """The base of all shapes: what a shape does not name is not answered."""

    model_config = ConfigDict(extra="forbid")


class ItemTold(Told):
    """An item as a command left it."""

    key: str
    version: int
    state: str
    category: str


class RelationTold(Told):
    """A relation that stands."""

    id: int
    source: str
    type: RelationType
    target: str


class RelationGone(Told):
    """A relation that no longer stands."""

    source: str
    type: RelationType
    target: str


class OnItemTold(Told):
    """Something said of, or put into, an item."""

    id: int
    key: str


class WorkTold(OnItemTold):
    """Time put into an item."""

    minutes: int


class WatcherTold(Told):
    """Who follows an item, or ceased to."""

    key: str
    member: str


class MemberTold(Told):
    """A member, by e-mail address."""

    member: str


class TeamTold(Told):
    """A team, by key."""

    team: str


class MembershipTold(Told):
    """A member in a team."""

    team: str
    member: str


class TimeboxTold(Told):
    """A sprint or release."""

    id: int
    title: str


class StateTold(Told):
    """A lifecycle state."""

    id: int
    state: str


class KeyResultTold(Told):
    """A key result of a goal."""

    id: int
    goal: str


class LabelTold(Told):
    """A label, by name."""

    label: str


class WorkspaceTold(Told):
    """The workspace, by slug."""

    workspace: str


class TokenTold(Told):
    """A new token; its secret is told once, and not again to a repeated request."""

    id: int
    token: str | None
    scopes: list[Literal["admin", "read", "write"]]


class RowTold(Told):
    """A row, by number."""

    id: int


class LineTold(Told):
    """A line of an inbox."""

    id: int
    read: bool


class ReadTold(Told):
    """How many lines of an inbox were marked as read."""

    read: int
