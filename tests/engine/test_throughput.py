from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.engine.throughput import pace, weeks_for, work_by
from headway.engine.throughput_prior import PRIOR
from headway.engine.workclock import work_clock

positive = st.floats(0.01, 500)


def known(counts, arrived=None, waiting=None):
    counts = np.asarray(counts, dtype=float)
    return pace(finished=counts, arrived=arrived, waiting=waiting, worked=np.ones(len(counts)), prior=PRIOR)


def test_a_constant_count_is_the_rate():
    rate = known(np.full(200, 12.0))
    assert rate.near[-1] == pytest.approx(12 * PRIOR.near_factor, rel=0.1)
    assert rate.far[-1] == pytest.approx(12 * PRIOR.far_factor, rel=0.1)
    assert rate.seen[-1] == 2400


@given(st.lists(st.integers(0, 60), min_size=2, max_size=60), st.integers(0, 500))
def test_the_pace_at_a_week_knows_nothing_of_later_weeks(counts, later):
    before, after = known(counts), known([*counts, later])
    for field in ("near", "far", "spread"):
        assert getattr(after, field)[:-1] == pytest.approx(getattr(before, field))


def test_rates_stay_above_zero_through_years_without_a_finish():
    rate = known([5.0] * 10 + [0.0] * 500)
    assert 0 < rate.near[-1] < 0.1
    assert rate.near[-1] < rate.far[-1]


def test_much_work_waiting_quickens_and_little_slows_as_far_as_it_is_known():
    counts = np.full(60, 5.0)
    unknown, none, some, much, past = (
        known(counts, waiting=None if held is None else np.full(60, held)) for held in (None, 0.0, 130.0, 1e6, -1.0)
    )
    for field in ("near", "far"):
        rates = [getattr(one, field)[-1] for one in (none, some, much)]
        assert rates == sorted(rates)
        assert rates[2] / rates[0] == pytest.approx(np.exp(2 * PRIOR.backlog * PRIOR.backlog_most))
        assert getattr(past, field)[-1] == getattr(unknown, field)[-1]
        assert rates[0] < getattr(unknown, field)[-1] < rates[2]


def test_twelve_weeks_at_another_level_move_where_the_pace_returns_to():
    assert PRIOR.recent[0] == 12
    lately, bulk = known([4.0] * 100 + [12.0] * 12), known([4.0] * 100 + [0.0] * 11 + [144.0])
    without = replace(PRIOR, far_recent=0.0)
    for one, counts in ((lately, [4.0] * 100 + [12.0] * 12), (bulk, [4.0] * 100 + [0.0] * 11 + [144.0])):
        plain = pace(finished=np.array(counts), arrived=None, worked=np.ones(112), prior=without)
        assert one.far[-1] > 1.05 * plain.far[-1]
        assert one.near[-1] == plain.near[-1]


def test_a_young_tracker_is_taken_to_gather_pace():
    lift = [known([6.0] * weeks).far[-1] / known([6.0] * weeks).near[-1] for weeks in (10, 40, 300)]
    assert lift[0] > 1.2 * lift[1] > 1.2 * lift[2]


def test_over_dispersion_is_seen():
    rng = np.random.default_rng(4)
    even, uneven = known(rng.poisson(20, 150)), known(rng.poisson(20 * rng.gamma(1, 1, 150)))
    assert even.spread[-1] < 3 < uneven.spread[-1]


@given(positive, positive, st.floats(0.05, 5000))
def test_weeks_for_inverts_work_by(near, far, weeks):
    work = work_by(weeks=weeks, near=near, far=far, tau=18.0)
    assert weeks_for(work=work, near=near, far=far, tau=18.0) == pytest.approx(weeks, rel=0.01)


def test_work_by_runs_from_near_to_far():
    assert work_by(weeks=0.001, near=10, far=2, tau=18) == pytest.approx(0.01, rel=0.01)
    late = work_by(weeks=501, near=10, far=2, tau=18) - work_by(weeks=500, near=10, far=2, tau=18)
    assert late == pytest.approx(2, rel=0.01)


def test_the_work_clock_goes_slow_at_the_turn_of_the_year_and_back():
    first, last = 737_425, 738_886  # 2020-01-01 to 2023-12-31
    clock = work_clock(first=first, last=last)
    assert clock.at(last) == pytest.approx(1461, rel=0.002)
    christmas, june = 738_149, 737_956  # 2021-12-25, 2021-06-15
    assert clock.at(christmas) - clock.at(christmas - 1) < 0.4
    assert clock.at(june) - clock.at(june - 1) > 1
    assert clock.at(last + 100) - clock.at(last) == 100


@given(st.floats(0, 3000))
def test_the_work_clock_is_its_own_inverse(worked):
    clock = work_clock(first=737_425, last=738_886)
    assert clock.at(clock.day(worked)) == pytest.approx(worked, abs=1e-6)
