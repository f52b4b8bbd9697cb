"""Simulated organisations whose truth is known: troubles are announced before they bite; triage is worth its order."""

import random

from bench import triage_gain
from bench.organisation import Organisation, interruptions, judged
from headway.commands.interruptions import A_DAY


def test_every_planted_trouble_is_found_and_told_before_it_bites_at_three_interruptions_a_day(db):
    house = Organisation(3, size=2, quiet=14)
    while house.day < house.quiet + 10:
        # Looked at on three days of the ten, so that it takes seconds: whoever looks every day finds no less.
        house.live(watch=house.day in (house.quiet + 2, house.quiet + 7, house.quiet + 9))
    told = {one.trouble.name: one for one in judged(house)}
    assert set(told) == {"slipping supplier", "decisive issue", "orphan goal", "overload"}
    for one in told.values():
        assert one.found is not None, one.trouble
        assert one.lead > 0, one.trouble
    assert sum(one.told is not None for one in told.values()) >= 3
    assert max(interruptions(house)) <= A_DAY


def test_the_head_of_triage_realises_what_brute_force_finds(monkeypatch):
    monkeypatch.setattr(triage_gain, "RUNS", 200)
    found = [triage_gain.shares(random.Random(seed), most=4, goals=2, tasks=20, issues=10) for seed in range(3)]
    assert sum(top for _, top in found) > 0.3
    assert sum(mine for mine, _ in found) >= 0.9 * sum(top for _, top in found)
