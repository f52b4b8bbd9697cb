"""What comes in week by week: loose tasks and issues of the teams."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from ..rules.words import Category, Kind
from . import talk, titles
from .lives import EFFORTS, Piece, at_work, chatter, lead, on, settle
from .people import TEAMS, TeamPlan, email
from .scenario import PROJECTS

SPRINT: Final = timedelta(days=14)
SPRINTING: Final = ("PAY", "SHIP", "PLAT")


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is to be: days of history, tasks a project, loose tasks, issues, days of rounds, desk requests.

    What happened before the last `live` days is taken over in sets, as history. `talk` is the share of the work
    that people comment on and log their time on.
    """

    days: int
    project: int
    loose: int
    issues: int
    rounds: int
    requests: int
    live: int
    talk: float = 1.0


SIZES: Final = {
    "small": Size(days=182, project=5, loose=15, issues=20, rounds=35, requests=6, live=4),
    "standard": Size(days=182, project=62, loose=900, issues=330, rounds=182, requests=24, live=7),
    "large": Size(days=728, project=400, loose=82_600, issues=11_800, rounds=182, requests=300, live=3, talk=0.25),
}


@dataclass(slots=True)
class Days:
    """The stretch of time that is told: from the first day to the moment at which it is built; `talk` as in Size."""

    first: date
    now: datetime
    talk: float = 1.0

    def day(self, offset: int) -> date:
        """A day counted from today."""
        return self.now.date() + timedelta(days=offset)


def sprint_of(team: str, moment: datetime, days: Days) -> str | None:
    """The reference of the sprint in which a team works at a moment."""
    if team not in SPRINTING:
        return None
    return f"{team}:{sprint_number(moment.date(), days)}"


def sprint_number(day: date, days: Days) -> int:
    """Sprints are numbered from one, two weeks each, beginning on a Monday."""
    monday = days.first - timedelta(days=days.first.weekday())
    return (day - monday).days // SPRINT.days + 1


def loose_work(size: Size, days: Days, random: Random) -> list[Piece]:
    """Tasks and issues that belong to no project; the overloaded team's wait ever longer."""
    shares = [team.share for team in TEAMS]
    pieces = []
    for number in range(size.loose + size.issues):
        team = random.choices(TEAMS, shares)[0]
        kind = Kind.TASK if number < size.loose else Kind.ISSUE
        moment = _moment(days, random, load=team.load)
        pieces.append(_loose(f"{kind}{number}", kind, team, moment, days, random))
    return pieces


def _moment(days: Days, random: Random, *, load: float) -> datetime:
    """A working moment in the time told; more of them late where load grows."""
    span = (days.now.date() - days.first).days
    share = random.random() ** (1 / (1 + (load - 1) * 0.5))
    return at_work(on(days.first, 8) + timedelta(days=share * (span - 0.4), hours=random.uniform(0, 9)), random)


def _loose(ref: str, kind: Kind, team: TeamPlan, created: datetime, days: Days, random: Random) -> Piece:
    owner, reporter = email(random.choice(team.people)), email(random.choice(_askers(kind, team, random)))
    issue = kind is Kind.ISSUE
    piece = Piece(
        ref,
        kind,
        team.key,
        titles.issue_title(team.key, random) if issue else titles.task_title(team.key, random),
        created,
        reporter,
        text=talk.issue_text(random) if issue else talk.task_text(random),
        priority=random.choices(range(5), (3, 15, 55, 20, 7))[0],
        severity=random.choices(range(4), (4, 18, 48, 30))[0] if issue else None,
        effort=random.choice(EFFORTS) if not issue or random.random() < 0.4 else None,
        labels=tuple(sorted(random.sample(titles.VOCABULARIES[team.key].labels, random.choice((0, 1, 1, 2))))),
    )
    if random.random() < (0.25 if issue else 0.35):
        fitting = [p for p in PROJECTS if p.team == team.key and p.end > 0 and days.day(p.begin) < created.date()]
        piece.parent = random.choice(fitting).ref if fitting else None
    _course(piece, owner, team, days, random)
    chatter(piece, random, team, until=days.now, share=days.talk)
    return settle(piece)


def _askers(kind: Kind, team: TeamPlan, random: Random) -> tuple[str, ...]:
    """Issues come from Customer Care as often as from the team itself."""
    care = next(one for one in TEAMS if one.key == "CARE")
    return care.people if kind is Kind.ISSUE and not team.private and random.random() < 0.5 else team.people


def _course(piece: Piece, owner: str, team: TeamPlan, days: Days, random: Random) -> None:
    passed = max(0.0, (piece.created.date() - days.first).days / max(1, (days.now.date() - days.first).days))
    load = 1 + (team.load - 1) * 3 * passed
    fate = random.random()
    wait = random.expovariate(1 / 4.5) * load * (0.4 + 0.35 * piece.priority)
    begin = at_work(piece.created + timedelta(days=wait), random)
    if fate < 0.07:
        return
    if fate < 0.11:
        piece.move(begin, piece.reporter, Category.DROPPED)
        piece.done_at = begin
        return
    piece.owner = owner
    length = ((piece.effort or 240) / 200 + 0.2) * random.lognormvariate(0.0, 0.5) * (0.6 + 0.4 * load)
    end = at_work(begin + timedelta(days=length), random)
    if random.random() < 0.5:
        piece.due = (piece.created + timedelta(days=random.uniform(6, 16) + (piece.effort or 240) / 200)).date()
    if random.random() < 0.08:
        piece.add(begin - (begin - piece.created) / 2, piece.reporter, "priority", max(0, piece.priority - 1))
    lead(piece, random, begin=begin, end=end)
    if begin < days.now:
        piece.sprint = sprint_of(piece.team, begin, days)
