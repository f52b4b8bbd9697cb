"""How what Harbourline wants and does is written down.

Days count from the day on which the demo is built: -30 is a month ago.
"""

from dataclasses import dataclass

from ...rules.words import Anchor, KeyResultType


@dataclass(frozen=True, slots=True)
class KeyResultPlan:
    """A measure: from `start` towards `target`, now at `current`."""

    title: str
    start: float
    target: float
    current: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ProofPlan:
    """A key result that milestones or work prove, by the references of these."""

    title: str
    type: KeyResultType
    work: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalPlan:
    """An objective, or a team's goal beneath one; `told` are the words of its last check-ins, in order."""

    ref: str
    title: str
    text: str
    owner: str
    results: tuple[KeyResultPlan, ...]
    team: str | None = None
    parent: str | None = None
    told: tuple[str, ...] = ()
    proofs: tuple[ProofPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class QuarterPlan:
    """A goal for one quarter, 1 to 3, of a team or of somebody; the third is the present one.

    One of a quarter that is over ends in `state` with `reflection`, and goes on in the next where `carried`.
    """

    ref: str
    quarter: int
    title: str
    text: str
    owner: str
    team: str
    parent: str
    results: tuple[KeyResultPlan, ...]
    work: tuple[str, ...]
    reflection: str = ""
    state: str = "done"
    carried: bool = False
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """A project: what it is about (`topics` become its tasks) and how fast it goes (`pace` above 1 is late).

    `share` is how many tasks it has for one of the usual size.
    """

    ref: str
    title: str
    text: str
    team: str
    owner: str
    begin: int
    end: int
    topics: tuple[str, ...]
    serves: tuple[tuple[str, float], ...]
    budget: int
    pace: float = 1.05
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """Something that recurs by a rule, or a desk that takes requests; `late` is how often it is not done in time.

    With an `anchor` its rule says which months, and the day is so many working days from that end of them.
    """

    ref: str
    title: str
    team: str
    rule: str
    hour: int
    minutes: int
    purpose: str
    procedure: str
    serves: tuple[tuple[str, float], ...] = ()
    late: float = 0.08
    anchor: Anchor | None = None
    anchor_days: int = 0
