"""Finds words for people that no catalogue can translate: bare text in templates, and refusals not said by `say`.

A template's text, and the attributes that are read to people, must come from `_(…)`, `{% trans %}` or a value; a
Problem's message in code must come from a call or a value, never from a literal.
"""

import ast
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent / "src" / "headway"
READ = {
    "title",
    "aria-label",
    "placeholder",
    "alt",
    "aria-description",
    "aria-roledescription",
    "data-confirm",
    "label",
}
WORDS = re.compile(r"[A-Za-zÀ-ž]{2,}")
NAMES = {"Headway", "min", "kB", "MB"}
HOLE = "\x00"
PROBLEMS = {"Problem", "Unauthenticated", "Invalid", "NotFound", "Forbidden", "Refused", "TooMany", "Unavailable"}
SPEAKS = {"_", "say_n", "gettext", "ngettext", "pgettext"}
SAID_TO = {"empty", "icon_button", "notice"}
"""Macros whose arguments are words for people."""
CODES = {
    *("PAY-41", "MMMM y", "broken off", "Saved views"),
    *("owner:me priority:urgent due:<7d", "kind:issue state:open due:<7d owner:me refund"),
    *('aria-invalid="true" aria-describedby="e-"', 'aria-describedby=" " aria-invalid="true"', "/insights"),
    *('id="sign-in-title" class="stage-title">',),
}
"""What looks like words, and is none: examples in the language of queries, codes, markup that a macro puts together."""
UNTOUCHED = ("gallery/",)
"""Shows components to those who build with them, with made-up words."""


class _Texts(HTMLParser):
    """Collects text and spoken attributes that hold letters outside the holes that values leave."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at attributes."""
        self.silent += tag in ("script", "style", "code", "kbd")
        self.found += [value for name, value in attrs if name in READ and value and _bare(value)]

    def handle_endtag(self, tag: str) -> None:
        """Leave what is silent."""
        self.silent -= tag in ("script", "style", "code", "kbd")

    def handle_data(self, data: str) -> None:
        """Look at text."""
        if self.silent <= 0 and _bare(data):
            self.found.append(data)


def _bare(text: str) -> bool:
    return bool(set(WORDS.findall(text.replace(HOLE, " "))) - NAMES)


def template(path: Path) -> list[str]:
    """Return the bare words of a template."""
    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"], autoescape=True)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    tree = environment.parse(path.read_text())
    parts: list[str] = []
    for block in tree.find_all(nodes.Block):
        if block.name == "content_class":
            block.body = []
    for output in tree.find_all(nodes.Output):
        parts += [node.data if isinstance(node, nodes.TemplateData) else HOLE for node in output.nodes]
        parts.append("")
    parser = _Texts()
    parser.feed("".join(parts))
    parser.close()
    found = [text.strip() for text in parser.found]
    texts = (const.value for const in tree.find_all(nodes.Const) if isinstance(const.value, str))
    found += [text for text in texts if re.search(r"[A-Za-z]{2,} [A-Za-z]", text) and not _coded(text)]
    said = {one.value for call in tree.find_all(nodes.Call) if _speaks(call) for one in call.find_all(nodes.Const)}
    for call in tree.find_all(nodes.Call):
        if getattr(call.node, "attr", getattr(call.node, "name", "")) in SAID_TO:
            found += [
                one.value for one in call.find_all(nodes.Const) if isinstance(one.value, str) and _titled(one.value)
            ]
    return [text for text in dict.fromkeys(found) if text not in said and text.replace(HOLE, "").strip() not in CODES]


def _speaks(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in SPEAKS


def _titled(text: str) -> bool:
    return bool(re.match(r"[A-Z][a-z]+", text))


def _coded(text: str) -> bool:
    """Whether it is markup, classes or a query rather than words."""
    return bool(
        re.search(
            r"[<>=:;{}]|^[a-z][a-z0-9-]*( [a-z][a-z0-9-]*-[a-z0-9-]+)+$|^(button|chip|menu|card|plain|small) ", text
        )
    )


def module(path: Path) -> list[str]:
    """Return the literals that are raised as messages."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PROBLEMS and node.args:
            first = node.args[0]
            if isinstance(first, (ast.JoinedStr, ast.Constant)):
                found.append(ast.unparse(first))
    return found


def main() -> int:
    """Print what was found by file; --count prints sums by folder."""
    faults: dict[Path, list[str]] = {}
    for path in sorted(ROOT.rglob("*.html")):
        if not str(path.relative_to(ROOT / "web")).startswith(UNTOUCHED):
            faults[path] = template(path)
    for path in sorted(ROOT.rglob("*.py")):
        if path.parts[len(ROOT.parts)] not in ("cli", "demo", "api", "config", "engine"):
            faults[path] = module(path)
    shown = [Path(one).resolve() for one in sys.argv[1:] if one != "--count"] or [ROOT]
    total = 0
    for path, texts in faults.items():
        if not texts or not any(path.is_relative_to(one) for one in shown):
            continue
        total += len(texts)
        if "--count" in sys.argv:
            print(f"{len(texts):4} {path.relative_to(ROOT)}")
        else:
            print("\n".join(f"{path.relative_to(ROOT)}: {text[:150]!r}" for text in texts))
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
