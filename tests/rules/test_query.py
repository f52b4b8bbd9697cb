"""The query language: what it reads, and how it refuses."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.errors import Invalid
from headway.rules.query import And, Match, Not, Or, Range, Sort, Value, Words, parse, parse_sorts
from headway.rules.query.fields import FIELDS, SORTS, Takes, words_of
from headway.rules.query.nodes import atoms, walk
from headway.rules.query.values import days, minutes, number

TODAY = date(2026, 3, 11)  # a Wednesday


def leaves(text):
    return [
        (leaf.field, leaf.op, [value.text for value in atoms(leaf)]) if isinstance(leaf, Match) else leaf.text
        for leaf in walk(parse(text).where)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  ", []),
        ("kind:issue", [("kind", "=", ["issue"])]),
        ("KIND:Issue,TASK", [("kind", "=", ["issue", "task"])]),
        ('label:"two words",one', [("label", "=", ["two words", "one"])]),
        (r'label:"a \"b\""', [("label", "=", ['a "b"'])]),
        ("goal:g-12", [("goal", "=", ["G-12"])]),
        ("due:<=7d", [("due", "<=", ["7d"])]),
        ("due:2026-01-01..2026-02-01", [("due", "=", ["2026-01-01", "2026-02-01"])]),
        ("effort:4h..", [("effort", "=", ["4h"])]),
        ("owner:none", [("owner", "=", ["none"])]),
        ("words that stand", ["words", "that", "stand"]),
        ('"a phrase" AND more', ["a phrase", "more"]),
        ("see http://x.org/a", ["see", "http://x.org/a"]),
        ("is:open has:due no:owner", [("is", "=", ["open"]), ("has", "=", ["due"]), ("no", "=", ["owner"])]),
    ],
)
def test_it_reads(text, expected):
    assert leaves(text) == expected


def test_its_tree():
    where = parse("a -(b OR -c) kind:task").where
    assert isinstance(where, And)
    first, second, third = where.parts
    assert isinstance(first, Words)
    assert isinstance(second, Not)
    assert isinstance(second.part, Or)
    assert isinstance(second.part.parts[1], Not)
    assert third == Match("kind", "=", (Value("task", 18, 4),), 13, 9)


def test_only_the_last_word_may_go_on():
    assert [leaf.prefix for leaf in walk(parse("pay invo").where)] == [False, True]
    assert [leaf.prefix for leaf in walk(parse('pay "invo"').where)] == [False, False]


def test_orders_and_the_bin():
    query = parse("sort:-updated,key is:deleted kind:task")
    assert query.sorts == (Sort("updated", True), Sort("key", False))
    assert query.deleted
    assert isinstance(query.where, Match)
    assert parse_sorts("-due, key".replace(" ", "")) == (Sort("due", True), Sort("key", False))


def test_a_range_keeps_its_ends():
    [value] = parse("points:..3").where.values
    assert value == Range(None, Value("3", 9, 1))


@pytest.mark.parametrize(
    ("text", "position", "length", "says"),
    [
        ("knd:task", 0, 3, "did you mean kind"),
        ("a kind:tsk", 7, 3, "did you mean task"),
        ("due:soon", 4, 4, "cannot read"),
        ("due:2026-02-30", 4, 10, "cannot read"),
        ("effort:long", 7, 4, "cannot read"),
        ("points:nan", 7, 3, "cannot read"),
        ("goal:twelve", 5, 6, "not a key"),
        ("owner:", 6, 1, "wants a value"),
        ("owner:a,", 8, 1, "wants a value"),
        ("kind:<task", 5, 1, "not compared"),
        ("kind:task..issue", 5, 11, "no range"),
        ("due:<1d,2d", 0, 10, "one value"),
        ("due:<none", 0, 9, "one value"),
        ("due:..", 4, 2, "at least one end"),
        ("due:1d..2d..3d", 10, 1, "a space"),
        ("a (b", 2, 1, "never closed"),
        ("a)", 1, 1, "closes nothing"),
        ("()", 0, 2, "nothing between"),
        ('say "hello', 4, 1, "never closed"),
        ("a OR", 2, 2, "between two"),
        ("OR a", 0, 2, "between two"),
        ("--a", 1, 1, "one minus"),
        ("sort:size", 5, 4, "no order"),
        ("(sort:due)", 1, 5, "by itself"),
        ("-is:deleted", 1, 10, "by itself"),
        ("is:deleted,open", 0, 15, "by itself"),
        ("a\x00", 1, 1, "NUL"),
        ("a due<2026-09-01", 2, 14, "due:<2026-09-01"),
        ("(State!=done)", 1, 11, "-State:done"),
        ("points>=3", 0, 9, "points:>=3"),
        ('title="x y"', 0, 6, "title:;"),
    ],
)
def test_it_points_at_the_word(text, position, length, says):
    with pytest.raises(Invalid, match=says) as caught:
        parse(text)
    assert caught.value.field == "q"
    assert (caught.value.detail["position"], caught.value.detail["length"]) == (position, length)


@pytest.mark.parametrize("text", ["x" * 2001, "(" * 20 + "a" + ")" * 20, "a " * 101, "-" * 1000, "(" * 1000])
def test_hostile_text_is_refused(text):
    with pytest.raises(Invalid):
        parse(text)


@pytest.mark.parametrize("text", ["size", "due OR a", "due)", "", "due,due2", "-due kind:task"])
def test_an_order_names_its_own_field(text):
    with pytest.raises(Invalid) as caught:
        parse_sorts(text)
    assert caught.value.field == "sort"


@given(st.text(max_size=80) | st.text(alphabet='kindue:<>=.,-()" ORs1d', max_size=60))
def test_any_text_is_read_or_refused(text):
    found = outcome(text)
    if isinstance(found, Invalid):
        assert 0 <= found.detail["position"] <= len(text)
        assert found.detail["length"] >= 1
        return
    for leaf in walk(found.where):
        assert 0 <= leaf.position < leaf.position + leaf.length <= len(text)


def outcome(text):
    try:
        return parse(text)
    except Invalid as refusal:
        return refusal


def test_every_field_is_described_and_readable():
    samples = {Takes.DAY: "today", Takes.MOMENT: "-3d", Takes.NUMBER: "1", Takes.MINUTES: "2h", Takes.KEY: "A-1"}
    for name, field in FIELDS.items():
        value = samples.get(field.takes) or (words_of(name) or ("x",))[0]
        assert field.about
        assert leaves(f"{name}:{value}")[0][0] == name
    for name in SORTS:
        assert parse(f"sort:-{name}").sorts == (Sort(name, True),)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-01-31", "2026-01-31", "2026-01-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("today", "2026-03-11", "2026-03-11"),
        ("Yesterday", "2026-03-10", "2026-03-10"),
        ("tomorrow", "2026-03-12", "2026-03-12"),
        ("this-week", "2026-03-09", "2026-03-15"),
        ("last-week", "2026-03-02", "2026-03-08"),
        ("next-month", "2026-04-01", "2026-04-30"),
        ("this-quarter", "2026-01-01", "2026-03-31"),
        ("last-quarter", "2025-10-01", "2025-12-31"),
        ("next-year", "2027-01-01", "2027-12-31"),
        ("7d", "2026-03-18", "2026-03-18"),
        ("-2w", "2026-02-25", "2026-02-25"),
        ("30d-ago", "2026-02-09", "2026-02-09"),
        ("1m", "2026-04-11", "2026-04-11"),
        ("-1y", "2025-03-11", "2025-03-11"),
    ],
)
def test_days(text, first, last):
    assert days(text, today=TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "someday", "2026-13", "1800", "3000-01-01", "99999y", "7", "7 d", "2026-1-1"])
def test_what_is_no_day(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says what would be right
        days(text, today=TODAY)


def test_efforts_and_numbers():
    assert [minutes(text) for text in ("30m", "4h", "2d", "1w", "1h30m", "90")] == [30, 240, 960, 2400, 90, 90]
    assert number("-0.5") == -0.5
    for bad in ("h", "", "4 h", "1h2d"):
        with pytest.raises(ValueError):  # noqa: PT011
            minutes(bad)
    for bad in ("inf", "1e16", "1_000", "x"):
        with pytest.raises(ValueError):  # noqa: PT011
            number(bad)
