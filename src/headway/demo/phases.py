"""The work of projects: phases, one after the other, in lanes of tasks that wait for each other, with milestones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from ..rules.words import Kind, RelationType
from . import talk, titles
from .flow import Days, Size, sprint_of
from .lives import EFFORTS, Piece, at_work, chatter, lead, on, settle
from .people import TEAMS, TeamPlan, email
from .scenario import PROJECTS, ProjectPlan

PHASES: Final = (
    (
        "Understand",
        "Scope agreed",
        0.2,
        ("Interview users about", "Compare options for", "Sketch", "Estimate", "Decide on"),
    ),
    ("Build", "Complete in staging", 0.45, ("Build", "Model", "Connect", "Write tests for", "Handle errors in")),
    ("Pilot", "Pilot group satisfied", 0.2, ("Try", "Measure", "Fix what the pilot showed in", "Explain", "Tune")),
    ("Roll out", "Live for everybody", 0.15, ("Roll out", "Document", "Announce", "Hand over", "Watch")),
)
LANES: Final = 3
TIED: Final = 0.35
"""How often somebody noted that a task waits for the one before it."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation to be, between references."""

    source: str
    type: RelationType
    target: str
    weight: float = 1.0


@dataclass(slots=True)
class Plan:
    """All pieces and ties of the organisation; `ends` says when a project's last work ended, if it has."""

    pieces: list[Piece]
    ties: list[Tie]
    ends: dict[str, datetime | None]


def project_work(size: Size, days: Days, random: Random) -> Plan:
    """The tasks of every project."""
    plan = Plan([], [], {})
    for project in PROJECTS:
        _Course(project, plan, size, days, random).run()
    return plan


class _Course:
    """One project's way through its phases."""

    def __init__(self, project: ProjectPlan, plan: Plan, size: Size, days: Days, random: Random) -> None:
        self.project, self.plan, self.size, self.days, self.random = project, plan, size, days, random
        self.team: TeamPlan = next(one for one in TEAMS if one.key == project.team)
        self.taken: set[str] = set()

    def run(self) -> None:
        """Lay the phases one after the other; each begins when the milestone before it is reached."""
        span = self.project.end - self.project.begin
        planned, reached = float(self.project.begin), on(self.days.day(self.project.begin), 8)
        gate: Piece | None = None
        for number, (_, milestone, share, verbs) in enumerate(PHASES):
            length = span * share
            gate = self._phase(number, milestone, verbs, planned, length, gate, reached)
            planned += length
            reached = gate.done_at or (self.days.now + timedelta(days=planned))
        self.plan.ends[self.project.ref] = gate.done_at if gate else None

    def _phase(
        self,
        number: int,
        name: str,
        verbs: tuple[str, ...],
        planned: float,
        length: float,
        gate: Piece | None,
        reached: datetime,
    ) -> Piece:
        ref = f"{self.project.ref}:{number}"
        count = max(1, round(self.size.project * self.project.share * PHASES[number][2]))
        lanes = min(LANES, count)
        lasts = [
            self._lane(number, verbs, planned, length, gate, reached, range(n, count, lanes)) for n in range(lanes)
        ]
        end = max(last.done_at for last in lasts if last.done_at) if all(one.done_at for one in lasts) else None
        stone = self._piece(f"{ref}:m", f"{name} · {self.project.title}", planned + length, 0, number)
        stone.milestone, stone.effort, stone.owner = True, None, email(self.project.owner)
        if end is not None:
            lead(stone, self.random, begin=end + timedelta(minutes=20), end=end + timedelta(hours=1))
        self.plan.ties += [Tie(stone.ref, RelationType.DEPENDS_ON, last.ref) for last in lasts]
        self.plan.pieces.append(settle(stone))
        return stone

    def _lane(
        self,
        phase: int,
        verbs: tuple[str, ...],
        planned: float,
        length: float,
        gate: Piece | None,
        free: datetime,
        numbers: range,
    ) -> Piece:
        before, step = gate, length / len(numbers)
        piece = gate
        for place, number in enumerate(numbers):
            ref = f"{self.project.ref}:{phase}:{number}"
            piece = self._piece(ref, self._title(verbs), planned + place * step, step, phase)
            piece.owner = email(self.random.choice(self.team.people))
            free = self._work(piece, free, step)
            chatter(piece, self.random, self.team, until=self.days.now, share=self.days.talk)
            self.plan.pieces.append(settle(piece))
            if before is not None and (before is gate or self.random.random() < TIED):
                self.plan.ties.append(Tie(piece.ref, RelationType.DEPENDS_ON, before.ref))
            before = piece
        assert piece is not None
        return piece

    def _work(self, piece: Piece, free: datetime, step: float) -> datetime:
        """Do a task when its predecessor is done; return when it is done itself."""
        begin = at_work(max(free + timedelta(hours=2), piece.created + timedelta(hours=4)), self.random)
        slip = self.project.pace * self.random.lognormvariate(-0.03, 0.25)
        end = at_work(begin + timedelta(days=max(0.2, step * slip - 0.4)), self.random)
        lead(piece, self.random, begin=begin, end=end)
        if begin < self.days.now:
            piece.sprint = sprint_of(piece.team, begin, self.days)
        return end

    def _piece(self, ref: str, title: str, planned: float, length: float, phase: int) -> Piece:
        start = self.days.day(round(planned))
        born = on(self.days.day(self.project.begin), 9) + timedelta(days=self.random.uniform(1, 6))
        if self.random.random() < 0.3 and planned > self.project.begin + 25:
            born = on(start, 9) - timedelta(days=self.random.uniform(5, 20))
        return Piece(
            ref,
            Kind.TASK,
            self.project.team,
            title,
            min(at_work(born, self.random), self.days.now - timedelta(days=1)),
            email(self.project.owner),
            text=talk.task_text(self.random) if length else "",
            owner=email(self.project.owner),
            parent=self.project.ref,
            phase=f"{self.project.ref}:phase:{phase}",
            priority=self.random.choices(range(5), (4, 26, 55, 12, 3))[0],
            start=start,
            due=self.days.day(round(planned + length)),
            effort=self.random.choice(EFFORTS),
            labels=("milestone",) if not length else (),
        )

    def _title(self, verbs: tuple[str, ...]) -> str:
        choices = [f"{verb} {topic}" for verb in verbs for topic in self.project.topics]
        left = [title for title in choices if title not in self.taken]
        if not left or self.random.random() < 0.15:
            return titles.task_title(self.team.key, self.random)
        title = self.random.choice(left)
        self.taken.add(title)
        return title
