"""What is kept until something happens: asked once, and never more of it than there is room for."""

from collections.abc import Iterator

import pytest

from headway.queries import kept


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    kept.forget()
    yield
    kept.forget()


def test_what_is_kept_is_asked_once() -> None:
    asked: list[int] = []
    for _ in range(3):
        kept.stored(("once",), lambda: asked.append(1))
    assert len(asked) == 1


@pytest.mark.parametrize(("weight", "most"), [(1, kept.MOST), (50, kept.MOST // 50), (10_000, 1)])
def test_heavy_answers_leave_the_sooner(weight: int, most: int) -> None:
    for n in range(2 * kept.MOST):
        assert kept.stored(("heavy", n), lambda n=n: n, weigh=lambda _: weight) == n  # type: ignore[misc]
    held = [key for key in kept._kept if key[0] == "heavy"]  # type: ignore[index]
    assert 0 < len(held) <= most
    assert held[-1] == ("heavy", 2 * kept.MOST - 1)
    assert len(kept._heavy) <= len(held)
