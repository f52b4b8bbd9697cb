"""Findings have a life: they open, speak again, are dismissed with a reason, end; hidden work changes none."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pydantic import ValidationError

from headway.commands.findings import DismissFinding, renew
from headway.commands.items import ChangeItem
from headway.commands.key_results import AddKeyResult
from headway.commands.undo import UndoAct
from headway.events.followers import advance
from headway.jobs import insights as jobs
from headway.jobs.followers import FOLLOWERS
from headway.models import Event, Finding, FindingTold, Item, Member, Notification
from headway.queries.findings import ListFindings
from headway.queries.verify import verify
from headway.rules.errors import NotFound, Refused
from headway.rules.findings import Open, Signal, Step, step
from headway.rules.insight_words import FindingKind, Sight
from tests.queries.world import NOW

LATER = NOW + timedelta(days=40)  # 20 April
PAY, SEC = "PAY", "SEC"


def signal(item, *, strength=0.9, action="Do it", kind=FindingKind.STALE, impact=0.1, evidence=()):
    return Signal(kind, item, strength, impact, 3, f"said at {strength}", action, (item, *evidence))


@pytest.mark.parametrize(
    ("known", "strength", "action", "taken"),
    [
        (None, 0.59, "a", Step.NOTHING),
        (None, 0.6, "a", Step.OPEN),
        (Open(0.7, "a"), None, "a", Step.RESOLVE),
        (Open(0.7, "a"), 0.39, "a", Step.RESOLVE),
        (Open(0.45, "a"), 0.4, "a", Step.KEEP),
        (Open(0.7, "a"), 0.61, "a", Step.KEEP),
        (Open(0.7, "a"), 0.6, "a", Step.SPEAK),
        (Open(0.7, "a"), 0.8, "a", Step.SPEAK),
        (Open(0.7, "a"), 0.7, "b", Step.SPEAK),
    ],
)
def test_a_finding_opens_and_ends_at_two_lines(known, strength, action, taken):
    seen = None if strength is None else signal(1, strength=strength, action=action)
    assert step(known, seen) is taken


@pytest.fixture
def task(world):
    key = world.item("task", "Late", team=PAY, owner="bob@x.org")
    return Item.objects.get(key=key)


STORED = ("item", "member", "strength", "spoken", "sentence", "opened_at", "resolved_at", "updated_at", "figures")


def see(world, *signals, sight=Sight.OPEN, now=LATER, **given):
    return renew(world.workspace, sight, list(signals), snapshot="s", model="m", now=now, **given)


def test_who_says_what_was_seen_last_stores_what_who_does_not_say_it_stores(world):
    draw, last = random.Random(4), None
    roots = [Item.objects.get(key=world.item("task", f"Late {n}", team=PAY)).pk for n in range(6)]
    people = [world.actor(name).member_id for name in ("bob", "gus")]
    for hour in range(30):
        now = LATER + timedelta(hours=hour)
        seen = [signal(pk, strength=draw.choice([0.3, 0.5, 0.7, 0.9])) for pk in roots if draw.random() < 0.8]
        seen += [
            replace(one, item=None, member=pk) for pk, one in zip(people, seen, strict=False) if draw.random() < 0.7
        ]
        if hour % 7 == 6:  # somebody else looks, too
            for sight in Sight:
                see(world, *seen[:2], sight=sight, now=now)
        see(world, *seen, sight=Sight.ALL, now=now)
        last = see(world, *seen, now=now, last=last)
        whole, passed = ([*Finding.objects.filter(sight=sight).values_list(*STORED)] for sight in Sight)
        assert sorted(whole, key=str) == sorted(passed, key=str)


def test_the_life_of_a_finding(world, task):
    see(world, signal(task.pk, strength=0.7))
    row = Finding.objects.get()
    assert (row.opened_at, row.spoke_at, row.spoken) == (LATER, LATER, 0.7)
    again = LATER + timedelta(hours=1)
    assert see(world, signal(task.pk, strength=0.7), now=again).steps[Step.KEEP] == 1
    assert Finding.objects.get().updated_at == LATER
    see(world, signal(task.pk, strength=0.65), now=again)
    row.refresh_from_db()
    assert (row.strength, row.spoken, row.spoke_at, row.updated_at) == (0.65, 0.7, LATER, again)
    see(world, signal(task.pk, strength=0.55), now=again)
    row.refresh_from_db()
    assert (row.spoken, row.spoke_at) == (0.55, again)
    see(world, now=again)
    row.refresh_from_db()
    assert row.resolved_at == again
    see(world, signal(task.pk), now=again)
    assert Finding.objects.filter(resolved_at=None).count() == 1
    assert Finding.objects.count() == 2


def test_a_dismissal_has_a_reason_silences_and_is_undone(world, task):
    for sight in Sight:
        see(world, signal(task.pk, strength=0.6), sight=sight)
    pk = world.ask(ListFindings(), as_="bob").rows[0].id
    bob = world.actor("bob")
    with pytest.raises(ValidationError, match="reason"):
        DismissFinding(id=pk, reason="  ")
    world.do(DismissFinding(id=pk, reason="The bank said so"), actor=bob, now=LATER)
    assert world.ask(ListFindings(), as_="bob").count == world.ask(ListFindings()).count == 0
    told = world.ask(ListFindings(standing="dismissed")).rows[0]
    assert (told.reason, told.dismissed_by.name) == ("The bank said so", "Bob")
    with pytest.raises(Refused, match="already"):
        world.do(DismissFinding(id=pk, reason="Again"), actor=bob)
    see(world, signal(task.pk, strength=1.0))
    assert world.ask(ListFindings(), as_="bob").count == 0
    assert verify(world.workspace) == []
    seq = Event.objects.filter(type="finding.judged").latest("seq").seq
    world.do(UndoAct(seq=seq), actor=bob, now=LATER)
    assert world.ask(ListFindings(), as_="bob").count == world.ask(ListFindings()).count == 1
    assert verify(world.workspace) == []
    see(world)
    with pytest.raises(Refused, match="cause has gone"):
        world.do(DismissFinding(id=pk, reason="Too late"), actor=bob)


def test_a_dismissal_outlasts_the_kind_that_spoke_for_the_cause(world, task):
    for sight in Sight:
        see(world, signal(task.pk), sight=sight)
    see(world, signal(task.pk, kind=FindingKind.OVERDUE), sight=Sight.ALL)
    first = world.ask(ListFindings(), as_="bob").rows[0].id
    world.do(DismissFinding(id=first, reason="Agreed with the bank"), actor=world.actor("bob"), now=LATER)
    assert world.ask(ListFindings()).count == 0  # its twin, for which another kind speaks
    see(world, signal(task.pk, kind=FindingKind.BLOCKED_CHAIN, strength=0.5))
    see(world, signal(task.pk, kind=FindingKind.OVERDUE, strength=1.0, action="Another"))
    told = world.ask(ListFindings(standing="dismissed"), as_="bob").rows
    assert [(row.id, row.kind, row.reason) for row in told] == [(first, "overdue-work", "Agreed with the bank")]
    assert world.ask(ListFindings(), as_="bob").count == 0
    see(world)
    see(world, signal(task.pk, kind=FindingKind.BLOCKED_CHAIN))
    assert world.ask(ListFindings(), as_="bob").count == 1  # the cause had gone, and is back
    assert verify(world.workspace) == []


def test_nonsense_is_refused_and_says_what_would_be_right(world, task):
    see(world, signal(task.pk), sight=Sight.ALL)
    with pytest.raises(NotFound, match="no finding 99"):
        world.do(DismissFinding(id=99, reason="x"))
    hidden = Finding.objects.get().pk
    with pytest.raises(NotFound):
        world.do(DismissFinding(id=hidden, reason="x"), actor=world.actor("bob"))
    with pytest.raises(NotFound, match="no goal"):
        world.ask(ListFindings(goal="PAY-1"))
    with pytest.raises(NotFound, match="no team"):
        world.ask(ListFindings(team=SEC), as_="bob")
    with pytest.raises(ValidationError, match="predicted-miss"):
        ListFindings(kind="bad-luck")


def test_what_names_something_that_became_hidden_is_told_no_more(world, task):
    other = world.item("task", "Other", team=PAY)
    see(world, signal(task.pk, evidence=(Item.objects.get(key=other).pk,)))
    assert world.ask(ListFindings(), as_="bob").count == 1
    world.do(ChangeItem(key=other, private=True))
    assert world.ask(ListFindings(), as_="bob").count == 0
    assert world.ask(ListFindings(), as_="bob").kinds == {}


@pytest.fixture
def troubled(world):
    """Something of every sort is wrong: a goal that will be missed, one without work, and more."""
    for title, due in (("Grow", "2026-04-24"), ("Alone", "2026-06-30")):
        key = world.item("goal", title, due=due, owner="bob@x.org")
        world.move(key, "Agreed")
        world.move(key, "Active")
    world.do(AddKeyResult(goal="G-2", title="Complaints", start=100, target=0, current=95))
    for n in range(12):
        key = world.item("task", f"Done {n}", team=PAY)
        world.move(key, "In progress", now=NOW + timedelta(days=n))
        world.move(key, "Done", now=NOW + timedelta(days=n + 2 + n % 3))
    for title, fields in (
        ("Head", {"due": "2026-04-10"}),
        ("Second", {"due": "2026-05-10", "owner": "bob@x.org"}),
        ("Third", {"due": "2026-05-05", "owner": "bob@x.org"}),
        ("Fourth", {}),
        ("Nobody's", {}),
        ("Served", {"owner": "bob@x.org"}),
        ("Slow", {"owner": "bob@x.org"}),
        *((f"Stray {n}", {"effort": 60}) for n in range(20)),
    ):
        world.item("task", title, team=PAY, **fields)
        world.move(world.keys[title], "Ready")
    keys = world.keys
    world.move(keys["Slow"], "In progress")
    for later, earlier in (("Second", "Head"), ("Third", "Second"), ("Fourth", "Third"), ("Served", "Nobody's")):
        world.relate(keys[later], "depends-on", keys[earlier])
    for title in ("Fourth", "Served"):
        world.relate(keys[title], "contributes-to", "G-1")
    return world


def found(world, who=None, now=LATER):
    return {
        (row.kind, row.item.key if row.item else None): row
        for row in world.ask(ListFindings(limit=200), as_=who, now=now).rows
    }


def test_each_trouble_is_found_once_with_its_evidence_and_what_would_help(troubled):
    jobs.find(troubled.workspace, now=LATER)
    rows, keys = found(troubled), troubled.keys
    head = rows["blocked-chain", keys["Head"]]
    assert {ref.key for ref in head.evidence} == {keys[name] for name in ("Head", "Second", "Third", "Fourth")}
    assert head.figures["also"] == "overdue-work"
    assert [ref.key for ref in head.goals] == ["G-1"]
    assert f"{keys['Third']} is due 5 May and" in rows["contradicting-dates", keys["Third"]].sentence
    nobody = rows["unowned-blocker", keys["Nobody's"]]
    assert nobody.action == f"Give {keys['Nobody' + chr(39) + 's']} an owner"
    assert rows["goal-without-work", "G-2"].figures["also"] == "off-trend"
    assert rows["predicted-miss", "G-1"].strength >= 0.6
    assert ("stale-work", keys["Slow"]) in rows
    stray = rows["work-without-goal", None]
    assert (stray.figures["without a goal"], stray.figures["of"]) == (21, 27)
    assert len({key or kind for kind, key in rows}) == len(rows)
    for row in rows.values():
        named = {ref.key for ref in (*row.evidence, *row.goals)}
        said = {word.strip(".,;:()«»") for word in f"{row.sentence} {row.action}".split()}
        assert {word for word in said if word.startswith(("PAY-", "G-", "SEC-"))} <= named, row.sentence
    before = list(Finding.objects.order_by("id").values())
    jobs.find(troubled.workspace, now=LATER)
    assert list(Finding.objects.order_by("id").values()) == before


def test_where_there_is_too_much_to_forecast_rules_still_speak(troubled, monkeypatch):
    monkeypatch.setattr("headway.insights.risks.KEPT", 5)
    jobs.find(troubled.workspace, now=LATER)
    kinds = {kind for kind, _ in found(troubled)}
    assert "blocked-chain" in kinds
    assert not {"predicted-miss", "incomplete-work"} & kinds


def test_what_is_mended_ends(troubled):
    jobs.find(troubled.workspace, now=LATER)
    key = troubled.keys["Nobody's"]
    row = Finding.objects.get(item__key=key, sight="all", resolved_at=None)
    assert row.kind == "unowned-blocker"
    troubled.do(ChangeItem(key=key, owner="bob@x.org"), now=LATER)
    assert jobs.find_news(now=LATER) == 1
    row.refresh_from_db()
    assert (row.kind, row.resolved_at) == ("incomplete-work", None)  # the same cause, of which something else is seen
    troubled.do(ChangeItem(key=key, due="2026-06-30", effort=60), now=LATER)
    jobs.find_news(now=LATER)
    row.refresh_from_db()
    assert row.resolved_at == LATER
    jobs.find_news(now=LATER)
    assert jobs.find_news(now=LATER) == 0


@pytest.mark.parametrize("seed", range(2))
def test_hidden_work_changes_nothing_that_members_are_told(troubled, seed):
    draw = random.Random(seed)

    def told():
        Finding.objects.all().delete()
        jobs.find(troubled.workspace, now=LATER)
        rows = found(troubled, "bob")
        return {key: (r.sentence, r.action, r.strength, r.impact, r.evidence, r.figures) for key, r in rows.items()}

    before = told()
    for n in range(6):
        hidden = troubled.item("task", f"Hidden {n}", team=SEC, due="2026-04-01")
        troubled.move(hidden, "Ready")
        seen = troubled.keys[draw.choice(["Head", "Fourth", "Slow", "Stray 1"])]
        troubled.relate(
            *draw.choice([(hidden, "blocks", seen), (seen, "blocks", hidden), (hidden, "contributes-to", "G-2")])
        )
        if draw.random() < 0.5:
            troubled.move(hidden, "Done", now=LATER)
    assert told() == before
    assert "SEC-" not in str(before)
    assert found(troubled, "cy").keys() == found(troubled, "bob").keys()
    assert "SEC-" in str(found(troubled))


def test_the_list_takes_the_same_statements_however_many_there_are(troubled):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            troubled.ask(ListFindings(goal="G-1", limit=200), as_="bob")
        return len(caught)

    tasks = list(Item.objects.filter(kind="task").values_list("id", flat=True))
    goal = Item.objects.get(key="G-1").pk
    one = Signal(FindingKind.STALE, tasks[0], 0.9, 0.1, 3, "x", "y", (tasks[0],), (goal,))
    see(troubled, one)
    few = statements()
    see(troubled, *(Signal(FindingKind.STALE, pk, 0.9, 0.1, 3, "x", "y", (pk,), (goal,)) for pk in tasks))
    assert troubled.ask(ListFindings(goal="G-1"), as_="bob").count == len(tasks)
    assert statements() == few


def test_three_interruptions_a_day_go_to_those_who_can_act_the_costliest_first(world, task):
    keys = [world.item("task", f"T {n}", team=PAY, owner="bob@x.org") for n in range(5)]
    unowned, hidden = world.item("task", "Unowned", team=PAY), world.item("task", "Hidden", team=SEC, owner="cy@x.org")
    ids = dict(Item.objects.values_list("key", "id"))
    bob = Member.objects.get(email="bob@x.org").pk
    several = [signal(ids[key], impact=0.1 * n) for n, key in enumerate(keys)]
    see(world, *several, signal(ids[unowned], impact=0.9))
    see(world, signal(ids[hidden], impact=0.9), sight=Sight.ALL)
    assert jobs.interruptions.interrupt(world.workspace, now=LATER) == 3
    assert jobs.interruptions.interrupt(world.workspace, now=LATER + timedelta(hours=3)) == 0

    def told(day):
        rows = FindingTold.objects.filter(member=bob, day=day.date())
        return set(rows.values_list("finding__item__key", flat=True))

    assert told(LATER) == {unowned, keys[4], keys[3]}
    tomorrow = LATER + timedelta(days=1)
    assert jobs.interruptions.interrupt(world.workspace, now=tomorrow) == 3
    assert told(tomorrow) == {keys[2], keys[1], keys[0]}
    assert jobs.interruptions.interrupt(world.workspace, now=LATER + timedelta(days=3)) == 0
    spoke = LATER + timedelta(days=3)
    see(world, signal(ids[keys[4]], strength=0.7), now=spoke)
    assert jobs.interruptions.interrupt(world.workspace, now=spoke) == 1
    advance(FOLLOWERS[0], workspace=world.workspace)
    lines = Notification.objects.filter(reason="found").values_list("member_id", flat=True)
    assert list(lines) == [bob] * 7
    assert verify(world.workspace) == []
