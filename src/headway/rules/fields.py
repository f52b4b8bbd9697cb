"""Fields of an organisation's own: their types, and how a value of each is read, kept and written. Pure."""

from enum import StrEnum


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
