"""The types of queries' arguments: what they accept, said once, for every mouth."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints


def _dated(value: date) -> date:
    if not 1900 <= value.year <= 2999:
        raise ValueError("a date lies between 1900-01-01 and 2999-12-31")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]
Q = Annotated[
    Text, Field(description="a query: kind:issue state:open due:<7d …", json_schema_extra={"widget": "query"})
]
Order = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Id = Annotated[int, Field(ge=1, le=9_223_372_036_854_775_807)]
Day = Annotated[date, AfterValidator(_dated)]
MemberRef = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=254, pattern=r"^[^\x00]*$"),
    Field(description="an e-mail address, or me", json_schema_extra={"ref": "member"}),
]
Limit = Annotated[int, Field(ge=1, le=200)]
Cursor = Annotated[str, StringConstraints(max_length=2000), Field(description="where the page before ended")]
ItemKey = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z][A-Za-z0-9_]{0,19}-[1-9][0-9]{0,11}$"),
    Field(json_schema_extra={"ref": "item"}),
]
PeriodName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    Field(json_schema_extra={"ref": "period"}),
]
TeamKey = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z][A-Za-z0-9_]{0,19}$"),
    Field(json_schema_extra={"ref": "team"}),
]
Link = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,43}$")]
