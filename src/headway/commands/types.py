"""The types of commands' arguments: what they accept, said once, for every mouth."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from ..tongue import say


def _dated(value: date) -> date:
    if not 1900 <= value.year <= 2999:
        raise ValueError(say("a date lies between 1900-01-01 and 2999-12-31"))
    return value


def _written(value: object) -> object:
    """Refuse a number for a date: it would be read as seconds since 1970."""
    number = isinstance(value, int | float) or (isinstance(value, str) and value.strip().lstrip("+-").isdecimal())
    if number:
        raise ValueError(say("a date is written as 2026-03-31"))
    return value


def _counted(value: object) -> object:
    """Refuse true and false for a number: they would be read as 1 and 0."""
    if isinstance(value, bool):
        raise ValueError(say("Input should be a valid number"))
    return value


def _printable(value: str) -> str:
    if "\x00" in value:
        raise ValueError(say("a text cannot hold the character NUL"))
    return value


Clean = AfterValidator(_printable)
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Clean]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Clean]
ShortName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Clean]
Body = Annotated[str, StringConstraints(max_length=100_000), Clean, Field(json_schema_extra={"widget": "markdown"})]
GivenBody = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100_000),
    Clean,
    Field(json_schema_extra={"widget": "markdown"}),
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), Clean]
GivenLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Clean]
Number = BeforeValidator(_counted)
Day = Annotated[date, BeforeValidator(_written), AfterValidator(_dated)]
Minutes = Annotated[
    int, Field(ge=0, le=60_000_000, description="minutes", json_schema_extra={"widget": "effort"}), Number
]
Money = Annotated[
    int, Field(ge=0, le=10**15, description="smallest units", json_schema_extra={"widget": "money"}), Number
]
Amount = Annotated[float, Field(ge=-1e15, le=1e15), Number]
Unitless = Annotated[float, Field(ge=0, le=1, description="from 0 to 1"), Number]
UnitName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), Clean]
Weight = Annotated[float, Field(gt=0, le=1_000_000), Number]
Id = Annotated[int, Field(ge=1, le=9_223_372_036_854_775_807), Number]
EventNumber = Annotated[int, Field(gt=0, lt=9_223_372_036_854_775_808, description="the number of an event"), Number]

KEY = r"^[A-Za-z][A-Za-z0-9_]{0,19}-[1-9][0-9]{0,11}$"
ItemKey = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=KEY), Field(json_schema_extra={"ref": "item"})
]
TeamKey = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z][A-Za-z0-9_]{0,19}$"),
    Field(json_schema_extra={"ref": "team"}),
]
MemberRef = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=254),
    Clean,
    Field(description="an e-mail address, or me", json_schema_extra={"ref": "member"}),
]
StateName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    Clean,
    Field(description="a state's name, or a category", json_schema_extra={"ref": "state"}),
]
PeriodName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    Clean,
    Field(json_schema_extra={"ref": "period"}),
]
LabelName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    Clean,
    Field(json_schema_extra={"ref": "label"}),
]
Labels = Annotated[list[LabelName], Field(max_length=200)]
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$"
    ),
]
Link = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,43}$")]
Zone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64), Field(json_schema_extra={"ref": "zone"})]
Instance = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=30),
    Field(description="an occurrence's local time by its schedule's rule, such as 2026-03-02T09:00"),
]
CalendarName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    Clean,
    Field(description="a calendar's name", json_schema_extra={"ref": "calendar"}),
]
