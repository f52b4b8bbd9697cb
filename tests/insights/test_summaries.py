"""Summaries: every number is what Explore says, and is told of nobody's work but the reader's."""

import random
from datetime import timedelta

import pytest

from headway import commands
from headway.commands.findings import renew
from headway.insights.summaries import ShowSummary
from headway.models import Forecast, Goal, Item, Member
from headway.queries.findings import ListFindings
from headway.queries.items import CountItems
from headway.rules.errors import Invalid, NotFound
from headway.rules.findings import Signal
from headway.rules.insight_words import FindingKind, ForecastKind, Sight
from headway.rules.summaries import FactKind, Reader, unsupported, verify
from tests.queries.world import NOW


def grown(world, *, secret=True):
    """A goal with a project and a team's work; with `secret` private work in every place, besides."""
    world.item("goal", "Grow", due="2026-06-30", now=NOW - timedelta(days=30))
    world.item("project", "Ship", due="2026-04-30", owner="bob@x.org", now=NOW - timedelta(days=30))
    world.relate("P-1", "contributes-to", "G-1")
    for category in ("ready", "doing"):
        world.move("G-1", category, now=NOW - timedelta(days=29))
    for n in range(6):
        world.item(
            "task", f"Part {n}", parent="P-1", team="PAY", due="2026-03-06", now=NOW - timedelta(days=20 - 3 * n)
        )
    world.item("issue", "Fire", team="PAY", severity="critical", now=NOW - timedelta(days=2))
    world.relate("PAY-7", "blocks", "PAY-6")
    world.move("PAY-1", "Done", now=NOW - timedelta(days=9))
    for key in ("PAY-2", "PAY-3"):
        world.move(key, "Done", now=NOW - timedelta(days=1))
    world.do(commands.items.ChangeItem(key="P-1", due="2026-05-15"), now=NOW - timedelta(days=1))
    if secret:
        hidden(world)


def hidden(world):
    """What only those see who own or run it: finished, overdue, blocking, critical, moved."""
    for n in range(3):
        world.item("task", f"Hidden {n}", parent="P-1", private=True, due="2026-03-02", now=NOW - timedelta(days=5))
    world.item("task", "Veiled", team="SEC", parent="P-1", due="2026-03-01", now=NOW - timedelta(days=5))
    world.item("issue", "Covert", private=True, severity="critical", now=NOW - timedelta(days=4))
    world.relate("I-1", "blocks", "PAY-5")
    world.item("project", "Shadow", private=True, due="2026-04-01", now=NOW - timedelta(days=9))
    world.relate("P-2", "contributes-to", "G-1")
    world.do(commands.items.ChangeItem(key="P-2", due="2026-09-01"), now=NOW - timedelta(days=1))
    world.move("T-1", "Done", now=NOW - timedelta(days=1))


SCOPES = ({}, {"goal": "G-1"}, {"project": "P-1"}, {"team": "PAY"})


def texts(summary):
    return [one.text for one in summary.sentences]


def test_what_is_said_of_a_project(world):
    grown(world, secret=False)
    said = world.ask(ShowSummary(project="P-1", reader="project-manager"))
    assert (said.subject, said.kind, said.key, said.reader) == ("Ship", "project", "P-1", "project-manager")
    assert (said.first.isoformat(), said.last.isoformat()) == ("2026-03-05", "2026-03-11")
    assert texts(said) == [
        "It is due on 2026-05-15, in 65 days.",
        "3 of 6 pieces of work are done, which is 50 %.",
        "The due date of P-1 «Ship» moved from 2026-04-30 to 2026-05-15, 15 days later.",
        "3 pieces of work are overdue; the longest is PAY-4 «Part 3», by 5 days, without an owner.",
        "1 piece of work waits for other work that is open.",
        "2 pieces of work were done, 1 more than in the 7 days before.",
        "Most urgent of what was done: PAY-2 «Part 1» and PAY-3 «Part 2».",
        "1 piece of work came in, 1 fewer than were done.",
        "3 open pieces of work have no owner.",
        "No open work is yours.",
    ]


@pytest.mark.parametrize("who", ["ada", "bob", "cy", "gus"])
def test_every_number_is_what_explore_says_to_the_same_reader(world, who):
    grown(world)
    for key in ("G-1", "P-1"):
        world.do(commands.comments.WatchItem(key=key, member="gus@x.org"))
    for scope in SCOPES:
        said = world.ask(ShowSummary(**scope), as_=who)
        asked = [fact for one in said.sentences for fact in one.facts if fact.query and fact.kind is FactKind.COUNT]
        assert asked
        for fact in asked:
            if fact.predicate != "difference":
                assert world.ask(CountItems(q=fact.query), as_=who).count == fact.value, fact


def test_nobody_learns_of_what_he_may_not_see(world):
    grown(world, secret=False)
    before = [texts(world.ask(ShowSummary(**scope), as_="bob")) for scope in SCOPES]
    hidden(world)
    assert [texts(world.ask(ShowSummary(**scope), as_="bob")) for scope in SCOPES] == before
    assert [texts(world.ask(ShowSummary(**scope))) for scope in SCOPES] != before


