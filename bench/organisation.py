"""A simulated organisation whose truth is known: people work through what is theirs day by day, and four troubles are
planted. What the product says of it comes from the product alone: nothing here tells it of the plan.

A person does eight hours of a working day at `FOCUS`, always what is due first and waits for nothing. What work truly
takes is its estimate times a factor that nobody sees. Jobs run as the worker would run them, every working day.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from headway.access.actor import actor_for
from headway.commands import run
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.key_results import AddKeyResult
from headway.commands.members import AddMember
from headway.commands.moves import MoveItem
from headway.commands.relations import AddRelation
from headway.commands.teams import CreateTeam, JoinTeam
from headway.commands.work import LogWork
from headway.commands.workspaces import create_user, create_workspace, owner_of
from headway.jobs import insights as jobs
from headway.models import Finding, FindingTold, Member
from headway.rules.insight_words import FindingKind, Part, Sight

BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)  # a Monday
FOCUS = 0.75
TEAMS = ("ONE", "TWO", "SIX")
SIZES = (120, 240, 240, 480, 480, 960)


@dataclass
class Work:
    """A task as it truly is: minutes that it still takes, and what it waits for."""

    key: str
    owner: str
    due: date
    left: float
    after: list[str] = field(default_factory=list)
    begun: bool = False


@dataclass
class Trouble:
    """A planted trouble: the day on which it can be seen, the day on which it bites, and what speaks of it."""

    name: str
    seen: date
    bites: date
    roots: set[str]
    kinds: set[str] | None = None
    member: str = ""


class Organisation:
    """Three teams of `size`, three goals with a project each, a fourth goal; troubles come after `quiet` days."""

    def __init__(self, seed, *, size=3, quiet=42, name=""):
        self.draw, self.size, self.quiet, self.day = random.Random(seed), size, quiet, 0
        user = create_user(email=f"ada{seed}@x.org", name="Ada", password=None, now=BEGIN)
        slug = name or f"simulated-{seed}"
        self.workspace = create_workspace(name=slug, slug=slug, now=BEGIN, owner=user)
        self.owner = owner_of(self.workspace)
        self.people, self.work, self.done, self.troubles = {}, {}, set(), []
        self.actors = {}
        for team in TEAMS:
            self.do(CreateTeam(key=team, team_name=f"Team {team}"))
            self.people[team] = [f"{team.lower()}{n}@x.org" for n in range(size)]
            for n, email in enumerate(self.people[team]):
                self.do(AddMember(email=email, member_name=f"{team.title()} {n}"))
                self.do(JoinTeam(team=team, member=email, lead=n == 0))
        for member in Member.objects.filter(workspace=self.workspace):
            self.actors[member.email] = actor_for(member=member, via="web")
        self.goals = self._goals()

    @property
    def now(self):
        """The moment at which a day begins."""
        return BEGIN + timedelta(days=self.day)

    @property
    def today(self):
        """The day it is."""
        return self.now.date()

    def do(self, command, *, by="", hour=0.0):
        """Have somebody do it."""
        return run(command, actor=self.actors.get(by, self.owner), now=self.now + timedelta(hours=hour))

    def _goals(self):
        """Goal by team, each with a project; the first three are on their way."""
        found = {}
        for team in TEAMS:
            goal = self.do(CreateItem(kind="goal", title=f"Goal {team}", due=self._after(self.quiet + 49)))["key"]
            project = self.do(CreateItem(kind="project", title=f"Project {team}", team=team))["key"]
            self.do(AddRelation(source=project, type="contributes-to", target=goal))
            for state in ("Agreed", "Active"):
                self.do(MoveItem(key=goal, state=state))
            self.do(MoveItem(key=project, state="Approved"))
            found[team] = (goal, project)
        return found

    def _after(self, days):
        return (BEGIN + timedelta(days=days)).date()

    def task(self, team, owner, *, minutes, days, project=False, after=(), title="Task"):
        """Somebody is given work."""
        facts = {"parent": self.goals[team][1]} if project else {}
        due = self.today + timedelta(days=days)
        made = CreateItem(kind="task", title=title, team=team, owner=owner, effort=minutes, due=due, **facts)
        key = self.do(made)["key"]
        self.do(MoveItem(key=key, state="Ready"))
        takes = minutes * self.draw.lognormvariate(0, 0.35)
        self.work[key] = Work(key, owner, due, takes, list(after))
        for earlier in after:
            self.do(AddRelation(source=earlier, type="blocks", target=key))
        return key

    def free(self, team):
        """Who has the least to do."""
        load = {email: sum(w.left for w in self.work.values() if w.owner == email) for email in self.people[team]}
        return min(load, key=lambda email: (load[email], email))

    def live(self, *, watch):
        """Live through a day: work comes in, troubles come about, people work; then the jobs run, if one watches."""
        if self.today.weekday() < 5:
            for team in TEAMS:
                self._arrive(team)
            self._plant()
            for email in [one for team in TEAMS for one in self.people[team]]:
                self._work(email)
            if watch:
                jobs.forecast(self.workspace, now=self.now.replace(hour=6))
                jobs.find(self.workspace, now=self.now + timedelta(hours=10))
        self.day += 1

    def _arrive(self, team):
        """As much work as the team does on four days of five, due in two to four weeks; a third for the project."""
        wanted = self.size * 480 * FOCUS * 0.8
        while wanted > self.draw.uniform(0, 480):
            minutes = self.draw.choice(SIZES)
            wanted -= minutes
            project = self.draw.random() < 0.35 and self.day < self.quiet + 14
            self.task(team, self.free(team), minutes=minutes, days=self.draw.randint(12, 28), project=project)

    def _work(self, email):
        left = 480 * FOCUS
        mine = [w for w in self.work.values() if w.owner == email and not (set(w.after) - self.done)]
        for one in sorted(mine, key=lambda w: (w.due, w.key)):
            if left <= 0:
                return
            if not one.begun:
                self.do(MoveItem(key=one.key, state="In progress"), by=email, hour=1)
                one.begun = True
            spent = min(left, one.left)
            one.left, left = one.left - spent, left - spent
            self.do(LogWork(key=one.key, minutes=max(round(spent), 1)), by=email, hour=8)
            if one.left <= 0:
                self.do(MoveItem(key=one.key, state="Done"), by=email, hour=8.5)
                self.done.add(one.key)
                del self.work[one.key]

    def _plant(self):
        for days, plant in ((0, self._supplier), (1, self._decisive), (2, self._orphan), (7, self._overload)):
            if self.day == self.quiet + days:
                plant()
        self._slip()

    def _supplier(self):
        """A part from outside is to come in twelve days; it never does, and its day is put off again and again."""
        team = "ONE"
        key = self.task(team, self.people[team][0], minutes=240, days=12, title="Part from the supplier")
        self.work.pop(key)
        self.do(MoveItem(key=key, state="Waiting"))
        for n in range(self.draw.choice((1, 2, 3))):
            self.task(team, self.people[team][1], minutes=480, days=20 + n, project=True, after=[key])
        self.supplier, self.promised = key, self.today + timedelta(days=12)
        self.troubles.append(Trouble("slipping supplier", self.today, self._after(self.quiet + 49), {key}))

    def _slip(self):
        if getattr(self, "supplier", "") and self.today >= self.promised - timedelta(days=2):
            self.promised += timedelta(days=14)
            self.do(ChangeItem(key=self.supplier, due=self.promised))

    def _decisive(self):
        """An issue holds up what the second goal needs last: nobody's, or of somebody who never comes to it."""
        team = "TWO"
        owner = self.draw.choice((None, self.people[team][1]))
        key = self.do(CreateItem(kind="issue", title="It does not hold", team=team, owner=owner))["key"]
        for n in range(self.draw.choice((1, 2, 3))):
            self.task(team, self.people[team][n % self.size], minutes=480, days=25 + n, project=True, after=[key])
        self.troubles.append(Trouble("decisive issue", self.today, self._after(self.quiet + 49), {key}))

    def _orphan(self):
        """A goal is agreed upon, and nobody makes it his work."""
        due = self.today + timedelta(days=42)
        key = self.do(CreateItem(kind="goal", title="Be liked", due=due, owner=self.people["SIX"][0]))["key"]
        self.do(AddKeyResult(goal=key, title="Complaints", start=100, target=0, current=100))
        for state in ("Agreed", "Active"):
            self.do(MoveItem(key=key, state=state))
        self.troubles.append(Trouble("orphan goal", self.today, due, {key}, {FindingKind.NO_WORK}))

    def _overload(self):
        """Somebody is given twice as much for the next two weeks as he has hours."""
        email = self.people["SIX"][1]
        keys = [self.task("SIX", email, minutes=480, days=7 + n % 7) for n in range(16)]
        first = min(self.work[key].due for key in keys)
        bites = first + timedelta(days=5)
        self.troubles.append(Trouble("overload", self.today, bites, set(), {FindingKind.OVERLOAD}, email))


