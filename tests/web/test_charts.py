"""Charts: values to places, computed by hand; and what the macros make of them."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.template.loader import get_template

from headway.web.charts.draw import Given, Line, Over, Range, bars, heat_look, plot, spark
from headway.web.charts.scale import HOURS, nice, short, short_effort

TODAY = date(2026, 3, 11)


@pytest.mark.parametrize(
    ("values", "options", "ticks"),
    [
        ([], {}, [0, 1]),
        ([0, 0], {}, [0, 1]),
        ([7], {}, [0, 2, 4, 6, 8]),
        ([100], {}, [0, 50, 100]),
        ([3], {"whole": True}, [0, 1, 2, 3]),
        ([0.3], {}, [0, 0.1, 0.2, 0.3]),
        ([-5, 12], {}, [-5, 0, 5, 10, 15]),
        ([-8], {}, [-8, -6, -4, -2, 0]),
        ([2e12], {}, [0, 5e11, 1e12, 1.5e12, 2e12]),
        ([300], {"steps": HOURS}, [0, 120, 240, 360]),
        ([90_000], {"steps": HOURS}, [0, 24_000, 48_000, 72_000, 96_000]),
        ([400_000], {"steps": HOURS}, [0, 120_000, 240_000, 360_000, 480_000]),
    ],
)
def test_ticks_are_round_and_hold_every_value(values, options, ticks):
    assert list(nice(values, **options).ticks) == pytest.approx(ticks)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        nice([value])


def test_figures_are_short():
    told = {950: "950", 12_500: "12.5k", 3_400_000: "3.4M", 2e12: "2T", -40: "\u221240", 0.25: "0.25"}
    assert {value: short(value) for value in told} == told
    assert [short_effort(n) for n in (0, 90, 2280, 2400, 9600)] == ["0h", "2h", "38h", "5d", "20d"]


def test_bars_stack_upwards_and_downwards():
    chart = bars("T", [Given("a", [3, 1]), Given("b", [-2, 2], "/x")], series=("P", "Q"))
    assert [tick.label for tick in chart.ticks] == ["\u22122", "0", "2", "4"]
    first, second = chart.bars
    # Six units from top to bottom: 4 … -2.
    assert [(s.look, round(s.top, 2), round(s.height, 2)) for s in first.segments] == [
        ("a", 16.67, 50),
        ("b", 0, 16.67),
    ]
    assert [(s.look, round(s.top, 2), round(s.height, 2)) for s in second.segments] == [
        ("a", 66.67, 33.33),
        ("b", 33.33, 33.33),
    ]
    assert (first.words, first.figure, chart.zero) == ("a: 4 (P 3, Q 1)", "4", pytest.approx(66.67, abs=0.01))
    assert chart.table.heads == ("Week", "P", "Q", "Sum")
    assert chart.table.rows[1] == ("b", "\u22122", "2", "0")


def test_a_line_stops_where_values_are_missing():
    days = [TODAY + timedelta(days=n) for n in range(5)]
    chart = plot("T", Over(days, str, [(days[4] + timedelta(days=4), "due")]), [Line("Done", [0, 2, None, 4, 1])])
    (curve,) = chart.curves
    assert curve.path == "M0.00,100.00 12.50,50.00M37.50,0.00 50.00,75.00"
    assert curve.dots == ((50.0, 75.0),)
    assert [(mark.at, mark.turned) for mark in chart.marks] == [(100.0, True)]
    assert chart.table.rows[2][1] == "\u2013"


def test_a_fan_lies_between_its_bounds():
    days = [TODAY, TODAY + timedelta(days=1)]
    chart = plot("T", Over(days, str), [Line("Middle", [2, 2])], bands=[Range("80", [1, 0], [3, 4])])
    assert chart.bands[0].area == "M0.00,25.00 100.00,0.00L100.00,100.00 0.00,75.00Z"
    assert chart.table.rows[1] == (str(days[1]), "2", "0 to 4")


def test_one_point_is_a_dot_and_none_is_nothing():
    one = plot("T", Over([TODAY], str), [Line("Done", [4], area=True)])
    assert (one.curves[0].path, one.curves[0].area, one.curves[0].dots) == ("", "", ((50.0, 0.0),))
    none = plot("T", Over([], str), [Line("Done", [])])
    assert (none.curves[0].dots, none.table.rows) == ((), ())


def test_a_spark_rises_and_falls():
    line = spark([10, 6, 8], "told", low=2, high=10, falls=True)
    assert line is not None
    assert line.points == "0.00,100.00 50.00,50.00 100.00,75.00"
    assert spark([4], "told") is None


@pytest.mark.parametrize(
    ("planned", "available", "look"),
    [
        (0, 2400, "none"),
        (0, 0, "closed"),
        (10, 0, "far"),
        (10, None, "plain"),
        (1200, 2400, "light"),
        (1900, 2400, "some"),
        (2400, 2400, "full"),
        (2401, 2400, "over"),
        (3001, 2400, "far"),
    ],
)
def test_the_ground_of_a_cell_tells_how_much_is_taken(planned, available, look):
    assert heat_look(planned, available) == look


def test_the_macros_write_names_a_table_and_nothing_unescaped():
    template = get_template("charts/charts.html").template.module
    hostile = "<b>&\"'"
    shape = bars(hostile, [Given(hostile, [2], f"/x?{hostile}"), Given("b", [1])], about=hostile, series=(hostile,))
    drawn = str(template.bars(shape))
    assert "<b>&" not in drawn
    tree = ElementTree.fromstring(drawn.strip())
    assert tree.find(".//svg/title") is not None
    assert tree.find(".//details//caption").text == hostile
    assert len(tree.findall(".//details//tbody/tr")) == 2
    flat = plot(hostile, Over([TODAY, TODAY + timedelta(days=7)], str), [Line(hostile, [1, 2], area=True)])
    tree = ElementTree.fromstring(str(template.plot(flat)).strip())
    assert tree.find("svg[@role]").get("role") == "img"
    assert [path.get("d")[0] for path in tree.findall(".//path")] == ["M", "M"]
