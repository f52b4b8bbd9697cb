"""A field of a form, as a template draws it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Field:
    """What a form asks: `widget` is one of the macros in act/fields.html, `choices` are (value, words)."""

    name: str
    label: str
    value: Any = ""
    widget: str = "text"
    required: bool = False
    hint: str = ""
    error: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    ref: str = ""
