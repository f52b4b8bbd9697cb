#!/bin/sh
# Writes the locks: exact versions with the hashes of every platform's files, and no address of any index,
# so that set-up takes the same files from whatever mirror the machine is configured for.
# Versions already pinned stay; `make lock ARGS=--upgrade` takes the newest.
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    [ -x build/uv/bin/uv ] || python3 -m venv build/uv
    build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
    uv=build/uv/bin/uv
fi

pin() {
    output=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --output-file "$output" "$@" pyproject.toml >/dev/null
}

pin requirements.txt --group build "$@"
# The second lock holds the first, so the tests run on exactly what is served.
pin requirements-dev.txt --group build --group dev --constraint requirements.txt "$@"
# What is added to the first lock where files lie in an S3-compatible store: in the versions that were tested.
"$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
    --constraint requirements-dev.txt --output-file requirements-s3.txt "$@" --group s3 >/dev/null
"$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-deps \
    --output-file requirements-postgres.txt "$@" --group postgres >/dev/null
