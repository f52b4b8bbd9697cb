"""Whatever is done in whatever order: the invariants hold, and the log folds to what the tables hold."""

import os

import pytest

from headway.commands import catalogue
from headway.queries.verify import verify
from tests.commands.drawing import LEFT_OUT
from tests.commands.sequences import Sequence, broken_invariants
from tests.world import make_world

SEQUENCES, LENGTH = int(os.environ.get("SEQUENCES", "40")), 10
WORLDS = max(4, SEQUENCES // 40)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(WORLDS))
def test_state_is_the_replay_of_events(seed: int) -> None:
    world = make_world()
    done = refused = 0
    for number in range(SEQUENCES // WORLDS):
        sequence = Sequence(world, seed=seed * 100_000 + number)
        told = sequence.run(LENGTH)
        done, refused = done + told["done"], refused + told["refused"]
        assert broken_invariants(world.workspace) == [], _named(seed, number, sequence)
        assert verify(world.workspace) == [], _named(seed, number, sequence)
    assert done > refused / 6 > 0, "the sequences must both do and be refused something"


@pytest.mark.django_db
def test_every_command_can_be_drawn() -> None:
    drawing = Sequence(make_world(), seed=1).drawing
    for name, command in catalogue().items():
        if name not in LEFT_OUT and not name.startswith("history."):
            assert [set(drawing.arguments(command)) <= set(command.model_fields) for _ in range(5)] == [True] * 5, name


def _named(seed: int, number: int, sequence: Sequence) -> str:
    return "\n".join([f"sequence {number} of seed {seed}:", *sequence.acts])
