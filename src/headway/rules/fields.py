"""Fields of an organisation's own: their types, and how a value of each is read, kept and written. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from ..tongue import say
from . import money
from .errors import Invalid


class FieldType(StrEnum):
    """What the values of a field are."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    PERSON = "person"
    CHOICE = "choice"
    CHOICES = "choices"
    LINK = "link"


LONGEST: Final = 2000
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_AMOUNT: Final = re.compile(
    r"(?:(?P<before>[A-Za-z]{3})\s*)?(?P<figure>[-+]?[0-9][^A-Za-z]*?)\s*(?P<after>[A-Za-z]{3})?"
)
_SCHEMES: Final = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True)
class Option:
    """One of the words of a choice. Values hold its `id`; one that is `gone` keeps its values, and takes no more."""

    id: int
    name: str
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A field; `kinds` are those that have it, all where empty."""

    key: str
    name: str
    type: FieldType
    about: str = ""
    kinds: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    currency: str = ""
    required: bool = False
    position: int = 0
    archived: bool = False

    def fits(self, kind: str) -> bool:
        """Whether items of a kind have it."""
        return not self.archived and (not self.kinds or kind in self.kinds)

    @property
    def choosable(self) -> tuple[str, ...]:
        """The names that may be chosen now."""
        return tuple(option.name for option in self.options if not option.gone)

    def option_of(self, name: str) -> Option | None:
        """Return the option of a name, whatever its case; one in use before one that is gone."""
        wanted = name.strip().casefold()
        ordered = sorted(self.options, key=lambda one: one.gone)
        return next((option for option in ordered if option.name.casefold() == wanted), None)

    def named(self, pk: int) -> str:
        """Return an option's name."""
        return next((option.name for option in self.options if option.id == pk), str(pk))


def is_key(text: str) -> bool:
    """Whether a text can be a field's key: small letters, digits and underscores, a letter first."""
    return _KEY.fullmatch(text) is not None


def canonical(one: Definition, given: Any, *, person: Callable[[str], int]) -> Any:
    """Return a value as it is kept, None for nothing: each type has one form, so that the database can compare.

    text and link: str; number: int or float; money: {amount (smallest units), currency}; date: ISO; person: the
    member's id, which `person` finds by address; choice: the option's id; choices: their ids, ascending.
    Raises Invalid naming `fields.<key>` and what would be right.
    """
    try:
        return None if given in (None, "", []) else _READERS[one.type](one, given, person)
    except Invalid as error:
        raise Invalid(
            say("%(name)s: %(message)s", name=one.name, message=error.message),
            field=f"fields.{one.key}",
            detail=error.detail,
        ) from error


def _text(one: Definition, given: Any, person: Any) -> str:
    text = _string(given, say("a text")).strip()
    if len(text) > LONGEST:
        raise Invalid(
            say("a text has at most %(longest)s characters; this one has %(text)s", longest=LONGEST, text=len(text))
        )
    if "\x00" in text:
        raise Invalid(say("a text cannot hold the character NUL"))
    return text


def _string(given: Any, what: str) -> str:
    if not isinstance(given, str):
        raise Invalid(say("takes %(what)s, not %(name)s", what=what, name=type(given).__name__))
    return given


def _number(one: Definition, given: Any, person: Any) -> int | float:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise Invalid(say("takes a number such as 3 or 0.5"))
    text = str(given).strip().replace(",", ".")
    if re.fullmatch(r"[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,3})?", text) is None:
        raise Invalid(say("takes a number such as 3 or 0.5, not %(text)s", text=repr(text[:40])))
    value = float(text)
    if not -1e15 <= value <= 1e15:
        raise Invalid(say("a number lies between -10^15 and 10^15"))
    return int(value) if value.is_integer() else value


def amount(given: Any, *, currency: str) -> tuple[int, str]:
    """Read an amount of money as smallest units and currency; `currency` is meant where none is named.

    Forms: "1250.50 EUR", "EUR 1250.50", "1250.50", 1250.5. Raises Invalid.
    """
    found = _AMOUNT.fullmatch(str(Decimal(str(given))) if isinstance(given, int | float) else given.strip())
    if found is None or (found["before"] and found["after"]):
        raise Invalid(say("takes an amount such as 1250.50 EUR"))
    named = (found["before"] or found["after"] or currency).upper()
    if not named:
        raise Invalid(say("takes an amount with its currency, such as 1250.50 EUR"))
    return money.minor(found["figure"], named), named


