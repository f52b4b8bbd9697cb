"""Read a query. Errors name the field `q` and point at the word, by position and length."""

import re
from collections.abc import Iterator
from typing import Final

from ...tongue import say, say_as
from ..errors import Invalid
from .check import Raw, checked, forms
from .fields import HOUSE, NONE, ORDERED, Vocabulary
from .nodes import And, Match, Node, Not, Or, Query, Range, Sort, Value, Words
from .refuse import fail, unknown

MAX_LENGTH: Final = 2000
MAX_DEPTH: Final = 12
MAX_TERMS: Final = 100

_SPACE = re.compile(r"\s*")
_FIELD = re.compile(r"([A-Za-z][A-Za-z-]*|[Ff][Ii][Ee][Ll][Dd]\.\w*):(?!//)")
_COMPARED = re.compile(r"([A-Za-z][A-Za-z-]*)(<=|>=|!=|<|>|=)")
_OP = re.compile(r"<=|>=|<|>|=")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_BARE = re.compile(r'(?:(?!\.\.)[^\s(),"])+')
_WORD = re.compile(r'[^\s()"]+')
_ESCAPE = re.compile(r"\\(.)")


def parse(text: str, known: Vocabulary = HOUSE) -> Query:
    """Return what a query asks for, of the known fields. Raises Invalid with detail position, length, expected."""
    if len(text) > MAX_LENGTH:
        fail(
            say(
                "a query has at most %(max_length)s characters; this one has %(text)s",
                max_length=MAX_LENGTH,
                text=len(text),
            ),
            MAX_LENGTH,
            1,
        )
    if "\x00" in text:
        fail(say("a query cannot hold the character NUL"), text.index("\x00"), 1)
    reader = _Reader(text, known)
    where = reader.either(depth=0)
    if reader.at < len(text):
        fail(say("this parenthesis closes nothing"), reader.at, 1)
    return Query(where=where, sorts=tuple(reader.sorts), deleted=reader.deleted)


def parse_sorts(text: str, known: Vocabulary = HOUSE) -> tuple[Sort, ...]:
    """Return the order that `text` («-updated,key») states. Raises Invalid naming the field `sort`."""
    try:
        found = _Reader(f"sort:{text}", known)
        found.either(depth=0)
    except Invalid as error:
        raise Invalid(error.message, field="sort", detail={"expected": list(known.sorts)}) from error
    if found.at < len(found.text) or not found.sorts or found.terms > 1:
        raise Invalid(
            say("%(text)s is no order; give for example -updated,key", text=repr(text)), field="sort", detail={}
        )
    return tuple(found.sorts)


