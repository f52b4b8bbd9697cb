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


class TakenTold(Told):
    """What came of a key result that was taken over, and its number where it is here."""

    outcome: str
    id: int | None


class DepartureTold(Told):
    """Who left, who takes over, and what was handed on: to him, to others in turn, or to nobody.

    `rotas` are the keys of teams; `broken` are levels of escalation paths that still name him.
    """

    member: str
    successor: str | None
    items: list[str]
    key_results: list[int]
    deliverables: list[int]
    schedules: list[int]
    rotas: list[str]
    levels: list[int]
    broken: list[int]
    rules: list[int]


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


class ProofTold(KeyResultTold):
    """A piece of work and the key result that it proves, or proved."""

    item: str


class CheckInTold(Told):
    """A check-in on a goal, or on one of its key results."""

    id: int
    goal: str
    key_result: int | None


class PeriodTold(Told):
    """A period, by number and name."""

    id: int
    title: str


class PeriodsTold(Told):
    """The periods that were added, by name."""

    titles: list[str]


class GoalTold(Told):
    """A goal as it was closed."""

    key: str
    version: int
    state: str
    score: float | None


class CarriedTold(Told):
    """A goal that goes on from another, and how much it took over of it."""

    key: str
    carried_from: str
    key_results: int
    work: int


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


class LookTold(Told):
    """That a look for what is at risk was asked for."""

    asked: Literal[True]


class AssignedTold(Told):
    """Whose turn it was."""

    key: str
    version: int
    owner: str


class IssueRuleTold(Told):
    """What a team asks of its issues."""

    team: str | None
    cause_required: bool
    rotate: bool


class FormTold(Told):
    """A form, and the secret part of its address."""

    id: int
    link: str


class ReportTold(Told):
    """A report that came in: its item, and the secret part of the address where its state is told."""

    key: str
    link: str


class EscalatedTold(Told):
    """How many levels of escalation paths were reached just now."""

    fired: int


class MailTold(Told):
    """What became of a message: a new item, a comment on one, or nothing, and why."""

    became: Literal["item", "comment", "nothing"]
    key: str | None
    why: str


class UndoneTold(Told):
    """How many changes an undone act took back, and on which items."""

    undone: int
    keys: list[str]


class ItemsTold(Told):
    """Items as a command left them."""

    items: list[ItemTold]


class FindingTold(Told):
    """A finding that was dismissed, and the item on which it stands, if on any."""

    id: int
    kind: str
    item: str | None
