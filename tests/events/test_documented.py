"""Every type of event stands in docs/events.md, as its docstring tells it."""

from pathlib import Path

import pytest

from headway.events.types import TYPES

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text()


@pytest.mark.parametrize("name", sorted(TYPES))
def test_the_page_tells_of_it(name: str) -> None:
    assert f"| `{name}` | {TYPES[name].__doc__} |" in PAGE
