"""What a schedule is told in: its rule, the time of day, and how much of it a change is for."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

RuleText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    Field(description="an RFC 5545 rule, such as FREQ=WEEKLY;BYDAY=MO", json_schema_extra={"ref": "rule"}),
]


TimeOfDay = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"),
    Field(description="a local time, such as 09:00; none for whole days"),
]


class Extent(StrEnum):
    """How much of a schedule a change is for."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"
