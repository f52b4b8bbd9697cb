"""What is carried over an edit is what simulating everything says, whether the edit reaches a goal or not."""

import dataclasses
import random
from datetime import timedelta

import pytest

from headway.insights import outlook, studies
from headway.insights.memory import Memory
from headway.insights.pace import Pace, Range
from headway.insights.snapshot import built
from headway.rules.words import RelationType
from tests.insights.test_outlook import DAY, aim, piece, rows, tie

GOALS = (100, 101)


def a_plan(draw):
    """Two goals, one above the other, with some early and some late work, part of it in a chain."""
    pieces = [piece(1, kind="project"), *(piece(pk, parent=1 if pk % 3 else None) for pk in range(2, 30))]
    ties = [tie(RelationType.CONTRIBUTES_TO, pk, 100) for pk in range(2, 30) if pk % 3 == 0]
    ties += [tie(RelationType.CONTRIBUTES_TO, 1, 101)]
    ties += [
        tie(RelationType.DEPENDS_ON, later, later - draw.randrange(1, 4)) for later in draw.sample(range(6, 30), 6)
    ]
    due = DAY + timedelta(days=40)
    return rows(pieces, [aim(100, due=due, parent=101), aim(101, due=due)], ties)


def some_days(draw, far):
    low = draw.uniform(1, 20) * (4 if draw.random() < far else 1)
    return Range(low, low * draw.uniform(1.2, 3))


def edited(given, pace, draw):
    """The rows and the pace after something has happened to one piece of work."""
    pk, far = draw.choice([one.id for one in given.pieces if one.kind != "project"]), draw.choice([0.0, 0.5])
    takes, waits, pieces, ties = dict(pace.takes), dict(pace.waits), list(given.pieces), list(given.ties)
    what = draw.choice(["takes", "waits", "starts", "done", "new", "tied", "cut"])
    if what == "takes":
        takes[pk] = some_days(draw, far)
    elif what == "waits":
        waits[pk] = some_days(draw, far)
    elif what == "starts":
        pieces = [dataclasses.replace(one, wait=draw.randrange(60)) if one.id == pk else one for one in pieces]
    elif what == "done":
        pieces = [one for one in pieces if one.id != pk]
        ties = [one for one in ties if pk not in (one.source, one.target)]
    elif what == "new":
        fresh = max(one.id for one in pieces if one.id < 100) + 1
        pieces.append(piece(fresh, parent=1))
        takes[fresh] = some_days(draw, far)
    elif what == "tied":
        other = draw.choice([one.id for one in pieces])
        if other < pk and other != 1:
            ties.append(tie(RelationType.DEPENDS_ON, pk, other, lag=draw.choice([0, 480])))
    elif ties[6:]:
        ties.pop(draw.randrange(len(ties)))
    pieces.sort(key=lambda one: one.id)
    return dataclasses.replace(given, pieces=tuple(pieces), ties=tuple(ties)), Pace(takes, waits)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_carried_over_edits_is_what_simulating_anew_says(seed, monkeypatch):
    asked = []
    monkeypatch.setattr(studies, "_asked", lambda *args, real=studies._asked: asked.append(len(args[1])) or real(*args))
    draw = random.Random(seed)
    given = a_plan(draw)
    pace = Pace({one.id: some_days(draw, 0.1) for one in given.pieces}, {})
    memory, carried = Memory(), 0
    for _ in range(40):
        asked.clear()
        kept = outlook.Computation(built(given, pace), 40, 250, memory).found()
        carried += sum(asked) == 0
        memory.turn()
        assert kept == outlook.Computation(built(given, pace), 40, 250).found()
        given, pace = edited(given, pace, draw)
    assert 5 < carried < 40
