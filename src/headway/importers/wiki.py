"""Jira wiki markup -> Markdown, line by line.

Jira has no grammar but a long list of regular expressions, and people paste logs and source into it. So this converter
takes what is surely markup, leaves the rest as text (escaped where Markdown would read it as formatting), never fails,
keeps every word, and takes time linear in the text. What Markdown lacks: colours and anchors are dropped, underline
becomes emphasis, super- and subscript stay `^x^` and `~x~`. Attached files become links to `attachment:NAME`.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from .wiki_inline import BREAK, HELD, Mention, code_span, guard_start, inline
from .wiki_table import Row, row, table

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_RAW: Final = re.compile(r"\{(code|noformat)(:[^}\n]{0,300})?\}|^[ \t]*(```)([\w+#.-]*)[ \t]*$", re.MULTILINE)
_BOX: Final = re.compile(r"\{(quote|panel)(:[^}\n]{0,500})?\}")
_HEADING: Final = re.compile(r"h([1-6])\.\s+(.*)")
_ITEM: Final = re.compile(r"([*#]+|-{1,2}|-[*#]+|[*#]+-)\s+(.*)")
_LANGUAGE: Final = re.compile(r"[A-Za-z0-9+#_.-]{1,30}")
_DEEPEST: Final = 12


def identity(name: str) -> str:
    """Return a mentioned user's name as it is."""
    return name


