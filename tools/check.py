"""Runs every check, says which failed and how long each took; exits with 1 when any did."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
STEPS = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "types": ["mypy", "--no-error-summary"],
    "layers": ["lint-imports", "--no-logo"],
    "templates": ["djlint", "--lint", "--quiet", "src/headway/web"],
    "settings": ["python", "-m", "django", "check", "--fail-level", "WARNING"],
    "migrations": ["python", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "locks": ["python", "tools/check_lock.py"],
    "spoken": ["python", "tools/check_spoken.py"],
    "messages": ["python", "tools/messages.py", "--check"],
    "styles": ["python", "tools/check_styles.py"],
    "addresses": ["python", "tools/check_addresses.py"],
}


def main() -> int:
    """Run the steps named on the command line, or all of them."""
    chosen = {name: STEPS[name] for name in sys.argv[1:] or STEPS}
    with tempfile.TemporaryDirectory(prefix="headway-check-") as home:
        environment = os.environ | {"HEADWAY_HOME": home, "DJANGO_SETTINGS_MODULE": "headway.config.settings"}
        environment.pop("DATABASE_URL", None)
        failed = [name for name, command in chosen.items() if not _passes(name, command, environment)]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEverything in order.")
    return 1 if failed else 0


def _passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - began
    print(f"{'ok' if done.returncode == 0 else 'FAILED':8}{name:12}{seconds:6.1f} s", flush=True)
    if done.returncode:
        print(f"{done.stdout}{done.stderr}".strip(), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
