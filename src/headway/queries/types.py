"""The types of queries' arguments: what they accept, said once, for every mouth."""

from typing import Annotated

from pydantic import Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]
Q = Annotated[
    Text, Field(description="a query: kind:issue state:open due:<7d …", json_schema_extra={"widget": "query"})
]
Order = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
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