class _Reader:
    """Recursive descent over the text; `at` is where it stands."""

    def __init__(self, text: str, known: Vocabulary) -> None:
        self.text = text
        self.known = known
        self.at = 0
        self.terms = 0
        self.sorts: list[Sort] = []
        self.deleted = False
        self._skip()

    def _skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def _ends(self) -> bool:
        return self.at >= len(self.text) or self.text[self.at] == ")"

    def _keyword(self, word: str) -> bool:
        found = _WORD.match(self.text, self.at)
        if found is None or found[0] != word:
            return False
        self.at = found.end()
        self._skip()
        return True

    def either(self, *, depth: int) -> Node | None:
        """alternatives: terms OR terms …"""
        if depth > MAX_DEPTH:
            fail(say("parentheses may be nested %(max_depth)s deep", max_depth=MAX_DEPTH), self.at, 1)
        parts = [self._terms(depth=depth)]
        while True:
            place = self.at
            if not self._keyword("OR"):
                break
            if parts[-1] is None or self._ends():
                fail(say("OR stands between two conditions"), place, 2)
            parts.append(self._terms(depth=depth))
            if parts[-1] is None:
                fail(say("OR stands between two conditions"), place, 2)
        given = [part for part in parts if part is not None]
        if len(given) < 2:
            return given[0] if given else None
        if self.deleted:
            fail(say("is:deleted asks for the bin as a whole; it does not go with OR"), 0, len(self.text))
        return Or(tuple(given))

    def _terms(self, *, depth: int) -> Node | None:
        parts: list[Node] = []
        while not self._ends() and not self._at_or():
            if self._keyword("AND"):
                continue
            part = self._term(depth=depth)
            parts += [part] if part is not None else []
            self._skip()
        if len(parts) < 2:
            return parts[0] if parts else None
        return And(tuple(parts))

    def _at_or(self) -> bool:
        found = _WORD.match(self.text, self.at)
        return found is not None and found[0] == "OR"

    def _term(self, *, depth: int, negated: bool = False) -> Node | None:
        self.terms += 1
        if self.terms > MAX_TERMS:
            fail(say("a query has at most %(max_terms)s conditions", max_terms=MAX_TERMS), self.at, 1)
        if self.text[self.at] == "-" and self.at + 1 < len(self.text) and not self.text[self.at + 1].isspace():
            return self._negated(depth=depth, again=negated)
        if self.text[self.at] == "(":
            return self._group(depth=depth)
        start = self.at
        if found := self._take(_FIELD):
            return self._match(found[1], start, top=depth == 0 and not negated)
        return self._words(start)

    def _negated(self, *, depth: int, again: bool) -> Node | None:
        start = self.at
        if again:
            fail(say("one minus is enough"), start, 1)
        self.at += 1
        if self.text[self.at] == ")":
            fail(say("a minus stands before a condition"), start, 1)
        part = self._term(depth=depth, negated=True)
        return Not(part) if part is not None else None

    def _group(self, *, depth: int) -> Node | None:
        start = self.at
        self.at += 1
        self._skip()
        part = self.either(depth=depth + 1)
        if self.at >= len(self.text):
            fail(say("this parenthesis is never closed"), start, 1, [")"])
        if part is None:
            fail(say("there is nothing between these parentheses"), start, self.at + 1 - start)
        self.at += 1
        return part

    def _words(self, start: int) -> Words:
        if self.text[start] == '"':
            text = self._quoted()
            return Words(text, True, False, start, self.at - start)
        found = self._take(_WORD)
        word = found[0] if found else ""
        self._refuse_comparison(word, start)
        return Words(word, False, not self.text[self.at :].strip(" )"), start, len(word))

    def _refuse_comparison(self, word: str, start: int) -> None:
        """Refuse `due<2026-09-01`, as other tools write it: taken as text it would find nothing, and not say why."""
        found = _COMPARED.match(word)
        if found is None or found[1].casefold() not in self.known.fields:
            return
        sign, value = found[2], word[found.end() :]
        meant = f"-{found[1]}:{value}" if sign == "!=" else f"{found[1]}:{sign.removeprefix('=')}{value}"
        hint = say("a comparison is written %(meant)s; text goes in quotation marks", meant=meant)
        fail(hint, start, len(word), [meant])

    def _quoted(self) -> str:
        start = self.at
        found = self._take(_QUOTED)
        if found is None:
            fail(say("this quotation mark is never closed"), start, 1, ['"'])
        return _ESCAPE.sub(r"\1", found[1])

    def _match(self, name: str, start: int, *, top: bool) -> Match | None:
        field = name.casefold()
        if field == "sort":
            self._sort(start, top=top)
            return None
        if field not in self.known.fields:
            unknown(
                say_as("query", "field"),
                name,
                start,
                [*self.known.fields, "sort"],
                hint=say(" (put text with a colon in quotation marks)"),
            )
        op = self._op(field)
        values = tuple(checked(field, raw, self.known) for raw in self._values(field))
        if not self._ends() and not self.text[self.at].isspace():
            fail(say("a space stands between conditions"), self.at, 1)
        if op != "=" and (len(values) > 1 or isinstance(values[0], Range) or values[0].text == NONE):
            fail(say("%(op)s compares with one value", op=op), start, self.at - start)
        if field == "is" and any(isinstance(v, Value) and v.text == "deleted" for v in values):
            self._bin(values, start, top=top)
            return None
        return Match(field, op, values, start, self.at - start)

    def _bin(self, values: tuple[Value | Range, ...], start: int, *, top: bool) -> None:
        if not top or len(values) > 1:
            fail(
                say("is:deleted stands by itself: it asks for the bin instead of what is living"),
                start,
                self.at - start,
            )
        self.deleted = True

    def _op(self, field: str) -> str:
        place = self.at
        found = self._take(_OP)
        op = found[0] if found else "="
        if op != "=" and self.known.fields[field].takes not in ORDERED:
            ordered = [name for name, known in self.known.fields.items() if known.takes in ORDERED]
            fail(
                say(
                    "%(field)s is not compared by %(op)s; these are: %(ordered)s",
                    field=field,
                    op=op,
                    ordered=", ".join(ordered),
                ),
                place,
                len(op),
                ["="],
            )
        return op

    def _values(self, field: str) -> Iterator[Raw | tuple[Raw | None, Raw | None]]:
        while True:
            yield self._range(field)
            if self.text[self.at : self.at + 1] != ",":
                return
            self.at += 1

    def _range(self, field: str) -> Raw | tuple[Raw | None, Raw | None]:
        start = self.at
        low = self._value()
        if self.text[self.at : self.at + 2] != "..":
            if low is None:
                fail(
                    say("%(field)s: wants a value", field=field),
                    start,
                    1,
                    self.known.words(field) or forms(field, self.known),
                )
            return low
        self.at += 2
        high = self._value()
        if self.known.fields[field].takes not in ORDERED:
            fail(say("%(field)s has no order, so it takes no range", field=field), start, self.at - start)
        if low is None and high is None:
            fail(say("a range has at least one end"), start, 2, forms(field, self.known))
        return low, high

    def _value(self) -> Raw | None:
        start = self.at
        if self.text[start : start + 1] == '"':
            text = self._quoted()
            return Raw(text, start, self.at - start)
        found = self._take(_BARE)
        return Raw(found[0], start, len(found[0])) if found else None

    def _sort(self, start: int, *, top: bool) -> None:
        if not top:
            fail(say("sort: stands by itself, not in parentheses nor after a minus"), start, self.at - start)
        while True:
            place = self.at
            raw = self._value()
            name = (raw.text if raw else "").casefold()
            if name.lstrip("+-") not in self.known.sorts or len(name) - len(name.lstrip("+-")) > 1:
                unknown(say_as("query", "order"), name, place, self.known.sorts)
            self.sorts.append(Sort(name.lstrip("+-"), name.startswith("-")))
            if self.text[self.at : self.at + 1] != ",":
                return
            self.at += 1
