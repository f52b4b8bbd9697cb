"""Charts for the gallery, in their states: empty, one point, many, negative, huge."""

from datetime import date, timedelta
from math import sin
from typing import Any

from ..charts.draw import Given, Line, Over, Range, bars, heat, plot, spark
from ..charts.scale import HOURS, short_effort
from ..charts.shapes import Bars, HeatRow, Plot
from ..formats import day


def every(today: date) -> dict[str, Any]:
    """Return each chart by the name that the template knows it by."""
    return {"bars": _bars(today), "plots": _plots(today), "sparks": _sparks(), "heat": _heat(), "heads": _HEADS}


def _weeks(today: date, count: int) -> list[date]:
    return [today - timedelta(weeks=n) for n in reversed(range(count))]


def _bars(today: date) -> list[Bars]:
    def given(count: int, *values: float) -> list[Given]:
        weeks = _weeks(today, count)
        return [
            Given(day(one, today), [abs(v * (1 + sin(n))) // 1 for v in values], "/gallery", n == count - 1)
            for n, one in enumerate(weeks)
        ]

    series = ("Planned", "Reactive", "Recurring", "Else")
    signed = [Given(name, [value]) for name, value in (("Spring", 40), ("Summer", -25), ("Autumn", 5), ("Winter", -60))]
    huge = [Given(str(2020 + n), [10.0 ** (n + 6)]) for n in range(4)]
    return [
        bars("Bars", given(12, 9)),
        bars("Stacked bars of effort", given(8, 960, 480, 240, 120), series=series, tell=short_effort, steps=HOURS),
        bars("Bars below zero", signed, first="Season"),
        bars("Huge bars", huge, first="Year"),
        bars("One bar", [Given("Now", [3])]),
        bars("No bars", []),
    ]


def _plots(today: date) -> list[Plot]:
    weeks = _weeks(today, 26)

    def tell(one: date) -> str:
        return day(one, today)

    scope = [80 + 3 * n + (20 if n > 12 else 0) for n in range(26)]
    done = [n * n / 7 for n in range(26)]
    some = [None if 9 < n < 13 else 8 * sin(n / 3) for n in range(26)]
    ahead = [today + timedelta(weeks=n) for n in range(9)]
    return [
        plot(
            "Burn-up of a project",
            Over(weeks, tell, [(today + timedelta(weeks=6), "due")]),
            [Line("Scope", scope, look="b"), Line("Done", done, area=True)],
        ),
        plot("Stacked areas", Over(weeks, tell), [Line("All", scope, "b", area=True), Line("Done", done, area=True)]),
        plot(
            "A fan",
            Over([*weeks[-9:-1], *ahead], tell, [(today, "today")]),
            [
                Line("Done", [*range(8), 8.0, *[None] * 8]),
                Line("Middle", [*[None] * 8, *(8 + n for n in range(9))], "c"),
            ],
            bands=[_band("80 of 100", 0.6), _band("50 of 100", 0.25)],
        ),
        plot("Below zero, with a gap", Over(weeks, tell), [Line("Balance", some)]),
        plot("One point", Over([today], tell), [Line("Done", [4])]),
        plot("No points", Over([], tell), [Line("Done", [])]),
    ]


def _band(name: str, wide: float) -> Range:
    low = [*[None] * 8, *(8 + n * (1 - wide) for n in range(9))]
    return Range(name, low, [*[None] * 8, *(8 + n * (1 + wide) for n in range(9))])


def _sparks() -> list[Any]:
    told = ([1, 2, 2, 4, 7, 6, 9], [9, 7, 7, 3], [-3, 2, -8, 4], [5, 5, 5], [1e12, 3e12], [4])
    return [spark(values, f"From {values[0]} to {values[-1]}") for values in told]


_HEADS = ("This week", "7 Sep", "14 Sep", "21 Sep", "28 Sep", "Leave")


def _heat() -> list[HeatRow]:
    def row(name: str, note: str, *planned: float) -> HeatRow:
        cells = [
            heat(one, 40, figure=str(one), of="/40", words=f"{name}: {one} of 40 hours", href="/gallery")
            for one in planned
        ]
        away = heat(0, 0, figure="0", of="/0", words=f"{name} is away")
        return HeatRow(name, note, (*cells, away))

    return [row("Ada Lovelace", "lead", 0, 12, 30, 40, 48), row("Grace Brewster Hopper", "", 90, 20, 32, 0, 44)]
