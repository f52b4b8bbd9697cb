"""What is kept for the next computation: what was asked for, what that was made of, and nothing else."""

import pytest

from headway.insights.memory import Memory, Same


@pytest.fixture
def asked():
    """A memory, and a question to it that leans on two others; `made` tells what was computed."""
    memory, made = Memory(), []

    def part(name):
        return memory.of(name, lambda: made.append(name) or name.upper())

    def whole():
        made.append("whole")
        return part("left") + part("right")

    return memory, made, part, lambda: memory.of("whole", whole)


def test_what_is_asked_again_keeps_what_it_was_made_of(asked):
    memory, made, part, whole = asked
    assert whole() == "LEFTRIGHT"
    memory.turn()
    for _ in range(3):
        assert whole() == "LEFTRIGHT"
        memory.turn()
    assert part("left") == "LEFT"
    assert made == ["whole", "left", "right"]


def test_what_nobody_asks_for_is_forgotten_with_what_it_was_made_of(asked):
    memory, made, part, whole = asked
    whole()
    memory.turn()
    part("left")
    memory.turn()
    part("left")
    assert made == ["whole", "left", "right"]
    whole()
    assert made == ["whole", "left", "right", "whole", "right"]


def test_what_fails_is_not_kept_and_leaves_the_rest_as_it_was(asked):
    memory, made, part, _ = asked

    def fails():
        part("left")
        raise ValueError("no")

    with pytest.raises(ValueError, match=r"^no$"):
        memory.of("fails", fails)
    assert memory.get("fails") is None
    assert (part("left"), made) == ("LEFT", ["left"])


def test_an_object_is_the_same_only_while_it_is_the_very_same():
    one, other = (1, 2), (*range(1, 3),)
    assert one == other
    assert (Same(one) == Same(one), Same(one) == Same(other), Same(one) == one) == (True, False, False)
    assert len({Same(one), Same(one), Same(other)}) == 2
