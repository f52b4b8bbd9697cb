"""What people type finds what they mean, the better fit before the worse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.fuzzy import Fit, match, stretches


@pytest.mark.parametrize(
    ("asked", "name", "fit", "marked"),
    [
        ("pay-41", "PAY-41", Fit.EXACT, ["PAY-41"]),
        ("pay-4", "PAY-41", Fit.PREFIX, ["PAY-4"]),
        ("new  prov", "New provider", Fit.PREFIX, ["New prov"]),
        ("prov", "New provider", Fit.WORDS, ["prov"]),
        ("plan write", "Write the plan", Fit.WORDS, ["Write", "plan"]),
        ("vider", "New provider", Fit.WITHIN, ["vider"]),
        ("uber", "Über die Brücke", Fit.PREFIX, ["Über"]),
        ("strasse", "Hauptstraße", Fit.WITHIN, ["straße"]),
        ("provdier", "New provider", Fit.SLIP, ["provider"]),
        ("provier", "New provider", Fit.SLIP, ["provider"]),
        ("provyder", "New provider", Fit.SLIP, ["provider"]),
        ("provvider", "New provider", Fit.SLIP, ["provider"]),
        ("np", "New provider", Fit.LETTERS, ["N", "p"]),
        ("asgn", "Assign to", Fit.LETTERS, ["A", "s", "gn"]),
        ("mvto", "Move to", Fit.LETTERS, ["M", "v", "to"]),
    ],
)
def test_fits(asked, name, fit, marked):
    found = match(asked, name)
    assert found is not None
    assert found.fit is fit
    assert [piece for piece, meant in stretches(name, found.spans) if meant] == marked


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("", "Anything"),
        ("   ", "Anything"),
        ("x", "Anything"),
        ("n", "Anything"),
        ("provider late", "New provider"),
        ("aig", "A long name in which the letters lie so far apart that nobody meant it: g"),
        ("pla", "Compliance"),
        ("zrovider", "New provider"),
        ("tsak", "A sack"),
        ("word", ""),
    ],
)
def test_does_not_fit(asked, name):
    assert match(asked, name) is None


def test_better_fits_come_first():
    order = ["Plan", "Planning", "The plan", "Airplane", "Paln", "Pull lanes"]
    fits = [getattr(match("plan", name), "fit", None) for name in order]
    assert fits == [Fit.EXACT, Fit.PREFIX, Fit.WORDS, Fit.WITHIN, Fit.SLIP, Fit.LETTERS]


@given(asked=st.text(max_size=30), name=st.text(max_size=60))
def test_pieces_make_up_the_name(asked, name):
    found = match(asked, name)
    pieces = list(stretches(name, found.spans if found else ()))
    assert "".join(piece for piece, _ in pieces) == name
    assert all(piece for piece, _ in pieces)
    assert found is None or any(meant for _, meant in pieces)


@given(name=st.text("abc XYZ-1", min_size=1, max_size=60))
def test_a_name_fits_itself(name):
    name = " ".join(name.split())
    found = match(name.swapcase(), name)
    assert (found.fit if found else None) is (Fit.EXACT if name else None)
