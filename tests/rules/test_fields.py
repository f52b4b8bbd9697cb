from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.errors import Invalid
from headway.rules.fields import (
    Definition,
    FieldType,
    Option,
    canonical,
    check_options,
    is_key,
    with_options,
    written,
)

OPTIONS = (Option(1, "Gold"), Option(2, "Silver"), Option(3, "Lead", gone=True))
PEOPLE = {"ann@x.org": 7}


def field(type_: FieldType, **facts: Any) -> Definition:
    return Definition(key="one", name="One", type=type_, **facts)


def read(type_: FieldType, given: Any, **facts: Any) -> Any:
    return canonical(field(type_, options=OPTIONS, **facts), given, person=find)


def find(ref: str) -> int:
    if ref not in PEOPLE:
        raise Invalid("nobody")
    return PEOPLE[ref]


@pytest.mark.parametrize(
    ("type_", "given", "kept"),
    [
        (FieldType.TEXT, "  well ", "well"),
        (FieldType.NUMBER, "3", 3),
        (FieldType.NUMBER, "3,5", 3.5),
        (FieldType.NUMBER, 2.0, 2),
        (FieldType.NUMBER, "-1e3", -1000),
        (FieldType.MONEY, "1250.50 EUR", {"amount": 125_050, "currency": "EUR"}),
        (FieldType.MONEY, "usd 3", {"amount": 300, "currency": "USD"}),
        (FieldType.MONEY, "5 000 JPY", {"amount": 5000, "currency": "JPY"}),
        (FieldType.MONEY, "1.234 KWD", {"amount": 1234, "currency": "KWD"}),
        (FieldType.MONEY, {"amount": 5, "currency": "eur"}, {"amount": 5, "currency": "EUR"}),
        (FieldType.DATE, "2026-02-28", "2026-02-28"),
        (FieldType.PERSON, "ann@x.org", 7),
        (FieldType.CHOICE, "gold", 1),
        (FieldType.CHOICES, ["Silver", "gold", "Gold"], [1, 2]),
        (FieldType.CHOICES, "silver, gold", [1, 2]),
        (FieldType.LINK, "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (FieldType.LINK, "mailto:ann@x.org", "mailto:ann@x.org"),
        *((type_, None, None) for type_ in FieldType),
        *((type_, "", None) for type_ in FieldType),
        (FieldType.CHOICES, [], None),
    ],
)
def test_a_value_has_one_form(type_: FieldType, given: Any, kept: Any) -> None:
    assert read(type_, given) == kept


@pytest.mark.parametrize(
    ("type_", "given"),
    [
        (FieldType.TEXT, 3),
        (FieldType.TEXT, "x" * 2001),
        (FieldType.TEXT, "a\x00b"),
        *((FieldType.NUMBER, bad) for bad in ("three", "nan", "inf", "1e400", True, [1], "1_000", "0x1", "1e16")),
        *(
            (FieldType.MONEY, bad)
            for bad in ("12", "EUR", "12 EURO", "1.234 EUR", "EUR 1 USD", True, [], {"amount": 1})
        ),
        (FieldType.MONEY, {"amount": 1.5, "currency": "EUR"}),
        (FieldType.MONEY, {"amount": 1, "currency": "E1"}),
        *((FieldType.DATE, bad) for bad in ("2026-02-29", "tomorrow", "1800-01-01", 20260101)),
        (FieldType.PERSON, "bob@x.org"),
        (FieldType.CHOICE, "Lead"),
        (FieldType.CHOICE, "Tin"),
        (FieldType.CHOICES, ["Gold", "Tin"]),
        *(
            (FieldType.LINK, bad)
            for bad in ("example.org", "javascript:alert(1)", "data:text/html,x", "https://", "http://a b")
        ),
        (FieldType.LINK, "https://[broken"),
    ],
)
def test_a_wrong_value_names_its_field(type_: FieldType, given: Any) -> None:
    if given in ([],):
        pytest.skip("an empty list is nothing")
    with pytest.raises(Invalid) as caught:
        read(type_, given)
    assert caught.value.field == "fields.one"
    assert caught.value.message.startswith("One: ")


def test_an_amount_without_currency_is_in_the_fields_own() -> None:
    assert read(FieldType.MONEY, "12.5", currency="CHF") == {"amount": 1250, "currency": "CHF"}
    assert read(FieldType.MONEY, 12.5, currency="CHF") == {"amount": 1250, "currency": "CHF"}


@given(units=st.integers(-(10**12), 10**12), currency=st.sampled_from(["EUR", "JPY", "KWD"]))
def test_what_is_written_is_read_again(units: int, currency: str) -> None:
    one = field(FieldType.MONEY)
    value = {"amount": units, "currency": currency}
    assert canonical(one, written(one, value, person=str), person=find) == value


def test_options_keep_their_numbers() -> None:
    first = with_options((), ["Gold", "Silver"])
    assert first == (Option(1, "Gold"), Option(2, "Silver"))
    second = with_options(first, ["silver", "Tin"])
    assert second == (Option(2, "silver"), Option(3, "Tin"), Option(1, "Gold", gone=True))
    assert with_options(second, ["Gold", "Tin"]) == (
        Option(1, "Gold"),
        Option(3, "Tin"),
        Option(2, "silver", gone=True),
    )


@pytest.mark.parametrize("names", [["A", "a"], ["a,b"], ['"'], ["None"]])
def test_options_that_could_not_be_told_apart(names: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        check_options(names)
    assert caught.value.field == "options"


def test_keys() -> None:
    assert [key for key in ("cost", "a_1", "1a", "", "A", "a-b", "x" * 41) if is_key(key)] == ["cost", "a_1"]
