import json
import warnings
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.engine.forecast import LEVELS, answer, finish_days
from headway.engine.forecast_request import Request

START = date(2020, 1, 6)
AS_OF = date(2022, 1, 3)


@pytest.fixture(autouse=True)
def _no_numerical_accidents():
    with warnings.catch_warnings(), np.errstate(all="raise", under="ignore"):
        warnings.simplefilter("error")
        yield


def steady(per_week: int, weeks: int = 104, start: date = START) -> list[str]:
    days = [start + timedelta(days=7 * week + i % 5) for week in range(weeks) for i in range(per_week)]
    return [day.isoformat() for day in days]


def days_ahead(request: dict) -> list[int]:
    said = answer(request)["quantiles"]
    return [(date.fromisoformat(said[str(level)]) - date.fromisoformat(request["as_of"])).days for level in LEVELS]


def ask(finished: list[str], remaining: int, **more) -> dict:
    return {"id": 7, "as_of": AS_OF.isoformat(), "finished": finished, "remaining": remaining, **more}


def test_a_steady_pace_is_carried_on():
    ahead = days_ahead(ask(steady(10), 80, arrived=steady(10)))
    assert ahead == sorted(ahead)
    assert 45 <= ahead[0] <= 70, "eight weeks' work"
    assert ahead[2] < 100


def test_the_answer_has_the_documented_shape():
    said = answer(ask(steady(3), 12))
    assert json.loads(json.dumps(said)) == said
    assert said["id"] == 7
    assert list(said["quantiles"]) == ["0.5", "0.7", "0.85", "0.95"]


def test_nothing_after_as_of_is_looked_at():
    later = [(AS_OF + timedelta(days=1 + i // 9)).isoformat() for i in range(900)]
    known, leaked = ask(steady(4), 20, arrived=steady(4)), ask(steady(4) + later, 20, arrived=steady(4) + later)
    assert answer(known) == answer(leaked)


def test_order_does_not_matter_and_the_answer_repeats():
    dates = steady(4)
    shuffled = [dates[i] for i in np.random.default_rng(3).permutation(len(dates))]
    assert answer(ask(dates, 9)) == answer(ask(shuffled, 9)) == answer(ask(shuffled, 9))


def test_more_work_never_ends_earlier():
    far = [days_ahead(ask(steady(5), n))[0] for n in (1, 5, 20, 80, 320, 10_000)]
    assert far == sorted(far)
    assert far[-1] > far[0]


def test_a_pace_that_collapsed_is_believed():
    before = steady(20, weeks=92)
    after = steady(1, weeks=12, start=START + timedelta(weeks=92))
    assert days_ahead(ask(before + after, 80))[0] > 2 * days_ahead(ask(steady(20), 80))[0]


def test_arrivals_drying_up_slow_the_forecast():
    drying = [day for day in steady(10) if day < "2021-11-15"]
    assert days_ahead(ask(steady(10), 130, arrived=drying))[0] > days_ahead(ask(steady(10), 130, arrived=steady(10)))[0]


def test_one_bulk_closing_is_not_taken_for_pace():
    bulk = ["2021-12-20"] * 2000
    assert days_ahead(ask(steady(5) + bulk, 60))[0] > 0.5 * days_ahead(ask(steady(5), 60))[0]


def test_little_history_answers_wider():
    long, short = (days_ahead(ask(steady(5, weeks=n, start=AS_OF - timedelta(weeks=n)), 40)) for n in (104, 3))
    assert short[3] / short[0] > long[3] / long[0]


def test_a_tracker_that_slept_for_years_begins_anew():
    young = steady(10, weeks=40, start=AS_OF - timedelta(weeks=40))
    stray = ["2014-03-03", "2014-03-10"]
    assert days_ahead(ask(stray + young, 40)) == days_ahead(ask(young, 40))


def test_a_tracker_that_finishes_one_in_a_year_has_not_slept():
    yearly = [f"{2021 - n}-06-15" for n in range(9)]
    assert days_ahead(ask(yearly, 1)) != days_ahead(ask(yearly[:2], 1))
    asleep_now = [*steady(10, weeks=40, start=date(2015, 1, 5)), "2021-12-27"]
    assert days_ahead(ask(asleep_now, 5)) != days_ahead(ask(asleep_now[-1:], 5))


def test_the_turn_of_the_year_takes_longer_than_june():
    def ahead(as_of: str) -> int:
        return days_ahead({"as_of": as_of, "finished": steady(10, weeks=200), "remaining": 20})[0]

    assert ahead("2021-12-20") > ahead("2021-06-14")


def test_an_erratic_past_widens_and_a_late_past_delays():
    rng = np.random.default_rng(5)
    wild = [
        (START + timedelta(days=7 * week + int(d))).isoformat()
        for week, n in enumerate(rng.poisson(10 * rng.gamma(0.4, 2.5, 104)))
        for d in rng.integers(0, 5, n)
    ]
    erratic, calm = days_ahead(ask(wild, 40)), days_ahead(ask(steady(10), 40))
    assert erratic[3] / erratic[0] > calm[3] / calm[0]


def test_nothing_remaining_is_finished_today():
    assert days_ahead(ask(steady(5), 0)) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("as_of", "finished", "remaining"),
    [
        ("2022-01-03", [], 5),
        ("2022-01-03", ["2022-01-03"], 1),
        ("2022-01-03", ["1970-01-01"], 3),
        ("2022-01-03", ["2021-06-01"] * 5000, 100),
        ("2022-01-03", ["2022-01-03"] * 5000, 100),
        ("2019-01-01", steady(5), 10),
        ("2022-01-03", steady(5), 10**6),
        ("2022-01-03", steady(5), 10**400),
        ("9999-12-31", steady(5), 10),
        ("9999-12-30", ["9999-12-29"], 10),
        ("0001-01-01", ["0001-01-01"], 10),
        ("1970-01-01", ["1969-12-31", "1970-01-01"], 2),
    ],
)
def test_odd_histories_get_honest_dates(as_of, finished, remaining):
    said = list(answer({"as_of": as_of, "finished": finished, "remaining": remaining})["quantiles"].values())
    assert said == sorted(said)
    assert said[0] > as_of or as_of == "9999-12-31"


def test_a_million_at_five_a_week_is_past_the_last_date_by_the_safest_quantile():
    assert answer(ask(steady(5), 10**9))["quantiles"]["0.95"] == "9999-12-31"


def test_no_history_at_all_is_very_wide():
    ahead = days_ahead(ask([], 5))
    assert ahead[3] > 4 * ahead[0]


@given(
    st.lists(st.dates(date(2018, 1, 1), date(2022, 6, 1)), max_size=40),
    st.lists(st.dates(date(2016, 1, 1), date(2022, 6, 1)), max_size=40),
    st.integers(0, 5000),
)
def test_any_history_gets_rising_dates_on_or_after_as_of(finished, arrived, remaining):
    request = ask([d.isoformat() for d in finished], remaining, arrived=[d.isoformat() for d in arrived])
    ahead = days_ahead(request)
    assert ahead == sorted(ahead)
    assert min(ahead) >= min(remaining, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"as_of": "2022-02-30"}, "as_of"),
        ({"as_of": None}, "as_of"),
        ({"as_of": 20220103}, "as_of"),
        ({"finished": "2022-01-01"}, "finished"),
        ({"finished": ["2022-01-01", "soon"]}, r"finished\[1\]"),
        ({"finished": [None]}, r"finished\[0\]"),
        ({"arrived": ["2021-13-01"]}, r"arrived\[0\]"),
        ({"arrived": {"a": 1}}, "arrived"),
        ({"remaining": -1}, "remaining"),
        ({"remaining": 2.5}, "remaining"),
        ({"remaining": float("nan")}, "remaining"),
        ({"remaining": True}, "remaining"),
        ({"remaining": "many"}, "remaining"),
        ({"remaining": None}, "remaining"),
    ],
)
def test_a_wrong_field_is_named(change, field):
    with pytest.raises(ValueError, match=f"^{field}"):
        answer(ask(steady(2), 4) | change)