@dataclass
class Told:
    """What became of a trouble: the days on which it was found and on which somebody was interrupted by it."""

    trouble: Trouble
    found: date | None
    told: date | None

    @property
    def lead(self):
        """Days between its being found and its biting; below zero where it came too late."""
        return (self.trouble.bites - self.found).days if self.found else None


def speaks(finding, trouble):
    """Whether a finding speaks of a trouble: of its root, or with it as evidence."""
    if trouble.kinds and finding.kind not in trouble.kinds:
        return False
    if trouble.member:
        return finding.member is not None and finding.member.email == trouble.member
    named = {one.item.key for one in finding.named.all() if one.part == Part.EVIDENCE}
    return bool(trouble.roots & ({finding.item.key} if finding.item else set()) or trouble.roots & named)


def judged(house):
    """What became of each trouble."""
    rows = Finding.objects.filter(workspace=house.workspace, sight=Sight.OPEN).select_related("item", "member")
    findings = list(rows.prefetch_related("named__item", "told").order_by("opened_at"))
    result = []
    for trouble in house.troubles:
        mine = [one for one in findings if speaks(one, trouble) and one.opened_at.date() >= trouble.seen]
        told = [told.day for one in mine for told in one.told.all() if told.day >= trouble.seen]
        result.append(Told(trouble, min((one.opened_at.date() for one in mine), default=None), min(told, default=None)))
    return result


def interruptions(house):
    """How many interruptions each person had on each day on which there was any."""
    counts = {}
    for told in FindingTold.objects.filter(finding__workspace=house.workspace):
        counts[told.member_id, told.day] = counts.get((told.member_id, told.day), 0) + 1
    return sorted(counts.values())
