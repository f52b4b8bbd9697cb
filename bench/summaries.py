"""The check of summaries: our own sentences pass it, texts made wrong do not.

.venv/bin/python bench/summaries.py [--workspaces 10000] [--texts 10000] [--seed 1]
"""

import argparse
import random
import time
from collections import Counter

from fuzzed_truth import untrue
from mutated_texts import mutated, reworded, seen, told

from headway.rules.summaries import Reader, unsupported, verify
from headway.rules.summaries.words import sentences


def own(count, seed):
    """How many of our own sentences are refused, say what stands in no fact, or what is not so where they are said."""
    draw, said, refused = random.Random(seed), 0, []
    for _ in range(count):
        place = seen(draw)
        for one in sentences(place, draw.choice(list(Reader))):
            said += 1
            if unsupported(one.text, one.facts) or verify(one, one.text) or untrue(place, one):
                refused.append((one.text, untrue(place, one)))
    return said, refused


def honest(count, seed):
    """How many sentences were said in other words that mean the same, and those of them that were not taken."""
    draw, said, refused = random.Random(seed), 0, []
    while said < count:
        for one in told(draw):
            said += 1
            text = reworded(one.text, draw)
            if problems := verify(one, text):
                refused.append((one.text, text, problems))
    return said, refused


def wrong(count, seed):
    """Mutation -> how many texts were made wrong by it, and those of them that were not caught."""
    draw, made, missed = random.Random(seed), Counter(), []
    while made.total() < count:
        for one in told(draw):
            said = draw.choice((one.text, reworded(one.text, draw)))
            name, text = mutated(said, draw)
            made[name] += 1
            if not verify(one, text):
                missed.append((name, one.text, text))
    return made, missed


def main():
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspaces", type=int, default=10_000)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begin = time.perf_counter()
    said, refused = own(asked.workspaces, asked.seed)
    spent = time.perf_counter() - begin
    print(f"{said} sentences of {asked.workspaces} workspaces: {len(refused)} refused ({spent:.1f} s)")
    others, left = honest(asked.texts, asked.seed)
    print(f"{others} of them in other words: {1 - len(left) / others:.2%} taken")
    begin = time.perf_counter()
    made, missed = wrong(asked.texts, asked.seed)
    lost = Counter(name for name, *_ in missed)
    caught = 1 - len(missed) / made.total()
    print(f"{made.total()} texts made wrong: {caught:.2%} caught ({time.perf_counter() - begin:.1f} s)")
    for name, count in sorted(made.items()):
        print(f"  {name:20} {count:6} {1 - lost[name] / count:8.2%}")
    for one in [*refused[:5], *left[:9], *missed[:20]]:
        print("  not as it should be:", one)


if __name__ == "__main__":
    main()
