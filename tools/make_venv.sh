#!/bin/sh
# Makes the virtual environment named by the first argument, with the first Python on PATH that is new enough.
set -eu

new_enough() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if new_enough "$python"; then
        # Not an active environment's own Python: that environment may be the one about to be made.
        chosen=$("$python" -c 'import sys; print(sys._base_executable)')
        break
    fi
done

if [ -z "${chosen:-}" ]; then
    found=$(python3 --version 2>&1 || true)
    echo "Headway needs Python 3.11 or newer; found: ${found:-none}." >&2
    echo "Install one, or name it: make setup PYTHON=/path/to/python3.11" >&2
    exit 1
fi

if ! "$chosen" -c 'import venv, ensurepip' 2>/dev/null; then
    version=$("$chosen" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "$chosen cannot make virtual environments: its venv or ensurepip module is missing." >&2
    echo "On Debian and Ubuntu: apt-get install python$version-venv" >&2
    exit 1
fi

exec "$chosen" -m venv --clear "$1"
