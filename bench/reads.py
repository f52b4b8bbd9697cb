"""How long the reads take on a large workspace: median and 95th percentile of server time, and SQL statements.

    .venv/bin/python bench/reads.py [--items 100000] [--home DIR] [--only NAME] [--explain]

The workspace is scratch, filled straight into the tables; DIR keeps it for the next run. DATABASE_URL chooses the
database, SQLite in DIR without it.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime(2026, 3, 11, 10, tzinfo=UTC)
WORDS = (  # noqa: SIM905
    "invoice ledger checkout refund supplier contract audit forecast onboarding payroll mobile search "
    "index latency backup restore migration certificate gateway shipment warehouse label printer customer "
    "portal survey campaign budget quarter review board safety training vendor catalogue price tax report "
    "export import queue worker cache "
).split()
PEOPLE, TEAMS, GOALS, PROJECTS, OPERATIONS = 60, 6, 40, 200, 100


def sentence(rnd: random.Random, low: int, high: int) -> str:
    common = [rnd.choice(WORDS) for _ in range(rnd.randint(low, high))]
    return " ".join([*common, f"w{rnd.randint(1, 20000)}"]).capitalize()


def seed(count: int) -> None:
    from headway.commands.workspaces import create_user, create_workspace
    from headway.models import Member, State, Team, TeamMember

    rnd = random.Random(7)
    owner = create_user(email="ada@x.org", name="Ada", password=None, now=NOW)
    space = create_workspace(name="Bench", now=NOW, owner=owner)
    Member.objects.bulk_create(
        Member(workspace=space, name=f"P{n}", email=f"p{n}@x.org", role="guest" if n > 55 else "member", created_at=NOW)
        for n in range(PEOPLE)
    )
    Team.objects.bulk_create(
        Team(workspace=space, key=f"T{n}X", name=f"Team {n}", private=n == 5, created_at=NOW) for n in range(TEAMS)
    )
    people = list(Member.objects.filter(workspace=space, role__in=["member", "guest"]).order_by("id"))
    teams = list(Team.objects.filter(workspace=space).order_by("id"))
    TeamMember.objects.bulk_create(TeamMember(team=teams[n % TEAMS], member=m) for n, m in enumerate(people))
    states = {}
    for state in State.objects.filter(workspace=space):
        states.setdefault(state.kind, []).append(state)
    items(rnd, count, space, people, teams, states)


def items(rnd, count, space, people, teams, states):
    from django.db import transaction

    from headway.models import Goal, Issue, Item, Operation, Project, Task
    from headway.rules import ranks

    kinds = ["goal"] * GOALS + ["project"] * PROJECTS + ["operation"] * OPERATIONS
    kinds += ["issue" if n % 6 == 0 else "task" for n in range(count - len(kinds))]
    places = ranks.spread(count)
    first = (Item.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
    rows, details, tops = [], {"goal": [], "project": [], "operation": [], "issue": [], "task": []}, []
    for n, kind in enumerate(kinds):
        pk = first + n
        created = NOW - timedelta(minutes=rnd.randint(1, 260_000))
        old = (NOW - created).days > 30
        weights = (5, 5, 4, 2, 70, 8) if old and kind in ("task", "issue") else (40, 20, 25, 10, 4, 1)
        state = rnd.choices(states[kind], weights)[0]
        closed = created + (NOW - created) * rnd.random() if state.category in ("done", "dropped") else None
        team = rnd.choice(teams) if kind in ("task", "issue") else None
        parent = None
        if kind in ("project", "operation"):
            tops.append(pk)
        elif kind == "goal" and n >= 4:
            parent = first + rnd.randrange(4)
        elif kind in ("task", "issue") and rnd.random() < 0.9:
            parent = rnd.choice(tops) if rnd.random() < 0.7 or n < 1000 else pk - rnd.randint(1, 400)
        effort = rnd.choice((None, 60, 120, 240, 480, 960)) if kind in ("task", "issue") else None
        due = created.date() + timedelta(days=rnd.randint(5, 220)) if rnd.random() < 0.5 else None
        rows.append(
            Item(
                id=pk, workspace=space, kind=kind, key=f"{team.key if team else kind[0].upper()}-{n + 1}", number=n + 1,
                title=sentence(rnd, 3, 7), description=" ".join(sentence(rnd, 8, 14) for _ in range(4)), state=state,
                category=state.category, team=team, owner=rnd.choice([None, *people]), reporter=rnd.choice(people),
                parent_id=parent, priority=rnd.choice((0, 1, 2, 2, 2, 3, 4)), rank=places[n], due=due, effort=effort,
                private=rnd.random() < 0.01, work_total=effort or 240,
                work_done=(effort or 240) if state.category == "done" else 0, created_at=created,
                updated_at=closed or created + (NOW - created) * rnd.random(), closed_at=closed,
            )
        )  # fmt: skip
        made = {
            "goal": lambda: Goal(item_id=pk),  # noqa: B023
            "project": lambda: Project(item_id=pk),  # noqa: B023
            "operation": lambda: Operation(item_id=pk),  # noqa: B023
            "issue": lambda: Issue(item_id=pk, severity=rnd.randrange(4)),  # noqa: B023
            "task": lambda: Task(item_id=pk, milestone=rnd.random() < 0.01),  # noqa: B023
        }
        details[kind].append(made[kind]())
    with transaction.atomic():
        Item.objects.bulk_create(rows, batch_size=2000)
        for made in details.values():
            type(made[0]).objects.bulk_create(made, batch_size=5000)
        around(rnd, rows, space, people, first)


def around(rnd, rows, space, people, first):
    from headway.events.log import append
    from headway.events.types import ItemCreated, ItemMoved
    from headway.models import Comment, ItemLabel, Label, Relation, Watcher

    Label.objects.bulk_create(Label(workspace=space, name=f"label {n}") for n in range(40))
    labels = list(Label.objects.filter(workspace=space).values_list("id", flat=True))
    loose = [row for row in rows if row.kind in ("task", "issue")]
    ItemLabel.objects.bulk_create((ItemLabel(item=row, label_id=rnd.choice(labels)) for row in loose), 5000)
    ties = {}
    for row in rows:
        if row.kind in ("project", "operation") and rnd.random() < 0.8:
            ties[row.pk, "contributes-to", first + rnd.randrange(4, GOALS)] = 1
        if row.kind in ("task", "issue") and rnd.random() < 0.12:
            type_ = rnd.choice(("blocks", "depends-on", "relates-to", "affects"))
            ties[row.pk, type_, row.pk - rnd.randint(1, 300)] = 1
    Relation.objects.bulk_create(
        (Relation(workspace=space, source_id=s, type=t, target_id=o, created_at=NOW) for s, t, o in ties), 5000
    )
    Comment.objects.bulk_create(
        (
            Comment(workspace=space, item=row, author=rnd.choice(people), body=sentence(rnd, 8, 20), created_at=NOW)
            for row in loose
            if rnd.random() < 0.3
        ),
        5000,
    )
    Watcher.objects.bulk_create((Watcher(item=row, member=rnd.choice(people)) for row in loose[::3]), 5000)
    told = []
    for row in rows:
        who = rnd.choice(people).pk
        changes = {"title": [None, row.title], "kind": [None, row.kind], "state": [None, row.state_id]}
        told.append(ItemCreated(subject=row.pk, item=row.pk, actor=who, changes=changes, happened=row.created_at))
        move = {"state": [row.state_id, row.state_id]}
        told.append(ItemMoved(subject=row.pk, item=row.pk, actor=who, changes=move, happened=row.updated_at))
    append(told, workspace=space, act=uuid.uuid4(), via="cli", now=NOW)


def questions():
    from headway.queries.board import ShowBoard
    from headway.queries.feed import ListEvents, ListItemEvents
    from headway.queries.goals import ShowGoals
    from headway.queries.item_page import ShowItem
    from headway.queries.items import CountItems, ListItems
    from headway.queries.my_work import ShowMyWork
    from headway.queries.search import SearchItems

    yield "list", ListItems()
    yield "list kind+open", ListItems(q="kind:task state:open")
    yield "list issue owner", ListItems(q="kind:issue state:open owner:p3@x.org")
    yield "list team", ListItems(q="team:T1X kind:issue is:open sort:priority,due")
    yield "list by due", ListItems(q="is:open sort:due")
    yield "list overdue by due", ListItems(q="is:overdue sort:due")
    yield "list overdue", ListItems(q="is:overdue")
    yield "list due soon", ListItems(q="kind:issue state:open due:<7d sort:-impact")
    yield "list goal", ListItems(q="goal:G-2 is:open")
    yield "list project", ListItems(q="project:P-50")
    yield "list blocked", ListItems(q="is:blocked kind:task")
    yield "list label", ListItems(q='label:"label 3" is:open')
    yield "list words", ListItems(q="invoice refund")
    yield "list prefix", ListItems(q="inv")
    yield "list by key", ListItems(q="sort:key")
    yield "list by title", ListItems(q="sort:title")
    yield "list by rank", ListItems(q="kind:task is:open sort:rank")
    yield "list by impact", ListItems(q="is:open sort:-impact")
    yield "list by closed", ListItems(q="is:closed sort:-closed")
    yield "list nothing", ListItems(q="kind:goal severity:minor")
    yield "count all", CountItems()
    yield "count open", CountItems(q="is:open")
    yield "count goal", CountItems(q="goal:G-2")
    yield "count blocked", CountItems(q="is:blocked")
    yield "count words", CountItems(q="invoice")
    yield "item task", ShowItem(key=KEYS["task"])
    yield "item project", ShowItem(key="P-50")
    yield "item goal", ShowItem(key="G-2")
    yield "history", ListItemEvents(key=KEYS["task"])
    yield "board task", ShowBoard(kind="task", limit=84)
    yield "board team", ShowBoard(kind="task", team="T1X", limit=84)
    yield "board all", ShowBoard(limit=84)
    yield "goals", ShowGoals()
    yield "my work", ShowMyWork()
    yield "feed", ListEvents()
    yield "search", SearchItems(q="invoice refund")
    yield "search common", SearchItems(q="invoice")
    yield "search prefix", SearchItems(q="in")
    yield "search rare", SearchItems(q="w777")
    try:
        from headway.queries.portfolio import ShowPortfolio
    except ImportError:
        return
    yield "portfolio", ShowPortfolio()


KEYS = {}


def measure(name, question, actor, *, rounds, explain):
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    from headway.queries import ask

    with CaptureQueriesContext(connection) as caught:
        ask(question, actor=actor, now=NOW)
    asked = list(caught)
    reset_queries()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        ask(question, actor=actor, now=NOW)
        times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    sql = sum(float(q["time"]) for q in asked) * 1000
    print(
        f"  {name:22} {statistics.median(times):7.1f} {times[int(len(times) * 0.95)]:7.1f} {len(asked):4d} {sql:6.0f}"
    )
    if explain:
        plans(asked)


def plans(asked):
    from django.db import connection

    for query in sorted(asked, key=lambda q: -float(q["time"]))[:3]:
        print(f"      {float(query['time']) * 1000:.0f} ms: {query['sql'][:1500]}")
        if not query["sql"].startswith(("SELECT", "WITH")):
            continue
        with connection.cursor() as cursor:
            sqlite = connection.vendor == "sqlite"
            try:
                cursor.execute(("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN ANALYZE ") + query["sql"])
            except Exception as error:
                print("        ", error)
                continue
            for row in cursor.fetchall():
                print("        ", row[3] if sqlite else row[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--roles", default="owner,member")
    parser.add_argument("--explain", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = given.home or Path(scratch)
        os.environ["HEADWAY_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "headway.config.settings"
        sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
        run(given)


def run(given):
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    from headway.access.actor import actor_for
    from headway.models import Item, Member

    if not Item.objects.exists():
        begin = time.perf_counter()
        seed(given.items)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
        print(f"seeded {given.items} items in {time.perf_counter() - begin:.0f} s")
    KEYS["task"] = (
        Item.objects.filter(kind="task", incoming__isnull=False).order_by("-id").values_list("key", flat=True)[0]
    )
    for role in given.roles.split(","):
        member = Member.objects.filter(role=role).order_by("id")[0]
        actor = actor_for(member=member, via="web")
        print(f"{connection.vendor}, as {role}: median ms, p95 ms, SQL statements, ms in SQL at first")
        for name, question in questions():
            if given.only in name:
                measure(name, question, actor, rounds=given.rounds, explain=given.explain)


if __name__ == "__main__":
    main()
