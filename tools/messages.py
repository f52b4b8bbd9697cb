"""The messages of the house and their translations: `make messages` brings the catalogues up to date.

What a folder says stands in its own `de.po`; what several folders say stands in the nearest folder that holds them
all. What scripts say stands in `web/scripts.de.po`. Written by this tool, translated by people: what is new has an
empty `msgstr`. With --check nothing is written: it fails where a catalogue is not up to date, where a translation is
missing or has other places to fill than its message, and where one message is translated in two ways.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent / "src" / "headway"
LANGUAGE = "de"
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "say", "word")),
    **dict.fromkeys(("ngettext", "say_n", "sayN"), (1, 2)),
    **dict.fromkeys(("pgettext", "say_as", "sayAs"), ((1, "c"), 2)),
}
METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract", ".js": "javascript"}
OPTIONS = {
    ".html": {
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "trimmed": "true",
        "newstyle_gettext": "true",
        "extensions": "jinja2.ext.do,jinja2.ext.i18n",
        "silent": "false",
    }
}
PLACES = re.compile(r"%\((\w+)\)s|%%")
Key = tuple[str, Any]
"""The context and the message: a text, or (one, many)."""


def main() -> int:
    """Update the catalogues, or check them."""
    check = "--check" in sys.argv
    wanted = homes(found())
    known, wrong = translations()
    for path in sorted({*wanted, *ROOT.rglob(f"*{LANGUAGE}.po")}):
        text = written(path, wanted.get(path, set()), known)
        if (path.read_bytes() if path.exists() else b"") == text:
            continue
        if check:
            wrong.append(f"{path.relative_to(ROOT)} is not up to date: make messages")
        elif text:
            path.write_bytes(text)
        else:
            path.unlink()
    wrong += [fault for keys in wanted.values() for key in keys for fault in faults(key, known.get(key))]
    print("\n".join(sorted(set(wrong))))
    return 1 if wrong else 0


def found() -> dict[Key, set[Path]]:
    """Return every message with the files that say it."""
    messages: dict[Key, set[Path]] = defaultdict(set)
    for path in sorted(ROOT.rglob("*")):
        if path.suffix not in METHODS or "migrations" in path.parts:
            continue
        with path.open("rb") as opened:
            options = OPTIONS.get(path.suffix, {})
            for _, message, _, context in extract(METHODS[path.suffix], opened, KEYWORDS, (), options):
                messages[context or "", message].add(path)
    return messages


def homes(messages: dict[Key, set[Path]]) -> dict[Path, set[Key]]:
    """Return the catalogue in which each message stands; scripts have one of their own."""
    at: dict[Path, set[Key]] = defaultdict(set)
    for key, paths in messages.items():
        pages = [path.parent for path in paths if path.suffix != ".js"]
        if pages:
            folder = pages[0]
            while not all(one.is_relative_to(folder) for one in pages):
                folder = folder.parent
            at[folder / f"{LANGUAGE}.po"].add(key)
        if len(pages) < len(paths):
            at[ROOT / "web" / f"scripts.{LANGUAGE}.po"].add(key)
    return at


def translations() -> tuple[dict[Key, Any], list[str]]:
    """Return what is translated so far, and what is translated in two ways."""
    known: dict[Key, Any] = {}
    wrong = []
    for path in sorted(ROOT.rglob(f"*{LANGUAGE}.po")):
        with path.open("rb") as opened:
            for message in read_po(opened, locale=LANGUAGE):
                key = (message.context or "", message.id)
                if not message.id or not any([message.string] if isinstance(message.string, str) else message.string):
                    continue
                if known.setdefault(key, message.string) != message.string:
                    wrong.append(f"{message.id!r} is translated as {known[key]!r} and as {message.string!r}")
    return known, wrong


def written(path: Path, keys: set[Key], known: dict[Key, Any]) -> bytes:
    """Return a catalogue as it should be; empty without messages."""
    from io import BytesIO

    if not keys:
        return b""
    catalog = Catalog(locale=LANGUAGE, charset="utf-8", header_comment="")
    for context, message in sorted(keys, key=repr):
        catalog.add(message, known.get((context, message)), context=context or None)
    into = BytesIO()
    write_po(into, catalog, width=120, no_location=True, omit_header=True, sort_output=True)
    return into.getvalue()


def faults(key: Key, text: Any) -> list[str]:
    """Return what is wrong with a translation."""
    message = key[1]
    asked = (message,) if isinstance(message, str) else message
    given = (text,) if isinstance(text, str) else text or ()
    if len(given) != len(asked) or not all(given):
        return [f"no {LANGUAGE} for {message!r}"]
    places = {place for one in asked for place in PLACES.findall(one) if place}
    filled = [{place for place in PLACES.findall(one) if place} for one in given]
    if places != set().union(*filled) or any("%" in PLACES.sub("", one) for one in given):
        return [f"other places in {text!r} than in {message!r}"]
    return []


if __name__ == "__main__":
    sys.exit(main())
