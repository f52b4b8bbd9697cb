"""Jira wiki markup inside one line -> Markdown: emphasis, code, links, mentions, images, escapes.

One pass over the tokens of the line, one pass to pair the emphasis marks: linear in the length of the line whatever it
holds. A hard break comes out as BREAK, which the block it stands in writes as it can.
"""

import re
from collections.abc import Callable
from typing import Final

Mention = Callable[[str], str]
"""From the user name in `[~name]` to what stands after the @."""

BREAK: Final = "\x01"
HELD: Final = "\x00"
"""Brackets the number of a held text: code that was cut out before the line was read."""

_SCHEMES: Final = ("http://", "https://", "ftp://", "ftps://", "mailto:", "tel:", "/", "#", "www.")
_MARKS: Final = {"*": "**", "_": "_", "-": "~~", "+": "_", "^": "^", "~": "~", "??": "_"}
_FORCED: Final = {"*": "**", "_": "*", "-": "~~", "+": "*", "^": "^", "~": "~", "??": "*"}

_TOKEN: Final = re.compile(
    r"""
      (?P<held>\x00\d+\x00)
    | (?P<break>\\\\)(?!\\)
    | \\(?P<escaped>[*_\-+^~?{}\[\]!|#\\()`])
    | \{\{(?P<mono>[^\n{}]+(?:\{[^\n{}]*\}[^\n{}]*)*)\}\}
    | (?P<drop>\{color(?::[^}\n]{0,60})?\}|\{anchor:[^}\n]{0,200}\})
    | \{(?P<forced>\*|_|-|\+|\^|~|\?\?)\}
    | (?P<code>`[^`\n]+`)
    | \[(?P<link>[^\[\]\n]{1,4000})\]
    | !(?P<image>[^\s!|\x00][^!|\n\x00]{0,400}\.\w{2,5}(?:\?[^!|\n\x00]{0,400})?|https?://[^!|\s\x00]{1,2000})
       (?:\|(?:thumbnail|[\w-]{1,20}=[\w%\#.-]{0,20})(?:,[ ]?[\w-]{1,20}=[\w%\#.-]{0,20}){0,9})?!
    | (?P<url>\b(?:https?|ftp)://[^\s<>\[\]|{}"^`\\\x00\x01]+)
    | (?P<mark>\?\?|[*_\-+^~])
    """,
    re.VERBOSE,
)
_AFTER_URL: Final = ".,;:!?'*_-+~"
_BARE: Final = re.compile(r"(?:https?://|ftps?://|mailto:)[^\s<>\x00]+", re.IGNORECASE)
_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]+-\d+")
_SPECIAL: Final = re.compile(r"[\\`*\[\]]|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)|~(?=~)|(?<=~)~|_+")
_AT_START: Final = re.compile(r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|>|~{3}|(?=[:| ]*[-=])[-=:| ]+$)|(\d{1,9})[.)](?=\s|$)")


def escape(text: str, before: str = "", after: str = "") -> str:
    """Return plain text so that Markdown shows it as it is; `before` and `after` are the characters around it."""

    def one(match: re.Match[str]) -> str:
        found = match[0]
        if found[0] != "_":
            return "\\" + found
        left = text[match.start() - 1] if match.start() else before
        right = text[match.end()] if match.end() < len(text) else after
        inside_word = left[-1:].isalnum() and right[:1].isalnum()
        return found if inside_word else "\\_" * len(found)

    return _SPECIAL.sub(one, text)


def guard_start(line: str) -> str:
    """Return a line of Markdown so that its beginning does not make it a heading, list item, quotation or rule."""
    match = _AT_START.match(line)
    if not match:
        return line
    if match[1]:
        return f"{match[1]}\\{line[len(match[1]) :]}"
    return "\\" + line


def code_span(text: str) -> str:
    """Return text as inline code, with a fence of backticks longer than any run inside it."""
    text = text.replace("\n", " ").strip()
    if not text:
        return ""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def destination(url: str) -> str:
    """Return a link target safe inside Markdown's round brackets."""
    clean = re.sub(r"[\x00-\x1f\x7f]", "", url).replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return f"<{clean}>" if re.search(r"[\s()*_`\[\]]", clean) else clean


