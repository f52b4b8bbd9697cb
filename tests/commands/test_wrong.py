"""What pydantic says of arguments: in English word by word as it has it, and in German."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from headway.commands.wrong import wrong_in
from headway.tongue import say, speaking


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=2, max_length=3)]
    whole: int
    figure: float
    day: date
    at: AwareDatetime
    one: Literal["x", "y", "z"]
    several: Annotated[list[int], Field(max_length=1)]
    least: Annotated[int, Field(ge=3)]
    letter: Annotated[str, Field(pattern="^a$")]
    flag: bool


class _Checked(BaseModel):
    title: str

    @field_validator("title")
    @classmethod
    def _filled(cls, value: str) -> str:
        raise ValueError(say("a title cannot be empty"))


WRONG: list[dict[str, Any]] = [
    {"text": "x", "whole": "q", "figure": "q", "day": "20", "at": "2020-01-01T00:00:00", "one": "w", "extra": 1},
    {"several": [1, 2], "least": 1, "letter": "b", "flag": "maybe"},
    {"text": "xxxx", "whole": 1.5, "figure": [], "day": [], "at": "2020-13-01T00:00", "several": {}, "letter": 3},
    {"day": "2026-02-30", "at": "x", "flag": []},
]


def _errors(model: type[BaseModel], given: dict[str, Any]) -> list[Any]:
    try:
        model(**given)
    except ValidationError as error:
        return error.errors()
    raise AssertionError("nothing was wrong")


def test_english_is_as_pydantic_has_it() -> None:
    for given in WRONG:
        for one in _errors(_Asked, given):
            assert wrong_in(one) == one["msg"], one["type"]


def test_german_says_all_of_it() -> None:
    with speaking("de"):
        told = [wrong_in(one) for given in WRONG for one in _errors(_Asked, given)]
    assert "mindestens 2 Zeichen" in told
    assert "der Wert muss mindestens 3 sein" in told
    assert "erlaubt ist 'x', 'y' oder 'z'" in told
    assert not [text for text in told if "should" in text or "Input" in text or "required" in text]


def test_what_our_own_checks_say_comes_as_it_was_said() -> None:
    with speaking("de"):
        (one,) = _errors(_Checked, {"title": ""})
        assert wrong_in(one) == "ein Titel kann nicht leer sein"
    (one,) = _errors(_Checked, {"title": ""})
    assert wrong_in(one) == "a title cannot be empty"
