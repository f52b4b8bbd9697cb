"""A goal's page in Markdown, taken apart: its title, the facts at its head, and the tables with where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .goal_heads import head_facts, without_matter

DONE: Final = re.compile(
    r"!\[\s*(complete[d]?|done|finished|shipped)\s*\]|✅|✔|:white_check_mark:|:heavy_check_mark:", re.I
)
DROPPED: Final = re.compile(r"!\[\s*(cancell?ed|dropped|abandoned|withdrawn|won't do|wontfix|superseded)\s*\]", re.I)
DOING: Final = re.compile(r"!\[\s*(in progress|ongoing|started|active)\s*\]|^\s*in progress\b", re.I)
_BADGE: Final = re.compile(r"!\[([^\]]*)\](?:\[[^\]]*\]|\([^)]*\))?")
_DEFINITION: Final = re.compile(r"^\[[^\]]+\]:\s*\S")
_RULE: Final = re.compile(r"^\|(?:\s*:?-+:?\s*\|?)+\s*$")
_INDENT: Final = re.compile(r"^(?:(?:&nbsp;|\s|\u00a0)*(?:↳|└|→|⤷)\s*|(?:&nbsp;|\u00a0)+\s*)+")
_BOX: Final = re.compile(r"^\[([ xX])\]\s+")
_HANDLE: Final = re.compile(r"(?<![\w/.])@([A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)")
NOBODY: Final = re.compile(
    r"^(?:n/?a|none|tbd|todo|\?+|[-\u2013\u2014]+|help wanted|identify .*|or|(?:the )?(?:owner|other|volunteer)s?|)$",
    re.I,
)
_NAME: Final = re.compile(r"^[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){0,3}$")


ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its line (from 1), the headings above it below the page's own, outermost first, and its cells."""

    line: int
    path: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page. `facts` are those of the table at its head, of front matter or of lines such as «Status: done».

    `owners` is the line «**Owner:**» of its text, where it has one.
    """

    title: str
    facts: dict[str, str] = field(default_factory=dict)
    owners: str = ""
    tables: tuple[Table, ...] = ()

    @property
    def is_goal(self) -> bool:
        """Whether it describes a goal: it says its status or whose it is, or has a table of tasks."""
        stated = {name.casefold() for name in self.facts}
        known = {"status", "point of contact", "owner", "owner(s)", "owners", "short title"} | {"assignee", "lead"}
        return bool(stated & known) or any(task_columns(one) or lists_figures(one) for one in self.tables)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def page(text: str) -> Page:
    """Take a page apart. Nothing of it is an error: what has another form is simply not found."""
    body, before = without_matter(text)
    lines, numbers = _parted(body)
    numbers = [number + before for number in numbers]
    tokens = _parser().parse("\n".join(lines))
    title, tables = "", list(_tables(tokens, numbers))
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and not title:
            title = plain(tokens[at + 1].content)
    facts = head_facts(text)
    title = title or next((value for name, value in facts.items() if name.casefold() == "title"), "")
    if tables and _is_head(tables[0]):
        first = tables.pop(0)
        pairs = [cells for _, cells in first.rows if len(cells) >= 2 and cells[0] and "://" not in cells[0]]
        named = [first.head, *pairs] if first.head[0].casefold() not in ("metadata", "") else pairs
        facts |= {plain(cells[0]): cells[1].strip() for cells in named}
    return Page(title=title, facts=facts, owners=_owner_line(text), tables=tuple(tables))


def _parted(text: str) -> tuple[list[str], list[int]]:
    """The lines with an empty one before and after every table, and the number that each had.

    People write on right above and below a table; Markdown would take it for a part of what is above, or for a row.
    """
    lines: list[str] = []
    numbers: list[int] = []
    given = text.splitlines()
    inside = False
    for number, line in enumerate(given, start=1):
        bar = line.startswith("|")
        begins = bar and not inside and number < len(given) and _RULE.match(given[number])
        if (begins or (inside and not bar)) and lines and lines[-1].strip() and line.strip():
            lines.append("")
            numbers.append(number)
        inside = bar and (inside or bool(begins))
        lines.append(line)
        numbers.append(number)
    return lines, numbers


def _is_head(table: Table) -> bool:
    names = {plain(cells[0]).casefold() for _, cells in table.rows if cells} | {table.head[0].casefold()}
    return len(table.head) <= 2 and bool(
        names & {"metadata", "status", "point of contact", "owner", "owner(s)", "owners"}
    )


def _owner_line(text: str) -> str:
    found = re.search(r"^\*\*Owners?\b[^*\n]*:?\*\*:?\s*(.+)$", text, re.M)
    return found[1].strip() if found and not found[1].lstrip().startswith("*") else ""


def _tables(tokens: Sequence[Token], numbers: Sequence[int]) -> Iterator[Table]:
    """Every table that stands by itself, with the headings above it; the page's own title is none of them."""
    levels = [int(token.tag[1:]) for token in tokens if token.type == "heading_open"]
    base = min(levels[1:], default=2)
    path: list[tuple[int, str]] = []
    first = True
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            level = int(token.tag[1:])
            path = [one for one in path if one[0] < level]
            if not first and level >= base:
                path.append((level, plain(tokens[at + 1].content)))
            first = False
        if token.type == "table_open" and token.level == 0:
            yield _table(tokens, at, tuple(name for _, name in path), numbers)


