"""Icons of the lucide set, as one picture with many symbols that pages refer to."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final
from zipfile import ZipFile

from markupsafe import Markup, escape

NAMES: Final = (
    *("target", "folder-kanban", "repeat", "circle-alert", "square-check-big", "diamond"),
    *("circle-dashed", "circle", "circle-pause", "circle-check", "circle-x"),
    *("inbox", "search", "compass", "users", "activity", "settings", "plus", "layout-dashboard", "list-todo"),
    *("triangle-alert", "chevron-down", "chevron-right", "chevron-left", "arrow-up", "arrow-down", "arrow-right"),
    *(
        "sun",
        "moon",
        "monitor",
        "menu",
        "x",
        "log-out",
        "user-minus",
        "keyboard",
        "building-2",
        "check",
        "copy",
        "ellipsis",
    ),
    *("bell", "bell-off", "calendar", "user", "link", "trash-2", "pencil", "rotate-ccw", "eye", "eye-off", "clock"),
    *("message-square", "tag", "flag", "lock", "history", "timer", "key-round", "rocket", "corner-down-right"),
    *("columns-3", "chart-no-axes-column-increasing", "git-branch", "shuffle", "list-ordered", "trending-up"),
    *("octagon-alert", "wifi-off", "info", "square", "circle-stop", "paperclip", "panel-right", "maximize-2"),
    *("grip-vertical", "list", "chart-gantt"),
)
_BARS: Final = ('<path d="M5 20v-4"/>', '<path d="M12 20v-9"/>', '<path d="M19 20V5"/>')
OWN: Final = {
    "half-done": '<circle cx="12" cy="12" r="10"/><path d="M12 6.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"/>',
    **{
        f"bars-{n}": f'<g stroke-width="3.5">{"".join(_BARS[:n])}<g opacity=".3">{"".join(_BARS[n:])}</g></g>'
        for n in range(4)
    },
}
"""Drawn here, in the same strokes, because the set has none like them."""
KINDS: Final = {
    "goal": "target",
    "project": "folder-kanban",
    "operation": "repeat",
    "issue": "circle-alert",
    "task": "square-check-big",
}
CATEGORIES: Final = {
    "backlog": "circle-dashed",
    "ready": "circle",
    "doing": "half-done",
    "waiting": "circle-pause",
    "done": "circle-check",
    "dropped": "circle-x",
}
PRIORITIES: Final = {
    "urgent": "octagon-alert",
    "high": "bars-3",
    "normal": "bars-2",
    "low": "bars-1",
    "lowest": "bars-0",
}


@cache
def sheet() -> str:
    """Return the picture that holds every icon as a symbol."""
    # The archive is opened once: the package itself opens it, a hundredth of a second, for every icon.
    with files("lucide").joinpath("lucide.zip").open("rb") as packed, ZipFile(packed) as icons:
        symbols = [_symbol(name, _drawn(icons.read(f"{name}.svg").decode())) for name in NAMES]
    symbols += [_symbol(*one) for one in OWN.items()]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def _drawn(svg: str) -> str:
    inner = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    return "".join(line.strip() for line in inner.splitlines())


def _symbol(name: str, drawn: str) -> str:
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawn}</symbol>'


@cache
def digest() -> str:
    """Return what the picture's address carries, so that browsers may keep it for good."""
    return hashlib.sha256(sheet().encode()).hexdigest()[:12]


@cache
def icon(name: str, label: str = "") -> Markup:
    """Return an icon: read out with a label, decoration without. Raises KeyError for one not in NAMES."""
    if name not in NAMES and name not in OWN:
        raise KeyError(f"the icon {name!r} is not in web/icons.py")
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(f'<svg class="icon" {said}><use href="/icons/{digest()}.svg#{name}"/></svg>')  # noqa: S704 - own words