def markdown(text: str, *, mention: Mention = identity) -> str:
    """Return Jira wiki markup as Markdown; `mention` turns the user name of `[~name]` into what follows the @.

    Never raises, whatever the text. Takes time linear in it (measured: docs/decisions/0010-jira-markup.md).
    """
    return _Page(mention).convert(_CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


@dataclass(slots=True)
class _Page:
    """The page so far: lines written, the boxes (quotations) and lists that are open, code held back for later."""

    mention: Mention
    out: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    levels: list[tuple[str, int, int]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    paragraph: bool = False

    def convert(self, text: str) -> str:
        at, closers = 0, dict.fromkeys(("code", "noformat", "```"), True)
        rich: list[str] = []
        while match := _RAW.search(text, at):
            name = match[1] or match[3]
            end = self.closer(text, name, match.end()) if closers[name] else None
            closers[name] = end is not None
            rich.append(text[at : match.start()])
            if end is None:
                rich.append(self.hold(match[0].replace("`", "\\`")))
                at = match.end()
                continue
            rich.append(self.raw(text, match, end))
            at = end[1]
        rich.append(text[at:])
        return self.lines("".join(rich))

    def closer(self, text: str, name: str, start: int) -> tuple[int, int] | None:
        """Return where the body of a raw block ends and where the text goes on, or None: the block is never closed."""
        mark = "\n```" if name == "```" else "{" + name + "}"
        found = text.find(mark, start)
        return None if found < 0 else (found, found + len(mark))

    def raw(self, text: str, match: re.Match[str], end: tuple[int, int]) -> str:
        """Return what stands for a block of code: a held span within a line, else a held fence on a line of its own."""
        body = text[match.end() : end[0]]
        alone = not match.start() or text[match.start() - 1] == "\n"
        if "\n" not in body and not (alone and text[end[1] : end[1] + 1] in ("", "\n")):
            return self.hold(code_span(body))
        title, language = _options(match[2] or "")
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", body)), default=0))
        head = [f"**{inline(title, mention=self.mention, held=self.held)}**", ""] if title else []
        lines = [*head, f"{fence}{language or match[4] or ''}", *body.strip("\n").split("\n"), fence]
        self.held.append("\n".join(lines))
        after = "" if text[end[1] : end[1] + 1] == "\n" else "\n"
        return f"{'' if alone else chr(10)}{HELD}={len(self.held) - 1}{HELD}{after}"

    def hold(self, written: str) -> str:
        self.held.append(written)
        return f"{HELD}{len(self.held) - 1}{HELD}"

    def lines(self, text: str) -> str:
        spare = Counter(match[1] for match in _BOX.finditer(text))
        for line in text.split("\n"):
            at = 0
            for match in _BOX.finditer(line):
                self.line(line[at : match.start()], split=True)
                self.box(match, spare)
                at = match.end()
            self.line(line[at:], split=at > 0)
        self.end_table()
        return "\n".join(self.out).strip("\n").replace(BREAK, "  \n")

    def box(self, match: re.Match[str], spare: Counter[str]) -> None:
        """Open or close a quotation or panel: they toggle; the last one without a partner opens nothing."""
        name = match[1]
        spare[name] -= 1
        self.gap()
        if name in self.boxes:
            del self.boxes[self.boxes.index(name) :]
        elif spare[name] > 0 and len(self.boxes) < _DEEPEST:
            self.boxes.append(name)
            title = _options(match[2] or "")[0]
            if title:
                self.write(f"**{inline(title, mention=self.mention, held=self.held)}**")
        self.gap()

    def line(self, line: str, *, split: bool = False) -> None:
        """Take one line of rich text; `split` says that it is a part of one, of which nothing may be left."""
        text = line.strip()
        if self.rows and not text.startswith("|"):
            self.end_table()
        if not text:
            if not split:
                self.gap()
        elif text.startswith(HELD + "="):
            self.code(self.held[int(text.strip(HELD + "="))].split("\n"))
        elif not self.special(text):
            self.prose(text)

    def special(self, text: str) -> bool:
        """Write a heading, rule, quotation, table row or list item, and say whether it was one."""
        if heading := _HEADING.fullmatch(text):
            self.block(["#" * int(heading[1]) + " " + self.one_line(heading[2])])
        elif len(text) >= 4 and not text.strip("-"):
            self.block(["---"])
        elif text.startswith("bq. "):
            self.block(["> " + self.one_line(text[4:])])
        elif text.startswith("|") and text.count("|") > 1:
            if not self.rows:
                self.gap()
            self.rows.append(row(text))
        elif (item := _ITEM.fullmatch(text)) and self.is_item(item[1]):
            self.item(item[1], item[2])
        else:
            return False
        return True

    def is_item(self, marks: str) -> bool:
        """Two hyphens are a dash, unless they stand under one."""
        return marks != "--" or bool(self.levels and self.levels[0][0] == "-")

    def item(self, marks: str, text: str) -> None:
        if self.paragraph and not self.levels:
            self.gap()
        depth = min(len(marks), len(self.levels) + 1, _DEEPEST)
        kind = marks[-1]
        numbered = kind == "#"
        count = 1
        if len(self.levels) >= depth and self.levels[depth - 1][0] == kind:
            count = self.levels[depth - 1][1] + 1
        elif len(self.levels) >= depth and depth == 1:
            self.gap()
        mark = f"{count}. " if numbered else "- "
        del self.levels[depth - 1 :]
        indent = sum(width for _, _, width in self.levels)
        self.levels.append((kind, count, len(mark)))
        self.write(" " * indent + mark + self.flowing(text, indent + len(mark)))
        self.paragraph = True

    def prose(self, text: str) -> None:
        indent = sum(width for _, _, width in self.levels)
        written = guard_start(self.flowing(text, indent))
        if self.paragraph and self.out:
            self.out[-1] += "  "
        self.write(" " * indent + written)
        self.paragraph = True

    def flowing(self, text: str, indent: int) -> str:
        """Return inline Markdown in which a forced break is a hard line break inside this box and list."""
        written = inline(text, mention=self.mention, held=self.held)
        return written.strip(BREAK).replace(BREAK, "  \n" + self.prefix() + " " * indent)

    def one_line(self, text: str) -> str:
        return inline(text, mention=self.mention, held=self.held).replace(BREAK, " ")

    def block(self, lines: list[str]) -> None:
        self.gap()
        for line in lines:
            self.write(line)
        self.gap()

    def code(self, lines: list[str]) -> None:
        """Write a fence; straight under a list item it belongs to the item, and the list goes on."""
        if not (self.levels and self.paragraph):
            self.block(lines)
            return
        indent = " " * sum(width for _, _, width in self.levels)
        self.out.append(self.prefix().rstrip())
        for line in lines:
            self.write((indent + line).rstrip())
        self.out.append(self.prefix().rstrip())
        self.paragraph = False

    def end_table(self) -> None:
        rows, self.rows = self.rows, []
        if rows:
            self.block(table([Row(each.header, tuple(map(self.one_line, each.cells))) for each in rows]))

    def gap(self) -> None:
        """End the paragraph and the lists; two gaps are one."""
        self.paragraph = False
        self.levels.clear()
        blank = self.prefix().rstrip()
        if self.out and self.out[-1].strip("> "):
            self.out.append(blank)
        elif self.out and len(self.out[-1]) > len(blank):
            self.out[-1] = blank

    def prefix(self) -> str:
        return "> " * len(self.boxes)

    def write(self, line: str) -> None:
        self.out.append(self.prefix() + line)


def _options(text: str) -> tuple[str, str]:
    """Return (title, language) of a macro's options, such as `:java|title=Example.java|borderStyle=solid`."""
    title = language = ""
    for part in text.removeprefix(":").split("|"):
        name, equals, value = part.partition("=")
        if equals and name.strip().lower() == "title":
            title = value.strip()
        elif equals and name.strip().lower() == "language":
            language = value.strip()
        elif not equals and _LANGUAGE.fullmatch(part.strip()):
            language = part.strip()
    return title, language.lower()
