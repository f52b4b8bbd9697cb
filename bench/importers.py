"""How fast exports are read and markup is converted: python bench/importers.py

Reads ../shared/data beside the project. Prints records and texts a second on one core, and what each file holds.
"""

import gzip
import time
from pathlib import Path

import orjson

from headway.importers import jira, wiki
from headway.importers.tally import tally

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "jira"


def texts(path: Path) -> list[str]:
    found = []
    with gzip.open(path) as lines:
        issues = [orjson.loads(line)["fields"] for line in lines]
    for fields in issues:
        found += [fields.get("description"), *(comment.get("body") for comment in fields["comment"]["comments"])]
    return [text for text in found if text]


def main() -> None:
    for path in sorted(DATA.glob("*.jsonl.gz")):
        begun = time.perf_counter()
        records = list(jira.read(path))
        read = time.perf_counter() - begun
        bodies = texts(path)
        begun = time.perf_counter()
        for text in bodies:
            wiki.markdown(text)
        converted = time.perf_counter() - begun
        total = tally(records)
        print(f"{path.name}: {len(records)} records in {read:.2f} s, {len(records) / read:.0f}/s", end="; ")
        print(f"{len(bodies)} texts, {sum(map(len, bodies)) / 1e6:.2f} MB, in {converted:.2f} s")
        for name in ("items", "links", "foreign_links", "comments", "people", "former_people", "transitions", "bad"):
            print(f"  {name}: {getattr(total, name)}")


if __name__ == "__main__":
    main()
