"""What one edit costs the look for risks: anew, and by a process that stays warm. Works on a workspace, and changes it.

    HEADWAY_HOME=DIR .venv/bin/headway demo --size large
    cp -r DIR COPY; HEADWAY_HOME=COPY .venv/bin/python bench/warm.py [--rounds 5]

Processor time, so that others on the machine count for less; what is stored afterwards is compared, row by row, with
what a look that knows nothing finds.
"""

import argparse
import gc
import itertools
import os
import resource
import statistics
import time
from datetime import UTC, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.config.settings")
django.setup()

from headway.access.actor import house  # noqa: E402
from headway.commands import run  # noqa: E402
from headway.commands.items import ChangeItem, CreateItem  # noqa: E402
from headway.commands.moves import MoveItem  # noqa: E402
from headway.commands.relations import AddRelation  # noqa: E402
from headway.insights.warm import SHELF, Warm  # noqa: E402
from headway.jobs.insights import find  # noqa: E402
from headway.models import Finding, Item, Member, Workspace  # noqa: E402


class Edits:
    """Edits of open work on goals, each of another item."""

    def __init__(self, workspace):
        self.actor = house(workspace=workspace)
        rows = Item.objects.filter(workspace=workspace, kind="task", deleted_at=None, children=None)
        rows = rows.filter(task__operation=None, task__milestone=False).exclude(parent=None).order_by("id")
        given = {name: list(rows.filter(category=name).values_list("key", flat=True)) for name in ("ready", "doing")}
        self.ready, self.doing = itertools.cycle(given["ready"]), itertools.cycle(given["doing"])
        people = Member.objects.filter(workspace=workspace, active=True).exclude(email="").order_by("id")
        self.people = itertools.cycle(people.values_list("email", flat=True))
        self.number = itertools.count(workspace.seq % 200)  # another run is to change something, too

    def do(self, command):
        return run(command, actor=self.actor, now=datetime.now(UTC))

    def kinds(self):
        """Name -> what makes one such edit."""
        day = datetime.now(UTC).date() + timedelta(days=30)
        return {
            "a title": lambda: self.do(ChangeItem(key=next(self.doing), title=f"Words {next(self.number)}")),
            "an owner": lambda: self.do(ChangeItem(key=next(self.ready), owner=next(self.people))),
            "a date of work under way": lambda: self.do(
                ChangeItem(key=next(self.doing), due=day + timedelta(next(self.number)))
            ),
            "a date of work in line": lambda: self.do(
                ChangeItem(key=next(self.ready), due=day + timedelta(next(self.number)))
            ),
            "a new task": lambda: self.do(CreateItem(kind="task", title=f"New {next(self.number)}")),
            "an estimate": lambda: self.do(ChangeItem(key=next(self.ready), effort=600 + next(self.number))),
            "a block": lambda: self.do(AddRelation(source=next(self.doing), type="blocks", target=next(self.ready))),
            "begun": lambda: self.do(MoveItem(key=next(self.ready), state="doing")),
            "done": lambda: self.do(MoveItem(key=next(self.doing), state="done")),
        }


def spent(act):
    """Processor time of an act, in ms."""
    begin = time.process_time()
    act()
    return (time.process_time() - begin) * 1000


def main():
    """Measure both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    workspace = Workspace.objects.earliest("id")

    def look():
        find(workspace, now=datetime.now(UTC))

    look()
    anew = [spent(look) for _ in range(3)]
    print(f"anew: {statistics.median(anew):.0f} ms", flush=True)
    SHELF.keep()
    gc.set_threshold(10_000, 20, 1_000)  # as in the process that stays
    look()
    edits = Edits(workspace)
    look()
    for name, edit in {"nothing": lambda: None, **edits.kinds()}.items():
        took = []
        for _ in range(rounds):
            edit()
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            took.append(spent(look))
        print(f"{name}: {statistics.median(took):.0f} ms, at most {max(took):.0f}", flush=True)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at most")
    now = datetime.now(UTC)
    workspace.refresh_from_db()
    warm, cold = SHELF.of(workspace).risks(workspace, now=now), Warm().risks(workspace, now=now)
    told = sum(len(one.signals) for one in cold.values())
    print("the same" if warm == cold else "DIFFERENT", f"as anew: {told} risks; {Finding.objects.count()} stored")


if __name__ == "__main__":
    main()
