"""Checks that no file says where packages come from: that is the machine's own setting, and may be a mirror."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Written with a class of one letter, so that this file does not hold what it looks for.
HOSTS = re.compile(
    r"py[p]i\.(?:org|io|python\.org)|python[h]osted\.org|npm[j]s\.(?:org|com)|yarn[p]kg\.com"
    r"|(?:deb|security|archive)\.(?:debian|ubuntu)\.(?:[o]rg|[c]om)|un[p]kg\.com|js[d]elivr\.net|cdn[j]s\.|esm\.[s]h"
)
OPTIONS = re.compile(r"^\s*(?:-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b|https?://")


def main() -> int:
    """Print each line that names a registry, and each address in a lock."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True)
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    problems = [problem for path in paths if path.is_file() for problem in _problems(path)]
    print("\n".join(problems))
    return 1 if problems or listed.returncode else 0


def _problems(path: Path) -> list[str]:
    lines = path.read_bytes().decode(errors="ignore").splitlines()
    lock = path.name.startswith("requirements")
    found = [(n, line) for n, line in enumerate(lines, 1) if HOSTS.search(line) or (lock and OPTIONS.search(line))]
    return [f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}" for number, line in found]


if __name__ == "__main__":
    sys.exit(main())
