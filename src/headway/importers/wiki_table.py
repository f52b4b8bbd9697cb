"""Tables of Jira wiki markup -> Markdown tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_PIECE: Final = re.compile(r"\\.|\{\{[^{}\n]*\}\}|\[[^\[\]\n]*\]|![^!\s|][^!\n|]*\|[^!\n|]*!|\|\|?|[^\\{\[!|]+|.")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of cells; `header` when the first of them is a header cell."""

    header: bool
    cells: tuple[str, ...]


def row(line: str) -> Row:
    """Split one row, `||a||b||` or `|a|b|`; a bar inside a link, code or an escape does not split."""
    cells: list[list[str]] = [[]]
    for piece in _PIECE.findall(line.strip()):
        if piece in ("|", "||"):
            cells.append([])
        else:
            cells[-1].append(piece)
    joined = ["".join(cell).strip() for cell in cells[1:]]
    if len(joined) > 1 and not joined[-1]:
        joined.pop()
    return Row(header=line.startswith("||"), cells=tuple(joined))


def table(rows: Sequence[Row]) -> list[str]:
    """Return the lines of a Markdown table of cells that are Markdown already; where headings lack, they are empty.

    The head is as wide as the widest row, so that no cell is lost; short rows stay short, which Markdown allows.
    """
    width = max(len(each.cells) for each in rows)
    head, body = (rows[0].cells, rows[1:]) if rows[0].header else ((), rows)
    filled = [*head, *[""] * (width - len(head))]
    return [_line(filled), "|" + " --- |" * width, *[_line(each.cells) for each in body]]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in cells) + " |"