def test_a_missing_list_of_finishes_is_named():
    with pytest.raises(ValueError, match=r"^finished"):
        answer({"as_of": "2022-01-03", "remaining": 4})
    with pytest.raises(ValueError, match=r"^request"):
        answer([])  # type: ignore[arg-type]


def test_timestamps_and_whole_floats_are_understood():
    stamped = [day + "T10:00:00.000+0000" for day in steady(5)]
    assert answer(ask(stamped, 10.0)) == answer(ask(steady(5), 10))


def test_the_85_per_cent_quantile_comes_true_about_that_often_when_the_pace_drifts():
    hits = [hit for seed in range(6) for hit in _drifting_hits(seed)]
    assert len(hits) > 100
    assert 0.78 <= np.mean(hits) <= 0.97


def _drifting_hits(seed: int) -> list[bool]:
    """Whether the 85 % quantile came true, at rolling origins of one simulated tracker."""
    rng = np.random.default_rng(seed)
    rates = 12 * np.exp(np.clip(rng.normal(0, 0.1, 200).cumsum(), -1.5, 1.5))
    counts = rng.poisson(rates * rng.gamma(4, 0.25, 200))
    begun = START.toordinal()
    done = np.sort(np.repeat(begun + 7 * np.arange(200), counts) + rng.integers(0, 5, counts.sum()))
    hits = []
    for origin in range(begun + 7 * 40, begun + 7 * 180, 42):
        known = int(np.searchsorted(done, origin, "right"))
        remaining = max(1, int((done > origin - 84)[:known].sum()) // 3)
        if known + remaining <= len(done):
            asked = Request(origin, done[:0], done[:known], remaining)
            hits.append(bool(done[known + remaining - 1] <= finish_days(asked)[2]))
    return hits
