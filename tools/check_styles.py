"""Checks that styles name no side of the screen: what reads from right to left is laid out the other way round."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
STYLES = ROOT / "src" / "headway" / "web"
SIDES = re.compile(
    r"^\s*(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\b"
    r"|border-(?:top|bottom)-(?:left|right)-radius\b|(?:left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b)"
)


def main() -> int:
    """Print each line that names the left or the right where a start or an end is meant."""
    problems = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted(STYLES.rglob("*.css"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SIDES.search(line)
    ]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
