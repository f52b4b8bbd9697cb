"""What charts are made of. Places are in percent of the plot, from the left and from the top; words are ready."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, and its words."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Table:
    """The same values for who reads them: heads, and rows whose first cell names them."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend; `look` is what the styles call its pattern and colour, `line` whether it is one."""

    look: str
    name: str
    line: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar."""

    look: str
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of one or more segments; `words` tells it whole, `href` leads to what is behind it."""

    left: float
    width: float
    label: str
    figure: str
    words: str
    href: str
    segments: tuple[Segment, ...]
    unfinished: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart, stacked where there are several series."""

    title: str
    about: str
    keys: tuple[Key, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    zero: float
    table: Table


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through a plot: the commands of its path, its area's where it has one, and its single points."""

    look: str
    path: str
    area: str
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment that is told on the plot: today, a due day. `turned`: its words stand before it."""

    at: float
    label: str
    turned: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines, areas and bands over time. Bands lie beneath the lines, the widest first."""

    title: str
    about: str
    keys: tuple[Key, ...]
    bands: tuple[Curve, ...]
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...]
    across: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Spark:
    """A line small enough to stand in a row of text: its points, and the last one."""

    words: str
    points: str
    last: tuple[float, float]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A figure on its ground: `look` is none, light, some, full, over or far; `words` tell it whole."""

    figure: str
    of: str
    look: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of a heat map."""

    name: str
    note: str
    cells: tuple[HeatCell, ...]
