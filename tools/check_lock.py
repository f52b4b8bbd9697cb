"""Checks that the locks pin exactly what pyproject.toml asks for; `make lock` puts them right."""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)")
# Where uv says that a pin is asked for by the project itself rather than by another package.
OWN = re.compile(r"#\s+(?:via\s+)?(?:headway \(pyproject\.toml|pyproject\.toml)")


def main() -> int:
    """Print every difference between the project file and its locks."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = {name: _requirements(project["dependency-groups"], name) for name in project["dependency-groups"]}
    served = [*map(Requirement, project["project"]["dependencies"]), *groups["build"]]
    wanted = {
        "requirements.txt": served,
        "requirements-dev.txt": [*served, *groups["dev"]],
        "requirements-s3.txt": groups["s3"],
        "requirements-postgres.txt": groups["postgres"],
    }
    problems = [line for name, requirements in wanted.items() for line in _differences(name, requirements)]
    problems += _split_versions()
    for line in problems:
        print(line)
    if problems:
        print("Run: make lock")
    return 1 if problems else 0


def _requirements(groups: dict[str, Any], name: str) -> list[Requirement]:
    """Return what a group asks for, and the groups that it includes."""
    found: list[Requirement] = []
    for one in groups[name]:
        found += [Requirement(one)] if isinstance(one, str) else _requirements(groups, one["include-group"])
    return found


def _differences(name: str, requirements: list[Requirement]) -> list[str]:
    pins = _pins(name)
    asked = {canonicalize_name(requirement.name) for requirement in requirements}
    missing = [
        f"{name}: no pin satisfies {requirement}"
        for requirement in requirements
        if not any(v in requirement.specifier for v in pins.get(canonicalize_name(requirement.name), []))
    ]
    return missing + [f"{name}: {extra} is pinned but no longer asked for" for extra in sorted(_own(name) - asked)]


def _pins(name: str) -> dict[str, list[Version]]:
    """Return the pinned versions by package; there may be several, each for another platform or Python."""
    pins: dict[str, list[Version]] = {}
    for line in (ROOT / name).read_text().splitlines():
        if found := PIN.match(line):
            pins.setdefault(canonicalize_name(found[1]), []).append(Version(found[2]))
    return pins


def _own(name: str) -> set[str]:
    """Return the packages whose pins say that the project asks for them."""
    own, current = set(), ""
    for line in (ROOT / name).read_text().splitlines():
        if found := PIN.match(line):
            current = canonicalize_name(found[1])
        elif OWN.search(line):
            own.add(current)
    return own


def _split_versions() -> list[str]:
    tested = _pins("requirements-dev.txt")
    served = _pins("requirements-s3.txt") | _pins("requirements.txt")
    return [f"{name}: the tests would not run on what is served" for name in served if served[name] != tested.get(name)]


if __name__ == "__main__":
    sys.exit(main())