def test_no_hidden_work_moves_a_word_of_what_others_are_told(world):
    """Random acts on private items and in a private team, tied to what all see: nobody outside is told otherwise."""
    grown(world, secret=False)
    world.do(commands.comments.WatchItem(key="P-1", member="gus@x.org"))
    asked = [
        (ShowSummary(**scope), who) for who in ("bob", "gus") for scope in ({}, {"project": "P-1"}, {"team": "PAY"})
    ]
    before = [texts(world.ask(query, as_=who)) for query, who in asked]
    draw, hidden = random.Random(3), []
    for n in range(12):
        kind = draw.choice(("task", "issue", "project", "goal"))
        where = {"team": "SEC"} if draw.random() < 0.5 else {"private": True}
        under = {"parent": "P-1"} if kind == "task" and draw.random() < 0.5 else {}
        severe = {"severity": "critical"} if kind == "issue" else {}
        moment = NOW - timedelta(days=draw.randint(0, 12))
        key = world.item(
            kind, f"Hidden {n}", due=f"2026-03-0{draw.randint(1, 9)}", now=moment, **where, **under, **severe
        )
        tie, seen = draw.choice(
            (("blocks", "PAY-5"), ("affects", "P-1"), ("contributes-to", "G-1"), ("blocks", "PAY-4"))
        )
        if tie == "blocks" or (tie == "affects" and kind == "issue") or (tie == "contributes-to" and kind != "goal"):
            world.relate(key, tie, seen)
        hidden.append((kind, key))
    for kind, key in hidden[::2]:
        world.do(commands.items.ChangeItem(key=key, due="2026-08-01"))
        if kind == "task":
            world.move(key, "Done")
    assert [texts(world.ask(query, as_=who)) for query, who in asked] == before
    assert texts(world.ask(ShowSummary(project="P-1"))) != before[1]


def test_all_that_is_said_stands_in_its_facts(world):
    grown(world)
    for scope in SCOPES:
        for one in world.ask(ShowSummary(**scope)).sentences:
            assert unsupported(one.text, one.facts) == ()
            assert verify(one, one.text) == ()
            assert all(
                fact.query
                or fact.keys
                or fact.kind is FactKind.DIRECTION
                or fact.predicate == "period"
                or fact.predicate == "moved"
                for fact in one.facts
            )


def test_readers_differ_in_order_alone(world):
    grown(world)
    said = {reader: texts(world.ask(ShowSummary(goal="G-1", reader=reader))) for reader in Reader}
    assert len({tuple(rows) for rows in said.values()}) == len(Reader)
    assert len({tuple(sorted(rows)) for rows in said.values()}) == 1


def test_who_asks_decides_what_comes_first(world):
    grown(world)
    people = ("ada", "bob", "cy")
    assert [world.ask(ShowSummary(), as_=who).reader for who in people] == ["contributor", "manager", "contributor"]
    world.do(commands.items.ChangeItem(key="G-1", owner="ada@x.org"))
    assert [world.ask(ShowSummary(), as_=who).reader for who in people] == ["executive", "manager", "contributor"]


def test_bad_questions_are_told_what_is_wrong(world):
    grown(world, secret=False)
    for wrong, field in (
        ({"goal": "G-1", "team": "PAY"}, "team"),
        ({"until": "2026-03-12"}, "until"),
        ({"since": "2026-03-11", "until": "2026-03-10"}, "since"),
        ({"since": "2024-03-11"}, "since"),
    ):
        with pytest.raises(Invalid) as refused:
            world.ask(ShowSummary.model_validate(wrong))
        assert refused.value.field == field
    for wrong in ({"team": "SEC"}, {"goal": "P-1"}, {"project": "G-1"}):
        with pytest.raises(NotFound) as nowhere:
            world.ask(ShowSummary(**wrong), as_="bob")
        assert nowhere.value.field == next(iter(wrong))


def test_an_empty_workspace_has_little_to_say(world):
    assert texts(world.ask(ShowSummary(reader="executive"))) == [
        "No work is open.",
        "Nothing is overdue.",
        "No work was done, the same as in the 7 days before.",
        "No work came in.",
        "No open work is yours.",
    ]


def forecast(world, key, days, *, sight, kind=ForecastKind.GOAL_MET):
    """Keep what was said of an item on each of these days: day -> probability."""
    item = Item.objects.get(workspace=world.workspace, key=key)
    for as_of, share in days.items():
        Forecast.objects.create(
            workspace=world.workspace,
            item=item,
            kind=kind,
            sight=sight,
            as_of=as_of,
            target=item.due,
            probability=share,
            model="m",
            snapshot="s",
            runs=1,
        )


