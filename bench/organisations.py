"""Simulated organisations with hidden truth: is each planted trouble found, how early, and at how many interruptions?

    .venv/bin/python bench/organisations.py [--count 10] [--seed 1]

Everything is simulated, and lies in a folder that is thrown away.
"""

import argparse
import os
import tempfile
import time

os.environ["HEADWAY_HOME"] = tempfile.mkdtemp(
    prefix="headway-simulated-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None
)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from organisation import Organisation, interruptions, judged  # noqa: E402

from headway.models import Finding  # noqa: E402


def lived(seed):
    """An organisation after its thirteen weeks."""
    house = Organisation(seed)
    while house.day < house.quiet + 49:
        house.live(watch=house.day >= house.quiet - 7)
    return house


def main():
    """Print what became of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    told, most, days = [], 0, 0
    for seed in range(asked.seed, asked.seed + asked.count):
        begin = time.perf_counter()
        house = lived(seed)
        found, counts = judged(house), interruptions(house)
        told += found
        most, days = max([most, *counts]), days + sum(counts)
        opened = Finding.objects.filter(workspace=house.workspace, sight="open").count()
        rows = ", ".join(f"{one.trouble.name} {one.lead} days ahead{'' if one.told else ' (untold)'}" for one in found)
        print(f"{seed}: {rows}; {opened} findings ({time.perf_counter() - begin:.0f} s)", flush=True)
    for name in dict.fromkeys(one.trouble.name for one in told):
        mine = [one for one in told if one.trouble.name == name]
        leads = sorted(one.lead for one in mine if one.lead is not None)
        early = sum(one.told is not None and one.told < one.trouble.bites for one in mine)
        after = sorted((one.found - one.trouble.seen).days for one in mine if one.found)
        seen, bit = (str(days[len(days) // 2]) if days else "-" for days in (after, leads))
        print(f"{name:18} found {len(leads)} of {len(mine)}, told in time {early}; in the middle case")
        print(f"{'':18} {seen} days after it could be seen and {bit} before it bit, at least {min(leads, default='-')}")
    early = sum(one.told is not None and one.told < one.trouble.bites for one in told)
    print(f"announced before they bit: {early / len(told):.0%}; at most {most} interruptions a person and day")


if __name__ == "__main__":
    main()