def _money(one: Definition, given: Any, person: Any) -> dict[str, Any]:
    if isinstance(given, Mapping):
        return _units(given)
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise Invalid(say("takes an amount such as 1250.50 EUR"))
    units, currency = amount(given, currency=one.currency)
    return {"amount": units, "currency": currency}


def _units(given: Mapping[str, Any]) -> dict[str, Any]:
    units, currency = given.get("amount"), given.get("currency")
    plain = isinstance(units, int) and not isinstance(units, bool) and abs(units) <= money.MOST
    if not plain or not isinstance(currency, str) or set(given) != {"amount", "currency"}:
        raise Invalid(say("takes {amount: whole smallest units, currency: three letters}"))
    if re.fullmatch(r"[A-Za-z]{3}", currency) is None:
        raise Invalid(say("a currency has three letters, such as EUR"))
    return {"amount": units, "currency": currency.upper()}


def _date(one: Definition, given: Any, person: Any) -> str:
    text = _string(given, say("a date such as 2026-01-31")).strip()
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(say("takes a date such as 2026-01-31, not %(text)s", text=repr(text[:40]))) from error
    if not 1900 <= found.year <= 2999:
        raise Invalid(say("a date lies between 1900-01-01 and 2999-12-31"))
    return found.isoformat()


def _person(one: Definition, given: Any, person: Callable[[str], int]) -> int:
    return person(_string(given, say("a member's e-mail address")).strip())


def _choice(one: Definition, given: Any, person: Any) -> int:
    option = one.option_of(_string(given, say("one of its options")))
    if option is None or option.gone:
        listed = ", ".join(one.choosable)
        raise Invalid(
            say("has no option %(given)s; there are: %(listed)s", given=repr(str(given)[:100]), listed=listed),
            detail={"options": one.choosable},
        )
    return option.id


def _choices(one: Definition, given: Any, person: Any) -> list[int] | None:
    names = given.split(",") if isinstance(given, str) else given
    if not isinstance(names, Sequence):
        raise Invalid(say("takes a list of its options"))
    found = {_choice(one, name, person) for name in names if name != "" and str(name).strip()}
    return sorted(found) or None


def _link(one: Definition, given: Any, person: Any) -> str:
    text = _text(one, given, person)
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise Invalid(say("takes an address such as https://example.org/page")) from error
    right = parts.scheme in _SCHEMES and (parts.netloc if parts.scheme != "mailto" else parts.path)
    if not right or re.search(r"[\s<>\"\x00-\x1f\x7f]", text):
        raise Invalid(say("takes an address that begins with https://, http:// or mailto:"))
    return text


_READERS: Final[Mapping[FieldType, Callable[[Definition, Any, Any], Any]]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.PERSON: _person,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.LINK: _link,
}


def written(one: Definition, value: Any, *, person: Callable[[int], str]) -> str:
    """Write a kept value in words that `canonical` reads again."""
    match one.type:
        case FieldType.MONEY:
            return f"{money.major(value['amount'], value['currency'])} {value['currency']}"
        case FieldType.PERSON:
            return person(value)
        case FieldType.CHOICE:
            return one.named(value)
        case FieldType.CHOICES:
            return ", ".join(one.named(pk) for pk in value)
    return str(value)


def check_options(names: Sequence[str]) -> None:
    """Refuse options that could not be told apart, in lists or in the query language. Raises Invalid (options)."""
    folded = [name.casefold() for name in names]
    for name in names:
        if folded.count(name.casefold()) > 1:
            raise Invalid(say("the option %(name)s stands twice", name=repr(name)), field="options")
        if "," in name or '"' in name or name.casefold() == "none":
            raise Invalid(
                say("%(name)s cannot be an option: no commas, no quotation marks, and not none", name=repr(name)),
                field="options",
            )


def with_options(old: Sequence[Option], names: Sequence[str]) -> tuple[Option, ...]:
    """Return the options of these names, in their order: known ones keep their ids, those left out are gone."""
    known = {option.name.casefold(): option for option in old}
    latest = max((option.id for option in old), default=0)
    made: list[Option] = []
    for name in names:
        before = known.pop(name.casefold(), None)
        latest += 0 if before else 1
        made.append(Option(before.id if before else latest, name))
    return (*made, *(Option(option.id, option.name, gone=True) for option in known.values()))