class _Line:
    """The pieces of one line; emphasis marks wait in `stack` until their partner comes."""

    def __init__(self, text: str, mention: Mention, held: list[str], in_link: bool) -> None:
        self.text, self.mention, self.held, self.in_link = text, mention, held, in_link
        self.out: list[str] = []
        self.stack: list[tuple[str, int, bool]] = []
        self.waiting: dict[tuple[str, bool], int] = {}

    def convert(self) -> str:
        at = 0
        for match in _TOKEN.finditer(self.text):
            self.plain(at, match.start())
            getattr(self, "_" + str(match.lastgroup))(match)
            at = match.end()
        self.plain(at, len(self.text))
        return "".join(self.out)

    def plain(self, start: int, end: int) -> None:
        if start < end:
            around = self.text[start - 1 : start] if start else "", self.text[end : end + 1]
            self.out.append(escape(self.text[start:end], *around))

    def _held(self, match: re.Match[str]) -> None:
        self.out.append(self.held[int(match["held"].strip(HELD))])

    def _break(self, _: re.Match[str]) -> None:
        self.out.append(BREAK)

    def _escaped(self, match: re.Match[str]) -> None:
        self.out.append(escape(match["escaped"]))

    def _mono(self, match: re.Match[str]) -> None:
        raw = re.sub(r"\x00(\d+)\x00", lambda m: self.held[int(m[1])], match["mono"])
        self.out.append(code_span(re.sub(r"\\([*_\-+^~?{}\[\]!|#\\])", r"\1", raw)))

    def _drop(self, _: re.Match[str]) -> None:
        """Colours and anchors have no place in Markdown."""

    def _code(self, match: re.Match[str]) -> None:
        self.out.append(match["code"])

    def _url(self, match: re.Match[str]) -> None:
        whole = match["url"]
        url = whole.rstrip(_AFTER_URL if "(" in whole else _AFTER_URL + ")")
        self.out.append(escape(url) if self.in_link else f"<{url}>")
        self.out.append(escape(whole[len(url) :]))

    def _image(self, match: re.Match[str]) -> None:
        name = match["image"]
        target = name if name.startswith(_SCHEMES) else "attachment:" + name
        self.out.append(escape(name) if self.in_link else f"[{escape(name)}]({destination(target)})")

    def _link(self, match: re.Match[str]) -> None:
        made = None if self.in_link else self.link(match["link"])
        self.out.append(made if made is not None else f"\\[{self.inner(match['link'])}\\]")

    def link(self, body: str) -> str | None:
        """Return `[body]` as Markdown, or None where it is no link at all."""
        label, bar, rest = body.partition("|")
        address, _, tip = rest.partition("|")
        target = address.strip() if bar else body.strip()
        if target.startswith("~") and len(target) > 1 and " " not in target:
            return "@" + self.mention(target[1:].removeprefix("accountid:").strip())
        if target.startswith("^") and len(target) > 1:
            return f"[{self.inner(label) if bar else escape(target[1:])}]({destination('attachment:' + target[1:])})"
        if not target.lower().startswith(_SCHEMES):
            return target if not bar and _KEY.fullmatch(target) else None
        if not bar and re.search(r"\s", target):
            return None
        return self.anchor(label.strip() if bar else "", target) + (f" ({self.inner(tip)})" if tip.strip() else "")

    def anchor(self, label: str, target: str) -> str:
        """Return a link with this label, which may be empty."""
        if target.lower().startswith("www."):
            target = "http://" + target
        if target.startswith("#"):
            return self.inner(label) if label else escape(target)
        if label in ("", target) and _BARE.fullmatch(target):
            return f"<{target}>"
        return f"[{self.inner(label) or escape(target)}]({destination(target)})"

    def inner(self, text: str) -> str:
        return _Line(text, self.mention, self.held, in_link=True).convert()

    def _forced(self, match: re.Match[str]) -> None:
        self.pair(match["forced"], "", opens=True, closes=True, forced=True)

    def _mark(self, match: re.Match[str]) -> None:
        mark, text = match["mark"], self.text
        left = text[match.start() - 1] if match.start() else " "
        right = text[match.end()] if match.end() < len(text) else " "
        alone = left != mark and right != mark
        opens = alone and not left.isalnum() and left not in "\\/" and not right.isspace()
        closes = alone and not left.isspace() and not right.isalnum() and right not in "\\/"
        self.pair(mark, self.literal(mark, left, right), opens=opens, closes=closes, forced=False)

    def pair(self, mark: str, literal: str, *, opens: bool, closes: bool, forced: bool) -> None:
        """Write a mark as plain text, and go back to make it Markdown once its partner is met."""
        written = _FORCED[mark] if forced else _MARKS[mark]
        partner = self.waiting.get((mark, forced)) if closes else None
        if partner is not None and self.stack[partner][1] < len(self.out) - 1:
            self.out[self.stack[partner][1]] = written
            self.forget(partner)
            self.out.append(written)
            return
        if opens:
            self.waiting.setdefault((mark, forced), len(self.stack))
            self.stack.append((mark, len(self.out), forced))
        self.out.append(literal)

    def forget(self, index: int) -> None:
        """Drop an opener that is paired, and every later one: they would overlap."""
        for mark, _, forced in self.stack[index:]:
            self.waiting.pop((mark, forced), None)
        del self.stack[index:]

    @staticmethod
    def literal(mark: str, left: str, right: str) -> str:
        """Return a mark that means nothing so that Markdown leaves it alone; `snake_case` needs no help."""
        harmless = {"*": False, "_": left.isalnum() and right.isalnum(), "~": "~" not in (left, right)}
        return mark if harmless.get(mark, True) else "\\" + mark


def inline(text: str, *, mention: Mention, held: list[str]) -> str:
    """Return one line (or one table cell) of wiki markup as Markdown.

    `held` are the texts that `\\x00n\\x00` stands for. Never raises; takes time linear in the text.
    """
    return _Line(text, mention, held, in_link=False).convert()