def _table(tokens: Sequence[Token], at: int, path: tuple[str, ...], numbers: Sequence[int]) -> Table:
    rows: list[tuple[int, tuple[str, ...]]] = []
    cells: list[str] = []
    start = at
    while tokens[at].type != "table_close":
        token = tokens[at]
        if token.type == "tr_open":
            cells, line = [], numbers[(token.map or [0])[0]]
        elif token.type == "inline":
            cells.append(token.content.strip())
        elif token.type == "tr_close":
            rows.append((line, tuple(cells)))
        at += 1
    head, body = rows[0][1], [row for row in rows[1:] if any(row[1]) and not _DEFINITION.match(row[1][0])]
    return Table(numbers[(tokens[start].map or [0])[0]], path, head, tuple(body))


def task_columns(table: Table) -> dict[str, int] | None:
    """Which column says what to do, who does it, what else, and by when; None where the table lists no work."""
    found: dict[str, int] = {}
    for at, cell in enumerate(table.head):
        name = plain(cell).casefold()
        for role, words in _COLUMNS:
            if role not in found and re.search(words, name):
                found[role] = at
                break
    if "task" not in found or not {"owner", "date"} & found.keys():
        return None
    return found


def lists_figures(table: Table) -> bool:
    """Whether a table lists key results with their targets."""
    names = [plain(cell).casefold() for cell in table.head]
    return all(any(re.search(words, name) for name in names) for words in (MEASURED, TARGETED))


MEASURED: Final = r"^(?:key results?|krs?|metrics?|measures?|indicators?|kpis?)\b"
TARGETED: Final = r"^(?:target(?! date)|goal$|to$|aim)"
_COLUMNS: Final = (
    ("owner", r"\bowner|\bwho\b|\bteam\b|assign|responsible|contributor|champion|\blead\b|point of contact|\bpoc\b"),
    ("date", r"expected date|due date|target date|^due$|^by when$|^deadline$"),
    ("notes", r"^notes?\b|comment|remarks"),
    ("status", r"^status$|^state$"),
    ("task", r"^(?:task|sub-?goal|goal|work item|deliverable|item|action|milestone|what)s?\b"),
)


def plain(cell: str) -> str:
    """A cell or heading in one line without marks: «~~Author RFC~~» is «Author RFC»."""
    text = _BADGE.sub("", cell)
    text = re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", text)
    text = re.sub(r"~~|\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)", "", text.replace("&nbsp;", " "))
    return re.sub(r"\s+", " ", text.replace("<br>", " ")).strip()


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell that names a task: its words, whether it stands beneath the one before, and whether it is ticked."""

    title: str
    beneath: bool
    ticked: bool


def task_cell(raw: str) -> Cell:
    """Read the cell that names a task."""
    beneath = bool(_INDENT.match(raw))
    rest = _INDENT.sub("", raw)
    box = _BOX.match(rest)
    struck = rest.startswith("~~") and rest.rstrip().endswith("~~")
    return Cell(plain(_BOX.sub("", rest)), beneath, struck or bool(box and box[1] in "xX"))


def handles(text: str) -> tuple[str, ...]:
    """The people that a cell names by «@handle», in order; where it has none, plain names and e-mail addresses."""
    if found := named(text):
        return found
    if "[" not in text and (some := _listed(text)) is not None:
        return some
    name = plain(re.sub(r"\[(@?[^\]]+)\]", r"\1", _BADGE.sub("", text)))
    if "[" in text and "team" in text.casefold():
        return ()
    return (name,) if _NAME.match(name) and not NOBODY.match(name) else ()


def _listed(text: str) -> tuple[str, ...] | None:
    """People parted by commas and the like, where each part is a name, an address or nobody; None for other words."""
    parts = [plain(part) for part in re.split(r"\s*(?:[,;&]|\band\b)\s*", text)]
    if not all(_named_alone(part) or NOBODY.match(part) or ADDRESS.fullmatch(part) for part in parts):
        return None
    return tuple(dict.fromkeys(part for part in parts if not NOBODY.match(part)))


def _named_alone(part: str) -> bool:
    """Whether a part of a list is a name: one word, or words of which the first and the last are written large."""
    words = part.split()
    return bool(_NAME.match(part)) and (len(words) == 1 or (words[0][0].isupper() and words[-1][0].isupper()))


def named(text: str) -> tuple[str, ...]:
    """Everybody whom a text names by «@handle»."""
    return tuple(dict.fromkeys(_HANDLE.findall(text)))


def badges(text: str) -> tuple[str, ...]:
    """The badges that a cell carries, such as «Help wanted»; «Team» is none, nor what tells a state."""
    found = (one.strip() for one in _BADGE.findall(text))
    told = re.compile(r"team|complete[d]?|done|in progress", re.I)
    return tuple(dict.fromkeys(one for one in found if one and not told.fullmatch(one)))


def teams(text: str) -> tuple[str, ...]:
    """The teams of which something is asked: «![Team][] [lang], [libs-api]»."""
    if "![team]" not in text.casefold():
        return ()
    rest = _BADGE.sub(" ", text)
    return tuple(dict.fromkeys(one for one in re.findall(r"\[([\w -]+)\]", rest) if one.strip()))
