"""Resource levelling against the best known plans of PSPLIB: `python bench/level.py [set] [instances] [seconds]`.

Prints the mean gap of the answers to the best known length, and how many are proven.
"""

import csv
import re
import sys
import time
from pathlib import Path

from headway.engine.level import answer

DATA = Path(__file__).parents[2] / "shared/data/scheduling/psplib"


def read(path: Path) -> dict:
    """Return a PSPLIB file as a request."""
    body = path.read_text()
    links = re.search(r"successors\n(.*?)\*{5}", body, re.S)[1].strip().splitlines()
    tasks = re.search(r"REQUESTS/DURATIONS:\n[^\n]*\n-+\n(.*?)\*{5}", body, re.S)[1].strip().splitlines()
    limits = re.search(r"RESOURCEAVAILABILITIES:\n[^\n]*\n(.*?)\n", body, re.S)[1].split()
    rows = [[int(word) for word in line.split()] for line in tasks]
    return {
        "id": path.stem,
        "tasks": [
            {"id": row[0], "duration": row[2], "demand": {f"R{i}": n for i, n in enumerate(row[3:], 1)}} for row in rows
        ],
        "links": [{"from": row[0], "to": to} for row in (line.split() for line in links) for to in row[3:]],
        "capacity": {f"R{i}": int(n) for i, n in enumerate(limits, 1)},
    }


def main(which: str = "j30", count: str = "12", seconds: str = "5") -> None:
    if not DATA.exists():
        sys.exit(f"no PSPLIB instances at {DATA}")
    rows = [row for row in csv.DictReader((DATA / "best_known.csv").open()) if row["set"] == which]
    sample = rows[:: max(1, len(rows) // int(count))]
    gaps, proven, begun = [], 0, time.perf_counter()
    for row in sample:
        result = answer(read(DATA / which / f"{row['instance']}.sm") | {"seconds": float(seconds), "seed": 1})
        gaps.append(result["finish"] / int(row["best_ub"]) - 1)
        proven += result["proven"]
        print(f"{row['instance']:10} {result['finish']:4} best known {row['best_ub']:>4} proven {result['proven']}")
    spent = (time.perf_counter() - begun) / len(sample)
    print(
        f"{which}: {len(sample)} instances, mean gap {sum(gaps) / len(gaps):.2%}, proven {proven}, {spent:.1f} s each"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
