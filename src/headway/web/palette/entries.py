"""What the palette lists: an entry leads somewhere or opens a form, and fits what was typed more or less well."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ...rules.fuzzy import Fit, Match, match, stretches
from ...tongue import word

SECTIONS: Final = (
    *("On", word("Recent"), word("Pages"), word("Commands"), word("Items"), word("Saved views"), word("Teams")),
    *(word("People"), "More"),
)
"""In the order in which they stand where their best entries fit equally well; «On» acts on what is selected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the palette.

    `code` is what it is called in short (a key), `also` other words that mean it, `hint` what stands at its end,
    `item` the key of the item that it is, `dialog` whether it opens a form; `found` says that it was searched for by
    more than its name, and stays although the name does not fit.
    """

    section: str
    label: str
    href: str
    icon: str
    code: str = ""
    also: str = ""
    hint: str = ""
    keys: tuple[str, ...] = ()
    kind: str = ""
    category: str = ""
    state: str = ""
    item: str = ""
    dialog: bool = False
    found: bool = False

    def under(self, section: str) -> "Entry":
        """Return the entry as one of another section."""
        return replace(self, section=section)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is shown: its code and label in pieces, and whether each was meant."""

    entry: Entry
    fit: Fit
    code: tuple[tuple[str, bool], ...]
    label: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A section with its lines, the best first."""

    name: str
    lines: tuple[Line, ...]


def line(entry: Entry, asked: str) -> Line | None:
    """Return how an entry answers what was asked; all do where nothing is asked, those that do not fit not at all."""
    if not asked:
        return _line(entry, Fit.ELSEWHERE, None, None)
    by_code, by_name = _by_code(entry, asked), match(asked, entry.label)
    fits = [one.fit for one in (by_code, by_name) if one]
    if entry.also and (other := match(asked, f"{entry.also} {entry.label}")) and other.fit <= Fit.WORDS:
        fits.append(max(other.fit, Fit.WITHIN))
    if entry.found:
        fits.append(Fit.ELSEWHERE)
    return _line(entry, min(fits), by_code, by_name) if fits else None


def _by_code(entry: Entry, asked: str) -> Match | None:
    """A key is meant by its beginning alone."""
    found = match(asked, entry.code) if entry.code else None
    return found if found and found.fit <= Fit.PREFIX else None


def _line(entry: Entry, fit: Fit, by_code: Match | None, by_name: Match | None) -> Line:
    code = stretches(entry.code, by_code.spans if by_code else ())
    return Line(entry, fit, tuple(code), tuple(stretches(entry.label, by_name.spans if by_name else ())))


def groups(entries: Iterable[Entry], asked: str, *, most: int) -> list[Group]:
    """Return the sections with at most so many lines each: the better fit first, then in the order of SECTIONS.

    Within a section equals keep the order in which they were given.
    """
    by_section: dict[str, list[Line]] = {name: [] for name in SECTIONS}
    for shown in filter(None, (line(entry, asked) for entry in entries)):
        by_section[shown.entry.section].append(shown)
    made = [Group(name, tuple(_best(lines, asked, most))) for name, lines in by_section.items() if lines]
    return sorted(made, key=lambda group: (group.name == "More", group.lines[0].fit))


def _best(lines: Sequence[Line], asked: str, most: int) -> list[Line]:
    return sorted(lines, key=lambda one: one.fit)[:most] if asked else list(lines)[:most]


def unique(entries: Iterable[Entry], *, but: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries that do not lead where one of the others does already."""
    told = {entry.href for entry in but}
    return (entry for entry in entries if entry.href not in told)
