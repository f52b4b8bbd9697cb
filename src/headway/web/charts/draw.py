"""Draws charts: values to shapes. Every function is pure; what cannot be drawn is an empty shape, not an error."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ...tongue import say
from .scale import Scale, nice, short
from .shapes import Bar, Bars, Curve, HeatCell, Key, Mark, Plot, Segment, Spark, Table, Tick

Tell = Callable[[float], str]
LOOKS: Final = ("a", "b", "c", "d")
"""Colour and pattern of the first, second … series; told apart without colour, too."""
NOTHING: Final = "\u2013"
GAP: Final = 0.28
"""The part of a bar's place that stays free."""
WIDEST: Final = 16.0


@dataclass(frozen=True, slots=True)
class Given:
    """A bar to draw: a value for each series. `unfinished` for a stretch that is not over."""

    label: str
    values: Sequence[float]
    href: str = ""
    unfinished: bool = False


def bars(
    title: str,
    given: Sequence[Given],
    *,
    series: Sequence[str] = ("",),
    about: str = "",
    tell: Tell = short,
    steps: tuple[float, ...] = (),
    first: str = "",
) -> Bars:
    """Return a bar chart; with several series they are stacked, what is below zero downwards. At most four series."""
    heights = [sum(v for v in one.values if v > 0) for one in given] + [
        sum(v for v in o.values if v < 0) for o in given
    ]
    scale = nice(heights, steps=steps, whole=all(float(v).is_integer() for one in given for v in one.values))
    place = 100 / max(1, len(given))
    many = len(series) > 1
    return Bars(
        title=title,
        about=about,
        keys=tuple(Key(look, name, False) for look, name in zip(LOOKS, series, strict=False)) if many else (),
        bars=tuple(_bar(one, n * place, place, series, scale, tell) for n, one in enumerate(given)),
        ticks=_ticks(scale, tell),
        zero=scale.down(0),
        table=Table(
            (first or say("Week"), *(name or title for name in series), *([say("Sum")] if many else [])),
            tuple((o.label, *map(tell, o.values), *([tell(sum(o.values))] if many else [])) for o in given),
        ),
    )


def _bar(one: Given, left: float, place: float, series: Sequence[str], scale: Scale, tell: Tell) -> Bar:
    named = [f"{name} {tell(value)}".strip() for name, value in zip(series, one.values, strict=True) if value]
    whole, width = tell(sum(one.values)), min(place * (1 - GAP), WIDEST)
    return Bar(
        left=left + (place - width) / 2,
        width=width,
        label=one.label,
        figure=whole if any(one.values) else "",
        words=f"{one.label}: {whole}"
        + (f" ({', '.join(named)})" if len(named) > 1 or (len(series) > 1 and named) else ""),
        href=one.href,
        segments=tuple(_segments(one.values, scale)),
        unfinished=one.unfinished,
    )


def _segments(values: Sequence[float], scale: Scale) -> Iterable[Segment]:
    up = down = 0.0
    for look, value in zip(LOOKS, values, strict=False):
        begin = up if value > 0 else down
        top, bottom = scale.down(max(begin, begin + value)), scale.down(min(begin, begin + value))
        if value:
            yield Segment(look, top, bottom - top)
        up, down = (up + value, down) if value > 0 else (up, down + value)


def _ticks(scale: Scale, tell: Tell) -> tuple[Tick, ...]:
    return tuple(Tick(scale.down(value), tell(value)) for value in scale.ticks)


@dataclass(frozen=True, slots=True)
class Line:
    """A line to draw: a value for each day, None where there is none. `area` fills what is beneath it."""

    name: str
    values: Sequence[float | None]
    look: str = "a"
    area: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """A band to draw: between a low and a high value for each day, None where there is none."""

    name: str
    low: Sequence[float | None]
    high: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Over:
    """The days of a plot, days to mark on it (with words), and how days are written."""

    days: Sequence[date]
    tell: Callable[[date], str]
    marks: Sequence[tuple[date, str]] = field(default=())


def plot(
    title: str,
    over: Over,
    lines: Sequence[Line],
    *,
    bands: Sequence[Range] = (),
    about: str = "",
    tell: Tell = short,
    steps: tuple[float, ...] = (),
) -> Plot:
    """Return lines over days, with bands beneath them, the widest first: a burn-up, an area, a fan."""
    known = [v for one in lines for v in one.values if v is not None]
    known += [v for band in bands for v in (*band.low, *band.high) if v is not None]
    scale, across = nice(known, steps=steps), _Across(over)
    return Plot(
        title=title,
        about=about,
        keys=_keys(lines, bands),
        bands=tuple(_band(band, n, across, scale) for n, band in enumerate(bands)),
        curves=tuple(_curve(one, across, scale) for one in lines),
        marks=tuple(Mark(at, words, at > 70) for at, words in across.marks) if known else (),
        across=across.ticks,
        ticks=_ticks(scale, tell),
        table=_table(over, lines, bands, tell),
    )


