"""What stands at the head of a goal's page beside a table: front matter, and lines such as «Owner: Ann Lee»."""

import re
from typing import Final

_KNOWN: Final = (
    *("owner", "owners", "owner(s)", "lead", "assignee", "responsible", "point of contact", "contributors", "team"),
    *("status", "state", "health", "progress", "confidence", "priority", "period", "parent"),
    *("due", "due date", "deadline", "target date", "end date", "start", "start date"),
)
"""What a line at the head may state; other words before a colon are the beginning of a sentence."""
_FENCE: Final = re.compile(r"^---\s*$")
_PAIR: Final = re.compile(r"^([A-Za-z][\w ()-]{0,40}?)\s*:\s*(.*)$")
_LINE: Final = re.compile(
    r"^(?:[-*+]\s+)?(?:\*\*|__)?([A-Za-z][A-Za-z ()]{1,30}?)\s*(?::(?:\*\*|__)|(?:\*\*|__)?\s*:)\s*(.+)$"
)


def head_facts(text: str) -> dict[str, str]:
    """Return the facts that a page's front matter and the lines beneath its title state, by their own names."""
    matter, rest = _parted(text.splitlines())
    return _matter(matter) | _lines(rest)


def without_matter(text: str) -> tuple[str, int]:
    """Return a page without its front matter, and how many lines that took."""
    lines = text.splitlines()
    _, rest = _parted(lines)
    return "\n".join(rest), len(lines) - len(rest)


def _parted(lines: list[str]) -> tuple[list[str], list[str]]:
    if not lines or not _FENCE.match(lines[0]):
        return [], lines
    end = next((at for at, line in enumerate(lines[1:], start=1) if _FENCE.match(line)), None)
    if end is None or not any(_PAIR.match(line) for line in lines[1:end]):
        return [], lines
    return lines[1:end], lines[end + 1 :]


def _matter(lines: list[str]) -> dict[str, str]:
    """Pairs of YAML as people write them by hand: «name: value», «name: [a, b]», or a list beneath a name."""
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        if (pair := _PAIR.match(line)) is not None:
            name = pair[1]
            found[name] = _bare(pair[2])
        elif name and (entry := re.match(r"^\s*-\s+(.*)$", line)):
            found[name] = ", ".join(filter(None, (found[name], _bare(entry[1]))))
    return {name: value for name, value in found.items() if value}


def _bare(value: str) -> str:
    value = re.sub(r"\s+#.*$", "", value).strip()
    listed = re.fullmatch(r"\[(.*)\]", value)
    parts = [part.strip().strip("\"'") for part in (listed[1].split(",") if listed else [value])]
    return ", ".join(filter(None, parts))


def _lines(lines: list[str]) -> dict[str, str]:
    """The lines before the first heading below the title that state something known."""
    found: dict[str, str] = {}
    titles = 0
    for line in lines:
        titles += bool(re.match(r"^#{1,6}\s", line))
        if titles > 1 or line.startswith(("|", "```", "~~~")):
            break
        pair = _LINE.match(line.strip())
        if pair is not None and pair[1].strip().casefold() in _KNOWN:
            found.setdefault(pair[1].strip(), pair[2].strip().strip("*_ "))
    return found


_STEP: Final = re.compile(r"^(\s*)[-*+]\s+\[([ xX])\]\s+(\S.*)$")


def steps(text: str) -> list[tuple[int, bool, bool, str]]:
    """Return the boxes to tick outside of code: line (from 1), whether it stands beneath another, ticked, its words."""
    found: list[tuple[int, bool, bool, str]] = []
    fence, depth = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        mark = re.match(r"^\s*(```|~~~)", line)
        if mark and (not fence or mark[1] == fence):
            fence = "" if fence else mark[1]
        box = None if fence else _STEP.match(line)
        if box is not None:
            width = len(box[1].expandtabs(4))
            depth = min(depth, width) if found else width
            found.append((number, width > depth, box[2] != " ", box[3].strip()))
    return found
