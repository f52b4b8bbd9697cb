"""What a scenario costs beside what the outlook costs: processor time, in one run, of a demo organisation.

    HEADWAY_HOME=DIR .venv/bin/headway demo --size large
    HEADWAY_HOME=DIR .venv/bin/python bench/what_if.py

The scenarios are made in a transaction that is taken back.
"""

import os
import resource
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.config.settings")
django.setup()

from django.db import transaction  # noqa: E402

from headway.access.actor import actor_for  # noqa: E402
from headway.commands import run  # noqa: E402
from headway.commands.scenario_lines import AddInScenario, ChangeInScenario, EndInScenario  # noqa: E402
from headway.commands.scenarios import CreateScenario  # noqa: E402
from headway.insights.outlook import found, prepared  # noqa: E402
from headway.insights.rows import read  # noqa: E402
from headway.insights.scenarios import ShowScenarioOutlook  # noqa: E402
from headway.models import Event, Item, Member  # noqa: E402
from headway.queries import kept  # noqa: E402
from headway.queries.base import Look, ask  # noqa: E402
from headway.queries.clock import zone_of  # noqa: E402
from headway.rules.words import OPEN  # noqa: E402

TIMES = 5


def cost(act):
    """The least processor time of some runs, in seconds."""
    took = []
    for _ in range(TIMES):
        begin = time.process_time()
        act()
        took.append(time.process_time() - begin)
    return min(took)


def outlook(look):
    """Compute the outlook of all goals from the tables, as it is computed when nothing is kept."""
    rows = read(look, zone_of(look))
    found(prepared(rows), known=len(rows.finished))


def scenarios(actor, now):
    """Make two scenarios of some changes each; yield their numbers."""
    owner = Member.objects.get(pk=actor.me).email
    work = list(Item.objects.filter(kind="task", category__in=OPEN, task__operation=None).order_by("id")[:8])
    project = Item.objects.filter(kind="project", category__in=OPEN).earliest("id")
    for title in ("One", "Other"):
        pk = run(CreateScenario(title=title), actor=actor, now=now)["id"]
        for item in work[:4] if title == "One" else work[4:]:
            run(ChangeInScenario(id=pk, key=item.key, effort=4800, owner=owner), actor=actor, now=now)
        run(AddInScenario(id=pk, key=project.key, count=5, effort=960), actor=actor, now=now)
        run(EndInScenario(id=pk, key=work[0].key), actor=actor, now=now)
        yield pk


def main():
    """Print each and its ratio to the outlook."""
    now = Event.objects.latest("id").recorded_at
    actor = actor_for(member=Member.objects.filter(role="owner").earliest("id"), via="api")
    look = Look(actor=actor, now=now)
    with transaction.atomic():
        one, other = scenarios(actor, now)
        alone, both = ShowScenarioOutlook(id=one), ShowScenarioOutlook(id=one, beside=[other])
        told = {"the outlook, computed": cost(lambda: outlook(look))}
        told["a scenario, nothing kept"] = cost(lambda: (kept.forget(), ask(alone, actor=actor, now=now)))
        told["two, nothing kept"] = cost(lambda: (kept.forget(), ask(both, actor=actor, now=now)))
        told["a scenario, looked at again"] = cost(lambda: ask(alone, actor=actor, now=now))
        transaction.set_rollback(True)
    first = told["the outlook, computed"]
    for name, seconds in told.items():
        print(f"{seconds:8.2f} s  {seconds / first:5.2f}  {name}")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