def _keys(lines: Sequence[Line], bands: Sequence[Range]) -> tuple[Key, ...]:
    """The legend; a line that stands alone is named by the title."""
    keys = [Key(one.look, one.name, not one.area) for one in lines]
    keys += [Key(f"band-{n}", band.name, False) for n, band in enumerate(bands)]
    return tuple(keys) if len(keys) > 1 else ()


class _Across:
    """Where days lie between the first and the last one, marked ones included."""

    def __init__(self, over: Over) -> None:
        every = [*over.days, *(day for day, _ in over.marks)] or [date.min]
        self._first, span = min(every), (max(every) - min(every)).days
        self._span = span or 1
        self._alone = span == 0
        self.days = [self.at(day) for day in over.days]
        self.marks = [(self.at(day), words) for day, words in over.marks]
        step = max(1, -(-len(over.days) // 5))
        chosen = over.days[::-1][::step][::-1]
        self.ticks = tuple(Tick(self.at(day), over.tell(day)) for day in chosen)

    def at(self, day: date) -> float:
        return 50.0 if self._alone else 100 * (day - self._first).days / self._span


_Points = list[tuple[float, float]]


def _runs(days: Sequence[float], values: Sequence[float | None], scale: Scale) -> list[_Points]:
    """The stretches of a line, which stops where a value is missing."""
    runs: list[_Points] = [[]]
    for x, value in zip(days, values, strict=True):
        if value is not None:
            runs[-1].append((x, scale.down(value)))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _curve(one: Line, across: _Across, scale: Scale) -> Curve:
    runs = _runs(across.days, one.values, scale)
    long = [run for run in runs if len(run) > 1]
    ground = scale.down(0)
    areas = [f"M{run[0][0]:.2f},{ground:.2f}L{_joined(run)}L{run[-1][0]:.2f},{ground:.2f}Z" for run in long]
    dots = tuple(run[0] for run in runs if len(run) == 1)
    last = (runs[-1][-1],) if long else ()
    return Curve(
        one.look, "".join(f"M{_joined(run)}" for run in long), "".join(areas) if one.area else "", dots or last
    )


def _band(band: Range, n: int, across: _Across, scale: Scale) -> Curve:
    low, high = _runs(across.days, band.low, scale), _runs(across.days, band.high, scale)
    shapes = [f"M{_joined(above)}L{_joined(below[::-1])}Z" for below, above in zip(low, high, strict=False)]
    return Curve(f"band-{n}", "", "".join(shapes), ())


def _joined(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def _table(over: Over, lines: Sequence[Line], bands: Sequence[Range], tell: Tell) -> Table:
    heads = (say("Day"), *(one.name for one in lines), *(band.name for band in bands))
    rows = []
    for n, day in enumerate(over.days):
        ranges = (_told_range(band.low[n], band.high[n], tell) for band in bands)
        rows.append((over.tell(day), *(_told(one.values[n], tell) for one in lines), *ranges))
    return Table(heads, tuple(rows))


def _told(value: float | None, tell: Tell) -> str:
    return NOTHING if value is None else tell(value)


def _told_range(low: float | None, high: float | None, tell: Tell) -> str:
    return NOTHING if low is None or high is None else say("%(low)s to %(high)s", low=tell(low), high=tell(high))


def spark(
    values: Sequence[float], words: str, *, low: float | None = None, high: float | None = None, falls: bool = False
) -> Spark | None:
    """Return a small line, oldest value first, between `low` and `high` at least; None for fewer than two values.

    With `falls` less is better, and up is less.
    """
    if len(values) < 2:
        return None
    ends = [*values, *(v for v in (low, high) if v is not None)]
    bottom, span = min(ends), (max(ends) - min(ends)) or 1.0
    step = 100 / (len(values) - 1)
    shares = ((value - bottom) / span for value in values)
    points = [(n * step, 100 * (share if falls else 1 - share)) for n, share in enumerate(shares)]
    return Spark(words, _joined(points), points[-1])


def heat(planned: float, available: float | None, *, figure: str, of: str, words: str, href: str = "") -> HeatCell:
    """Return a cell of a heat map, its ground by how much of what there is is taken."""
    return HeatCell(figure, of, heat_look(planned, available), words, href)


def heat_look(planned: float, available: float | None) -> str:
    """Return what the styles call a share: none, light (a half at most), some, full, over (to 125 %), far; closed where
    there are no hours and no work, plain where nobody's hours are asked for."""
    if planned <= 0:
        return "none" if available is None or available > 0 else "closed"
    if available is None:
        return "plain"
    share = planned / available if available > 0 else float("inf")
    steps = ((0.5, "light"), (0.8, "some"), (1.0, "full"), (1.25, "over"))
    return next((look for most, look in steps if share <= most), "far")