def test_how_likely_it_is_comes_from_what_was_forecast_for_eyes_like_the_readers(world):
    grown(world)
    forecast(world, "G-1", {"2026-03-01": 0.694, "2026-03-04": 0.5, "2026-03-10": 0.412}, sight="open")
    forecast(world, "G-1", {"2026-03-10": 0.003}, sight="all")
    forecast(world, "P-1", {"2026-03-04": 0.8, "2026-03-10": 0.8}, sight="open", kind=ForecastKind.PROJECT_MET)
    assert "The probability that it is done in time fell from 50 % to 41 %." in texts(
        world.ask(ShowSummary(goal="G-1"), as_="bob")
    )
    assert "The probability that it is done in time is <1 %." in texts(world.ask(ShowSummary(goal="G-1")))
    assert "The probability that it is done in time is the same as before, 80 %." in texts(
        world.ask(ShowSummary(project="P-1"), as_="bob")
    )
    said = texts(world.ask(ShowSummary(reader="executive"), as_="bob"))
    assert said[0] == ("1 goal has a probability below 50 % of being met in time; the least is G-1 «Grow»: 41 %.")
    world.do(commands.comments.WatchItem(key="G-1", member="gus@x.org"))
    assert not [one for one in texts(world.ask(ShowSummary(goal="G-1"), as_="gus")) if "probability" in one]


def test_of_goals_that_whole_per_cents_call_alike_the_least_likely_is_told(world):
    for title in ("Grow", "Shrink"):
        world.item("goal", title, due="2026-06-30")
    forecast(world, "G-1", {"2026-03-10": 0.007}, sight="all")
    forecast(world, "G-2", {"2026-03-10": 0.001}, sight="all")
    said = next(one for one in texts(world.ask(ShowSummary())) if "the least is" in one)
    assert said.endswith("the least is G-2 «Shrink»: <1 %.")
    world.do(commands.items.ChangeItem(key="G-2", due="2027-06-30"))
    said = next(one for one in texts(world.ask(ShowSummary())) if "the least is" in one)
    assert said.endswith("the least is G-1 «Grow»: 1 %."), "a forecast for another day than it is due on is not told"
    assert "probability" not in str(texts(world.ask(ShowSummary(goal="G-2"))))


def test_a_goal_without_a_day_is_due_when_its_period_ends(world):
    world.item("goal", "Grow")
    Goal.objects.filter(item__key="G-1").update(period_end="2026-03-31")
    said = texts(world.ask(ShowSummary(goal="G-1")))
    assert any(one.startswith("It is due on 2026-03-31") for one in said), said


def test_risks_are_told_as_long_as_they_last_and_to_those_who_see_what_they_rest_on(world):
    grown(world)
    ids = dict(Item.objects.filter(workspace=world.workspace).values_list("key", "id"))

    def found(*roots, people=(), now=NOW):
        signals = [
            Signal(FindingKind.OVERLOAD, None, 0.9, 1.0, 9, "much", "Put off", (ids["PAY-4"],), (), {}, member)
            for member in people
        ]
        signals += [
            Signal(FindingKind.OVERDUE, ids[key], 0.9, impact, 9, "late", "Do it", (ids[key],), (ids["G-1"],))
            for key, impact in roots
        ]
        for sight in Sight:
            renew(world.workspace, sight, signals, snapshot="s", model="m", now=now)

    found(("PAY-4", 0.1), ("I-1", 0.9))
    for scope in ({}, {"goal": "G-1"}, {"project": "P-1"}, {"team": "PAY"}):
        said = [one for one in texts(world.ask(ShowSummary(**scope), as_="bob")) if "risk" in one]
        assert said == ["1 risk is found; what costs goals the most is PAY-4 «Part 3»: Overdue."], scope
    owners = [one for one in texts(world.ask(ShowSummary())) if "risk" in one]
    assert owners == ["2 risks are found; what costs goals the most is I-1 «Covert»: Overdue."]
    found(("PAY-4", 0.1), people=[Member.objects.get(email="bob@x.org").pk])
    for scope in ({}, {"team": "PAY"}):
        (said,) = [one for one in texts(world.ask(ShowSummary(**scope), as_="bob")) if "risk" in one]
        assert said == "2 risks are found; what costs goals the most is PAY-4 «Part 3»: Overdue.", scope
        assert world.ask(ListFindings(**scope), as_="bob").count == 2, "as many as the list of risks has"
    found(now=NOW + timedelta(minutes=1))
    assert not [one for one in texts(world.ask(ShowSummary(), as_="bob")) if "risk" in one]


def test_measures_are_told_as_they_were_reported(world):
    grown(world, secret=False)
    add = commands.key_results.AddKeyResult(goal="G-1", title="Days «late»", start=10, target=2, current=10)
    pk = world.do(add, now=NOW - timedelta(days=20))["id"]
    for days, value in ((15, 8), (2, 4.5)):
        told = commands.reports.CheckInOnGoal(goal="G-1", key_result=pk, value=value, health="on-track")
        world.do(told, now=NOW - timedelta(days=days))
    said = texts(world.ask(ShowSummary(goal="G-1")))
    assert "Its measured progress rose from 25 % to 69 %." in said
    assert "«Days \u2039late\u203a» is measured at 4.5; its target is 2, and it began at 10." in said
