"""Microsoft Project's own figures for forty networks: its early and late dates, slack and critical flags.

The networks are of working days from Monday to Friday, all links are finish-to-start, some have a lag.
"""

import gzip
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from headway.engine.critical_path import answer

DATA = Path(__file__).parents[3] / "shared/data/scheduling/msproject"
NETWORKS = sorted(DATA.glob("*.json.gz"))
FIELDS = ["early_start", "early_finish", "late_start", "late_finish", "total_slack", "free_slack", "critical"]


def working_days(moment: str, start: date) -> int:
    """Days worked since the start; a moment at or after noon is the end of its day."""
    at = datetime.fromisoformat(moment)
    days = (at.date() - start).days + start.weekday()
    return days // 7 * 5 + min(days % 7, 5) - start.weekday() + (at.hour >= 12)


def request(tasks: list[dict[str, Any]]) -> dict[str, Any]:
    links = [
        {"from": p["uid"], "to": t["uid"], "type": p["type"], "lag": p["lag"][0]} for t in tasks for p in t["preds"]
    ]
    return {"tasks": [{"id": t["uid"], "duration": t["duration"][0]} for t in tasks], "links": links}


def theirs(task: dict[str, Any], start: date) -> dict[str, Any]:
    dates = {name: working_days(task[name], start) for name in FIELDS[:4]}
    return {
        "id": str(task["uid"]),
        **dates,
        **{name: task[name][0] for name in FIELDS[4:6]},
        "critical": task["critical"],
    }


@pytest.mark.parametrize("path", NETWORKS or [None], ids=lambda path: path.name.split("_")[0] if path else "absent")
def test_agrees_with_microsoft_project(path: Path | None) -> None:
    if path is None:
        pytest.skip(f"no networks scheduled by Microsoft Project at {DATA}")
    project = json.loads(gzip.decompress(path.read_bytes()))
    tasks = [task for task in project["tasks"] if not task["summary"]]
    start = datetime.fromisoformat(project["start"]).date()
    assert answer(request(tasks))["tasks"] == [theirs(task, start) for task in tasks]
