"""The track record: what forecasts were worth, from those made live and from the workspace's own history replayed."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from ..models import Backtest
from ..queries.base import Look, Query
from ..queries.clock import today
from ..rules.words import Role
from .backtest import Replay
from .ledger import cases, sight_of
from .outlook import MODEL
from .scoring import ScoreBar, ScoreLine, ScoreSheet, sheet


@dataclass(frozen=True, slots=True)
class Replayed:
    """A replay of the workspace's own history: when it was made, and from which days forecasts were made in it."""

    ran_at: datetime
    model: str
    first: date
    last: date
    origins: int
    sheet: ScoreSheet


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How forecasts came out: those that were made live, and those of the replay, which stand apart."""

    model: str
    live: ScoreSheet
    backtest: Replayed | None


class ShowTrackRecord(Query):
    """Show how often forecasts came true: coverage, reliability, Brier score and skill by kind and reach.

    Nothing is claimed of a kind before thirty items of which something was said have come out. The back-test replays
    the workspace's own history with the same code; it is made once a week, or by `headway backtest`.
    """

    name = "track_record.show"
    route = "/track-record"
    least = Role.MEMBER

    def answer(self, look: Look) -> TrackRecord:
        """Score what is kept, and read the sheet of the last replay."""
        live = sheet(list(cases(look.actor, today=today(look))))
        row = Backtest.objects.filter(workspace_id=look.actor.workspace_id, sight=sight_of(look.actor)).first()
        return TrackRecord(MODEL, live, _replayed(row) if row else None)


def _replayed(row: Backtest) -> Replayed:
    return Replayed(row.ran_at, row.model, row.first, row.last, row.origins, _sheet(row.sheet))


def _sheet(facts: dict[str, Any]) -> ScoreSheet:
    lines = tuple(ScoreLine(**one) for one in facts["lines"])
    bars = tuple(ScoreBar(**one) for one in facts["bars"])
    return ScoreSheet(**{**facts, "lines": lines, "bars": bars})


def facts(replay: Replay) -> dict[str, Any]:
    """Return a replay as it is kept."""
    return {**asdict(replay), "sheet": asdict(replay.sheet)}
