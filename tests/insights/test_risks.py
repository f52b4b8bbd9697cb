"""The rules of risk one by one, on rows made by hand: what each sees and what not; and nonsense breaks none."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest

from headway.insights import outlook
from headway.insights.findings import Findings
from headway.insights.load_rows import LoadRows, Staff
from headway.insights.risk_rows import Facts, Measure, Missed, Promise, RiskRows
from headway.insights.risk_view import RiskView
from headway.insights.risks import RULES, one_each
from headway.rules.insight_words import FindingKind
from headway.rules.words import RelationType
from tests.insights.test_outlook import DAY, HUGE, LINKED, aim, piece, rows, tie

OWNED = Facts("x", 7, None, 0.0)


def view(given, *, facts=None, measures=(), missed=(), promises=()):
    ids = [one.id for one in (*given.pieces, *given.aims)]
    known = dict.fromkeys(ids, OWNED) | (facts or {})
    keys = {one.id: one.key for one in (*given.pieces, *given.aims)}
    snapshot = outlook.prepared(given)
    count = len(given.finished)
    found = Findings(outlook.found(snapshot, known=count), given.day)
    risky = RiskRows(
        given,
        known,
        keys,
        tuple(measures),
        tuple(missed),
        tuple(promises),
        LoadRows(Staff(given.day, 0, (), {}), {}, ()),
    )
    return RiskView(risky, outlook.Computation(snapshot, count, outlook.RUNS), found)


def seen(*args, **given):
    """Kind -> the causes of which it is seen, however weakly, before causes are put together."""
    found = {}
    for rule in RULES:
        for one in rule(view(*args, **given)):
            found.setdefault(one.kind, {})[one.item] = one
    return found


def day(n):
    return DAY + timedelta(days=n)


def test_what_is_late_because_it_waits_is_not_told_but_what_it_waits_for_is():
    late = [piece(1, due=day(-2)), piece(2, due=day(-5)), piece(3, due=day(0)), piece(4, due=day(-3))]
    ties = [LINKED, tie("contributes-to", 2, 100), tie("contributes-to", 3, 100), tie("depends-on", 1, 2)]
    found = seen(rows(late, [aim(100)], ties))[FindingKind.OVERDUE]
    assert list(found) == [2]  # 1 waits for 2, 3 is due today, 4 leads to no goal
    assert found[2].goals == (100,)
    assert found[2].figures == {"days late": 5}


@pytest.mark.parametrize(
    ("later", "earlier", "dependency", "starts", "contradicts"),
    [
        ({"due": day(3)}, {"due": day(4)}, "FS", {}, True),
        ({"due": day(4)}, {"due": day(4)}, "FS", {}, False),
        ({"due": day(9)}, {"due": day(4)}, "FS", {1: day(3)}, True),
        ({"due": day(9)}, {"due": day(4)}, "FS", {1: day(4)}, False),
        ({"due": day(9), "begun": 2.0}, {"due": day(4)}, "FS", {1: day(-2)}, False),
        ({"due": day(3)}, {"due": day(4)}, "FF", {}, True),
        ({}, {}, "SS", {1: day(1), 2: day(2)}, True),
        ({}, {}, "SS", {1: day(2), 2: day(2)}, False),
        ({"due": day(3)}, {"due": day(4)}, "SF", {}, False),
        ({"due": day(3)}, {}, "FS", {}, False),
    ],
)
def test_dates_that_cannot_both_hold(later, earlier, dependency, starts, contradicts):
    given = rows([piece(1, **later), piece(2, **earlier)], [], [tie("depends-on", 1, 2, dependency)])
    facts = {pk: Facts("x", 7, start, 0.0) for pk, start in starts.items()}
    assert (FindingKind.CONTRADICTION in seen(given, facts=facts)) is contradicts


def test_work_that_decides_a_goal_lacks_an_owner_or_both_of_the_rest():
    given = rows([piece(1, effort=60)], [aim(100)], [LINKED])
    nobody = seen(given, facts={1: replace(OWNED, owner=None)})[FindingKind.INCOMPLETE][1]
    assert nobody.action == "Give T-1 an owner and a date"
    assert "decides G-100" in nobody.sentence
    assert FindingKind.INCOMPLETE not in seen(given)
    vague = seen(rows([piece(1)], [aim(100)], [LINKED]))[FindingKind.INCOMPLETE][1]
    assert "neither an estimate nor a date" in vague.sentence
    waiting = rows([piece(1, category="backlog")], [aim(100)], [LINKED])
    assert FindingKind.INCOMPLETE not in seen(waiting)


def test_stale_is_longer_than_most_of_its_class_and_untouched():
    def found(begun, quiet):
        given = rows([piece(1, category="doing", begun=begun)], [], [])
        return FindingKind.STALE in seen(given, facts={1: replace(OWNED, quiet=quiet)})

    assert found(60.0, 7.0)
    assert not found(60.0, 6.9)
    assert not found(1.0, 30.0)


def test_promised_times_and_missed_occurrences_and_measures_off_their_trend():
    operation = piece(2, kind="operation")
    given = rows([piece(1), operation], [aim(100)], [LINKED])
    soon, gone = Promise(1, "resolve", 5.2), Promise(1, "answer", -30.0)
    assert seen(given, promises=[soon])[FindingKind.BREACHING][1].sentence.endswith("resolve T-1 runs out in 5 hours.")
    assert seen(given, promises=[gone])[FindingKind.BREACHING][1].strength == 1.0
    missed = seen(given, missed=[Missed(2, (8, 9), ("T-8", "T-9"))])[FindingKind.MISSED][2]
    assert (missed.evidence, missed.figures) == ((2, 8), {"missed": 2})
    off = [Measure(100, "Complaints", 0.1, 0.5), Measure(100, "Worse", 0.0, 0.5)]
    one = seen(given, measures=off)[FindingKind.OFF_TREND][100]
    assert one.sentence == "«Worse» of G-100 has come 0 % of its way in 50 % of its time."
    assert one.strength == 0.9
    assert FindingKind.OFF_TREND not in seen(given, measures=[Measure(100, "Early", 0.0, 0.1)])
    assert seen(given, measures=[Measure(100, "Fine", 0.5, 0.5)])[FindingKind.OFF_TREND][100].strength < 0.6


def test_a_cause_speaks_once_with_all_that_is_seen_of_it():
    work = [piece(1, due=day(-9)), *(piece(pk) for pk in (2, 3, 4))]
    ties = [LINKED, *(tie("blocks", 1, pk) for pk in (2, 3, 4)), tie("contributes-to", 4, 100)]
    found = view(rows(work, [aim(100)], ties), facts={1: replace(OWNED, owner=None)})
    (one,) = [s for s in one_each([s for rule in RULES for s in rule(found)]) if s.item == 1]
    assert one.kind is FindingKind.BLOCKED_CHAIN
    assert one.figures["also"] == "overdue-work, incomplete-work"
    assert "which nobody owns" in one.sentence
    assert "was due 9 days ago" in one.sentence
    assert set(one.evidence) == {1, 2, 3, 4, 100}


def test_a_project_that_will_miss_its_date_is_told_with_what_ends_it():
    late, kept = piece(10, kind="project", due=day(3)), piece(11, kind="project", due=day(900))
    undated, over = piece(12, kind="project"), piece(13, kind="project", due=day(-1))
    work = [piece(1, parent=10, priority=4), piece(2, parent=10, category="doing", begun=1.0), piece(3, parent=11)]
    work += [piece(4, parent=12), piece(5, parent=13)]
    given = rows([late, kept, undated, over, *work], [aim(100)], [tie("contributes-to", 10, 100)])
    found = seen(given)[FindingKind.MISS]
    assert {pk for pk in found if pk != 100} == {10, 11}
    assert found[11].strength < 0.1
    one = found[10]
    assert one.strength > 0.6
    assert (one.item, one.goals, one.lead_days) == (10, (100,), 3)
    assert one.evidence[:2] == (10, 1)
    assert one.action == "Do T-1 first, or move the date of T-10"
    assert str(DAY.year) not in one.sentence
    assert one.sentence.startswith("T-10 is ")
    assert set(one.figures) == {"probability", "open work", "p50", "p85"}


def test_what_is_to_be_done_first_can_be_begun():
    """What waits for others may hold a goal up the most, and be done last: neither can be done first."""
    late = piece(10, kind="project", due=day(3), category="doing")
    work = [piece(pk, parent=10, category="backlog") for pk in (1, 2, 3)]
    live = piece(4, parent=10, category="backlog", milestone=True)
    above = piece(11, kind="project", category="doing")
    chain = [tie("depends-on", 2, 1), tie("depends-on", 3, 2), tie("blocks", 3, 4), tie("contributes-to", 10, 100)]
    given = rows([late, *work, live, above, piece(5, parent=11)], [aim(100, due=day(3))], chain)
    found = seen(given)[FindingKind.MISS]
    assert found[10].sentence.endswith(" T-3 is the last to be done in >99 % of runs.")
    assert found[10].action == "Do T-1 first, or move the date of T-10"
    assert found[100].action == "Do T-1 first, or move the date of G-100"
    assert 1 in found[10].evidence
    assert 1 in found[100].evidence
    begins = rows(given.pieces, given.aims, [*chain, tie("depends-on", 10, 11)])
    assert {found.action for found in seen(begins)[FindingKind.MISS].values()} == {
        "Do T-5 first, or move the date of T-10",
        "Do T-5 first, or move the date of G-100",
    }
    told = view(begins).found.goal(100, most=5)
    assert [one.item for one in told.first] == ["T-5"]
    assert {one.item: one.after for one in told.drivers}["T-2"] == ("T-1", "T-11")


def test_nonsense_gives_finite_figures_and_no_crash():
    far = [
        piece(1, due=date(1970, 1, 1), effort=0, age=40_000.0),
        piece(2, due=date(9999, 12, 31), begun=40_000.0, category="doing", effort=HUGE, hours=0.01),
        piece(3, parent=3),
        piece(4, parent=99),
    ]
    ties = [LINKED, *(tie(RelationType.DEPENDS_ON, a, b) for a, b in ((1, 2), (2, 3), (3, 1), (4, 77)))]
    goals = [aim(100, due=date(1970, 1, 1)), aim(101, due=date(9999, 12, 31), parent=101), aim(102, due=None)]
    for given in (rows(far, goals, ties), rows([], goals, [], ()), rows([piece(1)], [], [], ()), rows([], [], [], ())):
        for found in seen(given, promises=[Promise(1, "answer", -1e6)]).values():
            for one in found.values():
                assert math.isfinite(one.strength)
                assert 0 <= one.strength <= 1
                assert math.isfinite(one.impact)
                assert one.sentence.endswith(".")
                assert one.action
